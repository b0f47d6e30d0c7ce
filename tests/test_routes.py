"""Role × route × method, generated from the resolver: every route passes the gate (bar E1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from bildungsnetz.accounts.gate import Gate, Who
from bildungsnetz.accounts.models import User
from tests.cast import make_user, signed_in

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Stands for a row that nobody has: a route may answer 404 or 410 to it, never with a page.
NOBODYS = {"int": "987654321", "slug": "gibt-es-nicht", "str": "gibt-es-nicht", "uuid": "0" * 32}


@dataclass(frozen=True)
class Route:
    """One address of the product with its declaration."""

    address: str
    name: str
    gate: Gate | None

    def __str__(self) -> str:
        return self.name


def fill(pattern: Any) -> str:
    """The address of a route with the region Hagen and otherwise rows that nobody has."""
    address = str(pattern)
    for name, converter in pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        value = "hagen" if name == "region" else NOBODYS[kind]
        for spelling in (f"<{kind}:{name}>", f"<{name}>"):
            address = address.replace(spelling, value)
    return address


def routes(resolver: URLResolver | None = None, before: str = "/") -> Iterator[Route]:
    """All routes of the product, however deep."""
    for entry in (resolver or get_resolver("bildungsnetz.urls")).url_patterns:
        address = before + fill(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(address, entry.name or address, getattr(entry.callback, "gate", None))
        else:
            yield from routes(entry, address)


ROUTES = list(routes())


def test_every_route_declares_whom_it_opens_to() -> None:
    """An undeclared route fails here, and does not answer at all in the running product."""
    assert [route.address for route in ROUTES if route.gate is None] == []


def test_every_route_has_a_name_of_its_own() -> None:
    """Links are made by name."""
    names = [route.name for route in ROUTES]
    assert sorted(names) == sorted(set(names))


def test_only_the_region_pages_of_the_desk_are_closed_to_all_but_clerks() -> None:
    """What lies under /buero/ is for clerks, what lies under /mein/ for signed-in people."""
    wrong = [
        route.name
        for route in ROUTES
        if route.gate
        and (
            ("/buero/" in route.address) != (route.gate.who is Who.CLERK)
            or ("/mein/" in route.address) != (route.gate.who is Who.SIGNED_IN)
        )
    ]
    assert wrong == []


@pytest.fixture
def people(hagen: object, anna: User, ben: User, deniz: User) -> dict[str, Client]:
    """A browser for each role."""
    return {
        "nobody": Client(),
        "stranger": signed_in(make_user("eva@anderswo.example", "Eva Ernst")),
        "member": signed_in(ben),
        "other office": signed_in(deniz),
        "office": signed_in(anna),
    }


def outcome(client: Client, method: str, address: str) -> str:
    """What the gate did: refused the method, sent to sign in, forbade, or let through."""
    response = client.generic(method, address)
    if response.status_code == 405:
        return "method"
    if response.status_code == 302 and response["Location"].startswith("/anmelden/?next="):
        return "sign in"
    if response.status_code == 403:
        return "forbidden"
    assert response.status_code < 500, (method, address, response.status_code)
    return "through"


def expected(gate: Gate, role: str, method: str) -> str:
    """What the declaration promises."""
    if method not in gate.methods and not (method == "HEAD" and "GET" in gate.methods):
        return "method"
    if gate.who in {Who.ANYONE, Who.LINK}:
        return "through"
    if role == "nobody":
        return "sign in"
    if gate.who is Who.CLERK and role != "office":
        return "forbidden"
    return "through"


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_every_route_opens_to_whom_it_declares(people: dict[str, Client], route: Route) -> None:
    """Five roles, seven methods. A member's page may forbid by its own rules as well."""
    assert route.gate is not None
    for role in sorted(people, key=lambda name: name == "office"):
        for method in METHODS:
            if route.name in {"sign_out"} and method == "POST":
                continue  # ends the browser's session, which the next rows need
            found = outcome(people[role], method, route.address)
            wanted = expected(route.gate, role, method)
            if found == "forbidden" and wanted == "through" and route.gate.who is Who.SIGNED_IN:
                continue
            assert (role, method, found) == (role, method, wanted)


@pytest.mark.parametrize("route", [r for r in ROUTES if r.address.startswith("/hagen/")], ids=str)
def test_an_unknown_region_is_not_found(anna: User, route: Route) -> None:
    """Whatever the role: a region that does not exist answers 404 (405 for a wrong method)."""
    address = route.address.replace("/hagen/", "/gibt-es-nicht/", 1)
    assert signed_in(anna).get(address).status_code in {404, 405}

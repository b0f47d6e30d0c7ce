"""A table of every address that GET reaches: status, queries and their places, CPU time, size.

Arguments are rows that exist: for each address all likely rows are tried, and the one with the
most queries is measured.
"""

import itertools
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.db.models import BigAutoField, Count, Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from bench.tracing import traced
from bildungsnetz.accounts import links
from bildungsnetz.accounts.gate import Gate, Who
from bildungsnetz.accounts.models import PersonalLink, Role, User
from bildungsnetz.decisions.models import Recommendation
from bildungsnetz.desk.regions.words import KINDS
from bildungsnetz.directory.models import Person
from bildungsnetz.meetings.models import Invitation, Registration
from bildungsnetz.organs.models import Mandate
from bildungsnetz.regions.models import Region

REPEATS = 5
TRIES = 300
QUERIES_ALLOWED = {Who.ANYONE: 4, Who.LINK: 9, Who.SIGNED_IN: 9, Who.CLERK: 9}
CPU_MS_ALLOWED = 15.0


@dataclass(frozen=True, slots=True)
class Route:
    """A named address with the kinds of its arguments and its declaration."""

    name: str
    arguments: dict[str, str]
    gate: Gate


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured answer. `cpu_ms` is the least of five warm requests in this process, which
    other work on the machine disturbs least; nothing counts queries meanwhile."""

    name: str
    who: str
    path: str
    status: int
    queries: int
    cpu_ms: float
    size: int
    asked: list[dict[str, Any]]
    failure: str = ""

    @property
    def flags(self) -> list[str]:
        """What is above the house's limits."""
        flags = (
            [] if self.status in {200, 302} else [f"status {self.status} {self.failure}".rstrip()]
        )
        if self.queries > QUERIES_ALLOWED[Who(self.who)]:
            flags.append(f"{self.queries} queries")
        if self.cpu_ms > CPU_MS_ALLOWED:
            flags.append(f"{self.cpu_ms:.0f} ms")
        return flags

    def as_json(self) -> dict[str, Any]:
        """The sample with its flags."""
        return asdict(self) | {"flags": self.flags}


def routes(
    resolver: URLResolver | None = None, outer: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Route]:
    """All named addresses that answer to GET."""
    for entry in (resolver or get_resolver("bildungsnetz.urls")).url_patterns:
        kinds = {
            name: type(converter).__name__.removesuffix("Converter").lower()
            for name, converter in entry.pattern.converters.items()
        }
        arguments = {**outer, **kinds}
        if isinstance(entry, URLResolver):
            yield from routes(entry, arguments)
        elif isinstance(entry, URLPattern):
            gate: Gate | None = getattr(entry.callback, "gate", None)
            if gate is not None and entry.name and "GET" in gate.methods:
                yield Route(entry.name, arguments, gate)


def client_for(user: User | None) -> Client:
    """A browser, signed in by a session made in the database. A failing page answers 500."""
    client = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
    if user is not None:
        client.force_login(user)
    return client


def typical_clients(region: Region) -> dict[Who, list[Client]]:
    """Who asks for which kind of address: for members' pages a school's head and the chair."""
    role = Role.objects.filter(region=region, user__is_active=True).select_related("user").first()
    members = Person.objects.filter(region=region, user__isnull=False).select_related("user")
    chair = members.filter(mandates__role=Mandate.Role.CHAIR, mandates__active_to=None).first()
    speaker = members.filter(affiliations__represents=True).first()
    clerk = client_for(role.user if role else None)
    nobody = client_for(None)
    signed_in = [client_for(one.user) for one in (speaker, chair) if one is not None]
    return {
        Who.ANYONE: [nobody],
        Who.LINK: [nobody],
        Who.CLERK: [clerk],
        Who.SIGNED_IN: [*signed_in, clerk],
    }


def table(region: Region, *, tries: int = TRIES, repeats: int = REPEATS) -> list[Sample]:
    """Measure every address, in the order of the resolver; `tries` rows at most for each."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # failures stand in the table
    _issue_links(region)
    values = Values(region, tries)
    clients = typical_clients(region)
    return [_measured(route, values, clients[route.gate.who], repeats) for route in routes()]


def _issue_links(region: Region) -> None:
    """Good links for the addresses that need one and that no record brings."""
    now = timezone.now()
    user = User.objects.filter(roles__region=region).order_by("pk").first()
    purposes = PersonalLink.Purpose
    for purpose, subject in ((purposes.SIGN_IN, user.pk if user else 0), (purposes.SETUP, "setup")):
        links.issue(
            purpose=purpose,
            subject=subject,
            region=None,
            at=now,
            expires_at=now + timedelta(hours=1),
        )


def sample(client: Client, path: str, *, name: str = "", who: Who = Who.ANYONE) -> Sample:
    """Ask once; CPU time is not measured here, where every query is looked at."""
    with traced() as trace:
        response = client.get(path)
    body = b"".join(response) if response.streaming else response.content
    return Sample(
        name=name,
        who=who,
        path=path,
        status=response.status_code,
        queries=trace.count,
        cpu_ms=0.0,
        size=len(body),
        asked=trace.asked,
        failure=_failure(response),
    )


def _failure(response: Any) -> str:
    """What broke a page, in one line."""
    raised = getattr(response, "exc_info", None)
    return f"{raised[0].__name__}: {raised[1]}"[:120] if raised else ""


def _measured(route: Route, values: "Values", clients: Sequence[Client], repeats: int) -> Sample:
    best: tuple[Sample, Client] | None = None
    for client in clients:
        for path in values.paths(route):
            tried = sample(client, path, name=route.name, who=route.gate.who)
            if best is None or _weight(tried) > _weight(best[0]):
                best = tried, client
    if best is None:
        return Sample(route.name, route.gate.who, "no row to show", 0, 0, 0.0, 0, [])
    found, client = best
    return replace(found, cpu_ms=min(_spent(client, found.path, n) for n in range(repeats)))


def _spent(client: Client, path: str, number: int) -> float:
    """CPU time of one request, in milliseconds; numbered, so that no kept page answers it."""
    path = f"{path}?messung={number}"
    began = time.thread_time()
    client.get(path)
    return (time.thread_time() - began) * 1000


def _weight(found: Sample) -> tuple[int, ...]:
    """A failure is worth seeing most, then a page with many queries; a missing row least."""
    rank = {200: 2, 404: 0}.get(found.status, 3 if found.status >= 500 else 1)
    return rank, found.queries, found.size


class Values:
    """What may stand for an argument: keys, names and links of rows of a region."""

    def __init__(self, region: Region, tries: int) -> None:
        self.region = region
        self.tries = tries
        models = list(apps.get_app_config("bildungsnetz").get_models())
        self.keys = sorted({*_answers(), *(key for model in models for key in _keys(model))})
        self.years = sorted(set(_years(region)))
        slugs = {name for model in models for name in _names(model, region)}
        self.names = [*KINDS, *sorted(slugs)]

    def paths(self, route: Route) -> Iterator[str]:
        """Addresses of the route with existing rows, no more than `tries`."""
        names = list(route.arguments)
        choices = [self._choices(name, route) for name in names]
        for values in itertools.islice(itertools.product(*choices), self.tries):
            yield reverse(route.name, kwargs=dict(zip(names, values, strict=True)))

    def _choices(self, name: str, route: Route) -> Sequence[object]:
        if name == "region":
            return [self.region.slug]
        if name == "token":
            return _tokens(route.gate.purpose)
        if name == "year":
            return self.years
        return self.keys if route.arguments[name] == "int" else self.names


def _keys(model: type[Model]) -> set[int]:
    """The first and last row's key, and those with the most rows of each kind below them."""
    if not isinstance(model._meta.pk, BigAutoField):
        return set()
    found: set[int | None] = set()
    manager = model._default_manager
    for order in ("pk", "-pk"):
        found.add(manager.order_by(order).values_list("pk", flat=True).first())
    for field in model._meta.get_fields():
        if field.one_to_many and field.auto_created:
            name = field.field.attname  # type: ignore[union-attr]
            below = field.related_model._default_manager  # type: ignore[union-attr]
            rows = below.exclude(**{name: None}).values(name).annotate(n=Count("pk"))
            found.add(rows.order_by("-n").values_list(name, flat=True).first())
    return {key for key in found if key is not None}


def _answers() -> set[int]:
    """Persons behind the links that are tried, and invitations of those who sign in."""
    subjects = [int(link.subject) for link in _links(PersonalLink.Purpose.INVITATION)]
    people = Registration.objects.filter(invitation__in=subjects).order_by("pk")
    theirs = Invitation.objects.filter(institution__affiliations__person__user__isnull=False)
    return {
        *people.values_list("pk", flat=True)[:3],
        *theirs.order_by("-pk").values_list("pk", flat=True)[:3],
    }


def _names(model: type[Model], region: Region) -> list[str]:
    fields = {field.name for field in model._meta.get_fields()}
    if not {"slug", "region"} <= fields:
        return []
    rows = model._default_manager.filter(region=region).order_by("pk")
    return list(rows.values_list("slug", flat=True)[:5])


def _years(region: Region) -> list[int]:
    return list(Recommendation.objects.filter(region=region).values_list("year", flat=True))


def _tokens(purpose: str) -> list[str]:
    return [links.token(link) for link in _links(purpose)]


def _links(purpose: str) -> list[PersonalLink]:
    """Good links of this purpose: the first, one of the middle, the last."""
    good = PersonalLink.objects.filter(
        purpose=purpose, used_at=None, revoked_at=None, expires_at__gt=timezone.now()
    ).order_by("pk")
    count = good.count()
    return [good[place] for place in sorted({0, count // 2, count - 1})] if count else []

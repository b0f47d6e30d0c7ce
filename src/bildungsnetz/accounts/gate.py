"""The one gate: every route declares whom it opens to; everything else is closed.

Outside one's rows 404, seen but not permitted 403. A route without a declaration does not answer
at all (and fails a test). The region in the address, or behind a personal link, is found here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import (
    ImproperlyConfigured,
    ObjectDoesNotExist,
    PermissionDenied,
    SuspiciousOperation,
)
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone

from bildungsnetz.accounts import links, page_cache, throttle
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink, Role, User
from bildungsnetz.accounts.rules import GUESSES_PER_NETWORK
from bildungsnetz.kit.composing import composed_once, first
from bildungsnetz.regions.models import Region
from bildungsnetz.regions.queries import region_of

View = Callable[..., HttpResponse]
V = TypeVar("V", bound=View)


class Who(StrEnum):
    """Whom a route opens to."""

    ANYONE = "anyone"
    LINK = "link"
    SIGNED_IN = "signed_in"
    CLERK = "clerk"


@dataclass(frozen=True, slots=True)
class Gate:
    """What a route declares: to whom it opens, by which methods, for which kind of link."""

    who: Who
    methods: tuple[str, ...]
    purpose: str = ""
    cached: bool = False


class Visitor:
    """The person at the other end, as far as routes and rules need to know."""

    def __init__(self, user: User | None, region: Region | None) -> None:
        self.user = user
        self.region = region
        theirs: bool | None = getattr(region, "is_theirs", None)
        if user is not None and theirs is not None:  # the gate asked for it with the region
            self.is_clerk = theirs

    @cached_property
    def is_clerk(self) -> bool:
        """Tell whether the visitor works in this region's office."""
        if self.user is None or self.region is None:
            return False
        return Role.objects.filter(
            user=self.user, region=self.region, kind=Role.Kind.CLERK
        ).exists()

    @property
    def actor(self) -> Actor:
        """The visitor as the author of a write; only for signed-in visitors."""
        if self.user is None:
            raise PermissionDenied
        return Actor.of(self.user)


class Request(HttpRequest):
    """A request that came through the gate (a type for views, never constructed)."""

    region: Region
    visitor: Visitor
    link: PersonalLink
    htmx: Any


def opens_to(who: Who, *methods: str, purpose: str = "", cached: bool = False) -> Callable[[V], V]:
    """Declare whom a view opens to. GET includes HEAD; `cached` answers 304 to known visitors.

    `cached` is for public pages whose content follows from audited writes alone.
    """
    allowed = tuple(methods) or ("GET",)

    def declare(view: V) -> V:
        view.gate = Gate(who, allowed, purpose, cached)  # type: ignore[attr-defined]
        return view

    return declare


def fetch[M: Model](rows: QuerySet[M], **lookup: Any) -> M:
    """The one row of `rows`, which must be scoped to what the visitor may know of; else 404."""
    try:
        return rows.get(**lookup)
    except (ObjectDoesNotExist, ValueError) as absent:
        raise Http404 from absent


def known[T](found: T | None) -> T:
    """What a read of one row found; 404 if it found nothing."""
    if found is None:
        raise Http404
    return found


def require(permitted: bool) -> None:
    """Stop with 403 unless a rule permits it."""
    if not permitted:
        raise PermissionDenied


@composed_once
def _region(slug: str, user: int | None, is_cached: bool) -> QuerySet[Region]:
    """The region with all that the gate must know of it, so that it asks only once."""
    rows = Region.objects.filter(slug=slug)
    if user is not None:
        roles = Role.objects.filter(region=OuterRef("pk"), user=user, kind=Role.Kind.CLERK)
        rows = rows.annotate(is_theirs=Exists(roles))
    elif is_cached:
        rows = rows.annotate(written_last=page_cache.written_last())
    return rows


class GateMiddleware:
    """Opens or closes each route as it declares."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Date cached public pages; everything else is decided once the route is known."""
        response = self.get_response(request)
        tag = getattr(request, "page_tag", "")
        if tag and response.status_code == 200:
            response.headers.setdefault("ETag", tag)
            response.headers.setdefault("Cache-Control", "no-cache")
        return response

    def process_view(
        self, request: Any, view: View, _args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Find region, link and visitor; refuse what the route does not open to."""
        gate: Gate | None = getattr(view, "gate", None)
        if gate is None:
            raise ImproperlyConfigured(f"{view.__name__} does not declare whom it opens to.")
        methods = {*gate.methods, *(("HEAD",) if "GET" in gate.methods else ())}
        if request.method not in methods:
            return HttpResponseNotAllowed(sorted(methods))
        if "%00" in request.META.get("QUERY_STRING", ""):
            # Nobody types it, PostgreSQL knows no such text, and forms refuse it by themselves.
            raise SuspiciousOperation("A question with a NUL in it.")
        user = request.user if request.user.is_authenticated else None
        slug = kwargs.pop("region", None)
        key = user.pk if user else None
        request.region = known(first(_region(slug, key, gate.cached))) if slug else None
        if gate.who is Who.LINK and (closed := self._open_link(request, gate, kwargs)):
            return closed
        request.visitor = Visitor(user, request.region)
        return self._admit(request, gate)

    def _open_link(self, request: Any, gate: Gate, kwargs: dict[str, Any]) -> HttpResponse | None:
        link = links.find(kwargs.pop("token"), purpose=gate.purpose)
        if link is None:
            return self._guessed(request)
        request.link, request.region = link, link.region
        if links.is_good(link, at=timezone.now()):
            return None
        request.visitor = Visitor(None, link.region)
        context = {"link": link, "region": link.region or region_of(request.path)}
        return render(request, "public/accounts/link_expired.html", context, status=410)

    def _guessed(self, request: Any) -> HttpResponse:
        """404 to a link nobody was given; who posts many of them is told to stop (bar F1)."""
        request.visitor = Visitor(None, None)
        if request.method == "POST" and not throttle.count(
            GUESSES_PER_NETWORK, throttle.network_key(request), at=timezone.now()
        ):
            return render(request, "public/accounts/sign_in_too_many.html", status=429)
        raise Http404

    def _admit(self, request: Any, gate: Gate) -> HttpResponse | None:
        if gate.who in {Who.ANYONE, Who.LINK}:
            return self._dated(request) if gate.cached else None
        if request.visitor.user is None:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if gate.who is Who.CLERK and not request.visitor.is_clerk:
            raise PermissionDenied
        return None

    def _dated(self, request: Any) -> HttpResponse | None:
        """Date a public page, which is then kept; answer 304 to those who have it."""
        if request.visitor.user is not None or request.method not in {"GET", "HEAD"}:
            return None
        request.page_tag = page_cache.tag_of(request)
        if request.headers.get("If-None-Match") == request.page_tag:
            return HttpResponse(status=304)
        return None

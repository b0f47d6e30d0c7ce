"""Public pages of the register: institutions the office released, each with a profile."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from bildungsnetz.accounts.gate import Request, Who, known, opens_to
from bildungsnetz.directory import queries
from bildungsnetz.directory.forms import PublicFilterForm
from bildungsnetz.directory.queries.duplicates import merged_into
from bildungsnetz.directory.queries.maps import located
from bildungsnetz.directory.rules import is_open
from bildungsnetz.kit.composing import first
from bildungsnetz.office.queries import doings

SIZE = 50


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """A paginator that is told how many rows there are, to spare the question."""

    def __init__(self, total: int) -> None:
        super().__init__(range(total), SIZE)


@opens_to(Who.ANYONE, cached=True)
def institutions(request: Request) -> HttpResponse:
    """Released institutions: search, kind, stage; no e-mail addresses of persons."""
    today = timezone.localdate()
    filters = PublicFilterForm(request.GET, choices=queries.public_choices(request.region, today))
    fitting = queries.public_institutions(request.region, today=today, **filters.wanted)
    found = queries.listed_publicly(fitting)
    number = request.GET.get("seite", "1")
    first = (int(number) - 1) * SIZE if number.isdecimal() and 0 < int(number) < 10_000 else 0
    rows: list[Any] = list(found[first : first + SIZE])
    if first and not rows:
        first, rows = 0, list(found[:SIZE])
    total = rows[0]["total"] if rows else 0
    context = {
        "rows": rows,
        "page": CountedPaginator(total).get_page(first // SIZE + 1),
        "total": total,
        "filters": filters,
    }
    return render(request, "public/directory/institutions.html", context)


@opens_to(Who.ANYONE, cached=True)
def institutions_map(request: Request) -> HttpResponse:
    """Where released institutions lie, narrowed as the list is."""
    today = timezone.localdate()
    filters = PublicFilterForm(request.GET, choices=queries.public_choices(request.region, today))
    rows = queries.public_institutions(request.region, today=today, **filters.wanted)
    context = {"filters": filters, "found": located(rows, released_only=True)}
    return render(request, "public/directory/map.html", context)


@opens_to(Who.ANYONE, cached=True)
def institution(request: Request, pk: int) -> HttpResponse:
    """The profile of one institution; a closed one names its successor."""
    today = timezone.localdate()
    found = first(doings.of_institution(pk, request.region.pk, today))
    if found is None:
        # A merged one leads to the one it went into, if that is public.
        kept = known(merged_into(request.region, "institution", pk))
        known(first(doings.of_institution(kept, request.region.pk, today)))
        return redirect("institution", region=request.region.slug, pk=kept)
    context = {
        "institution": found,
        "named": queries.named_publicly(pk, today),
        "is_open": is_open(found.closed_on, today),
        "doings": doings.doings(found),
    }
    return render(request, "public/directory/institution.html", context)


urls = [
    path("einrichtungen/", institutions, name="institutions"),
    path("einrichtungen/karte/", institutions_map, name="institutions_map"),
    path("einrichtungen/<int:pk>/", institution, name="institution"),
]

"""Lists as files: the routes, the answer, and what the links below a list are made of."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from bildungsnetz.accounts.gate import Request
from bildungsnetz.kit.listing import TYPES, Listing


def download(request: Request, listing: Listing, form: str) -> HttpResponse:
    """The list as a file; 404 for a form it cannot take.

    Reading leaves no entry in the trail, whatever form it takes: a GET writes nothing.
    """
    if form not in listing.forms:
        raise Http404
    return listing.answer(form, request.region.slug, timezone.localdate())


def routes(
    route: str, view: Callable[..., HttpResponse], name: str, *, cards: bool = True
) -> list[URLPattern]:
    """One route for each form a list can take: `route` and `name` with the form at their ends.

    templates/desk/_exports.html links to them by `name`.
    """
    forms = [form for form in TYPES if cards or form != "vcf"]
    extra: list[dict[str, Any]] = [{"form": form} for form in forms]
    return [
        path(f"{route}.{form}", view, kwargs, name=f"{name}_{form}")
        for form, kwargs in zip(forms, extra, strict=True)
    ]

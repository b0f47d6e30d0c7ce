"""The search over the whole register: while typing in the desk's head, and as a page of its own."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from bildungsnetz.accounts.gate import Request, Who, opens_to
from bildungsnetz.directory import queries

ON_PAGE = 10
PANEL = "kopftreffer"
"""The element of the desk's head that shows what was found while somebody types."""


@opens_to(Who.CLERK)
def search(request: Request) -> HttpResponse:
    """Institutions, persons and topics that fit the words, the best first."""
    text = request.GET.get("suche", "")[:100].strip()
    in_head = bool(request.htmx) and request.htmx.target == PANEL
    found = queries.search(
        request.region,
        text,
        today=timezone.localdate(),
        most=queries.SHOWN if in_head else ON_PAGE,
    )
    context = {
        "search": text,
        "found": found,
        "is_asked": queries.is_long_enough(text),
        "in_head": in_head,
        "all_institutions": urlencode({"suche": text, "stand": "all"}),
        "all_persons": urlencode({"suche": text}),
    }
    template = "_found" if in_head else "search"
    answer = render(request, f"desk/directory/{template}.html", context)
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer


urls = [path("suche/", search, name="desk_search")]

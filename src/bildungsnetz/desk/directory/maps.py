"""The desk's map of the register: the same filters as the list, which is its table."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from bildungsnetz.accounts.gate import Request, Who, opens_to
from bildungsnetz.desk.directory.institutions import asked
from bildungsnetz.directory.queries.maps import located


@opens_to(Who.CLERK)
def register_map(request: Request) -> HttpResponse:
    """Where the institutions lie that the list shows as it is filtered."""
    filters, rows = asked(request)
    context = {"filters": filters, "wanted": filters.wanted, "found": located(rows)}
    return render(request, "desk/directory/map.html", context)


urls = [path("register/karte/", register_map, name="desk_register_map")]

"""Lists of duties as files: who is to be asked, who is to be told."""

from django.http import HttpResponse
from django.utils import timezone

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.desk.exports import download, routes
from bildungsnetz.directory import queries
from bildungsnetz.directory.queries import care
from bildungsnetz.directory.queries import contact as contacts


@opens_to(Who.CLERK)
def care_run_export(request: Request, pk: int, form: str) -> HttpResponse:
    """The institutions asked to confirm their data, by the answer looked at: whom to telephone."""
    run = fetch(care.runs(request.region), pk=pk)
    asked = care.confirmations(run, request.GET.get("stand", "")).order_by()
    rows = queries.institutions(request.region).filter(pk__in=asked.values("institution"))
    return download(request, queries.institution_listing(rows), form)


@opens_to(Who.CLERK)
def notices_export(request: Request, form: str) -> HttpResponse:
    """Who was not told yet of data that did not come from them: whom to write letters to."""
    rows = contacts.untold(request.region)
    return download(request, queries.person_listing(rows, timezone.localdate()), form)


urls = [
    *routes("register/bestaetigung/<int:pk>/einrichtungen", care_run_export, "desk_care_run"),
    *routes("register/datenschutzhinweise", notices_export, "desk_notices"),
]

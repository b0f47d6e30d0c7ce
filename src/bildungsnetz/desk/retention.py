"""What is kept for how long, what is deleted next, and what was deleted last."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.desk.directory.paging import page_of
from bildungsnetz.desk.exports import download, routes
from bildungsnetz.directory import lawful
from bildungsnetz.directory.forms import KeepForm
from bildungsnetz.kit.listing import Listing
from bildungsnetz.privacy import purging, retention

LATEST = 20


@opens_to(Who.CLERK)
def overview(request: Request) -> HttpResponse:
    """Periods, contacts that run out, and the latest deletions."""
    page = page_of(retention.expiring(request.region), request)
    for row in page:
        row.deleted_on = _deletion_day(row)
    context = {
        "page": page,
        "lines": retention.lines(request.region, at=timezone.now()),
        "purges": [
            (entry.at, retention.told(entry)) for entry in retention.purges(request.region)[:LATEST]
        ],
    }
    return render(request, "desk/retention/overview.html", context)


def _deletion_day(row: Any) -> date:
    return lawful.deletion_day(row.due_on, row.listed_on, row.kept_until)


@opens_to(Who.CLERK)
def expiring_export(request: Request, form: str) -> HttpResponse:
    """The contacts that run out, as a file."""
    found: Any = retention.expiring(request.region)
    listing = Listing(
        name="ablaufende-kontakte",
        title=gettext("Kontakte, die ablaufen"),
        headers=[
            gettext("Person"),
            gettext("Frist"),
            gettext("Wird gelöscht"),
            gettext("Weiter nötig"),
        ],
        rows=lambda: (
            [
                str(row.person),
                f"{row.due_on:%d.%m.%Y}",
                f"{_deletion_day(row):%d.%m.%Y}",
                row.kept_because,
            ]
            for row in found
        ),
    )
    return download(request, listing, form)


@opens_to(Who.CLERK, "GET", "POST")
def keep(request: Request, pk: int) -> HttpResponse:
    """Keep a contact that runs out, with the reason why."""
    found = fetch(retention.expiring(request.region), pk=pk)
    today = timezone.localdate()
    initial = {"reason": found.kept_because, "until": found.kept_until}
    form = KeepForm(request.POST or None, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        purging.keep_contact(
            expiring=found, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
        )
        note = gettext("%(name)s bleibt im Register.") % {"name": found.person}
        messages.success(request, note)
        return redirect("desk_retention", region=request.region.slug)
    return render(request, "desk/retention/keep.html", {"form": form, "expiring": found})


urls = [
    path("aufbewahrung/", overview, name="desk_retention"),
    *routes("aufbewahrung/kontakte", expiring_export, "desk_retention", cards=False),
    path("aufbewahrung/<int:pk>/", keep, name="desk_retention_keep"),
]

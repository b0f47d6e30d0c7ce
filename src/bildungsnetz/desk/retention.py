"""What is kept for how long, what is deleted next, and what was deleted last."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.desk.directory.paging import page_of
from bildungsnetz.directory import lawful
from bildungsnetz.directory.forms import KeepForm
from bildungsnetz.privacy import purging, retention

LATEST = 20


@opens_to(Who.CLERK)
def overview(request: Request) -> HttpResponse:
    """Periods, contacts that run out, and the latest deletions."""
    page = page_of(retention.expiring(request.region), request)
    for row in page:
        row.deleted_on = lawful.deletion_day(row.due_on, row.listed_on, row.kept_until)
    context = {
        "page": page,
        "lines": retention.lines(request.region, at=timezone.now()),
        "purges": [
            (entry.at, retention.told(entry))
            for entry in retention.purges(request.region)[:LATEST]
        ],
    }
    return render(request, "desk/retention/overview.html", context)


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
    path("aufbewahrung/<int:pk>/", keep, name="desk_retention_keep"),
]

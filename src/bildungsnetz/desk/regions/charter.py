"""The Kooperationsvertrag at the desk: its versions, written and corrected."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.desk.setup import onward
from bildungsnetz.regions import actions, queries
from bildungsnetz.regions.forms import AgreementForm, PartyFormSet


@opens_to(Who.CLERK)
def charter(request: Request) -> HttpResponse:
    """All versions of the agreement, the one in force first."""
    context = {"charter": queries.charter(request.region, timezone.localdate())}
    return render(request, "desk/regions/charter.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def agreement_new(request: Request) -> HttpResponse:
    """Enter a new version; the one before ends when it comes into force."""
    return _edit(request, None)


@opens_to(Who.CLERK, "GET", "POST")
def agreement_edit(request: Request, pk: int) -> HttpResponse:
    """Correct a version."""
    return _edit(request, pk)


def _edit(request: Request, pk: int | None) -> HttpResponse:
    known = queries.agreements(request.region)
    found = fetch(known, pk=pk) if pk else None
    form = AgreementForm(request.POST or None, request.FILES or None, instance=found)
    formset = PartyFormSet.of(found, request.POST or None)
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        actions.save_agreement(
            region=request.region,
            agreement=fetch(known, pk=pk) if pk else None,
            values=form.values(),
            parties=formset.parties(),
            by=request.visitor.actor,
            at=timezone.now(),
        )
        messages.success(request, gettext("Der Vertrag ist gespeichert."))
        return onward(request, "desk_charter")
    context = {"form": form, "formset": formset, "agreement": found}
    return render(request, "desk/regions/agreement_edit.html", context)


urls = [
    path("einstellungen/vertrag/", charter, name="desk_charter"),
    path("einstellungen/vertrag/neu/", agreement_new, name="desk_agreement_new"),
    path("einstellungen/vertrag/<int:pk>/", agreement_edit, name="desk_agreement_edit"),
]

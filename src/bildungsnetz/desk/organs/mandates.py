"""Mandates at the desk: ended, renewed, taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.organs import actions, queries
from bildungsnetz.organs.actions import Refused
from bildungsnetz.organs.forms import EndForm, TermForm


@opens_to(Who.CLERK, "GET", "POST")
def mandate_end(request: Request, pk: int) -> HttpResponse:
    """End a mandate; it stays in the history, and ending can be taken back."""
    mandate = fetch(queries.mandates(request.region), pk=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day, actor, now = form.first_day_without(), request.visitor.actor, timezone.now()
        try:
            actions.end_mandate(mandate=mandate, on=day, by=actor, at=now)
        except Refused as problem:
            form.add_error("last_day", str(problem))
        else:
            undo = reverse("desk_mandate_reopen", kwargs={"region": request.region.slug, "pk": pk})
            messages.success(request, gettext("Das Mandat ist beendet."), extra_tags=undo)
            return redirect("desk_organ", region=request.region.slug, pk=mandate.organ_id)
    return render(request, "desk/organs/mandate_end.html", {"form": form, "mandate": mandate})


@opens_to(Who.CLERK, "GET", "POST")
def mandate_term(request: Request, pk: int) -> HttpResponse:
    """Renew a mandate or change its planned end."""
    mandate = fetch(queries.mandates(request.region), pk=pk)
    form = TermForm.of(mandate, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_mandate(
                mandate=mandate, **form.values(), by=request.visitor.actor, at=timezone.now()
            )
        except Refused as problem:
            form.add_error("term_last_day", str(problem))
        else:
            messages.success(request, gettext("Die Amtszeit ist gespeichert."))
            return redirect("desk_organ", region=request.region.slug, pk=mandate.organ_id)
    return render(request, "desk/organs/mandate_term.html", {"form": form, "mandate": mandate})


@opens_to(Who.CLERK, "POST")
def mandate_reopen(request: Request, pk: int) -> HttpResponse:
    """Take back the end of a mandate."""
    mandate = fetch(queries.mandates(request.region), pk=pk)
    try:
        actions.reopen_mandate(mandate=mandate, by=request.visitor.actor, at=timezone.now())
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, gettext("Das Mandat besteht weiter."))
    return redirect("desk_organ", region=request.region.slug, pk=mandate.organ_id)


@opens_to(Who.CLERK, "POST")
def mandate_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back a mandate just entered; whoever it ended goes on (`davor` names them)."""
    known = queries.mandates(request.region)
    mandate = fetch(known, pk=pk)
    before = fetch(known, pk=request.GET["davor"]) if "davor" in request.GET else None
    organ, actor, now = mandate.organ_id, request.visitor.actor, timezone.now()
    try:
        actions.withdraw_mandate(mandate=mandate, reopen=before, by=actor, at=now)
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, gettext("Der Eintrag ist zurückgenommen."))
    return redirect("desk_organ", region=request.region.slug, pk=organ)


urls = [
    path("mandate/<int:pk>/beenden/", mandate_end, name="desk_mandate_end"),
    path("mandate/<int:pk>/amtszeit/", mandate_term, name="desk_mandate_term"),
    path("mandate/<int:pk>/wieder-oeffnen/", mandate_reopen, name="desk_mandate_reopen"),
    path("mandate/<int:pk>/zuruecknehmen/", mandate_withdraw, name="desk_mandate_withdraw"),
]

"""The members' pages of the room decisions: rounds, what lies before one's organs, orders."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to, require
from bildungsnetz.decisions import actions, answering, forms, queries, rules


@opens_to(Who.SIGNED_IN, "GET", "POST")
def round_answer(request: Request, pk: int) -> HttpResponse:
    """Answer in a round as one of the entitled."""
    entitled = _entitled(request, pk)
    form = forms.BallotForm(request.POST or None, entitled=entitled)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cast_ballot(
                entitled=entitled, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
            )
        except actions.RoundClosed:
            messages.error(request, gettext("Die Runde ist beendet, Ihre Antwort zählt nicht."))
        else:
            messages.success(request, gettext("Ihre Antwort ist gezählt. Vielen Dank."))
        return redirect("members_round", region=request.region.slug, pk=pk)
    view = queries.round_view(entitled.round)
    context = {
        "entitled": entitled,
        "round": view.round,
        "recommendation": view.recommendation,
        "view": view,
        "takes_answers": view.round.closed_at is None and timezone.now() < view.round.closes_at,
        "withdraw_url": "zurueckziehen/",
        "form": form,
    }
    return render(request, "members/decisions/round.html", context)


@opens_to(Who.SIGNED_IN, "POST")
def round_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back one's own objection."""
    entitled = _entitled(request, pk)
    try:
        actions.withdraw_objection(entitled=entitled, by=request.visitor.actor, at=timezone.now())
    except actions.RoundClosed:
        messages.error(request, gettext("Die Runde ist beendet, daran ändert sich nichts mehr."))
    except actions.NothingToSettle:
        messages.info(request, gettext("Ihr Einwand war schon erledigt."))
    else:
        messages.success(request, gettext("Ihr Einwand ist zurückgezogen."))
    return redirect("members_round", region=request.region.slug, pk=pk)


def _entitled(request: Request, pk: int) -> Any:
    """The visitor's own entitlement; a round of others is none of their business (404)."""
    user = request.visitor.user
    return fetch(queries.entitled_by_key(request.region), round=pk, user=user)


@opens_to(Who.SIGNED_IN, "GET", "POST")
def consultation(request: Request, pk: int) -> HttpResponse:
    """What lies before one's organ; chair and deputy chair write down its answer."""
    found = fetch(queries.consultations(request.region), pk=pk)
    today = timezone.localdate()
    roles = queries.roles_in(request.visitor.user, found.organ, today)
    require(rules.may_see_consultation(roles))
    may_answer = _may_answer(request, roles)
    sheet = answering.sheet(request.POST or None, consultation=found)
    if request.method == "POST":
        require(may_answer)
        if sheet.save(by=request.visitor.actor, at=timezone.now()):
            messages.success(request, gettext("Die Antwort ist festgehalten."))
            return redirect("members_consultation", region=request.region.slug, pk=pk)
    context = {
        "consultation": found,
        "recommendation": found.recommendation,
        "latest": found.recommendation.versions.order_by("number").last(),
        "days": rules.days_waiting(timezone.localdate(found.forwarded_at), today),
        "may_answer": may_answer,
        "sheet": sheet,
    }
    return render(request, "members/decisions/consultation.html", context)


def _may_answer(request: Request, roles: set[str]) -> bool:
    return rules.may_answer_consultation(is_clerk=request.visitor.is_clerk, roles=roles)


@opens_to(Who.SIGNED_IN, "POST")
def consultation_publish(request: Request, pk: int) -> HttpResponse:
    """Publish the organ's answer."""
    found = fetch(queries.consultations(request.region), pk=pk)
    roles = queries.roles_in(request.visitor.user, found.organ, timezone.localdate())
    require(rules.may_see_consultation(roles) and _may_answer(request, roles))
    try:
        actions.publish_answer(consultation=found, by=request.visitor.actor, at=timezone.now())
    except actions.NotAnswered:
        messages.error(request, gettext("Es gibt noch keine Antwort."))
    else:
        messages.success(request, gettext("Die Antwort ist veröffentlicht."))
    return redirect("members_consultation", region=request.region.slug, pk=pk)


@opens_to(Who.SIGNED_IN, "GET", "POST")
def order(request: Request, pk: int) -> HttpResponse:
    """An order to one's organ; chair and deputy chair report on it."""
    found = fetch(queries.orders(request.region), pk=pk)
    roles = queries.roles_in(request.visitor.user, found.assignee, timezone.localdate())
    require(rules.may_see_consultation(roles))
    may_report = _may_answer(request, roles)
    form = forms.ReportForm(request.POST or None)
    if request.method == "POST":
        require(may_report)
        if form.is_valid():
            actions.report_status(
                order=found,
                by=request.visitor.actor,
                at=timezone.now(),
                today=timezone.localdate(),
                **form.cleaned_data,
            )
            messages.success(request, gettext("Der Bericht ist gespeichert."))
            return redirect("members_order", region=request.region.slug, pk=pk)
    context = {"order": found, "form": form, "may_report": may_report}
    return render(request, "members/decisions/order.html", context)


urls = [
    path("runden/<int:pk>/", round_answer, name="members_round"),
    path("runden/<int:pk>/zurueckziehen/", round_withdraw, name="members_round_withdraw"),
    path("beratungen/<int:pk>/", consultation, name="members_consultation"),
    path(
        "beratungen/<int:pk>/veroeffentlichen/",
        consultation_publish,
        name="members_consultation_publish",
    ),
    path("auftraege/<int:pk>/", order, name="members_order"),
]

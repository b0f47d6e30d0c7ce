"""Public pages of the room decisions: what was recommended, what became of it; personal links."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.gate import Request, Who, fetch, known, opens_to
from bildungsnetz.decisions import actions, forms, narrowing, queries


@opens_to(Who.ANYONE, cached=True)
def recommendations(request: Request) -> HttpResponse:
    """All published recommendations with their present state."""
    everything = queries.public_recommendations(request.region.pk)
    fields = queries.fields_offered(request.region.pk)
    form = narrowing.PublicFilter(request.GET, everything, fields)
    context = {
        "filters": form,
        "chips": form.chips,
        "search": form.search,
        "total": len(everything),
        "recommendations": form.narrowed,
    }
    return render(request, "public/decisions/recommendations.html", context)


@opens_to(Who.ANYONE, cached=True)
def recommendation(request: Request, year: int, number: int) -> HttpResponse:
    """One recommendation: wording, state, and its passport as one timeline."""
    found = known(queries.public_recommendation_page(request.region, year, number))
    context = {
        "recommendation": found,
        "version": list(found.versions.all())[-1],
        "timeline": queries.timeline(found, today=timezone.localdate(), inside=False),
    }
    return render(request, "public/decisions/recommendation.html", context)


@opens_to(Who.LINK, "GET", "POST", purpose="round")
def round_answer(request: Request) -> HttpResponse:
    """Somebody entitled answers; the answer may be changed until the round closes."""
    entitled = fetch(queries.entitled_by_key(request.region), pk=request.link.subject)
    form = forms.BallotForm(request.POST or None, entitled=entitled)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cast_ballot(
                entitled=entitled, by=_by(entitled), at=timezone.now(), **form.cleaned_data
            )
        except actions.RoundClosed:
            messages.error(request, gettext("Die Runde ist beendet, Ihre Antwort zählt nicht."))
        else:
            messages.success(request, gettext("Ihre Antwort ist gezählt. Vielen Dank."))
        return redirect(request.path)
    context = _round_context(entitled) | {"form": form}
    return render(request, "public/decisions/round.html", context)


@opens_to(Who.LINK, "POST", purpose="round")
def round_withdraw(request: Request) -> HttpResponse:
    """Take back one's own objection."""
    entitled = fetch(queries.entitled_by_key(request.region), pk=request.link.subject)
    try:
        actions.withdraw_objection(entitled=entitled, by=_by(entitled), at=timezone.now())
    except actions.RoundClosed:
        messages.error(request, gettext("Die Runde ist beendet, daran ändert sich nichts mehr."))
    except actions.NothingToSettle:
        messages.info(request, gettext("Ihr Einwand war schon erledigt."))
    else:
        messages.success(request, gettext("Ihr Einwand ist zurückgezogen."))
    return redirect(request.path.removesuffix("zurueckziehen/"))


def _by(entitled: Any) -> Actor:
    return Actor(label=entitled.name)


def _round_context(entitled: Any) -> dict[str, Any]:
    view = queries.round_view(entitled.round)
    return {
        "entitled": entitled,
        "round": view.round,
        "recommendation": view.recommendation,
        "view": view,
        "takes_answers": view.round.closed_at is None and timezone.now() < view.round.closes_at,
        "withdraw_url": "zurueckziehen/",
    }


urls = [
    path("empfehlungen/", recommendations, name="recommendations"),
    path("empfehlungen/<int:year>/<int:number>/", recommendation, name="recommendation"),
]
links = [
    path("runde/<str:token>/", round_answer, name="round_answer"),
    path("runde/<str:token>/zurueckziehen/", round_withdraw, name="round_withdraw"),
]

"""Consensus rounds at the desk: opened, followed, objections settled, closed."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, known, opens_to
from bildungsnetz.accounts.queries import history
from bildungsnetz.decisions import actions, counting, forms, queries, rules
from bildungsnetz.desk.decisions.trail import told

USUAL_DURATION = timedelta(days=7)
# Each record makes the query for the history longer; SQLite ends at a thousand.
MOST_OBJECTIONS = 100


@opens_to(Who.CLERK, "GET", "POST")
def round_open(request: Request, pk: int) -> HttpResponse:
    """Plan a round: whom to ask, until when; then the preview with real numbers."""
    found = fetch(queries.recommendations(request.region), pk=pk)
    if found.state not in rules.EDITABLE:
        return _not_openable(request, pk)
    form = forms.RoundForm(request.POST or None, recommendation=found, initial=_usual(request))
    if request.method == "POST" and form.check_time(timezone.now()):
        return _preview(request, found, form.data)
    context = {"recommendation": found, "form": form}
    return render(request, "desk/decisions/round_open.html", context)


@opens_to(Who.CLERK, "POST")
def round_release(request: Request, pk: int) -> HttpResponse:
    """Open the round as previewed, and write to everybody entitled."""
    found = fetch(queries.recommendations(request.region), pk=pk)
    form = forms.ReleaseForm(request.POST, recommendation=found)
    if not form.is_valid():
        return redirect("desk_round_open", region=request.region.slug, pk=pk)
    try:
        opened = _open(request, found, form.cleaned_data)
    except actions.CircleChanged:
        warning = gettext("Der Kreis hat sich seit der Vorschau geändert. Bitte prüfen Sie erneut.")
        return _preview(request, found, form.data, warning)
    except actions.CircleEmpty:
        return _preview(request, found, form.data)
    except actions.ClosesTooEarly:
        messages.error(request, gettext("Der Zeitpunkt für die Rückmeldung ist verstrichen."))
        return redirect("desk_round_open", region=request.region.slug, pk=pk)
    except actions.NotOpenable:
        return _not_openable(request, pk)
    messages.success(request, gettext("Die Konsensrunde läuft. Die Gefragten erhalten Post."))
    return redirect("desk_round", region=request.region.slug, pk=opened.pk)


def _open(request: Request, found: Any, given: dict[str, Any]) -> Any:
    return actions.open_round(
        recommendation=found,
        circle_key=given["circle"],
        seen=given["seen"],
        moderated_by=given["moderated_by"],
        closes_at=given["closes_at"],
        by=request.visitor.actor,
        at=timezone.now(),
        today=timezone.localdate(),
    )


def _usual(request: Request) -> dict[str, Any]:
    evening = timezone.localtime().replace(hour=18, minute=0, second=0, microsecond=0)
    name = request.visitor.actor.label
    return {"closes_at": evening + USUAL_DURATION, "moderated_by": name}


def _not_openable(request: Request, pk: int) -> HttpResponse:
    messages.error(
        request,
        gettext("Zu dieser Empfehlung läuft schon eine Runde, oder sie ist schon beschlossen."),
    )
    return redirect("desk_recommendation", region=request.region.slug, pk=pk)


def _preview(request: Request, found: Any, data: Any, warning: str = "") -> HttpResponse:
    people = queries.circle(found, data["circle"], today=timezone.localdate())
    release = forms.ReleaseForm(
        {**data.dict(), "seen": people.stamp}, recommendation=found
    )  # the stamp of what is shown here
    release.is_valid()
    unreachable = len(people.people) - people.reachable
    context = {
        "recommendation": found,
        "circle": people,
        "release": release,
        "given": release.cleaned_data,
        "warning": warning,
        "unreachable": unreachable,
        "numbers": [
            (len(people.people), gettext("werden gefragt")),
            (people.reachable, gettext("erhalten eine Nachricht")),
            (unreachable, gettext("ohne E-Mail-Adresse")),
        ],
    }
    return render(request, "desk/decisions/round_preview.html", context)


@opens_to(Who.CLERK)
def round_page(request: Request, pk: int) -> HttpResponse:
    """A round: how it stands, who answered what, the objections, who was entitled."""
    found = known(queries.round_page(request.region, pk))
    people = list(found.entitled.all())
    is_open = found.closed_at is None
    now = counting.outcome(people, closed=False)
    objections = list(queries.objections(found))
    context = {
        "round": found,
        "recommendation": found.recommendation,
        "people": people,
        "counts": now.counts if is_open else found.counts,
        "verdict": now.sentence if is_open else found.verdict,
        "is_open": is_open,
        "takes_answers": is_open and timezone.now() < found.closes_at,
        "objections": objections,
        "history": told(history(found, *objections[:MOST_OBJECTIONS])),
    }
    return render(request, "desk/decisions/round.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def round_close(request: Request, pk: int) -> HttpResponse:
    """Close a round by hand; the verdict is computed from the ballots."""
    found = fetch(queries.rounds(request.region), pk=pk)
    if found.closed_at is not None:
        return redirect("desk_round", region=request.region.slug, pk=pk)
    form = forms.CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            closed = actions.close_round(
                round=found, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
            )
        except actions.RoundClosed:
            messages.info(request, gettext("Die Runde war schon geschlossen."))
        else:
            messages.success(request, closed.verdict)
        return redirect("desk_round", region=request.region.slug, pk=pk)
    now = counting.outcome(list(found.entitled.all()), closed=True)
    context = {"round": found, "form": form, "outcome": now}
    return render(request, "desk/decisions/round_close.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def round_minority(request: Request, pk: int) -> HttpResponse:
    """Write down the minority statement of a closed round."""
    found = fetch(queries.rounds(request.region).filter(closed_at__isnull=False), pk=pk)
    initial = {"minority_statement": found.minority_statement}
    form = forms.MinorityForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.record_minority_statement(
            round=found,
            text=form.cleaned_data["minority_statement"],
            by=request.visitor.actor,
            at=timezone.now(),
        )
        messages.success(request, gettext("Das Minderheitsvotum ist gespeichert."))
        return redirect("desk_round", region=request.region.slug, pk=pk)
    return render(request, "desk/decisions/round_minority.html", {"round": found, "form": form})


@opens_to(Who.CLERK, "GET", "POST")
def ballot_record(request: Request, pk: int) -> HttpResponse:
    """Enter the answer somebody without an address gave in the room or on paper."""
    entitled = fetch(queries.entitled_by_key(request.region).filter(email=""), pk=pk)
    form = forms.BallotForm(request.POST or None, entitled=entitled)
    round_url = redirect("desk_round", region=request.region.slug, pk=entitled.round_id)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_ballot(
                entitled=entitled, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
            )
        except actions.RoundClosed:
            messages.error(request, gettext("Die Runde nimmt keine Antworten mehr an."))
        else:
            done = gettext("Die Antwort von %(name)s ist aufgenommen.") % {"name": entitled.name}
            messages.success(request, done)
        return round_url
    return render(request, "desk/decisions/ballot.html", {"entitled": entitled, "form": form})


@opens_to(Who.CLERK, "GET", "POST")
def objection_answer(request: Request, pk: int, objection: int) -> HttpResponse:
    """Answer an open objection as the moderation."""
    found = fetch(queries.rounds(request.region), pk=pk)
    raised = fetch(queries.objections(found), pk=objection)
    form = forms.ObjectionForm(request.POST or None, objection=raised)
    if request.method == "POST" and form.is_valid() and _answered(request, raised, form):
        return redirect("desk_round", region=request.region.slug, pk=pk)
    context = {"round": found, "objection": raised, "form": form}
    return render(request, "desk/decisions/objection.html", context)


def _answered(request: Request, raised: Any, form: forms.ObjectionForm) -> bool:
    """Whether there is nothing left to do; a changed reason has to be read again."""
    given = form.cleaned_data
    try:
        actions.answer_objection(
            objection=raised,
            seen=given["seen"],
            answer=given["answer"],
            is_valid=given["is_valid_objection"],
            by=request.visitor.actor,
            at=timezone.now(),
        )
    except actions.ObjectionChanged:
        forms.put(form, "seen", raised.reason)
        form.add_error(
            None, gettext("Die Begründung hat sich inzwischen geändert. Bitte lesen Sie sie neu.")
        )
        return False
    except (actions.RoundClosed, actions.NothingToSettle):
        messages.error(request, gettext("Der Einwand ist schon erledigt oder die Runde beendet."))
    else:
        messages.success(request, gettext("Die Antwort auf den Einwand ist gespeichert."))
    return True


urls = [
    path("empfehlungen/<int:pk>/runde/", round_open, name="desk_round_open"),
    path("empfehlungen/<int:pk>/runde/eroeffnen/", round_release, name="desk_round_release"),
    path("empfehlungen/runden/<int:pk>/", round_page, name="desk_round"),
    path("empfehlungen/runden/<int:pk>/schliessen/", round_close, name="desk_round_close"),
    path(
        "empfehlungen/runden/<int:pk>/minderheitsvotum/", round_minority, name="desk_round_minority"
    ),
    path(
        "empfehlungen/runden/<int:pk>/einwand/<int:objection>/",
        objection_answer,
        name="desk_objection",
    ),
    path("empfehlungen/runden/antwort/<int:pk>/", ballot_record, name="desk_ballot"),
]

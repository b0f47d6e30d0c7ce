"""Who answered, who is silent, one click to remind; answers that reach the office by telephone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.accounts.gate import Request, Who, fetch, known, opens_to
from bildungsnetz.desk.exports import download, routes
from bildungsnetz.meetings import actions, queries
from bildungsnetz.meetings.forms import AcceptForms, DeclineForm
from bildungsnetz.meetings.rules import MeetingRefusal, may_answer

PAGE = 50


@opens_to(Who.CLERK)
def answers(request: Request, pk: int) -> HttpResponse:
    """All invitations of a conference by state; the silent ones can be reminded."""
    now = timezone.now()
    meeting = known(queries.head(request.region, pk))
    state = request.GET.get("stand", "")
    rows = queries.listed_invitations(meeting, state)
    context = {
        "meeting": meeting,
        "state": state if state in queries.STATES else "",
        "page": Paginator(rows, PAGE).get_page(request.GET.get("seite")),
        "can_remind": may_answer(meeting, at=now),
        "reminded_today": queries.was_reminded_on(meeting, timezone.localdate(now)),
    }
    return render(request, "desk/meetings/answers.html", context)


@opens_to(Who.CLERK, "POST")
def remind(request: Request, pk: int) -> HttpResponse:
    """Remind every silent institution, at most once a day."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    try:
        count = actions.remind_silent(meeting=meeting, by=request.visitor.actor, at=timezone.now())
    except MeetingRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        note = ngettext(
            "%(count)s Einrichtung wird erinnert.",
            "%(count)s Einrichtungen werden erinnert.",
            count,
        )
        messages.success(request, note % {"count": count})
    return redirect("desk_answers", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "GET", "POST")
def answer(request: Request, pk: int, invitation: int) -> HttpResponse:
    """Enter who comes, for somebody who called."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    found = fetch(queries.answered_invitations(meeting), pk=invitation)
    posted = request.POST if request.method == "POST" else None
    forms = AcceptForms(posted, invitation=found, workshops=queries.wishable_workshops(meeting))
    context = {"meeting": meeting, "invitation": found, "answer": forms}
    if forms.is_valid():
        try:
            actions.accept(
                invitation=found,
                guests=forms.guests,
                revision=forms.revision,
                by=request.visitor.actor,
                at=timezone.now(),
                is_office=True,
            )
        except MeetingRefusal as refusal:
            context["refusal"] = refusal
        else:
            return _saved(request, pk)
    return render(request, "desk/meetings/answer.html", context)


@opens_to(Who.CLERK, "POST")
def answer_decline(request: Request, pk: int, invitation: int) -> HttpResponse:
    """Enter that nobody comes, for somebody who called."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    found = fetch(queries.answered_invitations(meeting), pk=invitation)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return redirect("desk_answer", region=request.region.slug, pk=pk, invitation=invitation)
    try:
        actions.decline(
            invitation=found,
            **form.cleaned_data,
            by=request.visitor.actor,
            at=timezone.now(),
            is_office=True,
        )
    except MeetingRefusal as refusal:
        messages.error(request, str(refusal))
    return _saved(request, pk)


@opens_to(Who.CLERK, "POST")
def person_cancel(request: Request, pk: int, person: int) -> HttpResponse:
    """Cancel one person, for somebody who called."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    row = fetch(queries.participants(meeting), pk=person)
    try:
        actions.cancel_person(
            registration=row, by=request.visitor.actor, at=timezone.now(), is_office=True
        )
    except MeetingRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("%(name)s ist abgemeldet.") % {"name": row.name})
    return redirect("desk_participants", region=request.region.slug, pk=pk)


def _saved(request: Request, pk: int) -> HttpResponse:
    messages.success(request, gettext("Die Antwort ist gespeichert."))
    return redirect("desk_answers", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK)
def participants(request: Request, pk: int) -> HttpResponse:
    """Everybody who is registered, with institution and place."""
    meeting = known(queries.head(request.region, pk))
    rows = queries.paged_participants(meeting)
    page = Paginator(rows, PAGE).get_page(request.GET.get("seite"))
    context = {"meeting": meeting, "page": page}
    return render(request, "desk/meetings/participants.html", context)


@opens_to(Who.CLERK)
def participants_export(request: Request, pk: int, form: str) -> HttpResponse:
    """Everybody who is registered, as a file."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    return download(request, queries.participant_listing(meeting), form)


@opens_to(Who.CLERK)
def answers_export(request: Request, pk: int, form: str) -> HttpResponse:
    """The invited institutions in the state asked for, as a file."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    return download(request, queries.invited_listing(meeting, request.GET.get("stand", "")), form)


@opens_to(Who.CLERK)
def sign_in_sheets(request: Request, pk: int) -> HttpResponse:
    """One sheet for each workshop, to be printed and signed."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    context = {"meeting": meeting, "lists": queries.sign_in_sheets(meeting)}
    return render(request, "desk/meetings/sheets.html", context)


BASE = "konferenzen/<int:pk>/"
urls = [
    path(f"{BASE}antworten/", answers, name="desk_answers"),
    path(f"{BASE}antworten/erinnern/", remind, name="desk_remind"),
    path(f"{BASE}antworten/<int:invitation>/", answer, name="desk_answer"),
    path(f"{BASE}antworten/<int:invitation>/absage/", answer_decline, name="desk_answer_decline"),
    path(f"{BASE}teilnehmende/", participants, name="desk_participants"),
    *routes(f"{BASE}teilnehmende", participants_export, "desk_participants"),
    *routes(f"{BASE}antworten", answers_export, "desk_answers"),
    path(f"{BASE}teilnehmende/<int:person>/abmelden/", person_cancel, name="desk_person_cancel"),
    path(f"{BASE}listen/", sign_in_sheets, name="desk_sign_in_sheets"),
]

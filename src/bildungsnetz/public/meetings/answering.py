"""What lies behind the personal link of an invitation: one page, one question, big buttons.

GET and HEAD change nothing: mail scanners follow links.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts import links
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.gate import Request, Who, fetch, known, opens_to
from bildungsnetz.meetings import actions, queries
from bildungsnetz.meetings.forms import AcceptForms, DeclineForm, DeputyForm, PlaceForm
from bildungsnetz.meetings.rules import (
    AnswerChanged,
    MeetingRefusal,
    answers_until,
    is_registering,
    may_answer,
    registers_until,
)
from bildungsnetz.public.meetings.pages import calendar_answer

PURPOSE = "invitation"


@opens_to(Who.LINK, purpose=PURPOSE)
def invitation(request: Request) -> HttpResponse:
    """Who answers for whom until when; the three choices, or what was answered."""
    found, context = _invitation(request)
    now = timezone.now()
    context |= {
        "until": answers_until(found.meeting),
        "registers_until": registers_until(found.meeting),
        "is_open": may_answer(found.meeting, at=now),
        "is_registering": is_registering(found.meeting, at=now),
        "is_published": queries.is_published(found.meeting),
        "free": queries.places_left(found.meeting),
        **queries.known_facts(found.meeting),
    }
    return render(request, "public/meetings/invitation.html", context)


@opens_to(Who.LINK, "GET", "POST", purpose=PURPOSE)
def invitation_accept(request: Request) -> HttpResponse:
    """Say who comes, with wishes for workshops."""
    found, context = _invitation(request)
    posted = request.POST if request.method == "POST" else None
    wishable = queries.wishable_workshops(found.meeting)
    answer = AcceptForms(posted, invitation=found, workshops=wishable)
    if answer.is_valid():
        try:
            actions.accept(
                invitation=found,
                guests=answer.guests,
                revision=answer.revision,
                by=_actor(found),
                at=timezone.now(),
            )
        except MeetingRefusal as refusal:
            context["refusal"] = refusal
        else:
            return _thanks(request, gettext("Ihre Zusage ist gespeichert. Vielen Dank."))
    return _page(request, "accept", context | {"answer": answer, "workshops": wishable})


@opens_to(Who.LINK, "GET", "POST", purpose=PURPOSE)
def invitation_deputy(request: Request) -> HttpResponse:
    """Send somebody else."""
    found, context = _invitation(request)
    wishable = queries.wishable_workshops(found.meeting)
    form = DeputyForm(
        request.POST or None,
        workshops=wishable,
        wish_count=found.meeting.wish_count,
        initial={"revision": found.revision, "deputy_for": queries.represented_name(found)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_deputy(
                invitation=found,
                deputy=form.guest,
                revision=form.cleaned_data["revision"],
                by=_actor(found),
                at=timezone.now(),
            )
        except MeetingRefusal as refusal:
            context["refusal"] = refusal
        else:
            return _thanks(request, gettext("Die Vertretung ist angemeldet. Vielen Dank."))
    return _page(request, "deputy", context | {"form": form, "workshops": wishable})


@opens_to(Who.LINK, "GET", "POST", purpose=PURPOSE)
def invitation_decline(request: Request) -> HttpResponse:
    """Say that nobody comes."""
    found, context = _invitation(request)
    form = DeclineForm(request.POST or None, initial={"revision": found.revision})
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline(
                invitation=found, **form.cleaned_data, by=_actor(found), at=timezone.now()
            )
        except MeetingRefusal as refusal:
            context["refusal"] = refusal
        else:
            return _thanks(request, gettext("Ihre Absage ist gespeichert. Danke für die Antwort."))
    return _page(request, "decline", context | {"form": form})


@opens_to(Who.LINK, "GET", "POST", purpose=PURPOSE)
def invitation_cancel(request: Request, pk: int) -> HttpResponse:
    """Cancel one person."""
    found, context = _invitation(request)
    person = fetch(queries.persons_of(found), pk=pk)
    if request.method == "POST":
        try:
            actions.cancel_person(registration=person, by=_actor(found), at=timezone.now())
        except MeetingRefusal as refusal:
            context["refusal"] = refusal
        else:
            return _thanks(request, gettext("%(name)s ist abgemeldet.") % {"name": person.name})
    return _page(request, "cancel", context | {"person": person})


@opens_to(Who.LINK, "GET", "POST", purpose=PURPOSE)
def invitation_place(request: Request, pk: int) -> HttpResponse:
    """Choose among the workshops in which a place is free, after the places were published."""
    found, context = _invitation(request)
    person = fetch(queries.persons_of(found), pk=pk)
    form = PlaceForm(request.POST or None, workshops=queries.choosable_workshops(person))
    if request.method == "POST" and form.is_valid():
        workshop = fetch(queries.live_workshops(found.meeting), pk=form.cleaned_data["workshop"])
        try:
            actions.take_place(
                registration=person, workshop=workshop, by=_actor(found), at=timezone.now()
            )
        except MeetingRefusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _thanks(request, gettext("Der Platz ist gespeichert."))
    return _page(request, "place", context | {"person": person, "form": form})


@opens_to(Who.LINK, purpose=PURPOSE)
def invitation_calendar(request: Request) -> HttpResponse:
    """The date as a calendar file."""
    found, _context = _invitation(request)
    return calendar_answer(actions.calendar_of(found.meeting))


def _invitation(request: Request) -> "tuple[queries.Invitation, dict[str, object]]":
    found = known(queries.invitation_of(request.link))
    context = {
        "invitation": found,
        "meeting": found.meeting,
        "token": links.token(request.link),
        "office": queries.office_contact(found.meeting),
    }
    return found, context


def _actor(found: "queries.Invitation") -> Actor:
    return Actor(label=gettext("Persönlicher Link: %(name)s") % {"name": found.institution.name})


def _thanks(request: Request, note: str) -> HttpResponse:
    messages.success(request, note)
    return redirect("invitation", token=links.token(request.link))


def _page(request: Request, name: str, context: dict[str, object]) -> HttpResponse:
    """A form's page; 409 when the form was opened before another answer was saved.

    What is called off takes no answer; the invitation's own page explains it.
    """
    meeting = context["meeting"]
    if isinstance(meeting, queries.Meeting) and meeting.cancelled_at is not None:
        return redirect("invitation", token=links.token(request.link))
    status = 409 if isinstance(context.get("refusal"), AnswerChanged) else 200
    return render(request, f"public/meetings/{name}.html", context, status=status)


routes = [
    path("einladung/<str:token>/", invitation, name="invitation"),
    path("einladung/<str:token>/zusage/", invitation_accept, name="invitation_accept"),
    path("einladung/<str:token>/vertretung/", invitation_deputy, name="invitation_deputy"),
    path("einladung/<str:token>/absage/", invitation_decline, name="invitation_decline"),
    path("einladung/<str:token>/abmelden/<int:pk>/", invitation_cancel, name="invitation_cancel"),
    path("einladung/<str:token>/platz/<int:pk>/", invitation_place, name="invitation_place"),
    path("einladung/<str:token>/termin.ics", invitation_calendar, name="invitation_calendar"),
]

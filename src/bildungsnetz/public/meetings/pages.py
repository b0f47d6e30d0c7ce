"""Conferences as everybody may see them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.meetings import actions, queries
from bildungsnetz.regions.forms import FieldFilterForm
from bildungsnetz.regions.queries import fields as fields_of


@opens_to(Who.ANYONE, cached=True)
def conferences(request: Request) -> HttpResponse:
    """What comes next and what has been, latest first."""
    now = timezone.now()
    form = FieldFilterForm(request.GET, fields=fields_of(request.region))
    found = list(queries.public_conferences(request.region, field=form.slug))
    context = {
        "form": form,
        "chips": form.chips,
        "upcoming": [one for one in found if one.ends_at >= now],
        "past": [one for one in reversed(found) if one.ends_at < now],
    }
    return render(request, "public/meetings/conferences.html", context)


@opens_to(Who.ANYONE, cached=True)
def conference(request: Request, pk: int) -> HttpResponse:
    """One conference: when, where, workshops, parts, result."""
    meeting = fetch(queries.public_records(request.region), pk=pk)
    is_over = meeting.ends_at < timezone.now()
    context = {"meeting": meeting, "is_over": is_over, **queries.known_facts(meeting)}
    return render(request, "public/meetings/conference.html", context)


@opens_to(Who.ANYONE, cached=True)
def conference_calendar(request: Request, pk: int) -> HttpResponse:
    """The conference as a calendar file."""
    meeting = fetch(queries.public_meetings(request.region).prefetch_related(None), pk=pk)
    return calendar_answer(actions.calendar_of(meeting))


def calendar_answer(content: str) -> HttpResponse:
    """A calendar file to keep."""
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="termin.ics"'
    return answer


routes = [
    path("konferenzen/", conferences, name="conferences"),
    path("konferenzen/<int:pk>/", conference, name="conference"),
    path("konferenzen/<int:pk>/termin.ics", conference_calendar, name="conference_calendar"),
]

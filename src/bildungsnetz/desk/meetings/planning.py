"""Conferences and their workshops: list, record, plan, change, show, cancel."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, known, opens_to
from bildungsnetz.accounts.queries import history
from bildungsnetz.desk import exports
from bildungsnetz.desk.meetings.steps import next_steps, warnings_by_number
from bildungsnetz.meetings import actions, queries
from bildungsnetz.meetings.forms import MeetingFilterForm, MeetingForm, WorkshopForm, warned
from bildungsnetz.meetings.rules import MeetingRefusal

PAGE = 50


@opens_to(Who.CLERK)
def conferences(request: Request) -> HttpResponse:
    """The list, upcoming or past, narrowed by field of action and year."""
    form, wanted = _asked(request)
    rows = queries.meeting_list(request.region, wanted, at=timezone.now())
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("seite")),
        "form": form,
        "chips": form.chips,
        "past": wanted.past,
    }
    return render(request, "desk/meetings/list.html", context)


def _asked(request: Request) -> tuple[MeetingFilterForm, queries.MeetingFilter]:
    form = MeetingFilterForm(request.GET, region=request.region)
    return form, form.wanted(past=request.GET.get("zeit") == "vergangen")


@opens_to(Who.CLERK)
def conferences_export(request: Request, form: str) -> HttpResponse:
    """The list as a file, narrowed as it is seen."""
    rows = queries.meeting_list(request.region, _asked(request)[1], at=timezone.now())
    return exports.download(request, queries.meeting_listing(rows), form)


@opens_to(Who.CLERK, "GET", "POST")
def conference_new(request: Request) -> HttpResponse:
    """Plan a conference or a meeting."""
    now = timezone.now()
    blank = queries.blank_meeting(request.region)
    form = MeetingForm(request.POST or None, instance=blank, region=request.region, at=now)
    if request.method == "POST" and form.is_valid():
        meeting = actions.plan_meeting(
            meeting=form.save(commit=False),
            organs=form.cleaned_data["organs"],
            fields=form.cleaned_data["fields"],
            by=request.visitor.actor,
            at=now,
        )
        messages.success(request, gettext("„%(title)s“ ist angelegt.") % {"title": meeting.title})
        return redirect("desk_conference", region=request.region.slug, pk=meeting.pk)
    return render(request, "desk/meetings/edit.html", {"form": form, "meeting": None})


@opens_to(Who.CLERK)
def conference(request: Request, pk: int) -> HttpResponse:
    """One conference: invitation windows, next step, workshops with clashes, parts."""
    now = timezone.now()
    meeting = known(queries.record(request.region, pk))
    workshops = queries.workshops(meeting)
    context = {
        "meeting": meeting,
        "windows": queries.organ_windows(meeting, today=timezone.localdate(now)),
        "workshops": workshops,
        "warnings": warnings_by_number(meeting, workshops),
        "steps": next_steps(meeting, workshops, at=now),
        "history": history(meeting, *workshops),
    }
    return render(request, "desk/meetings/record.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def conference_edit(request: Request, pk: int) -> HttpResponse:
    """Change a conference."""
    now = timezone.now()
    meeting = fetch(queries.meetings(request.region), pk=pk)
    form = MeetingForm(request.POST or None, instance=meeting, region=request.region, at=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(
                meeting=form.save(commit=False),
                organs=form.cleaned_data["organs"],
                fields=form.cleaned_data["fields"],
                changed=form.changed_data,
                by=request.visitor.actor,
                at=now,
            )
        except MeetingRefusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, gettext("Die Änderungen sind gespeichert."))
            return _settled(request, meeting)
    return render(request, "desk/meetings/edit.html", {"form": form, "meeting": meeting})


@opens_to(Who.CLERK, "POST")
def conference_show(request: Request, pk: int) -> HttpResponse:
    """Put the conference on the public pages."""
    return _set_public(request, pk, is_public=True)


@opens_to(Who.CLERK, "POST")
def conference_hide(request: Request, pk: int) -> HttpResponse:
    """Take the conference from the public pages."""
    return _set_public(request, pk, is_public=False)


def _set_public(request: Request, pk: int, *, is_public: bool) -> HttpResponse:
    meeting = fetch(queries.meetings(request.region), pk=pk)
    actions.show_meeting(
        meeting=meeting, is_public=is_public, by=request.visitor.actor, at=timezone.now()
    )
    back = "desk_conference_hide" if is_public else "desk_conference_show"
    note = (
        gettext("„%(title)s“ steht jetzt auf der öffentlichen Seite.")
        if is_public
        else gettext("„%(title)s“ steht nicht mehr auf der öffentlichen Seite.")
    ) % {"title": meeting.title}
    undo = reverse(back, kwargs={"region": request.region.slug, "pk": pk})
    messages.success(request, note, extra_tags=undo)
    return redirect("desk_conference", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "GET", "POST")
def conference_cancel(request: Request, pk: int) -> HttpResponse:
    """Ask, then call the conference off."""
    meeting = known(queries.head(request.region, pk))
    if request.method != "POST":
        return render(request, "desk/meetings/cancel.html", {"meeting": meeting})
    try:
        meeting = actions.cancel_meeting(
            meeting=meeting, by=request.visitor.actor, at=timezone.now()
        )
    except MeetingRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("„%(title)s“ ist abgesagt.") % {"title": meeting.title})
    return _settled(request, meeting)


def _settled(request: Request, meeting: Any) -> HttpResponse:
    """Lead on to the message when the invited do not know yet what has changed."""
    route = "desk_conference" if meeting.untold_since is None else "desk_change"
    return redirect(route, region=request.region.slug, pk=meeting.pk)


@opens_to(Who.CLERK, "GET", "POST")
def workshop_new(request: Request, pk: int) -> HttpResponse:
    """Add a workshop; number, time and places are proposed."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    blank = queries.next_workshop(meeting)
    form = WorkshopForm(request.POST or None, instance=blank, region=request.region)
    if request.method == "POST" and form.is_valid():
        try:
            workshop = actions.add_workshop(
                workshop=form.save(commit=False),
                fields=form.cleaned_data["fields"],
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except MeetingRefusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _after_workshop(request, pk, workshop.number)
    return render(request, "desk/meetings/workshop.html", {"form": form, "meeting": meeting})


@opens_to(Who.CLERK, "GET", "POST")
def workshop_edit(request: Request, pk: int, workshop: int) -> HttpResponse:
    """Change a workshop."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    row = fetch(queries.all_workshops(meeting), pk=workshop)
    form = WorkshopForm(request.POST or None, instance=row, region=request.region)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_workshop(
                workshop=form.save(commit=False),
                fields=form.cleaned_data["fields"],
                changed=form.changed_data,
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except MeetingRefusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _after_workshop(request, pk, row.number)
    context = {"form": form, "meeting": meeting, "workshop": row}
    return render(request, "desk/meetings/workshop.html", context)


def _after_workshop(request: Request, pk: int, number: int) -> HttpResponse:
    """Say that it is saved, and whether it clashes with something."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    found = warnings_by_number(meeting, queries.workshops(meeting)).get(number, [])
    if found:
        messages.warning(request, warned(len(found)))
    else:
        messages.success(request, gettext("Der Workshop ist gespeichert."))
    return redirect("desk_conference", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "POST")
def workshop_cancel(request: Request, pk: int, workshop: int) -> HttpResponse:
    """Take a workshop from the programme."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    row = fetch(queries.all_workshops(meeting), pk=workshop)
    try:
        actions.cancel_workshop(workshop=row, by=request.visitor.actor, at=timezone.now())
    except MeetingRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("Der Workshop fällt aus."))
    return redirect("desk_conference", region=request.region.slug, pk=pk)


routes = [
    path("konferenzen/", conferences, name="desk_conferences"),
    *exports.routes("konferenzen/liste", conferences_export, "desk_conferences", cards=False),
    path("konferenzen/neu/", conference_new, name="desk_conference_new"),
    path("konferenzen/<int:pk>/", conference, name="desk_conference"),
    path("konferenzen/<int:pk>/bearbeiten/", conference_edit, name="desk_conference_edit"),
    path("konferenzen/<int:pk>/zeigen/", conference_show, name="desk_conference_show"),
    path("konferenzen/<int:pk>/verbergen/", conference_hide, name="desk_conference_hide"),
    path("konferenzen/<int:pk>/absagen/", conference_cancel, name="desk_conference_cancel"),
    path("konferenzen/<int:pk>/workshops/neu/", workshop_new, name="desk_workshop_new"),
    path(
        "konferenzen/<int:pk>/workshops/<int:workshop>/", workshop_edit, name="desk_workshop_edit"
    ),
    path(
        "konferenzen/<int:pk>/workshops/<int:workshop>/absagen/",
        workshop_cancel,
        name="desk_workshop_cancel",
    ),
]

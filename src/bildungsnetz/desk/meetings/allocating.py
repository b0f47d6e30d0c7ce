"""Places in workshops: compute, look, move by hand, publish."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.accounts.gate import Request, Who, fetch, known, opens_to
from bildungsnetz.meetings import actions, queries
from bildungsnetz.meetings.allocation import AllocationError, Goal
from bildungsnetz.meetings.forms import GOAL_SENTENCES, AllocationForm, MoveForm
from bildungsnetz.meetings.rules import MeetingRefusal


@opens_to(Who.CLERK, "GET", "POST")
def allocation(request: Request, pk: int) -> HttpResponse:
    """Compute the places and look at them; nobody else sees them before they are published."""
    meeting = known(queries.head(request.region, pk))
    latest = queries.allocations(meeting).first()
    form = AllocationForm(request.POST or None, has_moved=bool(latest and latest.moved))
    if request.method == "POST" and form.is_valid():
        try:
            actions.compute_allocation(
                meeting=meeting,
                goal=Goal(form.cleaned_data["goal"]),
                keep_moved=form.cleaned_data.get("keep_moved", False),
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except (MeetingRefusal, AllocationError) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("desk_allocation", region=request.region.slug, pk=pk)
    context = {"meeting": meeting, "form": form}
    return render(request, "desk/meetings/allocation.html", context | _shown(meeting, latest))


def _shown(meeting: "queries.Meeting", found: "queries.Allocation | None") -> dict[str, object]:
    """The latest allocation with its numbers, or how many persons wait for one."""
    if found is None:
        return {"waiting": queries.participants(meeting).count()}
    preview = queries.preview(found)
    return {
        "allocation": found,
        "preview": preview,
        "goal": GOAL_SENTENCES[Goal(found.goal)],
        "sentences": queries.in_words(preview),
        "bars": queries.bars(preview),
        "numbers": _numbers(preview),
        "move": MoveForm(
            people=queries.movable(preview), workshops=[one.workshop for one in preview.lists]
        ),
    }


def _numbers(preview: queries.Preview) -> list[tuple[int, str]]:
    people = queries.movable(preview)
    return [
        (len(people) - len(preview.unplaced), gettext("Plätze")),
        (sum(bool(person.email) for person in people), gettext("Nachrichten")),
    ]


@opens_to(Who.CLERK, "POST")
def allocation_move(request: Request, pk: int) -> HttpResponse:
    """Give one person another place in the preview."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    found = fetch(queries.allocations(meeting), published_at__isnull=True)
    person = fetch(queries.participants(meeting), pk=request.POST.get("registration", ""))
    workshop = fetch(queries.live_workshops(meeting), pk=request.POST.get("workshop", ""))
    try:
        actions.move_by_hand(
            allocation=found,
            person=person,
            workshop=workshop,
            by=request.visitor.actor,
            at=timezone.now(),
        )
    except MeetingRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        note = gettext("%(name)s ist jetzt in „%(workshop)s“.")
        messages.success(request, note % {"name": person.name, "workshop": workshop.title})
    return redirect("desk_allocation", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "POST")
def allocation_publish(request: Request, pk: int) -> HttpResponse:
    """Make the places final and tell everybody."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    found = queries.allocations(meeting).first()
    if found is None:
        return redirect("desk_allocation", region=request.region.slug, pk=pk)
    try:
        count = actions.publish_allocation(
            allocation=found, by=request.visitor.actor, at=timezone.now()
        )
    except MeetingRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        note = ngettext(
            "%(count)s Platz ist veröffentlicht.", "%(count)s Plätze sind veröffentlicht.", count
        )
        messages.success(request, note % {"count": count})
    return redirect("desk_allocation", region=request.region.slug, pk=pk)


BASE = "konferenzen/<int:pk>/zuteilung/"
routes = [
    path(BASE, allocation, name="desk_allocation"),
    path(f"{BASE}verschieben/", allocation_move, name="desk_allocation_move"),
    path(f"{BASE}veroeffentlichen/", allocation_publish, name="desk_allocation_publish"),
]

"""Computing, adjusting and publishing the places in workshops; taking a free one later."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.kit.letters import german, rendered, subject_line
from bildungsnetz.meetings import queries
from bildungsnetz.meetings.actions import locking
from bildungsnetz.meetings.allocation import Goal, allocate, explain
from bildungsnetz.meetings.models import (
    Allocation,
    Meeting,
    Placement,
    Registration,
    Workshop,
)
from bildungsnetz.meetings.queries import Inputs
from bildungsnetz.meetings.rules import (
    AllocationStale,
    AlreadyPublished,
    Cancelled,
    NothingToAllocate,
    PersonGone,
    WorkshopFull,
)
from bildungsnetz.post.actions import queue

SOLVER = "HiGHS, exakt"
REGISTERED = Registration.State.REGISTERED


@transaction.atomic
def compute_allocation(
    *, meeting: Meeting, goal: Goal, keep_moved: bool, by: Actor, at: datetime
) -> Allocation:
    """Compute who gets which place; only the office sees it until it is published.

    Replaces the earlier preview. With `keep_moved`, places given by hand there stay. Raises
    NothingToAllocate, AlreadyPublished, AllocationError.
    """
    locked = locking.lock_meeting(meeting.pk)
    _check_unpublished(locked)
    found = queries.inputs(locked)
    if not (found.wishes and found.capacities):
        raise NothingToAllocate
    drafts = Allocation.objects.filter(meeting=locked)
    fixed = _moved(drafts.order_by("-pk").first(), found) if keep_moved else {}
    result = allocate(found.wishes, found.capacities, goal=goal, fixed=fixed, fill=True)
    drafts.delete()
    allocation = Allocation.objects.create(
        meeting=locked,
        goal=goal.value,
        made_at=at,
        input_hash=found.hash,
        solver=SOLVER,
        rank_sum=result.rank_sum,
        profile=list(result.profile),
        placements=result.placements,
        unplaced=list(result.unplaced),
        moved=sorted(fixed),
    )
    detail = {"goal": goal.value, "rank_sum": result.rank_sum, "profile": allocation.profile}
    audit.record(
        region=locked.region,
        by=by,
        at=at,
        action="allocation.computed",
        on=allocation,
        detail=detail,
    )
    return allocation


def _check_unpublished(meeting: Meeting) -> None:
    if Allocation.objects.filter(meeting=meeting, published_at__isnull=False).exists():
        raise AlreadyPublished


def _moved(draft: Allocation | None, found: Inputs) -> dict[str, str]:
    """The places given by hand in the earlier preview that are still possible."""
    if draft is None:
        return {}
    return {
        person: draft.placements[person]
        for person in draft.moved
        if person in found.wishes and draft.placements.get(person) in found.capacities
    }


@transaction.atomic
def move_by_hand(
    *, allocation: Allocation, person: Registration, workshop: Workshop, by: Actor, at: datetime
) -> Allocation:
    """Give somebody another place in the preview; it is marked as given by hand.

    Raises AlreadyPublished, AllocationStale, WorkshopFull.
    """
    locking.lock_meeting(allocation.meeting_id)
    fresh = Allocation.objects.select_related("meeting__region").get(pk=allocation.pk)
    found = queries.inputs(fresh.meeting)
    _check_fresh(fresh, found)
    key, place = str(person.pk), str(workshop.pk)
    others = [name for name in fresh.placements if name != key]
    taken = sum(fresh.placements[name] == place for name in others)
    if taken >= found.capacities.get(place, 0):
        raise WorkshopFull(workshop=workshop.title)
    fresh.placements = {**fresh.placements, key: place}
    fresh.unplaced = [name for name in fresh.unplaced if name != key]
    fresh.moved = sorted({*fresh.moved, key})
    _count_again(fresh, found)
    fresh.save(update_fields=["placements", "unplaced", "moved", "profile", "rank_sum"])
    detail = {"registration": person.pk, "workshop": workshop.number}
    audit.record(
        region=fresh.meeting.region,
        by=by,
        at=at,
        action="allocation.moved",
        on=fresh,
        detail=detail,
    )
    return fresh


def _count_again(allocation: Allocation, found: Inputs) -> None:
    """Profile and sum of ranks after a move."""
    placed = allocation.placements.items()
    ranks = [rank for p, w in placed if (rank := queries.rank_in(found.wishes, p, w))]
    allocation.rank_sum = sum(ranks)
    allocation.profile = [ranks.count(rank) for rank in range(1, max(ranks, default=0) + 1)]


def _check_fresh(allocation: Allocation, found: Inputs) -> None:
    if allocation.published_at is not None:
        raise AlreadyPublished
    if allocation.input_hash != found.hash:
        raise AllocationStale


@transaction.atomic
def publish_allocation(*, allocation: Allocation, by: Actor, at: datetime) -> int:
    """Make the previewed places final and tell everybody with an address; the number of places.

    Publishing twice has one effect. Raises AllocationStale, Cancelled.
    """
    meeting = locking.lock_meeting(allocation.meeting_id)
    fresh = Allocation.objects.get(pk=allocation.pk)
    if fresh.published_at is not None:
        return len(fresh.placements)
    if meeting.cancelled_at is not None:
        raise Cancelled
    found = queries.inputs(meeting)
    _check_fresh(fresh, found)
    people = list(queries.participants(meeting))
    sentences = _sentences(fresh, found, people)
    _place_all(fresh, found, sentences, at)
    fresh.published_at = at
    fresh.save(update_fields=["published_at"])
    _tell(meeting, fresh, people, sentences, by=by, at=at)
    detail = {"places": len(fresh.placements), "unplaced": len(fresh.unplaced)}
    audit.record(
        region=meeting.region,
        by=by,
        at=at,
        action="allocation.published",
        on=fresh,
        detail=detail,
    )
    return len(fresh.placements)


def _sentences(
    allocation: Allocation, found: Inputs, people: Sequence[Registration]
) -> dict[str, str]:
    """Why each person has this place, in one German sentence each."""
    result = queries.result_of(allocation, found)
    with german():
        sentences = {
            str(one.pk): explain(result, str(one.pk), found.wishes, found.capacities, found.titles)
            for one in people
        }
        by_hand = gettext("Das Büro hat Ihren Platz in „%(workshop)s“ von Hand vergeben.")
    for person in allocation.moved:
        sentences[person] = by_hand % {"workshop": found.titles[allocation.placements[person]]}
    return sentences


def _place_all(
    allocation: Allocation, found: Inputs, sentences: dict[str, str], at: datetime
) -> None:
    Placement.objects.bulk_create(
        Placement(
            registration_id=int(person),
            workshop_id=int(workshop),
            allocation=allocation,
            rank=queries.rank_in(found.wishes, person, workshop),
            explanation=sentences[person],
            placed_at=at,
        )
        for person, workshop in allocation.placements.items()
    )


def _tell(
    meeting: Meeting,
    allocation: Allocation,
    people: Sequence[Registration],
    sentences: dict[str, str],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """One message to each person who gave an address."""
    live = {str(workshop.pk): workshop for workshop in queries.workshops(meeting)}
    for one in people:
        if not one.email:
            continue
        workshop = live.get(allocation.placements.get(str(one.pk), ""))
        context = {
            "meeting": meeting,
            "region": meeting.region,
            "registration": one,
            "workshop": workshop,
            "sentence": sentences[str(one.pk)],
            "when": queries.when(meeting),
            "place": queries.place(meeting),
            "office": queries.office_contact(meeting),
        }
        queue(
            region=meeting.region,
            batch=placement_batch(meeting),
            key=f"placement:{allocation.pk}:{one.pk}",
            to_name=one.name,
            to_address=one.email,
            subject=subject_line("post/meetings/placement_subject.txt", context),
            body=rendered("post/meetings/placement.txt", context),
            reply_to=meeting.region.office_email,
            kind="service",
            good_until=meeting.ends_at,
            at=at,
            by=by,
        )


def placement_batch(meeting: Meeting) -> str:
    """The name under which post counts the messages about places."""
    return f"meeting:{meeting.pk}:placement"


@transaction.atomic
def take_place(
    *, registration: Registration, workshop: Workshop, by: Actor, at: datetime
) -> Placement:
    """Take a free place in a workshop, or change to one; for late registrations and changes.

    Counted under the workshop's lock. Raises WorkshopFull, PersonGone, Cancelled.
    """
    meeting = locking.lock_meeting(registration.meeting_id)
    locked = locking.lock_workshop(workshop.pk)
    if meeting.cancelled_at is not None or locked.cancelled_at is not None:
        raise Cancelled
    fresh = Registration.objects.prefetch_related("wishes").get(pk=registration.pk)
    if fresh.state != REGISTERED:
        raise PersonGone
    if locked.placements.exclude(registration=fresh).count() >= locked.capacity:
        raise WorkshopFull(workshop=locked.title)
    rank = next((w.rank for w in fresh.wishes.all() if w.workshop_id == locked.pk), None)
    values = {"workshop": locked, "allocation": None, "rank": rank, "explanation": ""}
    place, _created = Placement.objects.update_or_create(
        registration=fresh, defaults={**values, "placed_at": at}
    )
    detail = {"workshop": locked.number}
    audit.record(
        region=meeting.region, by=by, at=at, action="placement.taken", on=place, detail=detail
    )
    return place

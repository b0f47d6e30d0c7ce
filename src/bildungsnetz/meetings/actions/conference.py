"""Planning conferences and their workshops."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.meetings.actions.changing import note_cancelling, note_move
from bildungsnetz.meetings.actions.locking import lock_meeting, lock_workshop
from bildungsnetz.meetings.models import Invitation, Meeting, Registration, Workshop
from bildungsnetz.meetings.rules import (
    Cancelled,
    NumberTaken,
    TooFewPlaces,
    WorkshopInUse,
    link_expires_at,
)
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.releasing import outdate_kept
from bildungsnetz.regions.models import FieldOfAction


@transaction.atomic
def plan_meeting(
    *,
    meeting: Meeting,
    organs: Iterable[Organ],
    fields: Iterable[FieldOfAction],
    by: Actor,
    at: datetime,
) -> Meeting:
    """Save a new meeting with its organs and fields of action."""
    meeting.created_at = at
    meeting.save(force_insert=True)
    meeting.organs.set(organs)
    meeting.fields.set(fields)
    audit.record(
        region=meeting.region,
        by=by,
        at=at,
        action="meeting.planned",
        on=meeting,
        detail={"title": meeting.title, "starts_at": meeting.starts_at},
    )
    return meeting


@transaction.atomic
def change_meeting(
    *,
    meeting: Meeting,
    organs: Iterable[Organ],
    fields: Iterable[FieldOfAction],
    changed: Sequence[str],
    by: Actor,
    at: datetime,
) -> Meeting:
    """Save the `changed` fields of a meeting. Raises TooFewPlaces.

    Personal links follow a new date, so that nobody stands before a closed door, and workshops
    follow to a new day at their own hours. Of a new date or place the invited hear when the office
    releases it (`release_change`).
    """
    before = lock_meeting(meeting.pk)
    taken = Registration.objects.filter(meeting=meeting, state=Registration.State.REGISTERED)
    if meeting.capacity is not None and (count := taken.count()) > meeting.capacity:
        raise TooFewPlaces(taken=count)
    columns = [name for name in changed if name not in {"organs", "fields"}]
    meeting.save(update_fields=[*columns, *note_move(meeting, before=before, at=at)])
    _move_workshops(before, meeting)
    meeting.organs.set(organs)
    meeting.fields.set(fields)
    sent = Invitation.objects.filter(meeting=meeting, link__isnull=False)
    PersonalLink.objects.filter(pk__in=sent.values("link")).update(
        expires_at=link_expires_at(meeting)
    )
    audit.record(
        region=meeting.region,
        by=by,
        at=at,
        action="meeting.changed",
        on=meeting,
        detail={"changed": list(changed)},
    )
    return meeting


def _move_workshops(before: Meeting, now: Meeting) -> None:
    """Let the workshops keep their hours on another day; summer and winter time may differ."""
    days = timezone.localdate(now.starts_at) - timezone.localdate(before.starts_at)
    moved = list(Workshop.objects.filter(meeting=now)) if days else []
    for one in moved:
        one.starts_at = timezone.localtime(one.starts_at) + days
        one.ends_at = timezone.localtime(one.ends_at) + days
    Workshop.objects.bulk_update(moved, ["starts_at", "ends_at"])


@transaction.atomic
def show_meeting(*, meeting: Meeting, is_public: bool, by: Actor, at: datetime) -> Meeting:
    """Put the meeting on the public pages, or take it from them."""
    meeting.is_public = is_public
    meeting.save(update_fields=["is_public"])
    action = "meeting.published" if is_public else "meeting.withdrawn"
    audit.record(region=meeting.region, by=by, at=at, action=action, on=meeting)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: Actor, at: datetime) -> Meeting:
    """Call the meeting off: nobody can be invited or answer any more. Raises Cancelled.

    The invited hear of it when the office releases it (`release_change`).
    """
    locked = lock_meeting(meeting.pk)
    if locked.cancelled_at is not None:
        raise Cancelled
    locked.cancelled_at = at
    locked.save(update_fields=["cancelled_at", *note_cancelling(locked, at=at)])
    outdate_kept(batches=f"meeting:{locked.pk}:", at=at)
    audit.record(region=locked.region, by=by, at=at, action="meeting.cancelled", on=locked)
    return locked


@transaction.atomic
def add_workshop(
    *, workshop: Workshop, fields: Iterable[FieldOfAction], by: Actor, at: datetime
) -> Workshop:
    """Save a new workshop of its conference. Raises NumberTaken."""
    lock_meeting(workshop.meeting_id)
    _check_number(workshop)
    workshop.save(force_insert=True)
    workshop.fields.set(fields)
    _record(workshop, "workshop.added", by, at, {"number": workshop.number})
    return workshop


@transaction.atomic
def change_workshop(
    *,
    workshop: Workshop,
    fields: Iterable[FieldOfAction],
    changed: Sequence[str],
    by: Actor,
    at: datetime,
) -> Workshop:
    """Save the `changed` fields of a workshop. Raises NumberTaken and TooFewPlaces."""
    lock_meeting(workshop.meeting_id)
    lock_workshop(workshop.pk)
    _check_number(workshop)
    taken = workshop.placements.count()
    if taken > workshop.capacity:
        raise TooFewPlaces(taken=taken)
    workshop.save(update_fields=[name for name in changed if name != "fields"])
    workshop.fields.set(fields)
    _record(workshop, "workshop.changed", by, at, {"changed": list(changed)})
    return workshop


@transaction.atomic
def cancel_workshop(*, workshop: Workshop, by: Actor, at: datetime) -> Workshop:
    """Take a workshop from the programme. Raises WorkshopInUse when people have places in it."""
    lock_meeting(workshop.meeting_id)
    locked = lock_workshop(workshop.pk)
    taken = locked.placements.count()
    if taken:
        raise WorkshopInUse(taken=taken)
    locked.cancelled_at = locked.cancelled_at or at
    locked.save(update_fields=["cancelled_at"])
    _record(locked, "workshop.cancelled", by, at, {"number": locked.number})
    return locked


def _check_number(workshop: Workshop) -> None:
    others = Workshop.objects.filter(meeting=workshop.meeting_id, number=workshop.number)
    if others.exclude(pk=workshop.pk).exists():
        raise NumberTaken(number=workshop.number)


def _record(
    workshop: Workshop, action: str, by: Actor, at: datetime, detail: dict[str, object]
) -> None:
    region = workshop.meeting.region
    audit.record(region=region, by=by, at=at, action=action, on=workshop, detail=detail)

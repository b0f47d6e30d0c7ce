"""What the invited must hear: the meeting was moved or called off. Told once, by the office."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.meetings import queries
from bildungsnetz.meetings.actions.confirming import calendar_of, cancelling_calendar_of
from bildungsnetz.meetings.actions.locking import lock_meeting
from bildungsnetz.meetings.models import Invitation, Meeting, Registration
from bildungsnetz.meetings.queries import Told
from bildungsnetz.meetings.rules import NothingToTell
from bildungsnetz.post.actions import Draft, queue_many

FORMER = ["former_starts_at", "former_ends_at", "former_place"]
SOON = 5  # before invitations and circulars: somebody may be on the way


def change_batch(meeting: Meeting) -> str:
    """The name under which post counts the latest news about a meeting."""
    return f"meeting:{meeting.pk}:change:{meeting.change_round}"


def note_move(meeting: Meeting, *, before: Meeting, at: datetime) -> list[str]:
    """Keep what people know of date and place when these change; the columns that were set.

    Moved to and fro before anybody was told, there is nothing to tell.
    """
    is_known = before.invited_at is not None or before.is_public
    if not is_known or meeting.ends_at <= at or before.cancelled_at is not None:
        return []
    then, now = _facts(before), _facts(meeting)
    if now == then:
        return []
    known = _former(before) if before.untold_since is not None else then
    if before.untold_since is None:
        meeting.change_note = ""
    if now == known and not _knows_otherwise(before):
        _keep(meeting, None)
        meeting.untold_since = None
    else:
        _keep(meeting, known)
        meeting.untold_since = at if before.invited_at is not None else None
    return [*FORMER, "untold_since", "change_note"]


def note_cancelling(meeting: Meeting, *, at: datetime) -> list[str]:
    """Keep that the invited do not know yet; the columns that were set."""
    if meeting.untold_since is None:
        _keep(meeting, None)
        meeting.change_note = ""
    is_news = meeting.invited_at is not None and meeting.ends_at > at
    meeting.untold_since = at if is_news else None
    return [*FORMER, "untold_since", "change_note"]


type Facts = tuple[datetime | None, datetime | None, str]


def _facts(meeting: Meeting) -> Facts:
    return meeting.starts_at, meeting.ends_at, queries.place(meeting)


def _former(meeting: Meeting) -> Facts:
    return meeting.former_starts_at, meeting.former_ends_at, meeting.former_place


def _keep(meeting: Meeting, known: Facts | None) -> None:
    kept = known or (None, None, "")
    meeting.former_starts_at, meeting.former_ends_at, meeting.former_place = kept


def _knows_otherwise(meeting: Meeting) -> bool:
    """Whether somebody was invited or registered while another date or place was in force."""
    since, rows = meeting.untold_since, {"meeting": meeting}
    return (
        Invitation.objects.filter(**rows, invited_at__gt=since).exists()
        or Registration.objects.filter(**rows, registered_at__gt=since).exists()
    )


@transaction.atomic
def write_change_note(*, meeting: Meeting, note: str, by: Actor, at: datetime) -> Meeting:
    """Keep the office's own sentence about the change; it stands in the message and the links."""
    meeting.change_note = note
    meeting.save(update_fields=["change_note"])
    audit.record(region=meeting.region, by=by, at=at, action="change.written", on=meeting)
    return meeting


@transaction.atomic
def release_change(*, meeting: Meeting, to_declined: bool, by: Actor, at: datetime) -> int:
    """Tell the invited and the registered that the meeting was moved or called off; the number.

    Each gets one message for each change. Raises NothingToTell when they know (also for a double
    click).
    """
    locked = _locked(meeting)
    today = timezone.localdate(at)
    found = queries.told_of_change(locked, to_declined=to_declined, today=today)
    locked.change_round += 1
    locked.untold_since = None
    locked.save(update_fields=["change_round", "untold_since"])
    detail = {"count": len(found.ready), "to_declined": to_declined}
    audit.record(
        region=locked.region, by=by, at=at, action="change.released", on=locked, detail=detail
    )
    _queue(locked, found.ready, by, at)
    return len(found.ready)


@transaction.atomic
def tell_nobody(*, meeting: Meeting, by: Actor, at: datetime) -> Meeting:
    """Note that nobody needs a message about the change. Raises NothingToTell."""
    locked = _locked(meeting)
    locked.untold_since = None
    locked.save(update_fields=["untold_since"])
    audit.record(region=locked.region, by=by, at=at, action="change.untold", on=locked)
    return locked


def _locked(meeting: Meeting) -> Meeting:
    locked = lock_meeting(meeting.pk)
    if locked.untold_since is None:
        raise NothingToTell
    return locked


def _queue(meeting: Meeting, ready: Sequence[Told], by: Actor, at: datetime) -> None:
    is_cancelled = meeting.cancelled_at is not None
    calendar = cancelling_calendar_of(meeting) if is_cancelled else calendar_of(meeting)
    for kind, of_kind in (
        ("official", [one for one in ready if one.invitation]),
        ("service", [one for one in ready if not one.invitation]),
    ):
        drafts = [_draft(meeting, one, calendar, at) for one in of_kind]
        queue_many(
            drafts, region=meeting.region, batch=change_batch(meeting), at=at, priority=SOON,
            reply_to=meeting.region.office_email, kind=kind, by=by,
        )  # fmt: skip


def _draft(meeting: Meeting, one: Told, calendar: str, at: datetime) -> Draft:
    letter = queries.change_letter(meeting, one, at=at)
    return Draft(
        key=f"change:{meeting.pk}:{meeting.change_round}:{one.key}",
        to_name=one.name,
        to_address=one.address,
        subject=letter.subject,
        body=letter.body,
        link=one.invitation.link if one.invitation and "{link}" in letter.body else None,
        calendar=calendar,
        is_functional=one.is_functional,
        good_until=meeting.ends_at,
    )

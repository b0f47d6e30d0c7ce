"""Writing, releasing and repeating invitations."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bildungsnetz.accounts import audit, links
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.models import Audience
from bildungsnetz.directory.notices import notices
from bildungsnetz.kit.letters import rendered, subject_line
from bildungsnetz.meetings import queries
from bildungsnetz.meetings.actions.locking import lock_meeting
from bildungsnetz.meetings.models import Invitation, Meeting
from bildungsnetz.meetings.queries import Recipient
from bildungsnetz.meetings.rules import (
    AnswersOver,
    Cancelled,
    ReasonMissing,
    RemindedToday,
    TextMissing,
    Timing,
    link_expires_at,
    may_answer,
    timing,
)
from bildungsnetz.post.actions import Draft, queue_many

BATCH_SIZE = 500


def invitation_batch(meeting: Meeting) -> str:
    """The name under which post counts the invitations of a meeting."""
    return f"meeting:{meeting.pk}:invitation"


def reminder_batch(meeting: Meeting) -> str:
    """The name under which post counts the meeting's latest reminders."""
    return f"meeting:{meeting.pk}:reminder:{meeting.reminder_round}"


@transaction.atomic
def write_invitation(
    *, meeting: Meeting, audience: Audience, subject: str, body: str, by: Actor, at: datetime
) -> Meeting:
    """Keep audience, subject and text; nothing leaves the house."""
    meeting.audience = audience
    meeting.invitation_subject, meeting.invitation_body = subject, body
    meeting.save(update_fields=["audience", "invitation_subject", "invitation_body"])
    audit.record(
        region=meeting.region,
        by=by,
        at=at,
        action="invitation.written",
        on=meeting,
        detail={"audience": audience.name, "subject": subject},
    )
    return meeting


@transaction.atomic
def release_invitations(*, meeting: Meeting, reason: str, by: Actor, at: datetime) -> int:
    """Invite everybody of the audience who was not invited before; the number of invitations.

    Each institution gets one invitation, one personal link and one message, all or none. A second
    release finds nobody left and returns 0. Institutions without an address are left out until
    they have one. Raises TextMissing, Cancelled, AnswersOver, and ReasonMissing outside the
    charter's window.
    """
    locked = lock_meeting(meeting.pk)
    _check_open(locked, at)
    if not (locked.audience and locked.invitation_subject and locked.invitation_body):
        raise TextMissing
    today = timezone.localdate(at)
    ready = queries.recipients(locked, locked.audience, today=today).ready
    if not ready:
        return 0
    when = _check_window(locked, reason, today)
    _invite(locked, ready, by, at)
    locked.invited_at = locked.invited_at or at
    if when is not Timing.OPEN:
        locked.window_reason = reason.strip()
    locked.save(update_fields=["invited_at", "window_reason"])
    detail = {"count": len(ready), "timing": when.value, "reason": locked.window_reason}
    audit.record(
        region=locked.region,
        by=by,
        at=at,
        action="invitation.released",
        on=locked,
        detail=detail,
    )
    return len(ready)


def _check_open(meeting: Meeting, at: datetime) -> None:
    if meeting.cancelled_at is not None:
        raise Cancelled
    if not may_answer(meeting, at=at):
        raise AnswersOver


def _check_window(meeting: Meeting, reason: str, today: date) -> Timing:
    found = timing(queries.windows_of(queries.organ_windows(meeting, today=today)), today)
    if found is not Timing.OPEN and not reason.strip():
        raise ReasonMissing
    return found


def _invite(meeting: Meeting, ready: Sequence[Recipient], by: Actor, at: datetime) -> None:
    rows = [
        Invitation(meeting=meeting, institution=one.institution, invited_at=at) for one in ready
    ]
    Invitation.objects.bulk_create(rows, batch_size=BATCH_SIZE)
    issued = links.issue_many(
        purpose=PersonalLink.Purpose.INVITATION,
        subjects=[invitation.pk for invitation in rows],
        region=meeting.region,
        at=at,
        expires_at=link_expires_at(meeting),
    )
    told = notices(meeting.region, [one.person for one in ready if one.person and one.is_personal])
    drafts = [_draft(meeting, one, link, told) for one, link in zip(ready, issued, strict=True)]
    queued = queue_many(
        drafts,
        region=meeting.region,
        batch=invitation_batch(meeting),
        reply_to=meeting.region.office_email,
        at=at,
        by=by,
    )
    for invitation, link, draft in zip(rows, issued, drafts, strict=True):
        invitation.link, invitation.message = link, queued.get(draft.key)
    Invitation.objects.bulk_update(rows, ["link", "message"], batch_size=BATCH_SIZE)


def _draft(
    meeting: Meeting, recipient: Recipient, link: PersonalLink, told: Mapping[int, str]
) -> Draft:
    person = recipient.person.pk if recipient.person and recipient.is_personal else None
    letter = queries.letter(meeting, recipient)
    return Draft(
        key=f"invitation:{meeting.pk}:{recipient.institution.pk}",
        to_name=recipient.name,
        to_address=recipient.address,
        subject=letter.subject,
        body=letter.body,
        link=link,
        is_functional=recipient.is_functional,
        notice=told.get(person or 0, ""),
        notice_for=person if person in told else None,
    )


@transaction.atomic
def remind_silent(*, meeting: Meeting, by: Actor, at: datetime) -> int:
    """Remind everybody who has not answered; the number of reminders.

    Raises RemindedToday on the same day (also for a double click), Cancelled, AnswersOver.
    """
    locked = lock_meeting(meeting.pk)
    _check_open(locked, at)
    today = timezone.localdate(at)
    if locked.reminded_at is not None and timezone.localdate(locked.reminded_at) == today:
        raise RemindedToday
    locked.reminder_round += 1
    locked.reminded_at = at
    locked.save(update_fields=["reminder_round", "reminded_at"])
    count = _remind(locked, today, by, at)
    Invitation.objects.filter(meeting=locked, state=Invitation.State.INVITED).update(reminded_at=at)
    audit.record(
        region=locked.region,
        by=by,
        at=at,
        action="invitation.reminded",
        on=locked,
        detail={"count": count, "round": locked.reminder_round},
    )
    return count


def _remind(meeting: Meeting, today: date, by: Actor, at: datetime) -> int:
    silent = list(queries.invitations(meeting, "silent").filter(link__isnull=False))
    persons = queries.representatives([one.institution for one in silent], today=today)
    subject = reminder_subject(meeting)
    drafts = []
    for invitation in silent:
        recipient = Recipient.of(invitation.institution, persons.get(invitation.institution_id))
        key = f"reminder:{meeting.pk}:{invitation.institution_id}:{meeting.reminder_round}"
        if recipient.address:
            body = reminder_body(meeting, recipient)
            drafts.append(
                Draft(
                    key=key,
                    to_name=recipient.name,
                    to_address=recipient.address,
                    subject=subject,
                    body=body,
                    link=invitation.link,
                    is_functional=recipient.is_functional,
                )
            )
    queue_many(
        drafts,
        region=meeting.region,
        batch=reminder_batch(meeting),
        reply_to=meeting.region.office_email,
        at=at,
        by=by,
    )
    return len(drafts)


def reminder_subject(meeting: Meeting) -> str:
    """The subject of every reminder."""
    return subject_line("post/meetings/reminder_subject.txt", {"meeting": meeting})


def reminder_body(meeting: Meeting, recipient: Recipient) -> str:
    """The reminder as this recipient gets it; `{link}` still stands in it."""
    context = {
        "meeting": meeting,
        "region": meeting.region,
        "recipient": recipient,
        "deadline": queries.deadline(meeting),
        "when": queries.when(meeting),
    }
    return rendered("post/meetings/reminder.txt", context)

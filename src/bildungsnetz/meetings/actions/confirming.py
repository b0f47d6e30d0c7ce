"""The mail that confirms a registration, with the date as a calendar file."""

import hashlib
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.kit.letters import rendered, subject_line
from bildungsnetz.meetings import ics, queries
from bildungsnetz.meetings.models import Invitation, Meeting, Registration
from bildungsnetz.post.actions import queue


def calendar_of(meeting: Meeting) -> str:
    """The meeting as a calendar file; the same meeting has the same UID for ever.

    Its SEQUENCE is the one of the feed, so that the later of two files is known as such.
    """
    return ics.calendar_file(_entry(meeting))


def cancelling_calendar_of(meeting: Meeting) -> str:
    """What takes the cancelled meeting out of somebody's calendar."""
    return ics.cancelling_file(_entry(meeting))


def _entry(meeting: Meeting) -> ics.Date:
    host = urlsplit(settings.SITE_URL).hostname
    writes = queries.writes_of(meeting)
    return ics.Date(
        uid=f"meeting-{meeting.pk}@{host}",
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        stamp=writes.last,
        location=queries.place(meeting),
        is_cancelled=meeting.cancelled_at is not None,
        sequence=writes.changes,
        organizer=meeting.region.office_email,
    )


def confirm(
    *,
    meeting: Meeting,
    invitation: Invitation,
    registration: Registration,
    by: Actor,
    at: datetime,
) -> None:
    """Queue one confirmation per person and address, if an address was given.

    It does not carry the institution's personal link: whoever mistypes an address would hand the
    right to answer to a stranger.
    """
    if not registration.email:
        return
    # The key holds the address, so that changing wishes sends nothing and a new address does.
    address = hashlib.sha256(registration.email.lower().encode()).hexdigest()[:16]
    context = {
        "meeting": meeting,
        "region": meeting.region,
        "registration": registration,
        "institution": invitation.institution,
        "wishes": registration.wishes.select_related("workshop").order_by("rank"),
        "when": queries.when(meeting),
        "place": queries.place(meeting),
        "deadline": queries.deadline(meeting),
        "office": queries.office_contact(meeting),
    }
    queue(
        region=meeting.region,
        batch=f"meeting:{meeting.pk}:confirmation",
        key=f"confirmation:{registration.pk}:{address}",
        to_name=registration.name,
        to_address=registration.email,
        subject=_subject(meeting),
        body=rendered("post/meetings/confirmation.txt", context),
        reply_to=meeting.region.office_email,
        calendar=calendar_of(meeting),
        priority=5,
        kind="service",
        good_until=meeting.ends_at,
        at=at,
        by=by,
    )


def _subject(meeting: Meeting) -> str:
    return subject_line("post/meetings/confirmation_subject.txt", {"meeting": meeting})

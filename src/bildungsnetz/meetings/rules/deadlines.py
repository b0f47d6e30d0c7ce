"""When an invitation may leave, until when one may answer, register and change. Pure."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext, ngettext


class Dates(Protocol):
    """What is asked of a meeting."""

    starts_at: datetime
    ends_at: datetime
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    changes_until: datetime | None
    cancelled_at: datetime | None


class Span(Protocol):
    """What is asked of an invitation window; both ends inclusive."""

    @property
    def from_date(self) -> date:
        """The first day on which the invitation may leave."""

    @property
    def to_date(self) -> date:
        """The last such day."""


class Timing(StrEnum):
    """Where a day lies against the window of the charter (circular of 25.08.2011)."""

    EARLY = "early"
    OPEN = "open"
    LATE = "late"


def timing(windows: Iterable[Span], day: date) -> Timing:
    """Where `day` lies against all windows together; OPEN if there is none.

    Late for one organ is late; early for one is early unless it is late for another.
    """
    spans = list(windows)
    if any(day > span.to_date for span in spans):
        return Timing.LATE
    if any(day < span.from_date for span in spans):
        return Timing.EARLY
    return Timing.OPEN


def countdown(span: Span, today: date) -> str:
    """How the window stands today, as a German sentence."""
    if today < span.from_date:
        days = (span.from_date - today).days
        return ngettext(
            "Das Zeitfenster beginnt morgen.",
            "Das Zeitfenster beginnt in %(days)s Tagen.",
            days,
        ) % {"days": days}
    if today > span.to_date:
        days = (today - span.to_date).days
        return ngettext(
            "Das Zeitfenster ist seit gestern vorbei.",
            "Das Zeitfenster ist seit %(days)s Tagen vorbei.",
            days,
        ) % {"days": days}
    left = (span.to_date - today).days
    if left == 0:
        return gettext("Heute ist der letzte Tag des Zeitfensters.")
    return ngettext(
        "Das Zeitfenster ist offen, morgen ist der letzte Tag.",
        "Das Zeitfenster ist offen, noch %(days)s Tage.",
        left,
    ) % {"days": left}


def registers_until(meeting: Dates) -> datetime:
    """The moment from which no new person may be registered."""
    return meeting.registration_closes_at or meeting.changes_until or meeting.starts_at


def answers_until(meeting: Dates) -> datetime:
    """The moment from which an answer may no longer be given or changed."""
    return meeting.changes_until or meeting.registration_closes_at or meeting.starts_at


def link_expires_at(meeting: Dates) -> datetime:
    """Until when a personal link opens: it shows the answer and the place to the very end."""
    return meeting.ends_at


def may_answer(meeting: Dates, *, at: datetime) -> bool:
    """Tell whether an answer may be given or changed."""
    return meeting.cancelled_at is None and at < answers_until(meeting)


def is_registering(meeting: Dates, *, at: datetime) -> bool:
    """Tell whether new persons may be registered."""
    opens = meeting.registration_opens_at
    if meeting.cancelled_at is not None or (opens is not None and at < opens):
        return False
    return at < registers_until(meeting)


def in_words(first: date, last: date) -> str:
    """A span of days: "zwischen 22.10. und 29.10.2026"; the first year only if it differs."""
    start = f"{first:%d.%m.}" if first.year == last.year else f"{first:%d.%m.%Y}"
    return gettext("zwischen %(first)s und %(last)s") % {"first": start, "last": f"{last:%d.%m.%Y}"}

"""Invitation windows and missing answers."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.kit.composing import composed_once
from bildungsnetz.kit.joined import joined_names, row_count
from bildungsnetz.meetings.models import Invitation, Meeting
from bildungsnetz.office.queries.site import SEPARATOR
from bildungsnetz.office.queries.today.items import Item, Urgency
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.calendar import CalendarError, Period, Window, invitation_window
from bildungsnetz.regions.models import Region

WINDOW_AHEAD = timedelta(days=28)


def coming(region: Region, at: datetime) -> list[Any]:
    """What is not over and no part of anything else, with answers, deadlines, organs; one query.

    `low` and `high` are the days of the window that keeps every organ's deadline, None without one.
    """
    return _coming(region.pk, at)


@composed_once
def _coming(region: int, at: datetime) -> QuerySet[Meeting]:
    return (
        Meeting.objects.filter(
            region=region, ends_at__gt=at, cancelled_at__isnull=True, part_of__isnull=True
        )
        .annotate(
            silent=row_count(Invitation, "meeting", state=Invitation.State.INVITED),
            invited=row_count(Invitation, "meeting"),
            low=Max("organs__invitation_min_days"),
            high=Min("organs__invitation_max_days"),
            organ_names=joined_names(Organ.objects.all(), "meetings", between=SEPARATOR),
        )
        .order_by("starts_at", "pk")
    )


def coming_meetings(
    rows: Sequence[Any], land: str, at: datetime, today: date, periods: Sequence[Period]
) -> Iterator[Item]:
    """Invitation windows of what is not invited to yet, missing answers of what is."""
    for meeting in rows:
        if meeting.starts_at <= at:
            continue
        if meeting.invited_at is None:
            window = _window(meeting, meeting.low, meeting.high, land, periods)
            if window is not None and window.from_date <= today + WINDOW_AHEAD:
                yield _window_item(meeting, window, today)
        elif meeting.silent:
            yield _silent_item(meeting, meeting.silent, meeting.invited, today)


def no_conference(rows: Sequence[Any]) -> Iterator[Item]:
    """A reminder to plan the yearly conference while none is in sight."""
    if any(meeting.kind == Meeting.Kind.CONFERENCE for meeting in rows):
        return
    text = gettext("Die nächste Konferenz ist noch nicht geplant.")
    note = gettext("In der Regel kommt sie einmal im Jahr zusammen.")
    label = gettext("Konferenz planen")
    yield Item("plan", text, None, "desk_conference_new", None, label, Urgency.SOON, note)


def strictest_window(meeting: Meeting, land: str, periods: Sequence[Period]) -> Window | None:
    """The window that keeps every organ's deadline; None without organs or a known calendar."""
    organs = list(meeting.organs.all())
    if not organs:
        return None
    low = max(organ.invitation_min_days for organ in organs)
    high = min(organ.invitation_max_days for organ in organs)
    return _window(meeting, low, high, land, periods)


def _window(
    meeting: Meeting, low: int | None, high: int | None, land: str, periods: Sequence[Period]
) -> Window | None:
    if low is None or high is None:
        return None
    high = max(low, high)
    day = timezone.localdate(meeting.starts_at)
    try:
        return invitation_window(day, min_days=low, max_days=high, land=land, holidays=periods)
    except CalendarError:
        return None


def _window_item(meeting: Meeting, window: Window, today: date) -> Item:
    words = {"title": meeting.title}
    note = "" if window.school_days else ", ".join(window.closed_by)
    if today > window.to_date:
        text = gettext("%(title)s: Die Einladungsfrist ist verstrichen.") % words
        urgency, when = Urgency.LATE, window.to_date
    elif today >= window.from_date:
        text = gettext("%(title)s: Die Einladung muss bis zu diesem Tag hinaus.") % words
        urgency, when = Urgency.NOW, window.to_date
        note = " · ".join(part for part in (_worked_before(window), note) if part)
    else:
        text = gettext("%(title)s: Die Einladung darf ab diesem Tag hinaus.") % words
        urgency, when = Urgency.SOON, window.from_date
    label = gettext("Einladung vorbereiten")
    return Item("window", text, when, "desk_invitation", meeting.pk, label, urgency, note)


def _worked_before(window: Window) -> str:
    """The last day on which somebody is in the office to send it, if it is not the last of all."""
    if window.last_working_day is None:
        return ""
    day = f"{window.last_working_day:%d.%m.%Y}"
    return gettext("letzter Arbeitstag davor: %(day)s") % {"day": day}


def _silent_item(meeting: Meeting, silent: int, invited: int, today: date) -> Item:
    text = gettext("%(title)s: %(silent)s von %(invited)s Einladungen sind ohne Antwort.") % {
        "title": meeting.title,
        "silent": silent,
        "invited": invited,
    }
    closes = meeting.registration_closes_at or meeting.starts_at
    when = timezone.localdate(closes)
    urgency = Urgency.LATE if when < today else Urgency.SOON
    label = gettext("Antworten ansehen")
    return Item("answers", text, when, "desk_answers", meeting.pk, label, urgency)

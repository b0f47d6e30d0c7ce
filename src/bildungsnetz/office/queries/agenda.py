"""The desk's calendar of a year: meetings, holidays, invitation windows, and what clashes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.meetings.models import Meeting
from bildungsnetz.office.queries.today.meetings import strictest_window
from bildungsnetz.regions.calendar import CalendarError, Period, public_holidays
from bildungsnetz.regions.models import Region
from bildungsnetz.regions.queries import carrying, holiday_periods

SATURDAY = 5


@dataclass(slots=True)
class Entry:
    """One line of the calendar; `remarks` say what stands against the date."""

    kind: str
    first_day: date
    last_day: date
    title: str
    meeting: Meeting | None = None
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its entries by day."""

    first_day: date
    entries: list[Entry]


def year_months(region: Region, year: int, *, field: str = "") -> list[Month]:
    """The twelve months of a year; of the meetings those that carry the field of action, if any
    is named. Clashes are told with all meetings. Three queries: holidays, meetings, their organs,
    and one more for a field."""
    periods = holiday_periods(region)
    meetings = _meetings(region, year)
    closed = _public_holidays(region.land, year)
    entries = [
        *_meeting_entries(meetings, periods, closed, year),
        *_window_entries(region, meetings, periods, year),
    ]
    if field:
        carried = set(Meeting.objects.filter(carrying(field), region=region).values_list("pk"))
        entries = [one for one in entries if one.meeting and (one.meeting.pk,) in carried]
    entries += [
        *_holiday_entries(periods, year),
        *[Entry("public_holiday", day, day, name) for day, name in closed.items()],
    ]
    entries.sort(key=lambda entry: (entry.first_day, entry.kind, entry.title))
    return [
        Month(date(year, number, 1), [e for e in entries if e.first_day.month == number])
        for number in range(1, 13)
    ]


def _meetings(region: Region, year: int) -> list[Meeting]:
    """The year's meetings, and those early in the next whose window lies in this one."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(date(year, 1, 1), time(), zone)
    end = datetime.combine(date(year + 1, 3, 1), time(), zone)
    rows = Meeting.objects.filter(region=region, starts_at__gte=start, starts_at__lt=end)
    return list(rows.prefetch_related("organs").order_by("starts_at", "pk"))


def _public_holidays(land: str, year: int) -> dict[date, str]:
    try:
        return dict(public_holidays(land, year))
    except CalendarError:
        return {}


def _holiday_entries(periods: Sequence[Period], year: int) -> list[Entry]:
    """School holidays that touch the year; those that began before stand on its first day."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return [
        Entry("school_holiday", max(one.first_day, first), one.last_day, one.name)
        for one in periods
        if one.last_day >= first and one.first_day <= last
    ]


def _meeting_entries(
    meetings: Sequence[Meeting], periods: Sequence[Period], closed: dict[date, str], year: int
) -> list[Entry]:
    found = []
    for meeting in meetings:
        day = timezone.localdate(meeting.starts_at)
        if day.year == year:
            last = timezone.localdate(meeting.ends_at)
            remarks = [] if meeting.cancelled_at else _remarks(meeting, meetings, periods, closed)
            found.append(Entry("meeting", day, last, meeting.title, meeting, remarks))
    return found


def _remarks(
    meeting: Meeting,
    meetings: Sequence[Meeting],
    periods: Sequence[Period],
    closed: dict[date, str],
) -> list[str]:
    day = timezone.localdate(meeting.starts_at)
    found = [
        gettext("Überschneidet sich mit: %(title)s") % {"title": other.title}
        for other in meetings
        if clash(meeting, other)
    ]
    if day in closed:
        found.append(gettext("Feiertag: %(name)s") % {"name": closed[day]})
    elif day.weekday() >= SATURDAY:
        found.append(gettext("Wochenende"))
    found += [gettext("In den %(name)s") % {"name": one.name} for one in periods if day in one]
    return found


def clash(one: Meeting, other: Meeting) -> bool:
    """Tell whether two dates overlap; parts of one conference do so on purpose."""
    if one == other or one.cancelled_at or other.cancelled_at:
        return False
    family = {one.part_of_id or one.pk} & {other.part_of_id or other.pk}
    return not family and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _window_entries(
    region: Region, meetings: Sequence[Meeting], periods: Sequence[Period], year: int
) -> list[Entry]:
    found = []
    for meeting in meetings:
        if meeting.cancelled_at or meeting.invited_at or meeting.part_of_id:
            continue
        window = strictest_window(meeting, region.land, periods)
        if window is not None and window.from_date.year == year:
            title = gettext("Einladung versenden: %(title)s") % {"title": meeting.title}
            remarks = [] if window.school_days else [", ".join(window.closed_by)]
            found.append(Entry("window", window.from_date, window.to_date, title, meeting, remarks))
    return found

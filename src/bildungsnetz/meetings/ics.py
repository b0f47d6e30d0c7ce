"""Calendar files (RFC 5545) of meetings. Pure: no database, no clock.

Times carry TZID=Europe/Berlin with its rules enclosed, so that every calendar shows the same
instant, also around the change of clocks (reliability bar B8).
"""

from dataclasses import dataclass
from datetime import date as day
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

BERLIN = ZoneInfo("Europe/Berlin")
PRODUCT = "-//Bildungsnetz//Termine//DE"


@dataclass(frozen=True, slots=True)
class Date:
    """What a calendar file tells of one meeting; `uid` never changes, `stamp` dates the file."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    stamp: datetime
    location: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False


def calendar_file(*dates: Date) -> str:
    """One calendar with these dates and without a METHOD: an entry to keep, not a request."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for date in dates:
        calendar.add_component(_event(date))
    if dates:
        years = [date.starts_at.year for date in dates]
        # Only the changes of clocks around the dates: the whole list since 1970 is 2 kB of noise.
        calendar.add_missing_timezones(
            first_date=day(min(years) - 1, 1, 1), last_date=day(max(years) + 2, 1, 1)
        )
    return str(calendar.to_ical().decode())


def _event(date: Date) -> Event:
    event = Event()
    event.add("uid", date.uid)
    event.add("summary", date.title)
    event.add("dtstart", date.starts_at.astimezone(BERLIN))
    event.add("dtend", date.ends_at.astimezone(BERLIN))
    event.add("dtstamp", date.stamp)
    event.add("status", "CANCELLED" if date.is_cancelled else "CONFIRMED")
    for name, value in (("location", date.location), ("description", date.description)):
        if value:
            event.add(name, value)
    if date.url:
        event.add("url", date.url)
    return event

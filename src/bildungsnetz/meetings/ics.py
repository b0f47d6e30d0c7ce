"""Calendar files (RFC 5545) of meetings. Pure: no database, no clock.

Times carry TZID=Europe/Berlin with its rules enclosed, so that every calendar shows the same
instant, also around the change of clocks (reliability bar B8).
"""

from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event

from bildungsnetz.kit.berlin import BERLIN, berlin_rules

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
    sequence: int = 0
    organizer: str = ""


def calendar_file(date: Date) -> str:
    """The date without a METHOD: an entry to keep, not a request. A later file has a higher
    `sequence` and takes the place of an earlier one."""
    return _calendar(date)


def cancelling_file(date: Date) -> str:
    """What takes a cancelled date out of the calendars that hold it (RFC 5546 3.2.5)."""
    return _calendar(date, method="CANCEL")


def _calendar(date: Date, *, method: str = "") -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    calendar.add_component(berlin_rules())
    calendar.add_component(_event(date))
    return str(calendar.to_ical().decode())


def _event(date: Date) -> Event:
    event = Event()
    event.add("uid", date.uid)
    event.add("sequence", date.sequence)
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
    if date.organizer:
        event.add("organizer", f"mailto:{date.organizer}")
    return event

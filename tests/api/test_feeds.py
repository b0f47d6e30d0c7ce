"""Calendar feeds: only public dates, stable bytes, every change raises the sequence."""

from datetime import timedelta
from pathlib import Path

import icalendar
import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.meetings.actions import change_meeting
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.meetings.queries import place, when
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import Region
from tests.cast import NOW
from tests.office.makers import meeting

GOLDEN = Path(__file__).parent.parent / "golden"
FEED = "/hagen/kalender.ics"


def write(row: Meeting, days: int) -> None:
    """Somebody changes the meeting so many days after the cast's day."""
    at = NOW + timedelta(days=days)
    audit.record(region=row.region, by=CONSOLE, at=at, action="meeting.changed", on=row)


def events(path: str = FEED) -> list[icalendar.Event]:
    """What a calendar that subscribes reads."""
    response = Client().get(path)
    assert response.status_code == 200
    calendar = icalendar.Calendar.from_ical(response.content)
    return [part for part in calendar.walk("VEVENT") if isinstance(part, icalendar.Event)]


@pytest.fixture
def dates(hagen: Region, plenary: Organ, steering: Organ) -> list[Meeting]:
    """A conference in winter time, a cancelled meeting in summer time, a secret one."""
    conference = meeting(plenary, 66, "16. Bildungskonferenz, „Übergänge“; Teil 1")
    called_off = meeting(steering, 3, "Sitzung des Lenkungskreises")
    called_off.cancelled_at = NOW
    called_off.save()
    secret = meeting(steering, 5, "Vertraulich", is_public=False)
    return [conference, called_off, secret]


def test_the_feed_as_calendars_read_it(dates: list[Meeting], settings: Settings) -> None:
    settings.SITE_URL = "https://netz.example"
    conference, called_off, _secret = dates
    for days, row in ((0, conference), (0, called_off), (2, called_off), (3, called_off)):
        write(row, days)
    response = Client().get(FEED)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    text = response.content.decode().replace("\r\n", "\n")
    for number, row in enumerate((conference, called_off), start=1):
        text = text.replace(f"meeting-{row.pk}@", f"meeting-{number}@")
        text = text.replace(f"/konferenzen/{row.pk}/", f"/konferenzen/{number}/")
    assert text == (GOLDEN / "kalender.ics").read_text()


def test_an_organ_has_a_feed_of_its_own(dates: list[Meeting]) -> None:
    (own,) = events("/hagen/gremien/bildungskonferenz/kalender.ics")
    assert str(own["SUMMARY"]) == dates[0].title
    assert Client().get("/hagen/gremien/gibt-es-nicht/kalender.ics").status_code == 404


def test_times_are_the_same_instants_in_summer_and_winter(dates: list[Meeting]) -> None:
    conference, called_off, _secret = dates
    assert [event["DTSTART"].dt for event in events()] == [
        called_off.starts_at,
        conference.starts_at,
    ]


def test_uids_are_those_of_the_invitations(dates: list[Meeting]) -> None:
    single = Client().get(f"/hagen/konferenzen/{dates[0].pk}/termin.ics")
    (event,) = icalendar.Calendar.from_ical(single.content).walk("VEVENT")
    assert str(event["UID"]) in {str(one["UID"]) for one in events()}


def test_each_write_raises_the_sequence(dates: list[Meeting]) -> None:
    conference = dates[0]
    seen = []
    for days in range(3):
        write(conference, days)
        (event,) = events("/hagen/gremien/bildungskonferenz/kalender.ics")
        seen.append((event["SEQUENCE"], event["DTSTAMP"].dt))
    assert seen == [(n, NOW + timedelta(days=n)) for n in range(3)]


def test_the_same_data_give_the_same_bytes_and_304(dates: list[Meeting]) -> None:
    write(dates[0], 0)
    with time_machine.travel(NOW, tick=False):
        first = Client().get(FEED)
        again = Client().get(FEED)
        known = Client().get(FEED, headers={"If-None-Match": first["ETag"]})
        write(dates[0], 1)
        changed = Client().get(FEED, headers={"If-None-Match": first["ETag"]})
    assert first.content == again.content
    assert (known.status_code, known.content) == (304, b"")
    assert changed.status_code == 200


def test_an_empty_feed_is_a_calendar(hagen: Region) -> None:
    assert events() == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_asks_two_questions(
    hagen: Region, plenary: Organ, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        write(meeting(plenary, number + 1), 0)
    with django_assert_num_queries(2):  # region, end of the trail, dates with their writes
        assert len(events()) == count


def test_a_moved_date_says_where_it_was(dates: list[Meeting]) -> None:
    conference = dates[0]
    conference.venue = "Stadthalle"
    before = Meeting.objects.get(pk=conference.pk)
    change_meeting(
        meeting=conference, organs=conference.organs.all(), fields=[], changed=["venue"],
        by=CONSOLE, at=NOW,
    )  # fmt: skip
    (event,) = events("/hagen/gremien/bildungskonferenz/kalender.ics")
    was = f"{when(before)}, {place(before)}" if place(before) else when(before)
    assert (event["DESCRIPTION"], event["LOCATION"]) == (
        f"Verlegt. Bisher: {was}",
        place(conference),
    )

"""The desk's calendar: what stands in which month, and what stands against a date."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.office.queries.agenda import Entry, clash, year_months
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import Region, SchoolHoliday
from tests.cast import NOW
from tests.office.makers import meeting

HOUR = timedelta(hours=1)


def entries(region: Region, kind: str, year: int = 2026) -> list[Entry]:
    """All entries of one kind in a year."""
    found = [entry for month in year_months(region, year) for entry in month.entries]
    return [entry for entry in found if entry.kind == kind]


@pytest.fixture
def autumn(hagen: Region) -> SchoolHoliday:
    """Herbstferien 2026."""
    return SchoolHoliday.objects.create(
        region=hagen,
        name="Herbstferien",
        first_day=date(2026, 10, 17),
        last_day=date(2026, 10, 31),
    )


def test_twelve_months_with_public_holidays(hagen: Region) -> None:
    months = year_months(hagen, 2026)
    assert [month.first_day.month for month in months] == list(range(1, 13))
    assert [(entry.title, entry.first_day) for entry in months[9].entries] == [
        ("Tag der Deutschen Einheit", date(2026, 10, 3))
    ]


def test_holidays_over_new_year_stand_in_both_years(hagen: Region) -> None:
    SchoolHoliday.objects.create(
        region=hagen,
        name="Weihnachtsferien",
        first_day=date(2026, 12, 23),
        last_day=date(2027, 1, 6),
    )
    (old,), (new,) = entries(hagen, "school_holiday"), entries(hagen, "school_holiday", 2027)
    assert (old.first_day, old.last_day) == (date(2026, 12, 23), date(2027, 1, 6))
    assert (new.first_day, new.last_day) == (date(2027, 1, 1), date(2027, 1, 6))


def test_a_meeting_and_its_window(hagen: Region, plenary: Organ) -> None:
    conference = meeting(plenary, 60, "Konferenz")
    (shown,) = entries(hagen, "meeting")
    (window,) = entries(hagen, "window")
    assert (shown.title, shown.first_day, shown.remarks) == ("Konferenz", date(2026, 11, 13), [])
    assert (window.title, window.first_day, window.last_day) == (
        "Einladung versenden: Konferenz",
        date(2026, 10, 16),
        date(2026, 10, 23),
    )
    conference.invited_at = NOW
    conference.save()
    assert entries(hagen, "window") == []


def test_the_window_of_a_meeting_of_next_year_stands_in_this_one(
    hagen: Region, plenary: Organ
) -> None:
    meeting(plenary, 115, "Konferenz")
    assert entries(hagen, "meeting") == []
    (window,) = entries(hagen, "window")
    assert window.first_day == date(2026, 12, 10)


def test_a_window_within_holidays_says_so(
    hagen: Region, plenary: Organ, autumn: SchoolHoliday
) -> None:
    meeting(plenary, 66)
    (window,) = entries(hagen, "window")
    assert window.remarks == ["Herbstferien 17.10.–31.10."]


def test_dates_of_two_organs_clash(hagen: Region, plenary: Organ, steering: Organ) -> None:
    first, second = meeting(plenary, 10, "Konferenz"), meeting(steering, 10, "Sitzung")
    assert [(entry.title, entry.remarks) for entry in entries(hagen, "meeting")] == [
        ("Konferenz", ["Überschneidet sich mit: Sitzung"]),
        ("Sitzung", ["Überschneidet sich mit: Konferenz"]),
    ]
    second.starts_at, second.ends_at = first.ends_at, first.ends_at + HOUR
    assert clash(first, second) is False
    second.starts_at -= HOUR
    assert clash(first, second) is True
    second.cancelled_at = NOW
    assert clash(first, second) is False


def test_parts_of_one_conference_do_not_clash(plenary: Organ) -> None:
    whole, part, other = (meeting(plenary, 10) for _ in range(3))
    part.part_of = other.part_of = whole
    assert [clash(whole, part), clash(part, other)] == [False, False]


@pytest.mark.parametrize(
    ("days", "remark"),
    [
        (5, "Wochenende"),
        (19, "Feiertag: Tag der Deutschen Einheit"),
        (35, "In den Herbstferien"),
        (1, None),
    ],
)
def test_days_on_which_nobody_comes(
    hagen: Region, plenary: Organ, autumn: SchoolHoliday, days: int, remark: str | None
) -> None:
    meeting(plenary, days)
    (shown,) = entries(hagen, "meeting")
    assert shown.remarks == ([remark] if remark else [])


@pytest.mark.parametrize("count", [1, 3])
def test_the_calendar_asks_three_questions(
    hagen: Region, plenary: Organ, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        meeting(plenary, 40 + 7 * number)
    with django_assert_num_queries(3):  # holidays, meetings, their organs
        assert len(entries(hagen, "meeting")) == count

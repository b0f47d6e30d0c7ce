"""Days and times as an office writes them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildungsnetz.kit import dates

CONFERENCE = date(2026, 11, 19)


def at(hour: int, minute: int = 0, day: int = 19) -> datetime:
    """A local time in November 2026."""
    return datetime(2026, 11, day, hour, minute)  # noqa: DTZ001 -- local by contract


@pytest.mark.parametrize(
    ("language", "full", "short", "month"),
    [
        ("de", "Donnerstag, 19. November 2026", "19.11.2026", "November 2026"),
        ("en", "Thursday, 19 November 2026", "19 Nov 2026", "November 2026"),
        ("en-gb", "Thursday, 19 November 2026", "19 Nov 2026", "November 2026"),
        ("fr", "Donnerstag, 19. November 2026", "19.11.2026", "November 2026"),
    ],
)
def test_a_day(language: str, full: str, short: str, month: str) -> None:
    """English where English is asked for, German otherwise."""
    assert dates.day(CONFERENCE, language) == full
    assert dates.day_short(CONFERENCE, language) == short
    assert dates.month(CONFERENCE, language) == month


@pytest.mark.parametrize(
    ("starts", "ends", "language", "words"),
    [
        (at(13), at(17), "de", "Donnerstag, 19. November 2026, 13–17 Uhr"),
        (at(13, 30), at(17), "de", "Donnerstag, 19. November 2026, 13:30–17:00 Uhr"),
        (at(9), at(12, 15), "de", "Donnerstag, 19. November 2026, 09:00–12:15 Uhr"),
        (at(13), at(17), "en", "Thursday, 19 November 2026, 13:00–17:00"),
        (
            at(13),
            at(12, 30, day=20),
            "de",
            "Donnerstag, 19. November 2026, 13 Uhr, bis Freitag, 20. November 2026, 12:30 Uhr",
        ),
        (
            at(13),
            at(12, day=20),
            "en",
            "Thursday, 19 November 2026, 13:00, to Friday, 20 November 2026, 12:00",
        ),
    ],
)
def test_from_when_to_when(starts: datetime, ends: datetime, language: str, words: str) -> None:
    """Whole hours alone, minutes on both sides, two days in full."""
    assert dates.when(starts, ends, language) == words


def test_a_moment() -> None:
    """For tables and histories."""
    assert dates.moment(at(13, 5)) == "19.11.2026, 13:05 Uhr"
    assert dates.moment(at(13, 5), "en") == "19 Nov 2026, 13:05"


@pytest.mark.parametrize(
    ("first", "end", "german", "english"),
    [
        (date(2024, 9, 1), date(2026, 9, 1), "01.09.2024–31.08.2026", "1 Sep 2024 – 31 Aug 2026"),
        (date(2024, 9, 1), None, "seit 01.09.2024", "since 1 Sep 2024"),
        (None, date(2026, 3, 1), "bis 28.02.2026", "until 28 Feb 2026"),
        (None, None, "", ""),
    ],
)
def test_a_half_open_period_shows_its_last_day(
    first: date | None, end: date | None, german: str, english: str
) -> None:
    """The stored end is the first day no longer counted."""
    assert dates.period(first, end) == german
    assert dates.period(first, end, "en") == english


@pytest.mark.parametrize(
    ("days", "german", "english"),
    [
        (-3, "vor 3 Tagen", "3 days ago"),
        (-1, "gestern", "yesterday"),
        (0, "heute", "today"),
        (1, "morgen", "tomorrow"),
        (2, "in 2 Tagen", "in 2 days"),
    ],
)
def test_how_far_away(days: int, german: str, english: str) -> None:
    """As one says it."""
    value = CONFERENCE + timedelta(days=days)
    assert dates.distance(value, CONFERENCE) == german
    assert dates.distance(value, CONFERENCE, "en") == english


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_short_day_can_be_read_back(value: date) -> None:
    """What stands in a table is the day that was meant."""
    day, month, year = (int(part) for part in dates.day_short(value).split("."))
    assert date(year, month, day) == value


@pytest.mark.parametrize(
    ("day", "is_near"),
    [
        (date(999, 12, 31), False),
        (date(1000, 1, 1), True),
        (CONFERENCE, True),
        (date(2199, 12, 31), True),
        (date(9999, 12, 31), False),
    ],
)
def test_which_days_an_office_can_mean(day: date, is_near: bool) -> None:
    """Other programs write 31.12.9999 for "no end"; the day after it does not exist."""
    assert dates.is_near(day) == is_near

"""School days of a Land and the invitation window."""

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildungsnetz.regions.calendar import (
    CalendarError,
    Period,
    Window,
    day_off,
    invitation_window,
    is_covered,
    is_school_day,
    last_working_day,
    public_holidays,
    shipped_school_holidays,
)

NW = shipped_school_holidays("NW")
CSV = Path(__file__).parent.parent / "data/ferien/feiertage_nrw_2011_2030.csv"


def window(day: str, low: int = 21, high: int = 28) -> Window:
    return invitation_window(
        date.fromisoformat(day), min_days=low, max_days=high, land="NW", holidays=NW
    )


def test_public_holidays_equal_the_published_table():
    rows = csv.DictReader(CSV.read_text(encoding="utf-8").splitlines(), delimiter=";")
    table = {date.fromisoformat(row["datum"]): row["name"] for row in rows}
    computed = {d: n for year in range(2011, 2031) for d, n in public_holidays("NW", year).items()}
    assert computed == table
    assert len(table) == 221


def test_reformation_day_2017_was_a_holiday_everywhere():
    assert public_holidays("NW", 2017)[date(2017, 10, 31)] == "Reformationstag"
    assert date(2018, 10, 31) not in public_holidays("NW", 2018)


def test_shipped_school_holidays_are_ordered_and_free_of_overlaps():
    assert len(NW) == 33
    assert all(one.last_day < two.first_day for one, two in pairwise(NW))
    assert NW[0] == Period("Sommerferien", date(2023, 6, 22), date(2023, 8, 4))
    assert NW[-1] == Period("Osterferien", date(2030, 4, 15), date(2030, 4, 27))


@pytest.mark.parametrize("land", ["BY", "", "../NW", "XX"])
def test_other_laender_come_without_school_holidays(land):
    assert shipped_school_holidays(land) == ()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-10-16", True),  # Friday before the autumn holidays
        ("2026-10-17", False),  # Saturday and first day of the holidays
        ("2026-10-30", False),  # last working day inside
        ("2026-11-01", False),  # Sunday and Allerheiligen
        ("2026-11-02", True),
        ("2028-02-29", True),  # a leap day on a Tuesday
        ("2024-12-31", False),  # holidays across the year
        ("2025-01-06", False),
        ("2025-01-07", True),
        ("2026-05-26", False),  # the single day after Pfingstmontag
        ("2026-05-27", True),
    ],
)
def test_school_day(day, expected):
    assert is_school_day(date.fromisoformat(day), land="NW", holidays=NW) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2023-06-21", False),  # the day before the first known holiday
        ("2023-06-22", True),
        ("2028-02-29", True),
        ("2030-04-27", True),  # the last known day
        ("2030-04-28", False),
        ("2031-01-01", False),
    ],
)
def test_coverage_ends_with_the_known_holidays(day, expected):
    assert is_covered(date.fromisoformat(day), NW) is expected


@pytest.mark.parametrize(
    ("day", "off", "before"),
    [
        ("2026-10-29", "", "2026-10-29"),  # Thursday in the autumn holidays: offices are open
        ("2026-10-24", "Samstag", "2026-10-23"),
        ("2026-10-25", "Sonntag", "2026-10-23"),
        ("2026-11-01", "Sonntag", "2026-10-30"),  # All Saints' Day, but a Sunday above all
        ("2027-05-06", "Christi Himmelfahrt", "2027-05-05"),
        ("2027-03-29", "Ostermontag", "2027-03-25"),  # over Easter and Good Friday
        ("2027-01-03", "Sonntag", "2026-12-31"),  # into the year before
    ],
)
def test_working_days(day, off, before):
    asked = date.fromisoformat(day)
    assert day_off(asked, land="NW") == off
    assert last_working_day(asked, land="NW") == date.fromisoformat(before)


@pytest.mark.parametrize(
    ("day", "low", "high", "off", "before"),
    [
        ("2026-11-19", 21, 28, "", None),
        ("2026-11-14", 21, 28, "Samstag", "2026-10-23"),
        ("2026-11-15", 21, 28, "Sonntag", "2026-10-23"),
        ("2026-11-15", 21, 22, "Sonntag", None),  # the window is but a weekend
    ],
)
def test_the_last_working_day_of_a_window(day, low, high, off, before):
    found = window(day, low, high)
    assert (found.day_off, found.last_working_day) == (
        off,
        before and date.fromisoformat(before),
    )


def test_a_missing_school_year_leaves_its_days_uncovered():
    gap = [p for p in NW if not date(2026, 7, 1) < p.first_day < date(2027, 7, 1)]
    assert is_covered(date(2026, 11, 2), gap) is False
    assert is_covered(date(2026, 11, 2), NW) is True
    assert all(is_covered(date(2023, 6, 22) + timedelta(n), NW) for n in range(2502))


def test_window_inside_the_autumn_holidays():
    assert window("2026-11-19") == Window(
        from_date=date(2026, 10, 22),
        to_date=date(2026, 10, 29),
        school_days=(),
        closed_by=("Herbstferien 17.10.–31.10.",),
        last_school_day_before=date(2026, 10, 16),
        first_school_day_after=date(2026, 11, 2),
        uncovered=False,
        note="",
    )


@pytest.mark.parametrize(
    ("question", "school_days", "closed_by", "neighbours"),
    [
        # one day, open
        (("2026-11-19", 7, 7), ["2026-11-12"], [], ("2026-11-11", "2026-11-13")),
        # the day of the meeting itself
        (("2026-11-19", 0, 0), ["2026-11-19"], [], ("2026-11-18", "2026-11-20")),
        # nothing but a weekend
        (("2026-11-19", 4, 5), [], ["Wochenende 14.11.–15.11."], ("2026-11-13", "2026-11-16")),
        (("2026-11-19", 4, 4), [], ["Wochenende 15.11."], ("2026-11-13", "2026-11-16")),
        # nothing but a weekend inside holidays: the holidays are the better answer
        (("2026-10-26", 1, 2), [], ["Herbstferien 17.10.–31.10."], ("2026-10-16", "2026-11-02")),
        # holidays that only touch the weekend of the window close nothing
        (("2026-10-22", 4, 7), ["2026-10-15", "2026-10-16"], [], ("2026-10-14", "2026-11-02")),
        # a public holiday inside school holidays: both close the day
        (
            ("2027-11-22", 20, 21),
            [],
            ["Herbstferien 23.10.–06.11.", "Allerheiligen 01.11."],
            ("2027-10-22", "2027-11-08"),
        ),
        # a single public holiday on a working day
        (
            ("2024-11-22", 21, 22),
            ["2024-10-31"],
            ["Allerheiligen 01.11."],
            ("2024-10-30", "2024-11-04"),
        ),
        # across the year
        (
            ("2027-01-21", 14, 21),
            ["2027-01-07"],
            ["Weihnachtsferien 23.12.–06.01.", "Neujahr 01.01."],
            ("2026-12-22", "2027-01-08"),
        ),
        # the leap day counts
        (("2028-03-01", 1, 2), ["2028-02-28", "2028-02-29"], [], ("2028-02-25", "2028-03-01")),
        # a single day of school holidays
        (("2026-06-02", 7, 7), [], ["Pfingstferien 26.05."], ("2026-05-22", "2026-05-27")),
    ],
)
def test_window_table(question, school_days, closed_by, neighbours):
    found = window(*question)
    assert [d.isoformat() for d in found.school_days] == school_days
    assert list(found.closed_by) == closed_by
    assert (str(found.last_school_day_before), str(found.first_school_day_after)) == neighbours
    assert found.uncovered is False


@pytest.mark.parametrize(
    ("day", "uncovered"),
    [("2030-04-20", False), ("2030-05-20", True), ("2031-11-19", True), ("2022-11-19", True)],
)
def test_window_says_when_school_holidays_are_not_known(day, uncovered):
    found = window(day)
    assert found.uncovered is uncovered
    assert bool(found.note) is uncovered


def test_the_note_names_the_time_and_what_to_do():
    assert window("2031-11-19").note == (
        "Für den Zeitraum 22.10.2031–29.10.2031 sind nicht alle Schulferien hinterlegt. "
        "Die genannten Schultage sind nur Werktage ohne Feiertag. Bitte tragen Sie die Schulferien "
        "ein und prüfen Sie den Zeitraum dann erneut."
    )


def test_without_any_school_holidays_every_window_is_uncovered():
    found = invitation_window(date(2026, 11, 19), min_days=21, max_days=28, land="BY", holidays=[])
    assert found.uncovered is True
    assert found.closed_by == ()


@pytest.mark.parametrize(
    ("day", "low", "high", "land", "sentence"),
    [
        (
            date(2026, 11, 19),
            29,
            28,
            "NW",
            "Die Mindestfrist (29 Tage) ist länger als die Höchstfrist (28 Tage).",
        ),
        (date(2026, 11, 19), -1, 28, "NW", "Die Fristen müssen zwischen 0 und 366 Tagen liegen."),
        (date(2026, 11, 19), 1, 367, "NW", "Die Fristen müssen zwischen 0 und 366 Tagen liegen."),
        (date(1, 1, 5), 21, 28, "NW", "Der Termin liegt zu weit zurück."),
        (
            date(2150, 1, 5),
            21,
            28,
            "NW",
            "Feiertage sind nur für die Jahre 1991 bis 2100 bekannt.",
        ),
        (
            date(2026, 11, 19),
            21,
            28,
            "XY",
            "„XY“ ist kein Kürzel eines Landes (zum Beispiel „NW“).",
        ),
    ],
)
def test_window_refuses(day, low, high, land, sentence):
    with pytest.raises(CalendarError) as caught:
        invitation_window(day, min_days=low, max_days=high, land=land, holidays=NW)
    assert str(caught.value) == sentence


def test_a_period_cannot_end_before_it_begins():
    with pytest.raises(CalendarError, match="endet vor dem ersten Tag"):
        Period("Osterferien", date(2026, 4, 2), date(2026, 4, 1))


@given(
    day=st.dates(date(2023, 12, 1), date(2030, 12, 31)),
    low=st.integers(0, 60),
    length=st.integers(0, 60),
)
def test_window_properties(day, low, length):
    found = invitation_window(day, min_days=low, max_days=low + length, land="NW", holidays=NW)
    assert (found.to_date - found.from_date).days == length
    assert (day - found.to_date).days == low
    span = [found.from_date + timedelta(n) for n in range(length + 1)]
    assert found.school_days == tuple(d for d in span if is_school_day(d, land="NW", holidays=NW))
    for start, end, edge in [
        (found.last_school_day_before, found.from_date, found.last_school_day_before),
        (found.to_date, found.first_school_day_after, found.first_school_day_after),
    ]:
        between = [start + timedelta(n) for n in range(1, (end - start).days)]
        assert [d for d in between if is_school_day(d, land="NW", holidays=NW)] == []
        assert is_school_day(edge, land="NW", holidays=NW)


@given(
    day=st.dates(date(2024, 1, 1), date(2029, 12, 31)),
    low=st.integers(0, 40),
    cut=st.integers(0, 20),
    rest=st.integers(1, 20),
)
def test_two_adjoining_windows_are_the_whole_window(day, low, cut, rest):
    def days(first: int, last: int) -> tuple[date, ...]:
        return invitation_window(
            day, min_days=first, max_days=last, land="NW", holidays=NW
        ).school_days

    whole = days(low, low + cut + rest)
    assert days(low + cut + 1, low + cut + rest) + days(low, low + cut) == whole

"""The office's own list of school holidays: every form of it, and its differences."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildungsnetz.regions.calendar import (
    Difference,
    Period,
    Problem,
    differences,
    parse_school_holidays,
    shipped_school_holidays,
)

NW = shipped_school_holidays("NW")
SUMMER = Period("Sommerferien", date(2026, 7, 20), date(2026, 9, 1))
AUTUMN = Period("Herbstferien", date(2026, 10, 17), date(2026, 10, 31))


@pytest.mark.parametrize(
    "text",
    [
        "schuljahr;ferien;erster_tag;letzter_tag\n2026/27;Herbstferien;2026-10-17;2026-10-31\n",
        "\ufeffschuljahr;ferien;erster_tag;letzter_tag\r\n;Herbstferien;17.10.2026;31.10.2026\r\n",
        "name,von,bis\nHerbstferien,17.10.2026,31.10.2026",
        "Name\tVon\tBis\nHerbstferien\t2026-10-17\t2026-10-31",
        "Herbstferien;17.10.2026;31.10.2026",
        "2026/27;Herbstferien;17.10.2026;31.10.2026",
        "bis;von;name\n31.10.2026;17.10.2026;Herbstferien\n\n",
        json.dumps(
            [
                {
                    "start": "2026-10-17T00:00Z",
                    "end": "2026-10-31T23:59Z",
                    "stateCode": "NW",
                    "name_cp": "Herbstferien",
                },
                {
                    "start": "2026-11-02T00:00Z",
                    "end": "2026-11-06T23:59Z",
                    "stateCode": "BY",
                    "name_cp": "Herbstferien",
                },
            ]
        ),
    ],
)
def test_every_form_of_the_list_is_read_alike(text):
    assert parse_school_holidays(text) == ([AUTUMN], [])


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", []),
        ("name;von;bis\n", []),
        ("name;von;bis\n;17.10.2026;31.10.2026", [(2, "Der Name der Ferien fehlt.")]),
        ("name;von;bis\nA;31.02.2026;01.03.2026", [(2, "„31.02.2026“ ist kein Datum.")]),
        ("name;von;bis\nA;17.10.26;31.10.26", [(2, "„17.10.26“ ist kein Datum.")]),
        ("name;von;bis\nA;17.10.2026", [(2, "„“ ist kein Datum.")]),
        (
            "name;von;bis\nA;31.10.2026;17.10.2026",
            [(2, "„A“ endet vor dem ersten Tag.")],
        ),
        (
            "name;von;bis\nA;17.10.2026;31.10.2027",
            [(2, "„A“ wäre länger als 60 Tage. Bitte prüfen Sie das Jahr.")],
        ),
        (
            "name;von\nA;17.10.2026",
            [(1, "Erwartet werden die Spalten „ferien“, „erster_tag“ und „letzter_tag“.")],
        ),
        ("[1", [(1, "Die Datei ist kein lesbares JSON.")]),
        ('{"a": 1}', [(1, "Erwartet wird eine Liste von Ferien.")]),
        ("[1]", [(1, "Der Name der Ferien fehlt.")]),
    ],
)
def test_unreadable_rows_are_named(text, problems):
    assert parse_school_holidays(text) == ([], [Problem(*problem) for problem in problems])


def test_a_bad_row_does_not_cost_the_good_ones():
    text = "name;von;bis\nHerbstferien;17.10.2026;31.10.2026\nX;;\nHerbst;18.10.2026;19.10.2026"
    assert parse_school_holidays(text) == (
        [AUTUMN],
        [
            Problem(3, "„“ ist kein Datum."),
            Problem(
                4,
                "Herbst 18.10.2026–19.10.2026 überschneidet sich mit "
                "Herbstferien 17.10.2026–31.10.2026.",
            ),
        ],
    )


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_reading_never_fails(text):
    periods, problems = parse_school_holidays(text)
    assert all(p.first_day <= p.last_day for p in periods)
    assert all(problem.row >= 1 and problem.reason for problem in problems)


def test_shipped_file_reads_back_through_the_import():
    source = Path(__file__).parents[2] / "src/bildungsnetz/regions/data/schulferien_nw.csv"
    assert parse_school_holidays(source.read_text(encoding="utf-8")) == (list(NW), [])


def test_periods_that_end_a_day_early_are_shown():
    dirty = [
        {"start": "2023-05-30T00:00Z", "end": "2023-05-30T23:59Z", "name_cp": "Pfingstferien"},
        {"start": "2023-06-22T00:00Z", "end": "2023-08-03T23:59Z", "name_cp": "Sommerferien"},
        {"start": "2023-10-02T00:00Z", "end": "2023-10-13T23:59Z", "name_cp": "Herbstferien"},
        {"start": "2023-12-21T00:00Z", "end": "2024-01-05T23:59Z", "name_cp": "Weihnachtsferien"},
    ]
    incoming, problems = parse_school_holidays(
        json.dumps([{**d, "stateCode": "NW"} for d in dirty])
    )
    assert problems == []
    assert [d.sentence for d in differences(NW, incoming)] == [
        "Pfingstferien 30.05.2023 steht nur in der Datei.",
        "Bisher Sommerferien 22.06.2023–04.08.2023, in der Datei bis 03.08.2023.",
        "Bisher Herbstferien 02.10.2023–14.10.2023, in der Datei bis 13.10.2023.",
    ]


def test_a_holiday_missing_in_the_file_is_shown_only_within_its_time():
    winter = Period("Weihnachtsferien", date(2026, 12, 23), date(2027, 1, 6))
    assert differences([SUMMER, AUTUMN, winter], [SUMMER, winter]) == [Difference(AUTUMN, None)]
    assert differences([SUMMER, AUTUMN, winter], [AUTUMN]) == []
    assert differences([SUMMER], []) == []
    assert Difference(AUTUMN, None).sentence == (
        "Herbstferien 17.10.2026–31.10.2026 fehlt in der Datei."
    )


@given(st.lists(st.sampled_from(NW), unique=True), st.lists(st.sampled_from(NW), unique=True))
def test_equal_lists_differ_in_nothing_and_unequal_ones_are_found(known, incoming):
    assert differences(known, known) == []
    shown = differences(known, incoming)
    assert {d.incoming for d in shown if d.incoming} == set(incoming) - set(known)


def test_another_beginning_is_shown_with_both_spans():
    moved = Period("Herbstferien", date(2026, 10, 19), date(2026, 10, 31))
    assert Difference(AUTUMN, moved).sentence == (
        "Bisher Herbstferien 17.10.2026–31.10.2026, "
        "in der Datei Herbstferien 19.10.2026–31.10.2026."
    )

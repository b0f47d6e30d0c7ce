"""Composition, periods and closing, without a database."""

from datetime import date

import pytest

from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.organs.rules import (
    Place,
    Share,
    check_composition,
    holds,
    may_close,
    may_end,
    may_see_organ,
    overlap,
    shares,
)

D = date
FULL = [
    Place("Stadt", 1),
    Place("Stadt", 2),
    Place("Land", 3),
    Place("Land", 4),
    Place("Schulleitungen", 5),
    Place("Schulleitungen", 6),
]
LED: dict[str, int | None] = {"chair": 1, "deputy_chair": 3}


@pytest.mark.parametrize(
    ("start", "end", "day", "held"),
    [
        (D(2011, 6, 22), None, D(2011, 6, 21), False),
        (D(2011, 6, 22), None, D(2011, 6, 22), True),
        (D(2011, 6, 22), D(2013, 1, 1), D(2012, 12, 31), True),
        (D(2011, 6, 22), D(2013, 1, 1), D(2013, 1, 1), False),
        (None, None, D(1900, 1, 1), True),
    ],
)
def test_half_open_periods(start: date | None, end: date | None, day: date, held: bool) -> None:
    assert holds(start, end, day) is held


def test_periods_that_only_touch_do_not_overlap() -> None:
    assert overlap(D(2020, 1, 1), D(2021, 1, 1), D(2021, 1, 1), None) is False
    assert overlap(D(2020, 1, 1), D(2021, 1, 2), D(2021, 1, 1), None) is True
    assert overlap(D(2020, 1, 1), None, D(2019, 1, 1), D(2020, 1, 1)) is False
    assert overlap(D(2020, 1, 1), None, D(2025, 1, 1), None) is True


def test_two_plus_two_plus_two_is_in_order() -> None:
    assert check_composition(Organ.Kind.STEERING, FULL, LED) == []
    assert shares(FULL) == [
        Share("Stadt", 2, 2),
        Share("Land", 2, 2),
        Share("Schulleitungen", 2, 2),
    ]


def test_vacant_seats_are_named_by_party() -> None:
    places = [Place("Stadt", 1), Place("Stadt", None), Place("Land", None), Place("Land", None)]
    assert check_composition(Organ.Kind.GROUP, places, {}) == [
        "Stadt: 1 von 2 Sitzen ist frei.",
        "Land: 2 von 2 Sitzen sind frei.",
    ]


def test_a_steering_group_without_leaders_is_told() -> None:
    assert check_composition(Organ.Kind.STEERING, FULL, {}) == [
        "Der Vorsitz ist nicht besetzt.",
        "Der stellvertretende Vorsitz ist nicht besetzt.",
    ]


def test_one_person_in_two_places_is_told() -> None:
    twice = [Place("Stadt", 1), Place("Land", 1)]
    assert check_composition(Organ.Kind.STEERING, twice, {"chair": 1, "deputy_chair": 1}) == [
        "Eine Person hat mehr als einen Sitz.",
        "Vorsitz und Stellvertretung liegen bei derselben Person.",
    ]


def test_a_chair_without_a_seat_is_told() -> None:
    assert check_composition(Organ.Kind.STEERING, FULL, {"chair": 9, "deputy_chair": 3}) == [
        "Vorsitz oder Stellvertretung liegt bei jemandem ohne Sitz."
    ]


@pytest.mark.parametrize(
    ("end", "on", "allowed"),
    [
        (None, D(2020, 1, 1), False),
        (None, D(2020, 1, 2), True),
        (D(2021, 1, 1), D(2020, 6, 1), True),
        (D(2021, 1, 1), D(2021, 1, 2), False),
    ],
)
def test_when_a_mandate_may_end(end: date | None, on: date, allowed: bool) -> None:
    mandate = Mandate(active_from=D(2020, 1, 1), active_to=end)
    assert may_end(mandate, on) is allowed


@pytest.mark.parametrize(
    ("founded", "closed", "children", "allowed"),
    [
        (None, None, 0, True),
        (D(2026, 1, 1), None, 0, True),
        (D(2026, 1, 2), None, 0, False),
        (None, D(2025, 1, 1), 0, False),
        (None, None, 1, False),
    ],
)
def test_when_an_organ_may_close(
    founded: date | None, closed: date | None, children: int, allowed: bool
) -> None:
    organ = Organ(founded_on=founded, closed_on=closed)
    assert may_close(organ, D(2026, 1, 1), open_children=children) is allowed


def test_members_see_their_organ_only_while_they_belong_to_it() -> None:
    organ, other = Organ(pk=1), Organ(pk=2)
    mandates = [Mandate(organ_id=1, active_from=D(2020, 1, 1), active_to=D(2021, 1, 1))]
    assert may_see_organ(organ, mandates, D(2020, 12, 31)) is True
    assert may_see_organ(organ, mandates, D(2021, 1, 1)) is False
    assert may_see_organ(other, mandates, D(2020, 12, 31)) is False

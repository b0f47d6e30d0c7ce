"""The tree, "Stand am" on any date, vacancies, endings; with their query counts."""

from datetime import date, timedelta

import pytest

from bildungsnetz.accounts.models import User
from bildungsnetz.organs import queries
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.organs.rules import Share
from bildungsnetz.regions.models import Region
from tests.cast import TODAY, make_region
from tests.organs.people import chair, fill, person, seats

D = date


@pytest.fixture
def history(hagen: Region, steering: Organ) -> Organ:
    """The Lenkungskreis with a change of holder, a change of chair and a vacant seat."""
    city, land, school = (
        seats(steering, party, 2) for party in ("Stadt", "Land", "Schulleitungen")
    )
    arendt, brandt = person(hagen, "Anke Arendt"), person(hagen, "Bernd Brandt")
    fill(city[0], arendt, D(2011, 6, 22))
    fill(city[0], brandt, D(2014, 9, 1))
    fill(land[0], person(hagen, "Carla Conrad"), D(2011, 6, 22))
    fill(school[0], person(hagen, "Dora Dietz"), D(2012, 1, 1), D(2013, 1, 1))
    chair(steering, arendt, D(2011, 6, 22))
    chair(steering, brandt, D(2014, 9, 1))
    return steering


def holders(organ: Organ, day: date) -> list[tuple[str, str]]:
    """Party and holder of each seat on a day."""
    return [
        (seat.seat.party.name, str(seat.holder.person) if seat.holder else "frei")
        for seat in queries.seats_on(organ, day)
    ]


@pytest.mark.parametrize(
    ("day", "first_seat", "school_seat"),
    [
        (D(2011, 6, 21), "frei", "frei"),
        (D(2011, 6, 22), "Anke Arendt", "frei"),
        (D(2012, 1, 1), "Anke Arendt", "Dora Dietz"),
        (D(2012, 12, 31), "Anke Arendt", "Dora Dietz"),
        (D(2013, 1, 1), "Anke Arendt", "frei"),
        (D(2014, 8, 31), "Anke Arendt", "frei"),
        (D(2014, 9, 1), "Bernd Brandt", "frei"),
        (TODAY, "Bernd Brandt", "frei"),
    ],
)
def test_who_held_which_seat_on_any_day(
    history: Organ, day: date, first_seat: str, school_seat: str
) -> None:
    land = "frei" if day < D(2011, 6, 22) else "Carla Conrad"
    assert holders(history, day) == [
        ("Stadt", first_seat),
        ("Stadt", "frei"),
        ("Land", land),
        ("Land", "frei"),
        ("Schulleitungen", school_seat),
        ("Schulleitungen", "frei"),
    ]


def test_functions_and_composition_on_a_day(history: Organ) -> None:
    then = queries.organ_on(history, D(2011, 6, 22))
    assert [(one.label, [str(m.person) for m in one.mandates]) for one in then.functions] == [
        ("Vorsitz", ["Anke Arendt"]),
        ("stellvertretender Vorsitz", []),
    ]
    assert [group.share for group in then.parties] == [
        Share("Stadt", 2, 1),
        Share("Land", 2, 1),
        Share("Schulleitungen", 2, 0),
    ]
    assert (then.filled, then.vacant, then.seats[0].leading) == (2, 4, "Vorsitz")
    assert then.remarks == [
        "Stadt: 1 von 2 Sitzen ist frei.",
        "Land: 1 von 2 Sitzen ist frei.",
        "Schulleitungen: 2 von 2 Sitzen sind frei.",
        "Der stellvertretende Vorsitz ist nicht besetzt.",
    ]
    now = queries.functions_on(history, TODAY)
    assert [str(m.person) for m in now[0].mandates] == ["Bernd Brandt"]


def test_a_substitute_stands_beside_the_holder(hagen: Region, steering: Organ) -> None:
    (seat,) = seats(steering, "Stadt")
    fill(seat, person(hagen, "Anke Arendt"), D(2026, 1, 1))
    Mandate.objects.create(
        organ=steering,
        seat=seat,
        person=person(hagen, "Bernd Brandt"),
        role=Mandate.Role.SUBSTITUTE,
        active_from=D(2026, 2, 1),
    )
    (before,) = queries.seats_on(steering, D(2026, 1, 31))
    (after,) = queries.seats_on(steering, D(2026, 2, 1))
    assert (before.substitute, before.is_vacant) == (None, False)
    assert after.substitute is not None
    assert str(after.substitute.person) == "Bernd Brandt"


def test_an_ended_seat_is_seen_only_in_its_time(steering: Organ) -> None:
    first, second = seats(steering, "Stadt", 2)
    second.active_to = D(2020, 1, 1)
    second.save()
    assert [one.seat for one in queries.seats_on(steering, D(2019, 12, 31))] == [first, second]
    assert [one.seat for one in queries.seats_on(steering, D(2020, 1, 1))] == [first]


@pytest.mark.parametrize("people", [1, 3])
def test_organ_on_a_day_asks_two_questions(
    hagen: Region,
    steering: Organ,
    people: int,
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    for number, seat in enumerate(seats(steering, "Stadt", people)):
        fill(seat, person(hagen, f"Person {number}"), D(2026, 1, 1))
    with django_assert_num_queries(2):  # mandates, seats
        found = queries.organ_on(steering, TODAY)
    assert found.filled == people


def test_the_days_of_change(history: Organ) -> None:
    assert queries.changes_of(history) == [
        D(2014, 9, 1),
        D(2013, 1, 1),
        D(2012, 1, 1),
        D(2011, 6, 22),
    ]


def test_tree_order_depth_and_seats(hagen: Region, plenary: Organ, steering: Organ) -> None:
    for slug, parent, order in (("ak-uebergang", steering, 3), ("ag-sprache", None, 4)):
        Organ.objects.create(
            region=hagen, slug=slug, kind="group", name=slug, parent=parent, order=order
        )
    first, _second = seats(steering, "Stadt", 2)
    fill(first, person(hagen, "Anke Arendt"), D(2026, 1, 1))
    found = queries.tree(hagen, TODAY)
    assert [(node.organ.slug, node.depth, node.seats, node.filled) for node in found] == [
        ("bildungskonferenz", 0, 0, 0),
        ("lenkungskreis", 0, 2, 1),
        ("ak-uebergang", 1, 0, 0),
        ("ag-sprache", 0, 0, 0),
    ]
    assert found[1].vacant == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_tree_asks_three_questions(
    hagen: Region, count: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(count):
        organ = Organ.objects.create(
            region=hagen, slug=f"g{number}", kind="group", name=f"Gruppe {number}"
        )
        for seat in seats(organ, "Stadt", count):
            fill(seat, person(hagen, f"P {number}{seat.number}"), D(2026, 1, 1))
    with django_assert_num_queries(3):  # organs, their fields, seats
        found = queries.tree(hagen, TODAY)
    assert [(node.seats, node.filled) for node in found] == [(count, count)] * count


def test_an_organ_cannot_stand_under_itself(hagen: Region, steering: Organ, plenary: Organ) -> None:
    child = Organ.objects.create(
        region=hagen, slug="ak", kind="group", name="AK", parent=steering, order=9
    )
    assert list(queries.possible_parents(hagen, None)) == [plenary, steering, child]
    assert list(queries.possible_parents(hagen, steering)) == [plenary]


def test_vacancies_of_today_with_their_beginning(hagen: Region, steering: Organ) -> None:
    first, second, third = seats(steering, "Stadt", 3)
    fill(first, person(hagen, "Anke Arendt"), D(2026, 1, 1))
    fill(second, person(hagen, "Bernd Brandt"), D(2025, 1, 1), D(2026, 7, 1))
    found = queries.vacancies(hagen, TODAY)
    assert [(one.seat, one.since) for one in found] == [(second, D(2026, 7, 1)), (third, None)]
    assert queries.vacancies(make_region("herne", "Herne"), TODAY) == []
    steering.closed_on = TODAY
    steering.save()
    assert queries.vacancies(hagen, TODAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_vacancies_ask_one_question(
    hagen: Region,
    steering: Organ,
    count: int,
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    seats(steering, "Stadt", count)
    with django_assert_num_queries(1):  # seats, their holders
        assert len(queries.vacancies(hagen, TODAY)) == count


@pytest.mark.parametrize(
    ("days", "shown"), [(-1, True), (0, True), (90, True), (91, False), (None, False)]
)
def test_mandates_ending_within_ninety_days(
    hagen: Region, steering: Organ, days: int | None, shown: bool
) -> None:
    (seat,) = seats(steering, "Stadt")
    mandate = fill(seat, person(hagen, "Anke Arendt"), D(2020, 1, 1))
    mandate.term_to = None if days is None else TODAY + timedelta(days=days)
    mandate.save()
    found = queries.ending_within(hagen, TODAY)
    assert [(one.mandate, one.days, one.is_over) for one in found] == (
        [(mandate, days, days is not None and days < 0)] if shown else []
    )


def test_an_entered_end_counts_like_a_planned_one(hagen: Region, steering: Organ) -> None:
    first, second, third = seats(steering, "Stadt", 3)
    soon = fill(first, person(hagen, "Anke Arendt"), D(2020, 1, 1), TODAY + timedelta(days=5))
    fill(second, person(hagen, "Bernd Brandt"), D(2020, 1, 1), TODAY)
    fill(third, person(hagen, "Carla Conrad"), D(2020, 1, 1), TODAY + timedelta(days=91))
    assert [one.mandate for one in queries.ending_within(hagen, TODAY)] == [soon]


@pytest.mark.parametrize("count", [1, 3])
def test_endings_ask_one_question(
    hagen: Region,
    steering: Organ,
    count: int,
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    for seat in seats(steering, "Stadt", count):
        fill(seat, person(hagen, f"P {seat.number}"), D(2020, 1, 1), TODAY + timedelta(days=5))
    with django_assert_num_queries(1):
        found = queries.ending_within(hagen, TODAY)
        assert [str(one.mandate.person) for one in found] == [f"P {n + 1}" for n in range(count)]


def test_a_user_sees_the_organs_they_belong_to(hagen: Region, ben: User, clara: User) -> None:
    (found,) = queries.memberships_of(ben, hagen, TODAY)
    assert found.organ.slug == "lenkungskreis"
    assert sorted(one.role for one in found.mandates) == ["chair", "member"]
    assert queries.memberships_of(ben, hagen, D(2025, 12, 31)) == []
    assert queries.memberships_of(clara, make_region("herne", "Herne"), TODAY) == []

"""Parallel answers from real processes: capacity is exact, and would not be without the lock.

Run on both databases (bars A1, A2, A5). An in-memory database would hide the races.
"""

from collections import Counter

import pytest

from bildungsnetz.meetings.models import Invitation, Meeting, Placement, Registration, Workshop
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region
from tests.cast import NOW
from tests.concurrency import registering, run_processes
from tests.meetings.making import (
    IN_WINDOW,
    invite,
    make_audience,
    make_meeting,
    make_schools,
    make_workshop,
    write,
)

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "tests.concurrency.registering"


def race(function: str, keys: list[int], *args: int) -> Counter[str]:
    """One client for each key, ten in each process, all at once; how their calls ended."""
    outcomes = run_processes(len(keys) // registering.CLIENTS, f"{HERE}.{function}", keys, *args)
    return Counter(outcome for clients in outcomes for outcome in clients)


def registered() -> int:
    """How many persons are registered."""
    return Registration.objects.filter(state="registered").count()


def invited(region: Region, organ: Organ, *, schools: int, capacity: int) -> list[int]:
    """The keys of so many invitations to a conference with so many places."""
    make_schools(region, schools)
    return [one.pk for one in invite(make_meeting(region, organ, capacity=capacity))]


def test_200_parallel_answers_fill_the_last_20_places_exactly(
    hagen: Region, plenary: Organ
) -> None:
    keys = invited(hagen, plenary, schools=200, capacity=20)
    outcomes = race("accept", keys)
    assert outcomes == {"done": 20, "Full": 180}
    assert registered() == 20
    assert Invitation.objects.filter(state="accepted", revision=1).count() == 20


def test_of_50_parallel_answers_one_gets_the_last_place(hagen: Region, plenary: Organ) -> None:
    keys = invited(hagen, plenary, schools=50, capacity=1)
    assert race("accept", keys) == {"done": 1, "Full": 49}
    assert registered() == 1


def test_without_the_lock_places_are_given_twice(hagen: Region, plenary: Organ) -> None:
    """Shows that the tests above would see it: the race appears as soon as the lock is gone."""
    keys = invited(hagen, plenary, schools=60, capacity=5)
    race("accept_without_lock", keys)
    assert registered() > 5


def test_the_same_answer_20_times_has_one_effect(hagen: Region, plenary: Organ) -> None:
    keys = invited(hagen, plenary, schools=1, capacity=20)
    assert race("accept", keys * 20) == {"done": 20}
    assert (registered(), Invitation.objects.get().revision) == (1, 1)


@pytest.fixture
def late(hagen: Region, plenary: Organ) -> tuple[list[int], int]:
    """Thirty persons and a workshop with three places."""
    meeting = make_meeting(hagen, plenary)
    rows = [
        Registration.objects.create(meeting=meeting, name=f"Person {n}", registered_at=NOW)
        for n in range(30)
    ]
    return [row.pk for row in rows], make_workshop(meeting, 1, capacity=3).pk


def test_30_parallel_takers_fill_a_workshop_exactly(late: tuple[list[int], int]) -> None:
    outcomes = race("take_place", *late)
    assert outcomes == {"done": 3, "WorkshopFull": 27}
    assert Placement.objects.filter(workshop=Workshop.objects.get()).count() == 3


def test_without_the_locks_a_workshop_overflows(late: tuple[list[int], int]) -> None:
    race("take_place_without_lock", *late)
    assert Placement.objects.count() > 3


def test_a_double_click_on_the_release_invites_once(hagen: Region, plenary: Organ) -> None:
    make_schools(hagen, 40)
    meeting = write(make_meeting(hagen, plenary), make_audience(hagen))
    assert sorted(run_processes(4, f"{HERE}.release", meeting.pk)) == [0, 0, 0, 40]
    assert (Invitation.objects.count(), Message.objects.count()) == (40, 40)


def test_a_double_click_on_the_reminder_reminds_once(hagen: Region, plenary: Organ) -> None:
    invited(hagen, plenary, schools=10, capacity=20)
    meeting = Meeting.objects.get()
    outcomes = Counter(run_processes(4, f"{HERE}.remind", meeting.pk))
    assert outcomes == {"done": 1, "RemindedToday": 3}
    assert Message.objects.filter(key__startswith="reminder:").count() == 10
    assert Meeting.objects.get().reminded_at == IN_WINDOW

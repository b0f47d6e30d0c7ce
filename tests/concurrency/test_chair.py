"""Parallel writers of one organ: one chair, one holder of a seat, and a sentence for the others."""

from datetime import date
from typing import Any

import pytest

from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory.models import Person
from bildungsnetz.organs import actions
from bildungsnetz.organs.actions import SeatTaken
from bildungsnetz.organs.models import Mandate, Organ, Seat
from tests.cast import NOW, make_region
from tests.concurrency import run_processes
from tests.organs.people import chair, person, seats

RIVALS = 20
DAY = "2026-09-14"


def set_chair(number: int, organ: int, persons: list[int], day: str) -> str:
    """One process makes its own person chair; the refusal's sentence, or nothing."""
    try:
        actions.set_chair(
            organ=Organ.objects.get(pk=organ),
            person=Person.objects.get(pk=persons[number]),
            active_from=date.fromisoformat(day),
            by=CONSOLE,
            at=NOW,
        )
    except SeatTaken as problem:
        return str(problem)
    return ""


def fill_seat(number: int, seat: int, persons: list[int], day: str) -> str:
    """One process gives the seat to its own person."""
    try:
        actions.fill_seat(
            seat=Seat.objects.select_related("organ").get(pk=seat),
            person=Person.objects.get(pk=persons[number]),
            active_from=date.fromisoformat(day),
            by=CONSOLE,
            at=NOW,
        )
    except SeatTaken as problem:
        return str(problem)
    return ""


@pytest.fixture
def organ(transactional_db: None) -> Organ:
    """A Lenkungskreis that other processes can see, with a chair since 2011."""
    region = make_region("hagen", "Hagen")
    organ = Organ.objects.create(region=region, slug="lk", kind="steering", name="Lenkungskreis")
    chair(organ, person(region, "Anke Arendt"), date(2011, 6, 22))
    return organ


def rivals(organ: Organ) -> list[int]:
    """As many persons as processes."""
    return [person(organ.region, f"Rivalin {number}").pk for number in range(RIVALS)]


def judged(organ: Organ, sentences: list[str], held: Any, begun: int) -> None:
    """Exactly one of them won; the others were told who; the trail knows of one."""
    (winner,) = held
    assert sentences.count("") == 1
    told = {sentence for sentence in sentences if sentence}
    assert len(told) == 1
    assert told.pop().endswith(f"ist seit dem 14.09.2026: {winner.person}.")
    entries = AuditEntry.objects.filter(action="mandate.begun", record_id=str(organ.pk))
    assert entries.count() == begun


def test_of_twenty_new_chairs_exactly_one_wins(organ: Organ) -> None:
    sentences = run_processes(
        RIVALS, "tests.concurrency.test_chair.set_chair", organ.pk, rivals(organ), DAY
    )
    chairs = Mandate.objects.filter(organ=organ, role="chair")
    judged(organ, sentences, chairs.filter(active_to__isnull=True), begun=2)
    former = chairs.get(person__family_name="Arendt")
    assert (chairs.count(), former.active_to) == (2, date(2026, 9, 14))


def test_of_twenty_new_holders_exactly_one_gets_the_seat(organ: Organ) -> None:
    (seat,) = seats(organ, "Stadt")
    sentences = run_processes(
        RIVALS, "tests.concurrency.test_chair.fill_seat", seat.pk, rivals(organ), DAY
    )
    judged(organ, sentences, Mandate.objects.filter(seat=seat), begun=2)


def test_twenty_terms_of_the_past_do_not_overlap(organ: Organ) -> None:
    """Ended terms are beyond the database's constraint: only the lock keeps them apart."""
    (seat,) = seats(organ, "Stadt")
    outcomes = run_processes(
        RIVALS, "tests.concurrency.test_chair.fill_past", seat.pk, rivals(organ)
    )
    assert outcomes.count("") == 1
    assert Mandate.objects.filter(seat=seat).count() == 1


def fill_past(number: int, seat: int, persons: list[int]) -> str:
    """One process enters a term of the year 2020."""
    try:
        actions.fill_seat(
            seat=Seat.objects.select_related("organ").get(pk=seat),
            person=Person.objects.get(pk=persons[number]),
            active_from=date(2020, 1, 1),
            active_to=date(2021, 1, 1),
            by=CONSOLE,
            at=NOW,
        )
    except SeatTaken as problem:
        return str(problem)
    return ""

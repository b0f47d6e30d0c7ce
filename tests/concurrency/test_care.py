"""Parallel decisions about one change, parallel releases of one run: each has its effect once."""

import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from bildungsnetz.accounts import audit
from bildungsnetz.directory.actions import care, proposals, proposing
from bildungsnetz.directory.care import EntryChanged, ProposalDecided, RemindedToday
from bildungsnetz.directory.models import (
    Affiliation,
    ChangeProposal,
    Confirmation,
    ConfirmationRun,
    Institution,
)
from bildungsnetz.directory.queries.entries import Subject
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region
from tests.cast import make_institution
from tests.concurrency import run_processes
from tests.directory.caring import LATER, NEW_CONTACT, OFFICE, SCHOOL, make_run, release

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "tests.concurrency.test_care"
CLERKS, CHANGES = 6, 5


def accept(_number: int, keys: list[int]) -> list[str]:
    """Accept the proposals one after the other; how each ended."""
    ends = []
    for key in keys:
        try:
            proposals.accept(
                proposal=ChangeProposal.objects.get(pk=key), by=OFFICE, at=timezone.now()
            )
        except ProposalDecided:
            ends.append("decided")
        else:
            ends.append("done")
    return ends


def accept_without_lock(number: int, keys: list[int]) -> list[str]:
    """The same with the lock taken out; a pause lets the others in between."""

    def looked_at(proposal: ChangeProposal) -> ChangeProposal:
        rows = ChangeProposal.objects.select_related("region", "institution__region")
        found = rows.get(pk=proposal.pk)
        time.sleep(0.1)
        return found

    proposals._locked = looked_at
    if connection.vendor == "sqlite":  # there the lock is the transaction that begins as a writer
        proposals.accept = proposals.accept.__wrapped__  # type: ignore[attr-defined]
        audit.record = transaction.atomic(audit.record)
    return accept(number, keys)


def propose(number: int, institution: int) -> str:
    """Type an own telephone into a form that showed none."""
    row = Institution.objects.select_related("region").get(pk=institution)
    try:
        proposing.propose(
            subject=Subject(row.region, row), seen={"phone": ""},
            typed={"phone": f"0234 {number}"}, by=SCHOOL, at=LATER,
        )  # fmt: skip
    except EntryChanged:
        return "told"
    return "done"


def released(_number: int, run: int) -> int:
    """Release the run."""
    return release(ConfirmationRun.objects.get(pk=run))


def remind(_number: int, run: int) -> str:
    """Remind the silent."""
    try:
        care.remind_run(run=ConfirmationRun.objects.get(pk=run), by=OFFICE, at=LATER)
    except RemindedToday:
        return "reminded"
    return "done"


@pytest.fixture
def school(hagen: Region) -> Institution:
    """A school that named new contacts."""
    return make_institution(hagen, "Schule Nord", number="1")


def named(school: Institution) -> list[int]:
    """So many new contacts without an address, each a person of their own."""
    return [
        proposing.propose_contact(
            institution=school,
            facts={**NEW_CONTACT, "email": "", "family_name": f"Neu {number}"},
            by=SCHOOL,
            at=LATER,
        ).pk
        for number in range(CHANGES)
    ]


def test_two_who_accept_at_once_apply_it_once(school: Institution) -> None:
    outcomes = run_processes(CLERKS, f"{HERE}.accept", named(school))
    counts = Counter(end for ends in outcomes for end in ends)
    assert counts == {"done": CHANGES, "decided": CHANGES * (CLERKS - 1)}
    assert Affiliation.objects.count() == CHANGES


def test_without_the_lock_it_is_applied_more_than_once(school: Institution) -> None:
    """Shows that the test above would see it."""
    run_processes(CLERKS, f"{HERE}.accept_without_lock", named(school))
    assert Affiliation.objects.count() > CHANGES


def test_of_many_who_type_at_once_one_is_kept_and_the_others_are_told(school: Institution) -> None:
    outcomes = Counter(run_processes(CLERKS, f"{HERE}.propose", school.pk))
    assert outcomes == {"done": 1, "told": CLERKS - 1}
    assert ChangeProposal.objects.filter(state="open").count() == 1


def test_a_double_click_releases_and_reminds_once(hagen: Region) -> None:
    for number in range(20):
        make_institution(hagen, f"Schule {number}", number=f"{number}")
    run = make_run(hagen, closes_on=(LATER + timedelta(days=30)).date())
    assert sorted(run_processes(4, f"{HERE}.released", run.pk)) == [0, 0, 0, 20]
    assert (Confirmation.objects.count(), Message.objects.count()) == (20, 20)
    assert Counter(run_processes(4, f"{HERE}.remind", run.pk)) == {"done": 1, "reminded": 3}
    assert Message.objects.count() == 40

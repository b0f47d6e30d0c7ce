"""Two clerks merge the same records at once: one wins, the others get a sentence."""

import time
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection
from django.db.models import QuerySet

from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import AuditEntry, AuditHead
from bildungsnetz.directory.actions.merging import merge_records
from bildungsnetz.directory.merging.refusals import AlreadyMerged, MergeRefused
from bildungsnetz.directory.models import Affiliation, Institution, Merge
from bildungsnetz.regions.models import Region
from tests.cast import NOW, make_institution, make_region
from tests.concurrency import run_processes
from tests.directory.makers import make_affiliation, make_person

HERE = "tests.concurrency.test_merging"
CLERKS = 8
LOCK = QuerySet.select_for_update
TRIES = 10


def merge(number: int, one: int, other: int, locked: bool) -> str:
    """Half of the clerks keep the one, half the other; the refusal's name, or nothing."""
    kept, gone = (one, other) if number % 2 else (other, one)
    if not locked:
        if connection.vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"
        with patch("django.db.models.query.QuerySet.select_for_update", slowly):
            return attempt(kept, gone)
    return attempt(kept, gone)


def attempt(kept: int, gone: int) -> str:
    region = Region.objects.get(slug="hagen")
    try:
        merge_records(region=region, kind="institution", kept=kept, gone=gone, by=CONSOLE, at=NOW)
    except (MergeRefused, DatabaseError, Institution.DoesNotExist, AssertionError) as refused:
        return type(refused).__name__
    return ""


def slowly(rows: Any, **options: Any) -> Any:
    """Read without a lock and take some time; the audit chain keeps its own."""
    if rows.model is AuditHead:
        return LOCK(rows, **options)
    list(rows.values("pk")[:1])
    time.sleep(0.1)
    return rows.all()


@pytest.fixture
def twins(transactional_db: None) -> tuple[int, int]:
    """Two entries of one school, each with a head."""
    region = make_region("hagen", "Hagen")
    one, other = (make_institution(region, f"Goethe-Gymnasium {n}", number=n) for n in "12")
    for school in (one, other):
        make_affiliation(make_person(region, "Albers"), school)
    return one.pk, other.pk


def test_of_many_clerks_one_merges(twins: tuple[int, int]) -> None:
    told = run_processes(CLERKS, f"{HERE}.merge", *twins, True)
    assert sorted(told) == ["", *[AlreadyMerged.__name__] * (CLERKS - 1)]
    made = Merge.objects.get()
    assert list(Institution.objects.values_list("pk", flat=True)) == [made.kept]
    assert set(Affiliation.objects.values_list("institution", flat=True)) == {made.kept}
    assert AuditEntry.objects.filter(action="institution.merged").count() == 1


def test_without_the_lock_clerks_would_get_errors(twins: tuple[int, int]) -> None:
    """Not a sentence, and not for lack of luck: in one of so many tries at least."""
    region = Region.objects.get(slug="hagen")

    def breaks(number: int) -> bool:
        pair = [make_institution(region, f"Schule {number}{n}", number=f"{number}{n}").pk
                for n in "ab"]  # fmt: skip
        told = run_processes(CLERKS, f"{HERE}.merge", *pair, False)
        return sorted(told) != ["", *[AlreadyMerged.__name__] * (CLERKS - 1)]

    assert any(breaks(number) for number in range(TRIES))

"""Parallel writers of imports of persons: a list is taken over once, nobody stands there twice."""

import pytest

from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory import actions
from bildungsnetz.directory.models import ContactBasis, Person, PersonImport
from bildungsnetz.directory.rules import ImportStale
from bildungsnetz.regions.models import Region
from tests.cast import NOW, make_region
from tests.concurrency import run_processes

RIVALS = 8
ROWS = 40
PATH = "tests.concurrency.test_person_imports.commit"


def commit(number: int, runs: list[int]) -> str:
    """One process takes its run over; what became of it."""
    run = PersonImport.objects.get(pk=runs[number % len(runs)])
    try:
        done = actions.commit_person_import(run=run, by=CONSOLE, at=NOW)
    except ImportStale:
        return "stale"
    return str(done.counts["persons"])


@pytest.fixture
def hagen(transactional_db: None) -> Region:
    """A region that other processes can see."""
    return make_region("hagen", "Hagen")


def upload(region: Region) -> int:
    """A list on its way in."""
    rows = "".join(f"Eva;Voss{n};{n}@s.example\r\n" for n in range(ROWS))
    run = actions.upload_person_import(
        region=region,
        file_name="personen.csv",
        content=f"Vorname;Nachname;E-Mail\r\n{rows}".encode(),
        source="institution",
        by=CONSOLE,
        at=NOW,
    )
    return run.pk


def judged(committed: int) -> None:
    """Every person stands there once, with the bases of one entry, and the trail knows of one."""
    assert (Person.objects.count(), ContactBasis.objects.count()) == (ROWS, 2 * ROWS)
    told = AuditEntry.objects.filter(action="person_import.committed")
    assert told.count() == committed


def test_one_list_committed_by_many_is_written_once(hagen: Region) -> None:
    assert run_processes(RIVALS, PATH, [upload(hagen)]) == [str(ROWS)] * RIVALS
    judged(committed=1)


def test_the_same_list_uploaded_by_many_is_written_once(hagen: Region) -> None:
    outcomes = run_processes(RIVALS, PATH, [upload(hagen) for _rival in range(RIVALS)])
    assert sorted(outcomes) == [str(ROWS), *["stale"] * (RIVALS - 1)]
    judged(committed=1)

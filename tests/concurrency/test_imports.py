"""Two people decide one import at once: no choice is lost, and it is taken over once."""

import pytest

from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory import actions
from bildungsnetz.directory.models import ImportRun, Institution
from tests.cast import NOW, make_region
from tests.concurrency import run_processes
from tests.directory.makers import register, upload

CLERKS = 12


def leave(number: int, run: int) -> str:
    """One process leaves the row of its own number."""
    actions.decide_import(
        run=ImportRun.objects.get(pk=run),
        change=lambda decisions: decisions.with_new({str(100000 + number): False}),
        by=CONSOLE,
        at=NOW,
    )
    return ""


def commit(number: int, run: int) -> str:
    """One process takes over what was decided."""
    return actions.commit_import(run=ImportRun.objects.get(pk=run), by=CONSOLE, at=NOW).state


@pytest.fixture
def run(transactional_db: None) -> ImportRun:
    """A preview of more rows than there are clerks."""
    rows = (
        f"{100000 + number};Grundschule;Schule {number};Str. 1;58095;Hagen;\r\n"
        for number in range(CLERKS + 3)
    )
    return upload(make_region("hagen", "Hagen"), register(*rows))


def test_no_choice_of_many_is_lost(run: ImportRun) -> None:
    run_processes(CLERKS, "tests.concurrency.test_imports.leave", run.pk)
    run.refresh_from_db()
    assert run.decisions["new"] == {str(100000 + number): False for number in range(CLERKS)}
    assert AuditEntry.objects.filter(action="import.decided").count() == CLERKS


def test_what_was_decided_is_taken_over_once(run: ImportRun) -> None:
    leave(0, run.pk)
    states = run_processes(CLERKS, "tests.concurrency.test_imports.commit", run.pk)
    assert states == ["committed"] * CLERKS
    assert Institution.objects.count() == CLERKS + 2
    assert AuditEntry.objects.filter(action="import.committed").count() == 1

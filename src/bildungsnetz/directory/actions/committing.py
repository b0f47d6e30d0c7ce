"""Taking a register over: everything that was decided, or nothing.

Files are opened before a transaction begins: a workbook may cost seconds, and on SQLite nobody
else could write meanwhile.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory import applying, layouts, planning
from bildungsnetz.directory.actions.institutions import close_institution
from bildungsnetz.directory.importing import Decided, Decisions, Fate, Leaving, State
from bildungsnetz.directory.models import ImportRun, Institution
from bildungsnetz.directory.rules import (
    DirectoryRefusal,
    ImportClosingRefused,
    ImportNotReady,
    ImportSettled,
    ImportStale,
    SuccessorLeft,
)
from bildungsnetz.kit.tables import Table
from bildungsnetz.regions.models import FieldOfAction, Region


def commit_import(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Take over what the preview shows and the office decided, as a whole or not at all.

    Of any number of parallel calls the first writes, the others find it done and write nothing.
    The bases of contact (ContactBasis) are left alone: a register holds institutions, no persons.
    Raises ImportNotReady, ImportStale (renew the preview with `renew_import_preview`),
    ImportClosingRefused, ImportSettled when the run was discarded.
    """
    if run.state == ImportRun.State.DISCARDED:
        raise ImportSettled
    table = planning.read(bytes(run.content), run.file_name)
    with transaction.atomic():
        kept = locked(run)
        if kept.state == ImportRun.State.COMMITTED:
            return kept
        if kept.state == ImportRun.State.DISCARDED:
            raise ImportSettled
        if kept.planned_at is None:
            raise ImportNotReady
        region = Region.objects.select_for_update().get(pk=kept.region_id)
        outcome = planning.of_run(kept, table, today=timezone.localdate(at))
        if planning.fingerprint(outcome.plan) != kept.fingerprint:
            raise ImportStale
        _take_over(kept, region, outcome, table, by=by, at=at)
    return kept


def import_at_once(
    *,
    region: Region,
    file_name: str,
    content: bytes,
    source: str,
    licence_note: str = "",
    only_city: str = "",
    publish: bool = False,
    fields: Collection[FieldOfAction] = (),
    close_gone: bool = False,
    by: Actor,
    at: datetime,
) -> planning.Outcome:
    """Take over a file by its proposed mapping without a preview: all of it or nothing.

    What was left the last time is left again. `close_gone` closes what the file lacks as the
    preview would propose it, apart from kinds that the file lacks altogether. Raises UnusableFile,
    UnusableMapping, ImportStale, ImportClosingRefused.
    """
    table = planning.read(content, file_name)
    mapping = planning.propose(region, table)
    planning.check(mapping, table)
    run = ImportRun(
        file_name=file_name[-200:],
        source=source,
        licence_note=licence_note,
        content=content,
        mapping=mapping.as_json(),
        only_city=only_city,
        publish=publish,
        decisions=Decisions(all_gone=Fate.CLOSE if close_gone else None).as_json(),
        planned_at=at,
        uploaded_at=at,
        uploaded_by_id=by.user_id,
    )
    with transaction.atomic():
        run.region = Region.objects.select_for_update().get(pk=region.pk)
        outcome = planning.of_run(run, table, today=timezone.localdate(at))
        _keep(run, outcome, table, fields)
        _take_over(run, run.region, outcome, table, by=by, at=at)
    return outcome


def _keep(
    run: ImportRun, outcome: planning.Outcome, table: Table, fields: Collection[FieldOfAction]
) -> None:
    """Write a run down as if its preview had been looked at."""
    run.preview = planning.as_json(run.region, outcome)
    run.fingerprint = planning.fingerprint(outcome.plan)
    run.counts = {"rows": table_rows(table), **planning.counts(outcome)}
    run.save(force_insert=True)
    run.fields.set(fields)


def locked(run: ImportRun) -> ImportRun:
    """The run as it is now, held until the transaction ends."""
    rows = ImportRun.objects.select_for_update(of=("self",)).select_related("region")
    return rows.get(pk=run.pk)


def table_rows(table: Table) -> int:
    """All rows of a file, also those that cannot be read."""
    return len(table.rows) + len(table.refused)


def _take_over(
    run: ImportRun,
    region: Region,
    outcome: planning.Outcome,
    table: Table,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Write what was decided and mark the run; a clash with another write is a stale preview."""
    decided = planning.decided(run, outcome.plan)
    try:
        with transaction.atomic():
            made = applying.write(run, region, decided.plan, at=at)
    except IntegrityError as clash:
        raise ImportStale from clash
    _close(region, decided.closings, made, by=by, at=at)
    if run.licence_note:
        region.data_source_note = run.licence_note
        region.save(update_fields=["data_source_note"])
    run.state, run.committed_at, run.left = ImportRun.State.COMMITTED, at, decided.left.as_json()
    run.counts = {**run.counts, "taken": _taken(decided), "closed": len(decided.closings)}
    run.save()
    layouts.keep(run, table.headers, at=at)
    detail = _detail(run, decided)
    audit.record(region=region, by=by, at=at, action="import.committed", on=run, detail=detail)


def _close(
    region: Region,
    closings: Mapping[int, Leaving],
    made: Mapping[str, int],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Close what the office decided to close, each with an entry of its own."""
    rows = Institution.objects.filter(region=region).in_bulk(list(closings))
    for key, leaving in closings.items():
        institution = rows[key]
        try:
            close_institution(
                institution=institution,
                closed_on=leaving.on or timezone.localdate(at),
                successor=_successor(region, leaving.successor, made),
                by=by,
                at=at,
            )
        except DirectoryRefusal as problem:
            raise ImportClosingRefused(name=institution.name, reason=str(problem)) from problem


def _successor(region: Region, named: str, made: Mapping[str, int]) -> Institution | None:
    """The institution a reference names; new rows are looked up among those just made."""
    kind, _colon, name = named.partition(":")
    if not kind:
        return None
    pk = made.get(name) if kind == "new" else int(name)
    found = Institution.objects.filter(region=region, pk=pk).first() if pk else None
    if found is None:
        raise SuccessorLeft
    return found


def _taken(decided: Decided) -> int:
    return sum(row.state in {State.NEW, State.CHANGED} for row in decided.plan.rows)


def _detail(run: ImportRun, decided: Decided) -> dict[str, Any]:
    """The counts, and the numbers (where there are none, the names) of what came and changed."""
    numbers = {
        state.value: [
            row.record.values.get("number") or row.record.values.get("name", "")
            for row in decided.plan.in_state(state)
            if row.record
        ]
        for state in (State.NEW, State.CHANGED)
    }
    return {"source": run.source, "counts": run.counts, **numbers}

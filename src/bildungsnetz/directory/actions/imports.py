"""Writes of imports: a register is uploaded, its columns assigned, then taken over as a whole.

Files are opened before a transaction begins: a workbook may cost seconds, and on SQLite nobody
else could write meanwhile. Previews of short registers are computed after it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory import applying, planning, tasks
from bildungsnetz.directory.importing import Mapping as Columns
from bildungsnetz.directory.importing import Plan, State
from bildungsnetz.directory.models import ImportRun
from bildungsnetz.directory.rules import (
    SMALL_IMPORT,
    ImportNotReady,
    ImportSettled,
    ImportStale,
)
from bildungsnetz.kit.tables import Table
from bildungsnetz.regions.models import Region


def upload_import(
    *,
    region: Region,
    file_name: str,
    content: bytes,
    source: str,
    licence_note: str = "",
    only_city: str = "",
    publish: bool = False,
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Take in a file and propose which column fills which field; the register stays as it is.

    `source` is the register's name, alike every year; `licence_note` stands on public pages after
    the commit. The preview is computed at once up to SMALL_IMPORT rows, else by a background job.
    Raises UnusableFile.
    """
    table = planning.read(content, file_name)
    mapping = planning.propose(region, table)
    run = ImportRun(
        region=region,
        file_name=file_name[-200:],
        source=source.strip(),
        licence_note=licence_note.strip(),
        content=content,
        mapping=mapping.as_json(),
        only_city=only_city.strip(),
        publish=publish,
        counts={"rows": _rows(table)},
        uploaded_at=at,
        uploaded_by_id=by.user_id,
    )
    detail = {"file": run.file_name, "source": run.source, "rows": run.counts["rows"]}
    with transaction.atomic():
        run.save(force_insert=True)
        _order_preview(run)
        audit.record(region=region, by=by, at=at, action="import.uploaded", on=run, detail=detail)
    return _with_short_preview(run, at=at)


def change_import_mapping(
    *,
    run: ImportRun,
    mapping: Mapping[str, Sequence[str]],
    only_city: str,
    publish: bool,
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Assign the columns anew, narrow to one place, or show new institutions in public.

    `mapping`: for each field the headers that fill it, in order. The preview is computed anew.
    Raises UnusableMapping, ImportSettled.
    """
    if run.state != ImportRun.State.PREVIEW:
        raise ImportSettled
    table = planning.read(bytes(run.content), run.file_name)
    columns = planning.storable(Columns.from_json(mapping))
    planning.check(columns, table)
    with transaction.atomic():
        kept = _reset(run)
        kept.mapping, kept.only_city, kept.publish = columns.as_json(), only_city.strip(), publish
        kept.save(update_fields=["mapping", "only_city", "publish"])
        _order_preview(kept)
        detail = {"mapping": kept.mapping, "only_city": kept.only_city, "publish": publish}
        audit.record(
            region=kept.region, by=by, at=at, action="import.mapping_changed", on=kept,
            detail=detail,
        )  # fmt: skip
    return _with_short_preview(kept, at=at)


def commit_import(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Take over everything the preview shows, as a whole or not at all.

    Of any number of parallel calls the first writes, the others find it done and write nothing.
    The bases of contact (ContactBasis) are left alone: a register holds institutions, no persons.
    Raises ImportNotReady, ImportStale (renew the preview with `renew_import_preview`),
    ImportSettled when the run was discarded.
    """
    if run.state == ImportRun.State.DISCARDED:
        raise ImportSettled
    table = planning.read(bytes(run.content), run.file_name)
    with transaction.atomic():
        kept = _locked(run)
        if kept.state == ImportRun.State.COMMITTED:
            return kept
        if kept.state == ImportRun.State.DISCARDED:
            raise ImportSettled
        if kept.planned_at is None:
            raise ImportNotReady
        region = Region.objects.select_for_update().get(pk=kept.region_id)
        outcome = planning.of_run(kept, table)
        if planning.fingerprint(outcome.plan) != kept.fingerprint:
            raise ImportStale
        _apply(kept, region, outcome, at=at)
        detail = _detail(kept, outcome.plan)
        audit.record(region=region, by=by, at=at, action="import.committed", on=kept, detail=detail)
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
    by: Actor,
    at: datetime,
) -> planning.Outcome:
    """Take over a file by its proposed mapping without a preview: all of it or nothing.

    Raises UnusableFile, UnusableMapping, ImportStale.
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
        planned_at=at,
        uploaded_at=at,
        uploaded_by_id=by.user_id,
    )
    with transaction.atomic():
        run.region = Region.objects.select_for_update().get(pk=region.pk)
        outcome = planning.of_run(run, table)
        run.preview = planning.as_json(run.region, outcome)
        run.fingerprint = planning.fingerprint(outcome.plan)
        run.counts = {"rows": _rows(table), **planning.counts(outcome)}
        _apply(run, run.region, outcome, at=at)
        detail = _detail(run, outcome.plan)
        audit.record(
            region=run.region, by=by, at=at, action="import.committed", on=run, detail=detail
        )
    return outcome


def renew_import_preview(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Compute the preview anew, because the register changed meanwhile. Raises ImportSettled."""
    with transaction.atomic():
        kept = _reset(run)
        _order_preview(kept)
        audit.record(region=kept.region, by=by, at=at, action="import.preview_renewed", on=kept)
    return _with_short_preview(kept, at=at)


@transaction.atomic
def discard_import(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Put an import aside; its file goes, the register stays as it is. Raises ImportSettled."""
    kept = _locked(run)
    if kept.state == ImportRun.State.DISCARDED:
        return kept
    if kept.state == ImportRun.State.COMMITTED:
        raise ImportSettled
    kept.state, kept.content, kept.preview = ImportRun.State.DISCARDED, b"", {}
    kept.save(update_fields=["state", "content", "preview"])
    audit.record(region=kept.region, by=by, at=at, action="import.discarded", on=kept)
    return kept


def _locked(run: ImportRun) -> ImportRun:
    rows = ImportRun.objects.select_for_update(of=("self",)).select_related("region")
    return rows.get(pk=run.pk)


def _rows(table: Table) -> int:
    return len(table.rows) + len(table.refused)


def _reset(run: ImportRun) -> ImportRun:
    """The locked run without its preview. Raises ImportSettled."""
    kept = _locked(run)
    if kept.state != ImportRun.State.PREVIEW:
        raise ImportSettled
    kept.preview, kept.fingerprint, kept.planned_at = {}, "", None
    kept.counts = {"rows": kept.counts["rows"]}
    kept.save(update_fields=["preview", "fingerprint", "planned_at", "counts"])
    return kept


def _is_short(run: ImportRun) -> bool:
    rows: int = run.counts["rows"]
    return rows <= SMALL_IMPORT


def _order_preview(run: ImportRun) -> None:
    """Have a long register's preview computed in the background, once the write is committed."""
    if "name" in run.mapping and not _is_short(run):
        tasks.preview_import.enqueue(run.pk)


def _with_short_preview(run: ImportRun, *, at: datetime) -> ImportRun:
    """The run, for a short register with its preview; without a column for the name there is none.

    What stops in between leaves a run whose page offers to compute the preview.
    """
    if "name" in run.mapping and _is_short(run):
        return planning.preview(run, at=at, tell=lambda _done, _total: None)
    return run


def _apply(run: ImportRun, region: Region, outcome: planning.Outcome, *, at: datetime) -> None:
    """Write the plan and mark the run; a clash with another write is a stale preview."""
    try:
        with transaction.atomic():
            applying.write(region, outcome.plan, source=run.source, publish=run.publish, at=at)
    except IntegrityError as clash:
        raise ImportStale from clash
    if run.licence_note:
        region.data_source_note = run.licence_note
        region.save(update_fields=["data_source_note"])
    run.state, run.committed_at = ImportRun.State.COMMITTED, at
    run.save()


def _detail(run: ImportRun, drawn: Plan) -> dict[str, Any]:
    """The counts, and the numbers (where there are none, the names) of what came and changed."""
    numbers = {
        state.value: [
            row.record.values.get("number") or row.record.values.get("name", "")
            for row in drawn.in_state(state)
            if row.record
        ]
        for state in (State.NEW, State.CHANGED)
    }
    return {"source": run.source, "counts": run.counts, **numbers}

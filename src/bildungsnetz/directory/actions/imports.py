"""Writes of imports up to their commit: uploaded, columns assigned, decided row by row, put aside.

Files are opened before a transaction begins: a workbook may cost seconds, and on SQLite nobody
else could write meanwhile. Previews of short registers are computed after it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory import layouts, planning, tasks
from bildungsnetz.directory.actions.committing import locked, table_rows
from bildungsnetz.directory.importing import Decisions
from bildungsnetz.directory.importing import Mapping as Columns
from bildungsnetz.directory.importing.pace import silent
from bildungsnetz.directory.models import ImportLayout, ImportRun
from bildungsnetz.directory.rules import SMALL_IMPORT, ImportSettled, SourceWanting
from bildungsnetz.kit.tables import Table
from bildungsnetz.regions.models import FieldOfAction, Region


def upload_import(
    *,
    region: Region,
    file_name: str,
    content: bytes,
    source: str,
    licence_note: str = "",
    only_city: str = "",
    publish: bool = False,
    fields: Collection[FieldOfAction] = (),
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Take in a file and propose which column fills which field; the register stays as it is.

    `source` is the register's name, alike every year; `licence_note` stands on public pages after
    the commit; `fields` are given to all new institutions besides those of their kinds. A file
    whose headers are known is read as the last one; with source "" all else is taken from there
    too. The preview is computed at once up to SMALL_IMPORT rows, else by a background job.
    Raises UnusableFile, SourceWanting.
    """
    table = planning.read(content, file_name)
    run = ImportRun(
        region=region,
        file_name=file_name[-200:],
        source=source.strip(),
        licence_note=licence_note.strip(),
        content=content,
        only_city=only_city.strip(),
        publish=publish,
        counts={"rows": table_rows(table)},
        uploaded_at=at,
        uploaded_by_id=by.user_id,
    )
    run.layout = layouts.find(region, table.headers, run.source)
    given = _with_layout(run, run.layout, table, fields)
    detail = {"file": run.file_name, "source": run.source, "rows": run.counts["rows"]}
    with transaction.atomic():
        run.save(force_insert=True)
        run.fields.set(given)
        _order_preview(run)
        audit.record(region=region, by=by, at=at, action="import.uploaded", on=run, detail=detail)
    return _with_short_preview(run, at=at)


def _with_layout(
    run: ImportRun, layout: ImportLayout | None, table: Table, fields: Collection[FieldOfAction]
) -> Collection[FieldOfAction]:
    """Complete the run from the last file with its headers; returns the fields for new ones."""
    if layout is None:
        if not run.source:
            raise SourceWanting
        run.mapping = planning.propose(run.region, table).as_json()
        return fields
    run.mapping = planning.storable(layouts.mapping(layout, table.headers)).as_json()
    if not run.source:
        run.source = layout.source
        run.only_city = run.only_city or layout.only_city
        run.publish = run.publish or layout.publish
        run.licence_note = run.licence_note or layout.licence_note
        return fields or list(layout.fields.all())
    return fields


def change_import_mapping(
    *,
    run: ImportRun,
    mapping: Mapping[str, Sequence[str]],
    only_city: str,
    publish: bool,
    fields: Collection[FieldOfAction] | None = None,
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Assign the columns anew, narrow to one place, show new institutions in public, give them
    fields (None leaves those). The choice is kept for the next file with these headers.

    `mapping`: for each field the headers that fill it, in order. The preview is computed anew,
    what was decided row by row stays. Raises UnusableMapping, ImportSettled.
    """
    if run.state != ImportRun.State.PREVIEW:
        raise ImportSettled
    table = planning.read(bytes(run.content), run.file_name)
    columns = planning.storable(Columns.from_json(mapping))
    planning.check(columns, table)
    with transaction.atomic():
        kept = _reset(run)
        kept.mapping, kept.only_city, kept.publish = columns.as_json(), only_city.strip(), publish
        kept.layout = None
        kept.save(update_fields=["mapping", "only_city", "publish", "layout"])
        if fields is not None:
            kept.fields.set(fields)
        layouts.keep(kept, table.headers, at=at)
        _order_preview(kept)
        detail = {"mapping": kept.mapping, "only_city": kept.only_city, "publish": publish}
        audit.record(
            region=kept.region, by=by, at=at, action="import.mapping_changed", on=kept,
            detail=detail,
        )  # fmt: skip
    return _with_short_preview(kept, at=at)


@transaction.atomic
def decide_import(
    *, run: ImportRun, change: Callable[[Decisions], Decisions], by: Actor, at: datetime
) -> ImportRun:
    """Note which rows are taken over and which are left; nothing is written to the register.

    `change` makes the new decisions out of those that stand, under the run's lock, so that two
    people on different pages never undo each other's choices. Raises ImportSettled.
    """
    kept = locked(run)
    if kept.state != ImportRun.State.PREVIEW:
        raise ImportSettled
    decisions = change(Decisions.from_json(kept.decisions)).as_json()
    if decisions == Decisions.from_json(kept.decisions).as_json():
        return kept
    kept.decisions = decisions
    kept.save(update_fields=["decisions"])
    audit.record(region=kept.region, by=by, at=at, action="import.decided", on=kept)
    return kept


def renew_import_preview(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Compute the preview anew, because the register changed meanwhile; what was decided stays.

    Raises ImportSettled.
    """
    with transaction.atomic():
        kept = _reset(run)
        _order_preview(kept)
        audit.record(region=kept.region, by=by, at=at, action="import.preview_renewed", on=kept)
    return _with_short_preview(kept, at=at)


@transaction.atomic
def discard_import(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Put an import aside; its file goes, the register stays as it is. Raises ImportSettled."""
    kept = locked(run)
    if kept.state == ImportRun.State.DISCARDED:
        return kept
    if kept.state == ImportRun.State.COMMITTED:
        raise ImportSettled
    kept.state, kept.content = ImportRun.State.DISCARDED, b""
    kept.preview, kept.decisions = {}, {}
    kept.save(update_fields=["state", "content", "preview", "decisions"])
    audit.record(region=kept.region, by=by, at=at, action="import.discarded", on=kept)
    return kept


def _reset(run: ImportRun) -> ImportRun:
    """The locked run without its preview. Raises ImportSettled."""
    kept = locked(run)
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
        return planning.preview(run, at=at, tell=silent)
    return run

"""Writes of imports of persons: uploaded, columns assigned, decided, taken over as a whole.

Files are opened before a transaction begins: a workbook may cost seconds, and on SQLite nobody
else could write meanwhile. Previews of short lists are computed after it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory import layouts, person_plans, person_tasks, person_writing
from bildungsnetz.directory.actions.bases import open_bases
from bildungsnetz.directory.actions.contact import carry_stops
from bildungsnetz.directory.importing.pace import silent
from bildungsnetz.directory.models import ContactBasis, Person, PersonImport
from bildungsnetz.directory.person_importing import NEW, Plan
from bildungsnetz.directory.rules import (
    SMALL_IMPORT,
    ImportNotReady,
    ImportSettled,
    ImportStale,
    UnknownDecision,
)
from bildungsnetz.kit.tables import Table
from bildungsnetz.regions.models import Region

State = PersonImport.State


def upload_person_import(
    *,
    region: Region,
    file_name: str,
    content: bytes,
    source: str,
    source_note: str = "",
    unknown: str = PersonImport.Unknown.REFUSE,
    by: Actor,
    at: datetime,
) -> PersonImport:
    """Take in a list and propose which column fills which field; the register stays as it is.

    `source` is a value of ContactBasis.Source. The preview is computed at once up to SMALL_IMPORT
    rows, else by a background job. Raises UnusableFile.
    """
    table = person_plans.read(content, file_name)
    run = _new_run(region, file_name, content, table, source, source_note, unknown)
    run.uploaded_at, run.uploaded_by_id = at, by.user_id
    detail = {"source": run.source, "rows": run.counts["rows"]}
    with transaction.atomic():
        run.save(force_insert=True)
        _order_preview(run)
        _record(run, "uploaded", by=by, at=at, detail=detail)
    return _with_short_preview(run, at=at)


def change_person_import(
    *,
    run: PersonImport,
    columns: Mapping[str, Sequence[str]],
    unknown: str,
    by: Actor,
    at: datetime,
) -> PersonImport:
    """Assign the columns anew, or take rows with unknown institutions differently.

    The preview is computed anew, what was decided is asked again. Raises UnusableMapping,
    ImportSettled.
    """
    if run.state != State.PREVIEW:
        raise ImportSettled
    table = person_plans.read(bytes(run.content), run.file_name)
    wanted = {name: tuple(headers) for name, headers in columns.items() if headers}
    person_plans.check(wanted, table)
    with transaction.atomic():
        kept = _reset(run)
        kept.columns = {name: list(headers) for name, headers in wanted.items()}
        kept.unknown, kept.decisions = PersonImport.Unknown(unknown), {}
        kept.save(update_fields=["columns", "unknown", "decisions"])
        _order_preview(kept)
        detail = {"fields": sorted(kept.columns), "unknown": kept.unknown}
        _record(kept, "mapping_changed", by=by, at=at, detail=detail)
    return _with_short_preview(kept, at=at)


@transaction.atomic
def decide_person_import(
    *, run: PersonImport, decisions: Mapping[int, str], by: Actor, at: datetime
) -> PersonImport:
    """Say of undecided rows whom they are about: NEW, a proposed person's key, or "" for later.

    Raises UnknownDecision for anything that was not asked, ImportSettled, ImportNotReady.
    """
    kept = _locked(run)
    if kept.state != State.PREVIEW:
        raise ImportSettled
    if kept.planned_at is None:
        raise ImportNotReady
    asked = {row["row"]: {str(key) for key, _reason in row["perhaps"]}
             for row in kept.preview["undecided"]}  # fmt: skip
    for row, wish in decisions.items():
        if row not in asked or wish not in {"", NEW} | asked[row]:
            raise UnknownDecision
    merged = {**kept.decisions, **{str(row): wish for row, wish in decisions.items()}}
    kept.decisions = {row: wish for row, wish in merged.items() if wish}
    kept.save(update_fields=["decisions"])
    _record(kept, "decided", by=by, at=at, detail={"decided": len(kept.decisions)})
    return kept


def commit_person_import(*, run: PersonImport, by: Actor, at: datetime) -> PersonImport:
    """Take over what the preview shows and was decided, as a whole or not at all.

    Undecided rows stay out. New contacts get the bases their data rest on. Of any number of
    parallel calls the first writes, the others find it done. Raises ImportNotReady, ImportStale
    (renew the preview with `renew_person_import`), ImportSettled when the run was discarded.
    """
    if run.state == State.COMMITTED:
        return run
    if run.state == State.DISCARDED:
        raise ImportSettled
    table = person_plans.read(bytes(run.content), run.file_name)
    with transaction.atomic():
        kept = _locked(run)
        if kept.state == State.COMMITTED:
            return kept
        if kept.state == State.DISCARDED:
            raise ImportSettled
        if kept.planned_at is None:
            raise ImportNotReady
        kept.region = Region.objects.select_for_update().get(pk=kept.region_id)
        shown = person_plans.of_run(kept, table, decided=False, at=at)
        if person_plans.fingerprint(shown) != kept.fingerprint:
            raise ImportStale
        drawn = person_plans.of_run(kept, table, decided=True, at=at) if kept.decisions else shown
        _write(kept, drawn, by=by, at=at)
    return kept


def import_persons_at_once(
    *,
    region: Region,
    file_name: str,
    content: bytes,
    source: str,
    source_note: str = "",
    unknown: str = PersonImport.Unknown.REFUSE,
    by: Actor,
    at: datetime,
) -> Plan:
    """Take over a list by its proposed columns without a preview: all of it or nothing.

    Rows about somebody who is perhaps in the register already stay out. Raises UnusableFile,
    UnusableMapping.
    """
    table = person_plans.read(content, file_name)
    run = _new_run(region, file_name, content, table, source, source_note, unknown)
    run.uploaded_at, run.uploaded_by_id = at, by.user_id
    columns = {name: tuple(headers) for name, headers in run.columns.items()}
    person_plans.check(columns, table)
    with transaction.atomic():
        run.region = Region.objects.select_for_update().get(pk=region.pk)
        drawn = person_plans.of_run(run, table, decided=False, at=at)
        _write(run, drawn, by=by, at=at)
    return drawn


def renew_person_import(*, run: PersonImport, by: Actor, at: datetime) -> PersonImport:
    """Compute the preview anew, because the register changed meanwhile. Raises ImportSettled."""
    with transaction.atomic():
        kept = _reset(run)
        _order_preview(kept)
        _record(kept, "preview_renewed", by=by, at=at)
    return _with_short_preview(kept, at=at)


@transaction.atomic
def discard_person_import(*, run: PersonImport, by: Actor, at: datetime) -> PersonImport:
    """Put an import aside; its file goes, the register stays as it is. Raises ImportSettled."""
    kept = _locked(run)
    if kept.state == State.DISCARDED:
        return kept
    if kept.state == State.COMMITTED:
        raise ImportSettled
    _settle(kept, State.DISCARDED, preview={}, at=at)
    _record(kept, "discarded", by=by, at=at)
    return kept


def _new_run(
    region: Region, file_name: str, content: bytes, table: Table, *about: str
) -> PersonImport:
    """A run that is not saved; `about`: source, what more is known of it, unknown institutions."""
    source, note, unknown = about
    columns = person_plans.propose(region, table)
    return PersonImport(
        region=region,
        file_name=file_name[-200:],
        source=ContactBasis.Source(source),
        source_note=note.strip()[:160],
        unknown=PersonImport.Unknown(unknown),
        content=content,
        headers=layouts.digest(table.headers),
        columns={name: list(headers) for name, headers in columns.items()},
        counts={"rows": len(table.rows) + len(table.refused)},
    )


def _locked(run: PersonImport) -> PersonImport:
    rows = PersonImport.objects.select_for_update(of=("self",)).select_related("region")
    return rows.get(pk=run.pk)


def _reset(run: PersonImport) -> PersonImport:
    """The locked run without its preview. Raises ImportSettled."""
    kept = _locked(run)
    if kept.state != State.PREVIEW:
        raise ImportSettled
    kept.preview, kept.fingerprint, kept.planned_at = {}, "", None
    kept.counts = {"rows": kept.counts["rows"]}
    kept.save(update_fields=["preview", "fingerprint", "planned_at", "counts"])
    return kept


def _can_be_read(run: PersonImport) -> bool:
    return bool({"family_name", "whole_name"} & set(run.columns))


def _order_preview(run: PersonImport) -> None:
    """Have a long list's preview computed in the background, once the write is committed."""
    if _can_be_read(run) and run.counts["rows"] > SMALL_IMPORT:
        person_tasks.preview_person_import.enqueue(run.pk)


def _with_short_preview(run: PersonImport, *, at: datetime) -> PersonImport:
    """The run, for a short list with its preview; without a column for the name there is none."""
    if _can_be_read(run) and run.counts["rows"] <= SMALL_IMPORT:
        return person_plans.preview(run, at=at, tell=silent)
    return run


def _write(run: PersonImport, drawn: Plan, *, by: Actor, at: datetime) -> None:
    """Write the plan and settle the run; the trail names keys and numbers, nobody's data."""
    note = run.source_note or run.file_name
    moved = _moved(run.region, drawn)
    made = person_writing.write(run.region, drawn, at=at)
    open_bases(made, source=run.source, note=note, at=at)
    carry_stops(region=run.region, moved=moved, by=by, at=at)
    run.counts = {"rows": run.counts["rows"], **drawn.counts}
    refused = [{"row": step.row, "reason": str(step.reason)} for step in drawn.steps if step.reason]
    _settle(run, State.COMMITTED, preview={"refused": refused}, at=at)
    changed = sorted({step.person for step in drawn.steps if step.person and
                      step.state == "changed"})  # fmt: skip
    detail = {"source": run.source, "counts": run.counts, "new": [one.pk for one in made],
              "changed": changed}  # fmt: skip
    _record(run, "committed", by=by, at=at, detail=detail)


def _moved(region: Region, drawn: Plan) -> dict[str, str]:
    """The addresses that the plan changes, old to new: what they stopped moves along."""
    told = [step for step in drawn.steps if step.state == "changed" and "email" in step.facts]
    new = {step.person: step.facts["email"] for step in told}
    known = Person.objects.filter(region=region, pk__in=[key for key in new if key])
    return {old: new[key] for key, old in known.values_list("pk", "email") if old}


def _settle(run: PersonImport, state: str, *, preview: dict[str, Any], at: datetime) -> None:
    """Close the run and let go of what it holds about people."""
    run.state, run.settled_at, run.preview = state, at, preview
    run.content, run.decisions = b"", {}
    fields = ["state", "settled_at", "preview", "content", "decisions", "counts"]
    run.save(update_fields=fields if run.pk else None)


def _record(
    run: PersonImport, done: str, *, by: Actor, at: datetime, detail: dict[str, Any] | None = None
) -> None:
    audit.record(
        region=run.region, by=by, at=at, action=f"person_import.{done}", on=run, detail=detail
    )

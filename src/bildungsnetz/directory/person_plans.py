"""What an uploaded list of persons would do to the register: drawn up, kept for the preview.

Drawing up writes nothing but the run's own preview, which follows from the file, the columns and
the register; so it leaves no audit entry.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bildungsnetz.directory import layouts
from bildungsnetz.directory import person_importing as core
from bildungsnetz.directory.models import PersonImport
from bildungsnetz.directory.person_importing import Columns, Plan, State, Step
from bildungsnetz.directory.queries import (
    former_columns,
    known_people,
    known_places,
    known_topics,
)
from bildungsnetz.directory.rules import UnusableFile, UnusableMapping
from bildungsnetz.kit.tables import Table, TableError, read_table
from bildungsnetz.regions.models import Region

_TOLD = ("email", "phone")


def read(content: bytes, file_name: str) -> Table:
    """The table or the cards in a file. Raises UnusableFile with the sentence what to do."""
    try:
        if core.is_cards(content, file_name):
            return core.cards_table(content, file_name)
        return read_table(content, name=file_name)
    except (TableError, core.NoCards) as problem:
        raise UnusableFile(reason=str(problem)) from problem


def propose(region: Region, table: Table) -> Columns:
    """The columns of the last file with these headers, else the likely ones."""
    known = former_columns(region, layouts.digest(table.headers))
    if known is not None and all(one in table.headers for row in known.values() for one in row):
        return known
    return core.propose(table)


def check(columns: Columns, table: Table) -> None:
    """Raise UnusableMapping if nothing names the person or a column is not in the table."""
    try:
        core.check(columns, table.headers)
    except core.UnfitColumns as problem:
        raise UnusableMapping(reason=str(problem)) from problem


def draw_up(
    region: Region, table: Table, columns: Columns, *, unknown: str,
    decisions: Mapping[int, str] | None = None, at: datetime,
) -> Plan:  # fmt: skip
    """What taking over the table would do to the region's persons. Raises UnusableMapping."""
    check(columns, table)
    return core.plan(
        core.to_entries(table, columns),
        known_people(region),
        known_places(region, timezone.localdate(at)),
        known_topics(region),
        without_unknown=unknown == PersonImport.Unknown.WITHOUT,
        decisions=decisions,
    )


def of_run(run: PersonImport, table: Table, *, decided: bool, at: datetime) -> Plan:
    """What the run would do now, with or without what was decided; its file holds `table`."""
    columns = {name: tuple(taken) for name, taken in run.columns.items()}
    decisions = {int(row): wish for row, wish in run.decisions.items()} if decided else {}
    return draw_up(run.region, table, columns, unknown=run.unknown, decisions=decisions, at=at)


def preview(run: PersonImport, *, at: datetime, tell: Callable[[int, int], None]) -> PersonImport:
    """Draw up the run's plan and keep it for the preview page; harmless when it runs again.

    `tell(done, total)` is told how far it is. A run whose columns were changed meanwhile, or that
    is settled, keeps what it has.
    """
    total = run.counts.get("rows", 0)
    tell(0, total)
    found = of_run(run, read(bytes(run.content), run.file_name), decided=False, at=at)
    shown = as_json(run.region, found, at=at)
    with transaction.atomic():
        PersonImport.objects.filter(
            pk=run.pk, state=PersonImport.State.PREVIEW, columns=run.columns, unknown=run.unknown
        ).update(
            preview=shown,
            fingerprint=fingerprint(found),
            planned_at=at,
            counts={"rows": total, **found.counts},
        )
    tell(total, total)
    run.refresh_from_db()
    return run


def fingerprint(found: Plan) -> str:
    """The mark of a plan: equal if and only if the same would be written or asked."""
    rows = [
        [
            step.row,
            step.state,
            step.person,
            step.with_row,
            dict(step.facts),
            dataclasses.asdict(step.job) if step.job else None,
            [one.known.key for one in step.perhaps],
        ]
        for step in found.steps
    ]
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def as_json(region: Region, found: Plan, *, at: datetime) -> dict[str, list[dict[str, Any]]]:
    """The rows of a preview in plain form, by state; unchanged ones are left out."""
    places = known_places(region, timezone.localdate(at)).by_key
    shown: dict[str, list[dict[str, Any]]] = {state.value: [] for state in State}
    shown["doubtful"] = []
    for step in found.steps:
        where = f"{step.job.function}, {places[step.job.place].name}" if step.job else ""
        row = _shown(step, where)
        shown[step.state].append(row)
        if step.remarks and step.state in {State.NEW, State.CHANGED}:
            shown["doubtful"].append(row)
    del shown[State.UNCHANGED]
    return shown


def _shown(step: Step, where: str) -> dict[str, Any]:
    told = [step.facts.get(name, "") for name in _TOLD]
    return {
        "row": step.row,
        "name": step.name,
        "key": step.person,
        "with": step.with_row,
        "where": where,
        "told": [text for text in told if text],
        "changes": [list(change) for change in step.changes],
        "perhaps": [[one.known.key, str(one.reason)] for one in step.perhaps],
        "reason": str(step.reason) if step.reason else "",
        "warnings": [str(remark) for remark in step.remarks],
    }


def labels() -> dict[str, str]:
    """The German labels of the fields, for showing what changes."""
    return {target.key: str(target.label) for target in core.TARGETS}

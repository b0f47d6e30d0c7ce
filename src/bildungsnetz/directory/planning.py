"""What an uploaded register would do to the one we have: drawn up, kept for the preview, marked.

Drawing up writes nothing but the run's own preview, which follows from the file, the mapping and
the register; so it leaves no audit entry.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from bildungsnetz.directory.importing import (
    FIELDS,
    MappingError,
    Plan,
    PlannedRow,
    State,
    plan,
    propose_mapping,
    to_records,
)
from bildungsnetz.directory.importing import Mapping as Columns
from bildungsnetz.directory.importing.records import identity
from bildungsnetz.directory.models import ImportRun
from bildungsnetz.directory.queries import FILLED, LOOKED_AT, closed_keys, existing, known_kinds
from bildungsnetz.directory.rules import UnusableFile, UnusableMapping
from bildungsnetz.kit.tables import Table, TableError, read_table
from bildungsnetz.regions.models import Region

_ASSIGNED = {*FILLED, *LOOKED_AT}
TARGETS = tuple(field for field in FIELDS if field.key in _ASSIGNED)
"""What a column can be assigned to: the register's fields, and what says how to take a row."""


class Outcome(NamedTuple):
    """A plan and how many rows were left aside because they lie in another place."""

    plan: Plan
    elsewhere: int


def read(content: bytes, file_name: str) -> Table:
    """The table in a file. Raises UnusableFile with the sentence that says what to do."""
    try:
        return read_table(content, name=file_name)
    except TableError as problem:
        raise UnusableFile(reason=str(problem)) from problem


def propose(region: Region, table: Table) -> Columns:
    """The likely mapping of the table's columns to fields the register keeps."""
    return storable(propose_mapping(table, known_kinds(region)))


def storable(mapping: Columns) -> Columns:
    """The mapping without fields that the register neither keeps nor looks at."""
    kept = {name: columns for name, columns in mapping.columns.items() if name in _ASSIGNED}
    return Columns(kept)


def check(mapping: Columns, table: Table) -> None:
    """Raise UnusableMapping if the name has no column or a column is not in the table."""
    try:
        mapping.check(table)
    except MappingError as problem:
        raise UnusableMapping(reason=str(problem)) from problem


def draw_up(
    region: Region, table: Table, mapping: Columns, *, only_city: str = "", source: str = ""
) -> Outcome:
    """What taking over the table would do to the region's register. Raises UnusableMapping.

    Gone are open institutions of the same source only, and with `only_city` only those there.
    """
    check(mapping, table)
    reading = to_records(table, mapping, known_kinds(region), only_city=only_city)
    drawn = plan(existing(region), reading.records, refusals=reading.refusals, source=source)
    closed = closed_keys(region)
    place = _folded(only_city)
    gone = tuple(
        item
        for item in drawn.gone
        if item.key not in closed and (not place or _folded(item.values["city"]) == place)
    )
    return Outcome(Plan(drawn.rows, gone), reading.elsewhere)


def _folded(city: str) -> str:
    return identity({"name": city})[0]


def of_run(run: ImportRun, table: Table) -> Outcome:
    """What the run would do to the register now; its file holds `table`. Raises UnusableMapping."""
    mapping = Columns.from_json(run.mapping)
    return draw_up(run.region, table, mapping, only_city=run.only_city, source=run.source)


def of_file(
    *, region: Region, file_name: str, content: bytes, source: str, only_city: str
) -> Outcome:
    """What taking over a file by its proposed mapping would do; nothing is written.

    Raises UnusableFile, UnusableMapping.
    """
    table = read(content, file_name)
    mapping = propose(region, table)
    return draw_up(region, table, mapping, only_city=only_city, source=source)


def preview(run: ImportRun, *, at: datetime, tell: Callable[[int, int], None]) -> ImportRun:
    """Draw up the run's plan and keep it for the preview page; harmless when it runs again.

    `tell(done, total)` is told how far it is. A run whose mapping was changed meanwhile, or that
    is settled, keeps what it has.
    """
    total = run.counts.get("rows", 0)
    tell(0, total)
    outcome = of_run(run, read(bytes(run.content), run.file_name))
    shown = as_json(run.region, outcome)
    with transaction.atomic():
        still = ImportRun.objects.select_for_update().filter(
            pk=run.pk,
            state=ImportRun.State.PREVIEW,
            mapping=run.mapping,
            only_city=run.only_city,
            source=run.source,
        )
        still.update(
            preview=shown,
            fingerprint=fingerprint(outcome.plan),
            planned_at=at,
            counts={"rows": total, **counts(outcome)},
        )
    tell(total, total)
    run.refresh_from_db()
    return run


def counts(outcome: Outcome) -> dict[str, int]:
    """The figures over a preview: new, changed, unchanged, refused, gone, elsewhere."""
    return {**outcome.plan.counts._asdict(), "elsewhere": outcome.elsewhere}


def fingerprint(drawn: Plan) -> str:
    """The mark of a plan: equal if and only if the same rows would be written the same way."""
    rows = [
        [
            row.row,
            row.state,
            row.existing,
            row.changes,
            dict(row.record.values) if row.record else 0,
        ]
        for row in drawn.rows
    ]
    text = json.dumps([rows, [item.key for item in drawn.gone]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def as_json(region: Region, outcome: Outcome) -> dict[str, list[dict[str, Any]]]:
    """The rows of a preview in plain form, by state; refusals carry row number and reason.

    Kinds stand by their names, so that a preview reads the same when a kind is renamed later.
    """
    drawn = outcome.plan
    kinds = {kind.slug: kind.name for kind in known_kinds(region)}
    return {
        "new": [_shown(row, kinds) for row in drawn.in_state(State.NEW)],
        "changed": [_shown(row, kinds) for row in drawn.in_state(State.CHANGED)],
        "refused": refusals(drawn),
        "gone": [_named(item.values, kinds) | {"key": item.key} for item in drawn.gone],
        "doubtful": [
            _shown(row, kinds)
            for row in drawn.rows
            if row.state in {State.NEW, State.CHANGED} and row.warnings
        ],
    }


def refusals(drawn: Plan) -> list[dict[str, Any]]:
    """Row number, reason and name of each refused row."""
    return [
        {"row": row.row, "reason": str(row.refusal.reason), "name": row.refusal.name}
        for row in drawn.in_state(State.REFUSED)
        if row.refusal
    ]


def _shown(row: PlannedRow, kinds: Mapping[str, str]) -> dict[str, Any]:
    values: Mapping[str, str] = row.record.values if row.record else {}
    return {
        "row": row.row,
        **_named(values, kinds),
        "key": row.existing,
        "changes": [
            [field, *(kinds.get(text, text) if field == "kind" else text for text in cells)]
            for field, *cells in row.changes
        ],
        "warnings": [str(warning.remark) for warning in row.warnings],
    }


def _named(values: Mapping[str, str], kinds: Mapping[str, str]) -> dict[str, Any]:
    slug = values.get("kind", "")
    texts = {name: values.get(name, "") for name in ("name", "number", "city")}
    return {**texts, "kind": kinds.get(slug, slug)}


def labels() -> dict[str, str]:
    """The German labels of the fields, for showing what changes."""
    return {field.key: str(field.label) for field in TARGETS}

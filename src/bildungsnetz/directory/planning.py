"""What an uploaded register would do to the one we have: drawn up, kept for the preview, marked.

Drawing up writes nothing but the run's own preview, which follows from the file, the mapping and
the register; so it leaves no audit entry.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory import previews
from bildungsnetz.directory.importing import (
    FIELDS,
    Decided,
    Decisions,
    Departure,
    Left,
    MappingError,
    Plan,
    PlannedRow,
    RowWarning,
    State,
    cards_table,
    decide,
    departures,
    name_of,
    plan,
    propose_mapping,
    to_records,
)
from bildungsnetz.directory.importing import Mapping as Columns
from bildungsnetz.directory.importing.pace import Tell, part, silent
from bildungsnetz.directory.importing.records import identity
from bildungsnetz.directory.models import ImportRun
from bildungsnetz.directory.previews import CLOSED
from bildungsnetz.directory.queries import (
    FILLED,
    LOOKED_AT,
    closed_keys,
    existing,
    known_kinds,
    left_before,
)
from bildungsnetz.directory.rules import UnusableFile, UnusableMapping
from bildungsnetz.kit.tables import Remark, Table, TableError, read_table
from bildungsnetz.kit.vcard import NoCards, is_cards
from bildungsnetz.regions.models import Region

_ASSIGNED = {*FILLED, *LOOKED_AT}
TARGETS = tuple(field for field in FIELDS if field.key in _ASSIGNED)
"""What a column can be assigned to: the register's fields, and what says how to take a row."""

# How the work of a preview is shared out, in hundredths: rows read, the register, rows compared.
_READ, _LOOKED_UP, _COMPARED = 60, 70, 90


class Outcome(NamedTuple):
    """A plan; how many rows were left aside because they lie in another place; why and how what
    is gone would be closed; what the last import of the same register left."""

    plan: Plan
    elsewhere: int
    departures: tuple[Departure, ...] = ()
    before: Left = Left()


def read(content: bytes, file_name: str) -> Table:
    """The table or the cards in a file. Raises UnusableFile with the sentence what to do."""
    try:
        if is_cards(content, file_name):
            return cards_table(content, file_name)
        return read_table(content, name=file_name)
    except (TableError, NoCards) as problem:
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
    region: Region,
    table: Table,
    mapping: Columns,
    *,
    only_city: str = "",
    source: str = "",
    today: date,
    tell: Tell = silent,
) -> Outcome:
    """What taking over the table would do to the region's register. Raises UnusableMapping.

    Gone are open institutions of the same source only, and with `only_city` only those there.
    """
    check(mapping, table)
    kinds = known_kinds(region)
    reading = to_records(table, mapping, kinds, only_city=only_city, tell=part(tell, 0, _READ))
    register, closed = existing(region), closed_keys(region)
    drawn = plan(
        register,
        reading.records,
        refusals=reading.refusals,
        source=source,
        tell=part(tell, _LOOKED_UP, _COMPARED),
    )
    place = _folded(only_city)
    gone = tuple(
        item
        for item in drawn.gone
        if item.key not in closed and (not place or _folded(item.values["city"]) == place)
    )
    drawn = Plan(tuple(_looked_at(row, closed) for row in drawn.rows), gone)
    schools = {kind.slug for kind in kinds if kind.is_school}
    departed = departures(
        drawn, register, closed=closed, schools=schools, kinds=reading.kinds, today=today
    )
    return Outcome(drawn, reading.elsewhere, tuple(departed), left_before(region, source))


def _looked_at(row: PlannedRow, closed: Collection[object]) -> PlannedRow:
    """The row with a hint if the register takes for closed what the file still lists."""
    if row.record is None or row.existing not in closed:
        return row
    remark = Remark(_("Im Register als geschlossen eingetragen; die Datei führt sie weiter."))
    warnings = (*row.record.warnings, RowWarning(CLOSED, remark))
    return replace(row, record=replace(row.record, warnings=warnings))


def _folded(city: str) -> str:
    return identity({"name": city})[0]


def of_run(run: ImportRun, table: Table, *, today: date, tell: Tell = silent) -> Outcome:
    """What the run would do to the register now; its file holds `table`. Raises UnusableMapping."""
    return draw_up(
        run.region,
        table,
        Columns.from_json(run.mapping),
        only_city=run.only_city,
        source=run.source,
        today=today,
        tell=tell,
    )


def of_file(
    *, region: Region, file_name: str, content: bytes, source: str, only_city: str, today: date
) -> Outcome:
    """What taking over a file by its proposed mapping would do; nothing is written.

    Raises UnusableFile, UnusableMapping.
    """
    table = read(content, file_name)
    mapping = propose(region, table)
    return draw_up(region, table, mapping, only_city=only_city, source=source, today=today)


def preview(run: ImportRun, *, at: datetime, tell: Tell) -> ImportRun:
    """Draw up the run's plan and keep it for the preview page; harmless when it runs again.

    `tell(done, total)` is told how far it is. A run whose mapping was changed meanwhile, or that
    is settled, keeps what it has.
    """
    total = run.counts.get("rows", 0)
    tell(0, total)
    table = read(bytes(run.content), run.file_name)
    outcome = of_run(run, table, today=timezone.localdate(at), tell=tell)
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
    """The figures over a preview: new, changed, unchanged, refused, gone, elsewhere, left.

    What was left the last time counts as left again, not as new, changed or gone.
    """
    drawn, before = outcome.plan, outcome.before
    new = sum(
        name_of(row.record.values) in before.new for row in drawn.in_state(State.NEW) if row.record
    )
    changed = sum(
        len(before.cells(str(row.existing), row.changes)) == len(row.changes)
        for row in drawn.in_state(State.CHANGED)
    )
    gone = sum(str(item.key) in before.gone for item in drawn.gone)
    found = drawn.counts
    found = found._replace(
        new=found.new - new, changed=found.changed - changed, gone=found.gone - gone
    )
    return {**found._asdict(), "elsewhere": outcome.elsewhere, "left": new + changed + gone}


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


def decided(run: ImportRun, drawn: Plan) -> Decided:
    """What of the plan the run's decisions take, on the ground of what its preview showed."""
    return decide(
        drawn,
        Decisions.from_json(run.decisions),
        previews.before(run.preview),
        previews.proposals(run.preview),
    )


def as_json(region: Region, outcome: Outcome) -> dict[str, Any]:
    """The preview in plain form, see `previews.as_json`."""
    kinds = {kind.slug: kind.name for kind in known_kinds(region)}
    return previews.as_json(outcome.plan, outcome.departures, outcome.before, kinds)


def labels() -> dict[str, str]:
    """The German labels of the fields, for showing what changes."""
    return {field.key: str(field.label) for field in TARGETS}

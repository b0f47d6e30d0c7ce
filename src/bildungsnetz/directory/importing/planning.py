"""What an import would do to the register: new, changed, unchanged, refused, gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.importing.alike import means_the_same
from bildungsnetz.directory.importing.pace import Tell, silent, told
from bildungsnetz.directory.importing.records import Record, Refusal, RowWarning, identity
from bildungsnetz.kit.tables import Remark


class State(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Existing:
    """An institution of the register, as text: `opened_on` in ISO form, `kind` as slug.

    `key` is the caller's own. Only fields in `values` are compared. `source` names the register it
    was last taken from, "" if it was entered by hand.
    """

    key: Hashable
    values: Mapping[str, str]
    source: str = ""


class Change(NamedTuple):
    """One cell: the value in the register and the one in the table."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class PlannedRow:
    """One row of the table. `existing` is the key of the institution it is about, None if new."""

    row: int
    state: State
    record: Record | None = None
    existing: Hashable | None = None
    changes: tuple[Change, ...] = ()
    refusal: Refusal | None = None

    @property
    def warnings(self) -> tuple[RowWarning, ...]:
        """What is doubtful in the row."""
        return self.record.warnings if self.record else ()


class Counts(NamedTuple):
    """Rows by state, and institutions of the same source that the table no longer has."""

    new: int
    changed: int
    unchanged: int
    refused: int
    gone: int


@dataclass(frozen=True)
class Plan:
    """All rows in the table's order, and what is gone."""

    rows: tuple[PlannedRow, ...]
    gone: tuple[Existing, ...]

    @property
    def counts(self) -> Counts:
        """The figures over the preview."""
        states = [row.state for row in self.rows]
        new, changed, unchanged, refused = (states.count(state) for state in State)
        return Counts(new, changed, unchanged, refused, len(self.gone))

    def in_state(self, state: State) -> tuple[PlannedRow, ...]:
        """The rows in one state."""
        return tuple(row for row in self.rows if row.state == state)


class _Register:
    """The institutions not yet claimed by a row."""

    def __init__(self, existing: Sequence[Existing]) -> None:
        self.free = {item.key: item for item in existing}
        self._by_number: dict[str, Existing] = {}
        self._by_identity: dict[tuple[str, str], list[Existing]] = defaultdict(list)
        self._by_name: dict[str, list[Existing]] = defaultdict(list)
        for item in existing:
            if number := item.values.get("number"):
                self._by_number[number] = item
            name, postcode = identity(item.values)
            self._by_identity[name, postcode].append(item)
            self._by_name[name].append(item)

    def with_number(self, number: str) -> Existing | None:
        return self._free(self._by_number.get(number))

    def alike(self, record: Record) -> list[Existing]:
        """Free ones of the same name and postcode; of the same name alone if there is no postcode.

        Different numbers are different institutions.
        """
        name, postcode = identity(record.values)
        found = self._by_identity.get((name, postcode), [])
        if not postcode and not found:
            found = self._by_name.get(name, [])
        number = record.values.get("number")
        return [
            item
            for item in found
            if self._free(item) and not (number and item.values.get("number"))
        ]

    def claim(self, item: Existing) -> Existing:
        return self.free.pop(item.key)

    def _free(self, item: Existing | None) -> Existing | None:
        return item if item and item.key in self.free else None


def plan(
    existing: Sequence[Existing],
    incoming: Sequence[Record],
    *,
    refusals: Sequence[Refusal] = (),
    source: str = "",
    clear_empty: bool = False,
    tell: Tell = silent,
) -> Plan:
    """What taking over `incoming` would do to `existing`. Nothing is written.

    Rows find their institution by number first, then by folded name and postcode; no institution
    is claimed twice, and a row that fits several is refused. A column the table lacks changes
    nothing, an empty cell only with `clear_empty`. `gone` are the institutions of the same
    `source` that no row, not even a refused one, is about; with source "" none. `tell` hears how
    far the rows are compared.
    """
    register = _Register(existing)
    claimed: dict[int, Existing] = {}
    for record in incoming:
        number = record.values.get("number")
        if number and (item := register.with_number(number)):
            claimed[record.row] = register.claim(item)
    rows = [_refused(refusal) for refusal in refusals]
    for record in told(incoming, tell):
        rows.append(_planned(record, claimed.get(record.row), register, clear_empty))
    rows.sort(key=lambda row: row.row)
    spoken_of = _spoken_of(row.refusal for row in rows)
    gone = tuple(
        item
        for item in register.free.values()
        if source and item.source == source and not _is_among(item, spoken_of)
    )
    return Plan(tuple(rows), gone)


def _refused(refusal: Refusal) -> PlannedRow:
    return PlannedRow(refusal.row, State.REFUSED, refusal=refusal)


def _planned(
    record: Record, item: Existing | None, register: _Register, clear_empty: bool
) -> PlannedRow:
    if item is None:
        alike = register.alike(record)
        if len(alike) > 1:
            return _refused(_ambiguous(record, len(alike)))
        if not alike:
            return PlannedRow(record.row, State.NEW, record)
        item = register.claim(alike[0])
    changes = tuple(_changes(record, item, clear_empty))
    state = State.CHANGED if changes else State.UNCHANGED
    return PlannedRow(record.row, state, record, item.key, changes)


def _changes(record: Record, item: Existing, clear_empty: bool) -> Iterable[Change]:
    for field, new in record.values.items():
        if field in record.guessed or field not in item.values:
            continue
        old = item.values[field]
        if (new or clear_empty) and not means_the_same(field, old, new):
            yield Change(field, old, new)


def _ambiguous(record: Record, count: int) -> Refusal:
    text = _(
        "Im Verzeichnis gibt es %(count)s Einrichtungen dieses Namens. Bitte ergänzen Sie in der "
        "Tabelle die Nummer oder führen Sie die Einrichtungen zusammen."
    )
    name, postcode = record.values.get("name", ""), record.values.get("postcode", "")
    reason = Remark(text, count=count)
    return Refusal(record.row, "name", reason, name=name, postcode=postcode)


def _spoken_of(refusals: Iterable[Refusal | None]) -> set[object]:
    """Numbers, identities and names of the rows that are refused."""
    found: set[object] = set()
    for refusal in filter(None, refusals):
        name, postcode = identity({"name": refusal.name, "postcode": refusal.postcode})
        found.add(refusal.number or None)
        found.add((name, postcode) if postcode else name)
    return found - {None, ""}


def _is_among(item: Existing, spoken_of: set[object]) -> bool:
    name, postcode = identity(item.values)
    return not spoken_of.isdisjoint({item.values.get("number"), (name, postcode), name})

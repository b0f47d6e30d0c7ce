"""From the rows of a table to institutions as they may be taken over.

Refused is what cannot be used: no name, an unreadable postcode, a number that stands in the table
twice. Doubtful is the rest: the row is taken over with a warning, a value that cannot be read is
left out, so that it never replaces one in the register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.importing.cleaning import clean, clean_text, key
from bildungsnetz.directory.importing.fields import BY_KEY
from bildungsnetz.directory.importing.kinds import KINDS, OTHER_KIND, Kind, find_kind, guess_kind
from bildungsnetz.directory.importing.mapping import Mapping as Columns
from bildungsnetz.directory.importing.pace import Tell, silent, told
from bildungsnetz.kit.tables import Remark, Row, Table

_IN_OPERATION = "1"
_SHOWN = 60
_GRID = "25832"
_EASTING, _NORTHING = (250_000, 950_000), (5_200_000, 6_150_000)
"""Germany in ETRS89 / UTM zone 32N (EPSG:25832), metres with a margin; as the model checks it."""


class RowWarning(NamedTuple):
    """Something doubtful in a row that is taken over."""

    field: str
    remark: Remark


@dataclass(frozen=True)
class Record:
    """One institution of the table.

    `values` holds a key of FIELDS for every column there is and whose cell is readable, "" for an
    empty cell; "kind" is a slug. `guessed` values serve a new institution only.
    """

    row: int
    values: Mapping[str, str]
    warnings: tuple[RowWarning, ...] = ()
    guessed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Refusal:
    """A row that is not taken over, and why; `field` is "" where the row as a whole is meant."""

    row: int
    field: str
    reason: Remark
    number: str = ""
    name: str = ""
    postcode: str = ""


class Reading(NamedTuple):
    """`elsewhere` counts the rows left aside because they lie in another place; `kinds` are the
    slugs of all kinds the table names, there too."""

    records: tuple[Record, ...]
    refusals: tuple[Refusal, ...]
    elsewhere: int = 0
    kinds: frozenset[str] = frozenset()


def identity(values: Mapping[str, str]) -> tuple[str, str]:
    """Folded name and postcode: what tells two institutions without a number apart."""
    return key(values.get("name", "")), values.get("postcode", "")


def to_records(
    table: Table,
    mapping: Columns,
    kinds: Sequence[Kind] = KINDS,
    *,
    only_city: str = "",
    tell: Tell = silent,
) -> Reading:
    """The institutions in `table`, in its order, each number at most once.

    `only_city` leaves other places aside ("Hagen" does not take in "Hagen am Teutoburger Wald").
    MappingError if the mapping does not fit the table. `tell` hears how far the rows are read.
    """
    mapping.check(table, needed=["city"] if only_city else [])
    records: list[Record] = []
    refusals = [Refusal(row.number, "", row.reason) for row in table.refused]
    rows = table.rows
    if only_city:
        cities = [table.place(header) for header in mapping.columns["city"]]
        rows = tuple(row for row in rows if _lies_in(row, cities, only_city))
    seen: dict[object, int] = {}
    for item in _items(rows, table, mapping, kinds, tell):
        if isinstance(item, Refusal):
            refusals.append(item)
        elif (first := seen.setdefault(_once(item), item.row)) != item.row:
            refusals.append(_repeated(item, first))
        else:
            records.append(item)
    refusals.sort(key=lambda refusal: refusal.row)
    found = {record.values["kind"] for record in records} | _named_kinds(table, mapping, kinds)
    elsewhere = len(table.rows) - len(rows)
    return Reading(tuple(records), tuple(refusals), elsewhere, frozenset(found))


def _named_kinds(table: Table, mapping: Columns, kinds: Sequence[Kind]) -> set[str]:
    """The slugs of the kinds that stand in the column of kinds, each text looked at once."""
    texts = {text for header in mapping.columns.get("kind", ()) for text in table.column(header)}
    return {kind.slug for kind in (find_kind(clean_text(text), kinds) for text in texts) if kind}


def _lies_in(row: Row, cities: Sequence[int], city: str) -> bool:
    cells = [row.cells[place] for place in cities]
    return key(clean("city", cells, BY_KEY["city"].longest).value) == key(city)


def _once(record: Record) -> object:
    """What may stand in a table only once: the number, else name and postcode."""
    return record.values.get("number") or identity(record.values)


def _repeated(record: Record, first: int) -> Refusal:
    if record.values.get("number"):
        text = _("Die Nummer %(what)s steht schon in Zeile %(row)s.")
        return _refusal(record, "number", Remark(text, what=record.values["number"], row=first))
    text = _("„%(what)s“ steht mit derselben Postleitzahl schon in Zeile %(row)s.")
    return _refusal(record, "name", Remark(text, what=record.values["name"], row=first))


def _refusal(record: Record, field: str, reason: Remark) -> Refusal:
    values = record.values
    return Refusal(
        record.row,
        field,
        reason,
        number=values.get("number", ""),
        name=values.get("name", ""),
        postcode=values.get("postcode", ""),
    )


def _items(
    rows: Sequence[Row], table: Table, mapping: Columns, kinds: Sequence[Kind], tell: Tell
) -> Iterator[Record | Refusal]:
    places = {
        field: [table.place(header) for header in headers]
        for field, headers in mapping.columns.items()
    }
    for row in told(rows, tell):
        yield _read(row, places, kinds)


def _read(row: Row, places: Mapping[str, Sequence[int]], kinds: Sequence[Kind]) -> Record | Refusal:
    values: dict[str, str] = {}
    warnings: list[RowWarning] = []
    refused: tuple[str, Remark] | None = None
    for field, columns in places.items():
        cells = [row.cells[place] for place in columns]
        cleaned = clean(field, cells, BY_KEY[field].longest)
        if cleaned.refusal:
            refused = refused or (field, cleaned.refusal)
        if cleaned.doubt:
            warnings.append(RowWarning(field, cleaned.doubt))
        if not cleaned.unusable:
            values[field] = cleaned.value
    warnings += _without_unfit_place(values)
    record = Record(row.number, values, tuple(warnings))
    if not values.get("name"):
        refused = ("name", _nameless(warnings))
    elif "number" not in values and "number" in places:
        refused = ("number", _unreadable_number(warnings))
    return _refusal(record, *refused) if refused else _with_kind(record, kinds)


def _without_unfit_place(values: dict[str, str]) -> list[RowWarning]:
    """Take out coordinates of another grid, outside Germany, or of which one is missing."""
    place = [values.get("easting", ""), values.get("northing", "")]
    system = "".join(filter(str.isdecimal, values.get("epsg", "")))
    if not any(place) or (_is_on_grid(*place) and system in {"", _GRID}):
        return []
    for field in ("easting", "northing"):
        values.pop(field, None)
    shown = " / ".join(text or "–" for text in place)
    text = _("Die Koordinaten %(text)s passen nicht zu Deutschland (ETRS89/UTM 32) und entfallen.")
    return [RowWarning("easting", Remark(text, text=shown))]


def _is_on_grid(easting: str, northing: str) -> bool:
    if not easting or not northing:
        return False
    return (
        _EASTING[0] <= int(easting) <= _EASTING[1] and _NORTHING[0] <= int(northing) <= _NORTHING[1]
    )


def _nameless(warnings: Sequence[RowWarning]) -> Remark:
    said = [warning.remark for warning in warnings if warning.field == "name"]
    return said[0] if said else Remark(_("Die Zeile hat keinen Namen."))


def _unreadable_number(warnings: Sequence[RowWarning]) -> Remark:
    return next(warning.remark for warning in warnings if warning.field == "number")


def _with_kind(record: Record, kinds: Sequence[Kind]) -> Record:
    """The same record with the slug of its kind; unknown ones become "sonstige", never refused."""
    values = dict(record.values)
    warnings = [*record.warnings, *_state_warning(values)]
    text = clean_text(values.pop("kind", ""))
    known = find_kind(text, kinds) if text else None
    if known:
        return Record(record.row, {**values, "kind": known.slug}, tuple(warnings))
    meant = None if text else guess_kind(values["name"], kinds)
    warnings.append(RowWarning("kind", _kind_remark(text, meant)))
    slug = (meant or OTHER_KIND).slug
    return Record(record.row, {**values, "kind": slug}, tuple(warnings), frozenset({"kind"}))


def _kind_remark(text: str, meant: Kind | None) -> Remark:
    if text:
        return Remark(
            _("Die Art „%(text)s“ ist nicht bekannt; übernommen als „Sonstige Einrichtung“."),
            text=text[:_SHOWN],
        )
    if meant:
        return Remark(_("Die Art wurde aus dem Namen geschlossen: %(kind)s."), kind=meant.name)
    return Remark(_("Eine Art ist nicht angegeben; übernommen als „Sonstige Einrichtung“."))


def _state_warning(values: Mapping[str, str]) -> list[RowWarning]:
    """Keys other than 1 are not explained by the register; the row is worth a look."""
    state = values.get("operating_state", "")
    if not state or not state.isdecimal() or state == _IN_OPERATION:
        return []
    text = _("Betriebszustand %(state)s: vermutlich nicht oder nicht mehr in Betrieb.")
    return [RowWarning("operating_state", Remark(text, state=state))]

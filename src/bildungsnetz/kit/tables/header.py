"""From cells to a table: where the headers stand, which rows fit under them."""

import re
from collections.abc import Sequence
from statistics import median

from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.tables.model import Grid, Limits, RefusedRow, Remark, Row, Table, TableError
from bildungsnetz.kit.tables.safety import undefuse
from bildungsnetz.kit.tables.text import too_many_rows

_SEARCHED = 30
_SHARE_OF_WIDTH = 0.6
_SHARE_OF_DATA = 0.3
_LONGEST_HEADER = 120
_DATUM = re.compile(r"[\d\s.,:/+()%€-]*\d[\d\s.,:/+()%€-]*|\S+@\S+\.\S+|https?://\S+|null", re.I)


def to_table(grid: Grid, *, name: str, limits: Limits) -> Table:
    """The table in `grid`. TableError if it is empty, without headers, rows or too wide."""
    if not grid.rows:
        raise TableError("empty", Remark(_("Die Datei ist leer. Bitte wählen Sie eine andere.")))
    place = _header_place(grid.rows)
    head, body = grid.rows[place], grid.rows[place + 1 :]
    if not body:
        raise TableError(
            "no_rows",
            Remark(_("Unter der Kopfzeile steht keine einzige Zeile. Bitte ergänzen Sie Daten.")),
        )
    if len(body) > limits.rows:
        raise too_many_rows(limits)
    fitting, refused = _sorted_by_fit(body, len(head.cells))
    kept = _kept_columns(head, fitting)
    _check_width(len(kept), limits)
    headers, notes = _names(head, kept)
    return Table(
        name=name,
        headers=headers,
        rows=tuple(Row(row.number, _cells(row, kept)) for row in fitting),
        refused=tuple(refused),
        header_row=head.number,
        encoding=grid.encoding,
        delimiter=grid.delimiter,
        sheet=grid.sheet,
        notes=(*grid.notes, *_place_note(head, place), *notes, *_number_note(grid, kept, headers)),
    )


def _filled(row: Row) -> list[str]:
    return [cell.strip() for cell in row.cells if cell.strip()]


def _header_place(rows: Sequence[Row]) -> int:
    """The first row that is about as wide as the data and holds names rather than data."""
    usual = median(len(_filled(row)) for row in rows[:200])
    least = max(min(2, usual), usual * _SHARE_OF_WIDTH)
    for place, row in enumerate(rows[:_SEARCHED]):
        cells = _filled(row)
        if len(cells) >= least and _looks_like_names(cells):
            return place
    raise TableError(
        "no_header",
        Remark(
            _(
                "Es wurde keine Kopfzeile gefunden. Bitte schreiben Sie in die erste Zeile, was "
                "in den Spalten steht, zum Beispiel „Name“, „Straße“, „PLZ“, „Ort“."
            )
        ),
    )


def _looks_like_names(cells: Sequence[str]) -> bool:
    data = sum(1 for cell in cells if len(cell) > _LONGEST_HEADER or _DATUM.fullmatch(cell))
    return data <= len(cells) * _SHARE_OF_DATA


def _sorted_by_fit(rows: Sequence[Row], width: int) -> tuple[list[Row], list[RefusedRow]]:
    """Rows padded to `width`; rows with text beyond it are refused, empty cells there are cut."""
    fitting, refused = [], []
    for row in rows:
        if any(cell.strip() for cell in row.cells[width:]):
            refused.append(RefusedRow(row.number, row.cells, _too_long(row, width)))
        else:
            padding = ("",) * (width - len(row.cells))
            fitting.append(Row(row.number, row.cells[:width] + padding))
    return fitting, refused


def _too_long(row: Row, width: int) -> Remark:
    return Remark(
        _(
            "Die Zeile hat %(cells)s Zellen, die Kopfzeile nur %(headers)s. Vermutlich steht ein "
            "Trennzeichen mitten in einem Text."
        ),
        cells=len(row.cells),
        headers=width,
    )


def _kept_columns(head: Row, rows: Sequence[Row]) -> list[int]:
    """Columns that have a name or at least one cell: merged and trailing ones go."""
    nameless = {place for place, cell in enumerate(head.cells) if not cell.strip()}
    for row in rows:
        if not nameless:
            break
        nameless -= {place for place in nameless if row.cells[place].strip()}
    return [place for place in range(len(head.cells)) if place not in nameless]


def _check_width(width: int, limits: Limits) -> None:
    if width > limits.columns:
        raise TableError(
            "too_many_columns",
            Remark(
                _(
                    "Die Tabelle hat mehr als %(limit)s Spalten. Bitte löschen Sie die Spalten, "
                    "die nicht gebraucht werden."
                ),
                limit=limits.columns,
            ),
        )


def _normal(cell: str) -> str:
    return undefuse(cell.replace("\r\n", "\n").replace("\r", "\n"))


def _cells(row: Row, kept: Sequence[int]) -> tuple[str, ...]:
    return tuple(_normal(row.cells[place]) for place in kept)


def letters(place: int) -> str:
    """The letters a spreadsheet program shows over column `place` (from 0): A, B, … Z, AA, …"""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _names(head: Row, kept: Sequence[int]) -> tuple[tuple[str, ...], list[Remark]]:
    """Distinct names; a repeated one gets a number, a missing one the letters of its column."""
    names: list[str] = []
    taken: set[str] = set()
    repeated: list[str] = []
    for place in kept:
        wanted = " ".join(_normal(head.cells[place]).split()) or f"Spalte {letters(place)}"
        name, count = wanted, 1
        while name in taken:
            count += 1
            name = f"{wanted} ({count})"
        if count == 2:
            repeated.append(wanted)
        names.append(name)
        taken.add(name)
    if not repeated:
        return tuple(names), []
    text = _("Mehrere Spalten heißen gleich und wurden nummeriert: %(names)s.")
    return tuple(names), [Remark(text, names=", ".join(repeated))]


def _place_note(head: Row, place: int) -> list[Remark]:
    if not place and head.number == 1:
        return []
    return [Remark(_("Die Kopfzeile steht in Zeile %(row)s."), row=head.number)]


def _number_note(grid: Grid, kept: Sequence[int], headers: Sequence[str]) -> list[Remark]:
    names = [header for place, header in zip(kept, headers, strict=True) if place in grid.numeric]
    if not names:
        return []
    text = _(
        "In diesen Spalten stehen Zahlen statt Text, führende Nullen können verloren sein: "
        "%(names)s."
    )
    return [Remark(text, names=", ".join(names))]

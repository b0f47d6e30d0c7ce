"""What a table is, and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Remark:
    """A sentence for people, translated only when it is shown (`str`), never when it is made.

    `text` carries named placeholders, `values` what fills them; a value may be a lazy string.
    """

    def __init__(self, text: str | StrPromise, /, **values: object) -> None:
        self.text = text
        self.values: Mapping[str, object] = values

    def __str__(self) -> str:
        return str(self.text) % self.values if self.values else str(self.text)

    def __repr__(self) -> str:
        return f"Remark({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remark) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


class TableError(Exception):
    """The file cannot be used as a table.

    `code` is for programs: "too_large", "too_many_rows", "too_many_columns", "cell_too_long",
    "empty", "no_header", "no_rows", "open_quote", "not_text", "wrong_kind", "encrypted",
    "damaged", "bomb", "too_costly". `remark` is the German sentence that says what to do.
    """

    def __init__(self, code: str, remark: Remark) -> None:
        super().__init__(code)
        self.code = code
        self.remark = remark

    def __str__(self) -> str:
        return str(self.remark)


@dataclass(frozen=True)
class Limits:
    """What a file may cost. Bytes, rows, columns, characters, seconds; all upper bounds.

    A cell in Excel holds 32,767 characters. `memory` and `seconds` bound the process that opens a
    workbook: a sheet of 5 kB whose last cell is XFD1048576 asks for half a terabyte otherwise.
    """

    file_bytes: int = 20_000_000
    unpacked_bytes: int = 150_000_000
    unpack_ratio: int = 200
    members: int = 2_000
    rows: int = 200_000
    columns: int = 300
    cell: int = 32_767
    cells: int = 5_000_000
    text: int = 64_000_000
    memory: int = 384 * 1024 * 1024
    seconds: int = 20


DEFAULT = Limits()


@dataclass(frozen=True)
class Row:
    """One row; `number` is the one the spreadsheet program shows at its left edge (from 1)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class RefusedRow:
    """A row that does not fit under the headers, and why."""

    number: int
    cells: tuple[str, ...]
    reason: Remark


@dataclass(frozen=True)
class Table:
    """A table with distinct, non-empty headers; every row has as many cells as there are headers.

    Line breaks within cells are LF. `encoding` and `delimiter` are empty for workbooks, `sheet` is
    empty for CSV. `header_row` is the row number of the headers.
    """

    name: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    refused: tuple[RefusedRow, ...] = ()
    header_row: int = 1
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    notes: tuple[Remark, ...] = ()

    def place(self, header: str) -> int:
        """Index of the column `header`; KeyError where there is none."""
        if header not in self.headers:
            raise KeyError(header)
        return self.headers.index(header)

    def column(self, header: str) -> tuple[str, ...]:
        """All cells under `header`; KeyError where there is none."""
        place = self.place(header)
        return tuple(row.cells[place] for row in self.rows)


@dataclass(frozen=True)
class Grid:
    """Cells as they stand in the file, before headers are known; empty rows are left out."""

    rows: tuple[Row, ...]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    notes: tuple[Remark, ...] = ()
    numeric: frozenset[int] = frozenset()
    """Columns (from 0) in which whole numbers stood as numbers rather than as text."""

"""Tables for people: CSV as German Excel opens it, XLSX as text."""

import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain

import xlsxwriter

from bildungsnetz.kit.tables.model import DEFAULT
from bildungsnetz.kit.tables.safety import defuse, is_armed
from bildungsnetz.kit.tables.sheet import TextSheet

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_SHEET_NAME = 31
_WIDEST = 60
_MEASURED = 500
_NARROWEST = 8


def _writable(cell: str) -> str:
    """Without characters no file format keeps, line breaks as LF, no longer than Excel allows."""
    if cell.isprintable() and len(cell) < DEFAULT.cell:
        return cell
    text = _UNWRITABLE.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) < DEFAULT.cell else text[: DEFAULT.cell - 2] + "…"


# A row of one empty cell would otherwise be a blank line, which readers pass over.
EMPTY_ROW = '""'


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with byte order mark, semicolons, CRLF; formulas defused. `read_table` reads it back.

    Control characters other than tab and line feed are dropped, longer cells cut at 32,767.
    """
    whole = chain([headers], rows)
    lines = (";".join(_quoted(defuse(_writable(cell))) for cell in row) for row in whole)
    return "".join(f"{line or EMPTY_ROW}\r\n" for line in lines).encode("utf-8-sig")


def _quoted(cell: str) -> str:
    """Quote a cell that holds any delimiter people use, so that ours is the only one to be seen."""
    if cell and not any(char in cell for char in ';,\t|"\r\n'):
        return cell
    return '"' + cell.replace('"', '""') + '"' if cell else ""


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[str]], title: str) -> bytes:
    """One sheet named after `title`: every cell text, headers bold, fixed and with filters.

    Cells that look like formulas are marked as text the way Excel itself does it, so that no
    apostrophe shows; one that already begins with apostrophes gets one more. `read_table` reads
    the same cells back. Rows are taken one at a time and kept in a file meanwhile, so that 50,000
    of them cost no more memory than 50.
    """
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    head = [_writable(cell) for cell in headers]
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": _writable(title)})
        sheet = book.add_worksheet(_sheet_name(title), worksheet_class=TextSheet)
        bold = book.add_format({"bold": True, "num_format": "@", "quote_prefix": True})
        plain = book.add_format({"num_format": "@"})
        marked = book.add_format({"num_format": "@", "quote_prefix": True})
        styles = plain._get_xf_index(), marked._get_xf_index()
        widths = [len(cell) + 4 for cell in head]
        sheet.write_texts(0, _styled(head, bold._get_xf_index(), bold._get_xf_index()))
        last = 0
        for last, row in enumerate(rows, start=1):
            cells = [_writable(cell) for cell in row]
            sheet.write_texts(last, _styled(cells, *styles))
            if last <= _MEASURED:
                widths = [max(pair) for pair in zip(widths, _lengths(cells, widths), strict=True)]
        sheet.freeze_panes(1, 0)
        if head:
            sheet.autofilter(0, 0, max(last, 1), len(head) - 1)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(max(width, _NARROWEST), _WIDEST), plain)
    return out.getvalue()


def _styled(cells: Sequence[str], plain: int, marked: int) -> list[tuple[str, int]]:
    """Each cell as it is written, with its style: `marked` for what looks like a formula."""
    return [(_guarded(cell), marked) if is_armed(cell) else (cell, plain) for cell in cells]


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith("'") else cell


def _lengths(cells: Sequence[str], widths: Sequence[int]) -> list[int]:
    """Characters of each cell and one, as many as there are columns."""
    lengths = [len(cell) + 1 for cell in cells[: len(widths)]]
    return lengths + [0] * (len(widths) - len(lengths))


def _sheet_name(title: str) -> str:
    """A name Excel accepts: 31 characters, none of []:*?/\\, no apostrophe at the ends."""
    name = _NOT_IN_SHEET_NAMES.sub(" ", _writable(title).replace("\n", " "))[:_SHEET_NAME]
    name = name.strip().strip("'").strip()
    return name if name and name.lower() != "history" else "Tabelle"

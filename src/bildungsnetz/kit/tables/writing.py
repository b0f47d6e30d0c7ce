"""Tables for people: CSV as German Excel opens it, XLSX as text."""

import io
import re
from collections.abc import Iterable, Sequence

import xlsxwriter

from bildungsnetz.kit.tables.model import DEFAULT
from bildungsnetz.kit.tables.safety import defuse, is_armed

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_SHEET_NAME = 31
_WIDEST = 60
_NARROWEST = 8


def _writable(cell: str) -> str:
    """Without characters no file format keeps, line breaks as LF, no longer than Excel allows."""
    text = _UNWRITABLE.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) < DEFAULT.cell else text[: DEFAULT.cell - 2] + "…"


# A row of one empty cell would otherwise be a blank line, which readers pass over.
EMPTY_ROW = '""'


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with byte order mark, semicolons, CRLF; formulas defused. `read_table` reads it back.

    Control characters other than tab and line feed are dropped, longer cells cut at 32,767.
    """
    lines = (";".join(_quoted(defuse(_writable(cell))) for cell in row) for row in (headers, *rows))
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
    the same cells back.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    body = [[_writable(cell) for cell in row] for row in rows]
    head = [_writable(cell) for cell in headers]
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": _writable(title)})
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "num_format": "@", "quote_prefix": True})
        plain = book.add_format({"num_format": "@"})
        marked = book.add_format({"num_format": "@", "quote_prefix": True})
        _fill(sheet, [head], 0, (bold, bold))
        _fill(sheet, body, 1, (plain, marked))
        sheet.freeze_panes(1, 0)
        if head:
            sheet.autofilter(0, 0, max(len(body), 1), len(head) - 1)
        for place, width in enumerate(_widths(head, body)):
            sheet.set_column(place, place, width, plain)
    return out.getvalue()


def _fill(
    sheet: xlsxwriter.worksheet.Worksheet,
    rows: Sequence[Sequence[str]],
    first: int,
    formats: tuple[object, object],
) -> None:
    plain, marked = formats
    for number, row in enumerate(rows, start=first):
        for place, cell in enumerate(row):
            armed = is_armed(cell)
            text = f"'{cell}" if armed and cell.startswith("'") else cell
            sheet.write_string(number, place, text, marked if armed else plain)


def _widths(head: Sequence[str], body: Sequence[Sequence[str]]) -> list[int]:
    widths = [len(cell) + 4 for cell in head]
    for row in body[:500]:
        for place, cell in enumerate(row[: len(widths)]):
            widths[place] = max(widths[place], len(cell) + 1)
    return [min(max(width, _NARROWEST), _WIDEST) for width in widths]


def _sheet_name(title: str) -> str:
    """A name Excel accepts: 31 characters, none of []:*?/\\, no apostrophe at the ends."""
    name = _NOT_IN_SHEET_NAMES.sub(" ", _writable(title).replace("\n", " "))[:_SHEET_NAME]
    name = name.strip().strip("'").strip()
    return name if name and name.lower() != "history" else "Tabelle"

"""The process that opens a workbook: `python opener.py LIMITS < workbook > rows as JSON lines`.

A process of its own, because a sheet of 5 kB can ask the reader for half a terabyte, and a reader
that gets no memory ends its process. It knows nothing of the product and needs only the reader.

First line: {"sheet", "others"}; then [row number, [cell, …]] for each row with content; last line:
{"numeric": [columns]} or {"error": code, "row": number}.
"""

import datetime
import io
import json
import sys
from collections.abc import Iterator

import python_calamine

EXACT = 1e15
"""Above it, numbers are no longer shown digit by digit."""

Workbook = python_calamine.CalamineWorkbook
Sheet = python_calamine.CalamineSheet
Cell = int | float | str | bool | datetime.time | datetime.date | datetime.timedelta


def restrain(memory: int, seconds: int) -> None:
    """Hold this process to so many bytes and seconds, where the system can."""
    try:
        import resource
    except ImportError:  # not on Windows; there the clock of the caller remains
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def as_text(cell: Cell) -> str:
    """The cell as a German office would type it; dates in ISO form, midnight left out."""
    text = str(cell)
    if isinstance(cell, bool):
        text = "WAHR" if cell else "FALSCH"
    elif isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < EXACT
        text = str(int(cell)) if whole else repr(cell).replace(".", ",")
    elif isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        text = cell.date().isoformat() if midnight else cell.isoformat(" ", "minutes")
    elif isinstance(cell, datetime.time):
        text = cell.isoformat("minutes")
    return text


def is_whole(cell: Cell) -> bool:
    """Whether the cell is a number that may have been a code with leading zeros."""
    return (
        isinstance(cell, (int, float)) and not isinstance(cell, bool) and float(cell).is_integer()
    )


def choose(workbook: Workbook) -> tuple[Sheet, list[str]]:
    """The first visible sheet with a table (else with content, else the first), and the others.

    A table has two rows and two columns; a cover sheet before it may hold one title.
    """
    visible = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible
        and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ] or list(workbook.sheet_names)
    filled = [sheet for name in visible if (sheet := workbook.get_sheet_by_name(name)).height]
    tables = [sheet for sheet in filled if min(sheet.height, sheet.width) > 1]
    chosen = next(iter(tables or filled), None) or workbook.get_sheet_by_name(visible[0])
    return chosen, [sheet.name for sheet in filled if sheet.name != chosen.name]


def rows(sheet: Sheet, limits: dict[str, int]) -> Iterator[object]:
    """The lines of the answer after the first."""
    numeric: set[int] = set()
    spent = 0
    if sheet.total_height * sheet.total_width > limits["cells"]:
        yield {"error": "too_costly", "row": 0}
        return
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [as_text(cell) for cell in row]
        if not any(cell.strip() for cell in cells):
            continue
        while not cells[-1]:
            cells.pop()
        spent += sum(map(len, cells))
        if (code := excess(number, cells, spent, limits)) is not None:
            yield {"error": code, "row": number}
            return
        numeric.update(place for place, cell in enumerate(row) if is_whole(cell))
        yield [number, cells]
    yield {"numeric": sorted(numeric)}


def excess(number: int, cells: list[str], spent: int, limits: dict[str, int]) -> str | None:
    """The code of the limit that is passed, if any."""
    if number > limits["rows"] + 1000:
        return "too_many_rows"
    if max(map(len, cells)) > limits["cell"]:
        return "cell_too_long"
    return "too_costly" if spent > limits["text"] else None


def main(limits: dict[str, int]) -> None:
    """Answer on standard output."""
    restrain(limits["memory"], limits["seconds"])
    try:
        data = io.BytesIO(sys.stdin.buffer.read())
        workbook = python_calamine.CalamineWorkbook.from_filelike(data)
        sheet, others = choose(workbook)
        print(json.dumps({"sheet": sheet.name, "others": others}))
        for line in rows(sheet, limits):
            print(json.dumps(line))
    except python_calamine.PasswordError:
        print(json.dumps({"error": "encrypted", "row": 0}))
    except MemoryError:
        print(json.dumps({"error": "too_costly", "row": 0}))
    except (python_calamine.CalamineError, OSError, ValueError, IndexError):
        print(json.dumps({"error": "damaged", "row": 0}))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))

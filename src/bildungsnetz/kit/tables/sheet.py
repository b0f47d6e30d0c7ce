"""A sheet of a workbook that takes whole rows of texts.

The library writes a cell in 8 microseconds, so that a list of 80 rows took longer than to read it
from the database; a row of texts needs none of what it decides for each cell. It also takes a text
between <r> and </r> for its own formatted text and writes it as it is, which breaks the file.
"""

import html
from collections.abc import Sequence
from functools import cache

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_column = cache(xl_col_to_name)


class TextSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    """For workbooks with `constant_memory`, which keep rows in a file as they are written."""

    def write_texts(self, number: int, cells: Sequence[tuple[str, int]]) -> None:
        """Write row `number` (from 0): texts with the index of their format; "" writes no cell.

        Rows have to come in their order, each once.
        """
        if not cells:
            return
        for edge in (0, len(cells) - 1):
            self._check_dimensions(number, edge)
        row = number + 1
        written = [
            f'<c r="{_column(place)}{row}" s="{style}" t="inlineStr">{_inline(text)}</c>'
            for place, (text, style) in enumerate(cells)
            if text
        ]
        self.row_data_fh.write(f'<row r="{row}">{"".join(written)}</row>')


def _inline(text: str) -> str:
    """The text as XML. Excel reads _x0041_ as a letter, so the line before it is written so too."""
    if "_x" in text:
        text = Worksheet._escape_control_characters(text)
    kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f"<is><t{kept}>{html.escape(text, quote=False)}</t></is>"

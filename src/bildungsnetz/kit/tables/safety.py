"""Formula injection: cells that a spreadsheet program would evaluate, and the exact way back.

Rule: OWASP ASVS 5 1.2.10 and the OWASP page on CSV injection: cells that begin with = + - @, tab,
CR, LF or one of the full-width forms get a leading apostrophe. Labels framed by hyphens, such as
"- Primarstufe -" of the school registers, stay as they are: ending in an operator they can be no
formula, and only letters, digits, blanks, dots and commas stand between the hyphens.

Exact inverse: a cell is armed if it begins with any number of apostrophes followed by something
dangerous. `defuse` adds one apostrophe to every armed cell, `undefuse` takes one from every armed
cell that has one. What was not armed never becomes armed, so `undefuse(defuse(x)) == x`.
"""

import re

_DANGEROUS = r"[=+\-@\t\r\n\0＝＋－＠]"
_ARMED = re.compile(rf"'*{_DANGEROUS}")
_FRAMED = re.compile(r"'*-(?:[^\W_]|[ .,])*-?")


def is_armed(cell: str) -> bool:
    """Whether the cell, apart from apostrophes before it, might be taken for a formula."""
    if not _ARMED.match(cell):
        return False
    return not (cell.endswith("-") and _FRAMED.fullmatch(cell))


def defuse(cell: str) -> str:
    """The cell as it may stand in an exported file."""
    return f"'{cell}" if is_armed(cell) else cell


def undefuse(cell: str) -> str:
    """The cell as it was before `defuse`."""
    return cell[1:] if cell.startswith("'") and is_armed(cell) else cell

"""Read ranked wishes: PrefLib files (.soc, .soi, .toc, .toi) and tables `person;wish1;wish2;…`.

PrefLib is the public library of preference data; its format, and the older one without "#", is
described on preflib.org.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from django.utils.translation import gettext

from bildungsnetz.kit.tables import DEFAULT, TableError, decode, read_cells

from .allocation import natural_order

KINDS = frozenset({"soc", "soi", "toc", "toi"})
MOST_PERSONS = 100_000  # a typing error in a count must not fill the memory
HEADER = re.compile(r"#\s*([^:]+?)\s*:\s*(.*)")
ORDER = re.compile(r"(\d{1,9})\s*:\s*(.*)")
RANK = re.compile(r"\{\s*(\d{1,9}(?:\s*,\s*\d{1,9})*)\s*\}|(\d{1,9})")
OLD_NAME = re.compile(r"(\d{1,9})\s*,\s*(.*)")
OLD_TOTALS = re.compile(r"(\d{1,9})\s*,\s*\d+\s*,\s*\d+")
LIMITS = replace(DEFAULT, file_bytes=100_000_000, rows=MOST_PERSONS)
PERSON_HEADING = re.compile(
    r"person(en)?|teilnehm(er|ende|erin|er[/*:_]-?in)n?|((vor|nach|familien)?name\W*)+"
)
WISH_HEADING = re.compile(
    r"(\d+\W*)?(erst|zweit|dritt|viert|fünft)?(wunsch|wish|wahl|prio(rität)?|choice)\W*\d*"
)


type Order = tuple[int, int, tuple[tuple[str, ...], ...]]  # line, how many times, groups


class WishFileError(ValueError):
    """A file that cannot be read; the text is a German sentence, with the line where one is."""


@dataclass(frozen=True)
class Preferences:
    """Wishes by person (groups of equally good workshops, best first) and workshops by key.

    The workshops stand in the file's numbering; for a table, in natural order of their names.
    """

    wishes: dict[str, tuple[tuple[str, ...], ...]]
    workshops: dict[str, str]


def read_wishes(data: bytes) -> Preferences:
    """Read a file whose form shows in its first lines: PrefLib, old or new, or else a table.

    UTF-8 or UTF-16 with their marks, otherwise Windows-1252. Raises WishFileError.
    """
    try:
        text, _encoding = decode(data)
    except TableError:  # no text; a workbook holds a table all the same
        return read_table(data)
    if text.lstrip("\ufeff\r\n\t ").startswith("#"):
        return read_preflib(text.lstrip("\ufeff"))
    head = _old_head(text.splitlines())
    return _read_old(text.splitlines(), *head) if head else read_table(data)


def _old_head(lines: Sequence[str]) -> tuple[dict[str, str], int] | None:
    """The header of an old PrefLib file, in the words of the new one, and its length in lines.

    The number of workshops, a line "number,name" for each, and "persons,sum,different orders".
    """
    number = lines[0].strip() if lines else ""
    if not number.isdecimal() or len(number) > 9 or len(lines) < int(number) + 2:
        return None
    names = [OLD_NAME.fullmatch(line.strip()) for line in lines[1 : int(number) + 1]]
    totals = OLD_TOTALS.fullmatch(lines[int(number) + 1].strip())
    if totals is None or not all(names):
        return None
    header = {f"ALTERNATIVE NAME {int(name[1])}": name[2] for name in names if name}
    return {**header, "NUMBER ALTERNATIVES": number, "NUMBER VOTERS": totals[1]}, len(names) + 2


def _read_old(lines: Sequence[str], header: dict[str, str], length: int) -> Preferences:
    """An order stands there as "count,order"."""
    orders = [
        (number, *_order(number, line.strip().replace(",", ":", 1)))
        for number, line in enumerate(lines[length:], start=length + 1)
        if line.strip()
    ]
    return _preferences(header, orders)


def read_preflib(text: str) -> Preferences:
    """Read `# KEY: value` lines and `count: order` lines; `{}` are ties.

    An order counted n times becomes n persons; persons are "1", "2" … in the order of the file,
    workshops are their numbers as text. Raises WishFileError with the number of the line.
    """
    header: dict[str, str] = {}
    orders: list[Order] = []
    for line, content in enumerate(text.splitlines(), start=1):
        stripped = content.strip()
        if stripped.startswith("#"):
            header |= _header(stripped)
            _check_kind(header)
        elif stripped:
            orders.append((line, *_order(line, stripped)))
    return _preferences(header, orders)


def _preferences(header: dict[str, str], orders: Sequence[Order]) -> Preferences:
    workshops = _workshops(header)
    for line, _, groups in orders:
        _check_order(line, groups, workshops)
    return Preferences(_persons(header, orders), workshops)


def _at(line: int, reason: str) -> WishFileError:
    return WishFileError(gettext("Zeile %(line)s: %(reason)s") % {"line": line, "reason": reason})


def _header(text: str) -> dict[str, str]:
    match = HEADER.fullmatch(text)
    return {match[1].upper(): match[2]} if match else {}


def _check_kind(header: dict[str, str]) -> None:
    kind = header.get("DATA TYPE", "soi")
    if kind not in KINDS:
        raise WishFileError(
            gettext("Dateien der Art „%(kind)s“ enthalten keine Rangfolge.") % {"kind": kind}
        )


def _order(line: int, text: str) -> tuple[int, tuple[tuple[str, ...], ...]]:
    match = ORDER.fullmatch(text)
    if match is None:
        raise _at(line, gettext("Erwartet wird „Anzahl: Reihenfolge“."))
    rest, groups = match[2], []
    while True:
        found = RANK.match(rest)
        if found is None:
            raise _at(line, gettext("Die Reihenfolge ist nicht lesbar."))
        groups.append(tuple(str(int(n)) for n in (found[1] or found[2]).split(",")))
        rest = rest[found.end() :].lstrip()
        if not rest:
            return int(match[1]), tuple(groups)
        if not rest.startswith(","):
            raise _at(line, gettext("Die Reihenfolge ist nicht lesbar."))
        rest = rest[1:].lstrip()


def _workshops(header: dict[str, str]) -> dict[str, str]:
    number = header.get("NUMBER ALTERNATIVES", "")
    if not number.isdecimal() or len(number) > 9 or not 1 <= int(number) <= MOST_PERSONS:
        raise WishFileError(gettext("Die Zeile „# NUMBER ALTERNATIVES“ fehlt oder ist keine Zahl."))
    keys = [str(n) for n in range(1, int(number) + 1)]
    return {key: header.get(f"ALTERNATIVE NAME {key}", key) for key in keys}


def _check_order(line: int, groups: Sequence[Sequence[str]], workshops: dict[str, str]) -> None:
    named = [key for group in groups for key in group]
    for key in named:
        if key not in workshops:
            raise _at(line, gettext("Die Nummer %(number)s ist nicht vergeben.") % {"number": key})
        if named.count(key) > 1:
            raise _at(line, gettext("Die Nummer %(number)s steht mehrmals.") % {"number": key})


def _persons(
    header: dict[str, str], orders: Sequence[Order]
) -> dict[str, tuple[tuple[str, ...], ...]]:
    total = sum(times for _, times, _ in orders)
    if not total:
        raise WishFileError(gettext("Die Datei enthält keine Personen."))
    expected = header.get("NUMBER VOTERS", str(total))
    if str(total) != expected:
        raise WishFileError(
            gettext("Die Datei nennt %(expected)s Personen, enthält aber %(total)s.")
            % {"expected": expected, "total": total}
        )
    if total > MOST_PERSONS:
        raise WishFileError(
            gettext("Die Datei enthält mehr als %(limit)s Personen.") % {"limit": MOST_PERSONS}
        )
    numbers = count(1)
    return {str(next(numbers)): groups for _, times, groups in orders for _ in range(times)}


def read_table(data: bytes) -> Preferences:
    """Read a table with one person a line: the person, then the wishes, best first.

    CSV with semicolon, comma or tab, or a workbook; a heading is left out; empty cells are passed
    over, so the next wish moves up. Raises WishFileError with the number of the line.
    """
    wishes: dict[str, tuple[tuple[str, ...], ...]] = {}
    for line, (person, *cells) in _rows(data):
        named = [cell for cell in cells if cell]
        if not person:
            raise _at(line, gettext("Die Person fehlt."))
        if person in wishes:
            raise _at(line, gettext("%(person)s steht schon weiter oben.") % {"person": person})
        if len(set(named)) < len(named):
            raise _at(line, gettext("Ein Wunsch steht mehrmals."))
        wishes[person] = tuple((name,) for name in named)
    if not wishes:
        raise WishFileError(gettext("Die Datei enthält keine Personen."))
    names = {name for groups in wishes.values() for group in groups for name in group}
    return Preferences(wishes, {name: name for name in sorted(names, key=natural_order)})


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        rows = read_cells(data, limits=LIMITS, delimiter_of=_delimiter).rows
    except TableError as problem:
        raise WishFileError(str(problem)) from None
    for place, row in enumerate(rows):
        cells = [cell.strip() for cell in row.cells]
        if any(cells) and not (place == 0 and _is_heading(cells)):
            yield row.number, cells


def _delimiter(text: str) -> str:
    """The sign that stands most often in the first line; lines may be of different lengths."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(";,\t", key=head.count)


def _is_heading(cells: Sequence[str]) -> bool:
    person, *wishes = (cell.casefold() for cell in cells)
    named = [wish for wish in wishes if wish]
    return PERSON_HEADING.fullmatch(person) is not None or (
        bool(named) and all(WISH_HEADING.fullmatch(wish) for wish in named)
    )

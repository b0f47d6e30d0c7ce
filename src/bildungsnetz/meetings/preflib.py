"""Read ranked wishes: PrefLib files (.soc, .soi, .toc, .toi) and tables `person;wish1;wish2;…`.

PrefLib is the public library of preference data; its format is described on preflib.org.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from django.utils.translation import gettext

from .allocation import natural_order

KINDS = frozenset({"soc", "soi", "toc", "toi"})
MOST_PERSONS = 100_000  # a typing error in a count must not fill the memory
HEADER = re.compile(r"#\s*([^:]+?)\s*:\s*(.*)")
ORDER = re.compile(r"(\d+)\s*:\s*(.*)")
RANK = re.compile(r"\{\s*(\d+(?:\s*,\s*\d+)*)\s*\}|(\d+)")
FIRST_HEADINGS = frozenset({"person", "personen", "name", "teilnehmer", "teilnehmerin"})


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
    """Read a file whose form shows in its first sign: "#" is PrefLib, anything else a table.

    UTF-8 (with or without byte order mark), otherwise Windows-1252. Raises WishFileError.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return read_preflib(text) if text.lstrip().startswith("#") else read_table(text)


def read_preflib(text: str) -> Preferences:
    """Read `# KEY: value` lines and `count: order` lines; `{}` are ties.

    An order counted n times becomes n persons; persons are "1", "2" … in the order of the file,
    workshops are their numbers as text. Raises WishFileError with the number of the line.
    """
    header: dict[str, str] = {}
    orders: list[tuple[int, int, tuple[tuple[str, ...], ...]]] = []
    for line, content in enumerate(text.splitlines(), start=1):
        stripped = content.strip()
        if stripped.startswith("#"):
            header |= _header(stripped)
            _check_kind(header)
        elif stripped:
            orders.append((line, *_order(line, stripped)))
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
    if not number.isdecimal() or not 1 <= int(number) <= MOST_PERSONS:
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
    header: dict[str, str], orders: Sequence[tuple[int, int, tuple[tuple[str, ...], ...]]]
) -> dict[str, tuple[tuple[str, ...], ...]]:
    total = sum(times for _, times, _ in orders)
    if not orders:
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


def read_table(text: str) -> Preferences:
    """Read a table with one person a line: the person, then the wishes, best first.

    Separated by semicolon, comma or tab; a heading is left out; empty cells are passed over, so the
    next wish moves up. Raises WishFileError with the number of the line.
    """
    wishes: dict[str, tuple[tuple[str, ...], ...]] = {}
    for line, (person, *cells) in _rows(text):
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


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.removeprefix("\ufeff").splitlines()
    head = next((line for line in lines if line.strip()), "")
    reader = csv.reader(lines, delimiter=max(";,\t", key=head.count))
    first = True
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            heading = first and bool(cells) and cells[0].casefold() in FIRST_HEADINGS
            first = first and not any(cells)
            if any(cells) and not heading:
                yield reader.line_num, cells
    except csv.Error:
        raise _at(reader.line_num, gettext("Die Zeile ist nicht lesbar.")) from None

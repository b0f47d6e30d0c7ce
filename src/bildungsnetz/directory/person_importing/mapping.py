"""Which column fills which field of a person: a proposal by headers and contents, and its check."""

import re
from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from bildungsnetz.directory.importing.cleaning import clean_text, key
from bildungsnetz.directory.person_importing.fields import BY_KEY, TARGETS, Columns, Target
from bildungsnetz.kit.tables import Remark, Table

_ALIKE = 90.0
_SHORTEST_FUZZY = 5
_SAMPLE = 200
_SHARE = 0.8
_PERSONS_NAME = key("Name")
_OF_WHAT_A_NAME_IS_MADE = frozenset({key("Vorname"), key("Vornamen"), key("Rufname")})


class UnfitColumns(Exception):
    """Nothing names the person, or a column does not exist; `str()` says which."""

    def __init__(self, remark: Remark) -> None:
        super().__init__()
        self.remark = remark

    def __str__(self) -> str:
        return str(self.remark)


def propose(table: Table) -> Columns:
    """The likely columns: equal headers first, then similar ones, then by what columns hold."""
    free = {header: key(header) for header in table.headers}
    found: Columns = {}
    if _OF_WHAT_A_NAME_IS_MADE & set(free.values()):
        _take(found, free, BY_KEY["family_name"], [h for h, k in free.items() if k == "nachname"])
        _take(found, free, BY_KEY["family_name"], [h for h, k in free.items() if k == "name"])
    for choose in (_equal, _similar):
        for target in TARGETS:
            _take(found, free, target, choose(target, free))
    _by_contents(found, table, free)
    if "family_name" in found:
        found.pop("whole_name", None)
    return {target.key: found[target.key] for target in TARGETS if target.key in found}


def _take(found: Columns, free: dict[str, str], target: Target, headers: Sequence[str]) -> None:
    """Give the headers to a target that has none yet; one header unless it takes several."""
    if target.key in found or not headers:
        return
    found[target.key] = tuple(headers if target.is_several else headers[:1])
    for header in found[target.key]:
        free.pop(header)


def _equal(target: Target, free: Mapping[str, str]) -> list[str]:
    wanted = [key(name) for name in target.names]
    return [header for name in wanted for header, folded in free.items() if folded == name]


def _similar(target: Target, free: Mapping[str, str]) -> list[str]:
    """The header most like one of the names, short ones left aside."""
    scores = [
        (fuzz.ratio(folded, name), header)
        for header, folded in free.items()
        for name in map(key, target.names)
        if min(len(folded), len(name)) >= _SHORTEST_FUZZY
    ]
    score, header = max(scores, default=(0.0, ""))
    return [header] if score >= _ALIKE else []


def _by_contents(found: Columns, table: Table, free: dict[str, str]) -> None:
    """Fields still open, from columns of which four in five cells have the field's form."""
    forms: dict[str, Callable[[str], object]] = {
        "email": re.compile(r"[^@\s]+@[^@\s]+\.\w+").fullmatch,
        "number": re.compile(r"[1-9]\d{5}").fullmatch,
        "salutation": re.compile(r"(?:frau|herrn?)\b.*", re.IGNORECASE).fullmatch,
    }
    for name, form in forms.items():
        for header in list(free) if name not in found else ():
            place = table.place(header)
            cells = [cell for row in table.rows[:_SAMPLE] if (cell := clean_text(row.cells[place]))]
            if cells and sum(1 for cell in cells if form(cell)) >= _SHARE * len(cells):
                _take(found, free, BY_KEY[name], [header])
                break


def check(columns: Columns, headers: Sequence[str]) -> None:
    """Raise UnfitColumns if nothing names the person or the table lacks a column."""
    if not {"family_name", "whole_name"} & set(columns):
        raise UnfitColumns(
            Remark(_("Es fehlt eine Spalte für den Nachnamen. Bitte ordnen Sie sie zu."))
        )
    unknown = [one for taken in columns.values() for one in taken if one not in headers]
    unknown += [name for name in columns if name not in BY_KEY]
    if unknown:
        text = _("Diese Spalten gibt es in der Tabelle nicht: %(names)s.")
        raise UnfitColumns(Remark(text, names=", ".join(unknown)))

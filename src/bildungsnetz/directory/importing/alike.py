"""Which differences of spelling are none of meaning: they are no change of the register."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable

from bildungsnetz.directory.importing.cleaning import key
from bildungsnetz.directory.matching import words

_RUNS = re.compile(r"\d+|[^\W\d_]+")
_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)
_ROUNDING = 1


def means_the_same(field: str, old: str, new: str) -> bool:
    """Tell whether two values of a field of FIELDS say the same, however they are written.

    "02331/2071" and "02331 207-1", "Hauptstr. 1" and "Hauptstraße 1", "http://www.a.de/" and
    "https://a.de", "-Primarstufe-" and "- Primarstufe -"; never "1-3" and "13".
    """
    if old == new:
        return True
    if not old or not new:
        return False
    if field in {"easting", "northing"}:
        return abs(int(old) - int(new)) <= _ROUNDING
    meaning = _MEANINGS.get(field)
    return meaning is not None and meaning(old) == meaning(new)


def _text(value: str) -> Hashable:
    """Letters in one, numbers apart: a hyphen between two numbers tells them from one."""
    found: list[str] = []
    letters = ""
    for run in _RUNS.findall(value):
        if run.isdecimal():
            found += [letters, run]
            letters = ""
        else:
            letters += key(run)
    return tuple(filter(None, [*found, letters]))


def _street(value: str) -> Hashable:
    return _text(re.sub(r"(?i)stra(?:ß|ss)e\b", "str", value))


def _phone(value: str) -> Hashable:
    return words.phone(value) or value


def _website(value: str) -> Hashable:
    return _SCHEME.sub("", value).rstrip("/").casefold()


_MEANINGS: dict[str, Callable[[str], Hashable]] = {
    "name": _text,
    "street": _street,
    "city": _text,
    "district": _text,
    "phone": _phone,
    "fax": _phone,
    "email": str.casefold,
    "website": _website,
    "legal_form": _text,
}

"""Which column fills which field: a proposal by headers and contents, and its check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from bildungsnetz.directory.importing.cleaning import address_line, clean_text, key
from bildungsnetz.directory.importing.fields import (
    BY_KEY,
    FIELDS,
    NUMBERED,
    POSTCODE_AND_CITY,
    Field,
)
from bildungsnetz.directory.importing.kinds import KINDS, Kind, find_kind
from bildungsnetz.kit.tables import Remark, Table

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_ALIKE = 90.0
_SHORTEST_FUZZY = 5
_SAMPLE = 200
_SHARE = 0.8
_SHORTEST_KIND = 4
_PLACE_IN_PHONE = {"phone": 2, "fax": 2}


class MappingError(Exception):
    """Columns are missing or unknown. `remark` says which; `missing` holds the fields' labels."""

    def __init__(self, remark: Remark, missing: Sequence[StrPromise] = ()) -> None:
        super().__init__()
        self.remark = remark
        self.missing = tuple(missing)

    def __str__(self) -> str:
        return str(self.remark)


@dataclass(frozen=True)
class Mapping:
    """The headers that fill each field, in the order in which they are joined."""

    columns: Dictionary[str, tuple[str, ...]]

    def with_columns(self, field: str, *headers: str) -> Mapping:
        """The same mapping with other columns for `field`; without headers it is not filled."""
        others = {name: columns for name, columns in self.columns.items() if name != field}
        return Mapping({**others, field: headers} if headers else others)

    def missing(self) -> tuple[Field, ...]:
        """Required fields that no column fills."""
        return tuple(field for field in FIELDS if field.required and field.key not in self.columns)

    def unused(self, table: Table) -> tuple[str, ...]:
        """Headers of `table` that fill nothing."""
        used = {header for headers in self.columns.values() for header in headers}
        return tuple(header for header in table.headers if header not in used)

    def check(self, table: Table, *, needed: Sequence[str] = ()) -> None:
        """MappingError if a required or `needed` field has no column, or a column is unknown."""
        wanted = [BY_KEY[field] for field in needed if field not in self.columns]
        if missing := (*self.missing(), *wanted):
            text = _("Es fehlt eine Spalte für: %(names)s. Bitte ordnen Sie sie zu.")
            names = ", ".join(str(field.label) for field in missing)
            raise MappingError(Remark(text, names=names), [field.label for field in missing])
        headers = [header for headers in self.columns.values() for header in headers]
        unknown = [header for header in headers if header not in table.headers]
        unknown += [field for field in self.columns if field not in BY_KEY]
        if unknown:
            text = _("Diese Spalten gibt es in der Tabelle nicht: %(names)s.")
            raise MappingError(Remark(text, names=", ".join(unknown)))

    def as_json(self) -> dict[str, list[str]]:
        """For keeping; `from_json` is the way back."""
        return {field: list(headers) for field, headers in self.columns.items()}

    @classmethod
    def from_json(cls, kept: Dictionary[str, Sequence[str]]) -> Mapping:
        """What `as_json` gave."""
        return cls({field: tuple(headers) for field, headers in kept.items() if headers})


def propose_mapping(table: Table, kinds: Sequence[Kind] = KINDS) -> Mapping:
    """The likely mapping: equal headers first, then similar ones, then by what columns hold.

    A name is never guessed from contents; without a column for it `missing` names it.
    """
    free = {header: key(header) for header in table.headers}
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    for step in (_equal, _similar):
        for field, place, synonyms in _wanted(free):
            if (field.key, place) in found:
                continue
            if headers := step(field, synonyms, free):
                found[field.key, place] = headers
                for header in headers:
                    free.pop(header)
    _split_postcode_and_city(found)
    _by_contents(found, table, free, kinds)
    _split_address(found, table)
    ordered = sorted(found, key=lambda pair: ([field.key for field in FIELDS].index(pair[0]), pair))
    columns: dict[str, tuple[str, ...]] = {}
    for name, place in ordered:
        columns[name] = columns.get(name, ()) + found[name, place]
    return Mapping(_complete(columns, found))


def _wanted(free: Dictionary[str, str]) -> Iterator[tuple[Field, int, list[str]]]:
    """Every part of every field with its synonyms as keys.

    In a list of persons ("Vorname", "Name") the column "Name" is not the institution's.
    """
    persons = {"vorname", "nachname", "familienname"} & set(free.values())
    for field in FIELDS:
        for place, synonyms in enumerate(field.parts):
            keys = [key(synonym) for synonym in synonyms]
            if field.key == NUMBERED and persons:
                keys.remove("name")
            yield field, place, keys


def _equal(field: Field, synonyms: Sequence[str], free: Dictionary[str, str]) -> tuple[str, ...]:
    for synonym in synonyms:
        if field.key == NUMBERED and (headers := _numbered(synonym, free)):
            return headers
        for header, folded in free.items():
            if folded == synonym:
                return (header,)
    return ()


def _numbered(synonym: str, free: Dictionary[str, str]) -> tuple[str, ...]:
    """ "Bezeichnung 1", "Bezeichnung 2" …: all columns of one name, in order of their numbers."""
    found = [
        (folded[len(synonym) :], header)
        for header, folded in free.items()
        if re.fullmatch(rf"{re.escape(synonym)}[1-9]?", folded)
    ]
    return tuple(header for _number, header in sorted(found))


def _similar(field: Field, synonyms: Sequence[str], free: Dictionary[str, str]) -> tuple[str, ...]:
    """The header most like one of the synonyms, short ones and parts of numbers left aside."""
    if len(field.parts) > 1 and field.key in _PLACE_IN_PHONE:
        synonyms = [synonym for synonym in synonyms if len(synonym) > len("durchwahl")]
    scores = [
        (fuzz.ratio(folded, synonym), header)
        for header, folded in free.items()
        for synonym in synonyms
        if min(len(folded), len(synonym)) >= _SHORTEST_FUZZY
    ]
    score, header = max(scores, default=(0.0, ""))
    return (header,) if score >= _ALIKE else ()


_Found = dict[tuple[str, int], tuple[str, ...]]


def _split_postcode_and_city(found: _Found) -> None:
    """A column such as "PLZ Ort" fills both fields."""
    both = found.get(("postcode", 0)) or found.get(("city", 0))
    if both and key(both[0]) in {key(name) for name in POSTCODE_AND_CITY}:
        found.setdefault(("postcode", 0), both)
        found.setdefault(("city", 0), both)


def _split_address(found: _Found, table: Table) -> None:
    """A column of addresses, "Weg 1, 58095 Hagen" in most cells, fills the place as well."""
    street = found.get(("street", 0))
    if street is None or ("postcode", 0) in found or ("city", 0) in found:
        return
    cells = _sample(table, street[0])
    if cells and sum(1 for cell in cells if address_line(cell)) >= _SHARE * len(cells):
        found["postcode", 0] = found["city", 0] = street


def _complete(columns: dict[str, tuple[str, ...]], found: _Found) -> dict[str, tuple[str, ...]]:
    """An area code without a number is no telephone number."""
    return {
        name: headers
        for name, headers in columns.items()
        if name not in _PLACE_IN_PHONE or (name, 1) in found
    }


def _by_contents(found: _Found, table: Table, free: dict[str, str], kinds: Sequence[Kind]) -> None:
    """Fields still open, from columns of which four in five cells have the field's form."""

    def is_kind(text: str) -> bool:
        return len(key(text)) >= _SHORTEST_KIND and find_kind(text, kinds) is not None

    forms: dict[tuple[str, int], Callable[[str], object]] = {
        ("email", 0): re.compile(r"[^@\s]+@[^@\s]+\.\w+").fullmatch,
        ("website", 0): re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE).fullmatch,
        ("postcode", 0): re.compile(r"(?!00)\d{5}").fullmatch,
        ("number", 0): re.compile(r"[1-9]\d{5}").fullmatch,
        ("ags", 0): re.compile(r"(?:0[1-9]|1[0-6])\d{6}").fullmatch,
        ("kind", 0): is_kind,
    }
    for place, form in forms.items():
        if place in found:
            continue
        for header in free:
            cells = _sample(table, header)
            if cells and sum(1 for cell in cells if form(cell)) >= _SHARE * len(cells):
                if place[0] == "number" and len(set(cells)) < len(cells):
                    continue
                found[place] = (header,)
                free.pop(header)
                break


def _sample(table: Table, header: str) -> list[str]:
    place = table.place(header)
    cells = (clean_text(row.cells[place]) for row in table.rows[:_SAMPLE])
    return [cell for cell in cells if cell]

"""What was chosen on one page of an import's preview: which rows, which cells, what of the gone."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext

from bildungsnetz.directory import queries
from bildungsnetz.directory.forms.words import RowByWords
from bildungsnetz.directory.importing import Decisions, Fate, Leaving, reference
from bildungsnetz.directory.models import ImportRun

_OTHER = "andere"


class RowChoices:
    """The choices posted from one page, for the rows that the run's preview knows.

    `errors` holds a sentence for each row that cannot be used; `typed` what was entered there.
    """

    def __init__(self, data: QueryDict, run: ImportRun) -> None:
        self._data, self._run = data, run
        self.group = {"neu": "new", "geaendert": "changed", "fehlend": "gone"}.get(
            data.get("gruppe", ""), ""
        )
        self._asked = set(data.getlist("zeile"))
        self._taken = set(data.getlist("nehmen"))
        self.errors: dict[str, str] = {}
        self._gone = dict(self._read_gone()) if self.group == "gone" else {}

    @property
    def is_valid(self) -> bool:
        """Tell whether all rows of the page can be used."""
        return not self.errors

    def change(self, decisions: Decisions) -> Decisions:
        """The decisions with those of this page: one choice for all rows, or row by row."""
        if lump := self._data.get("alle", ""):
            return self._lump(decisions, lump)
        if self.group == "new":
            return decisions.with_new({name: name in self._taken for name in self._names()})
        if self.group == "changed":
            return decisions.with_changed(dict(self._cells_left()))
        return decisions.with_gone(self._gone)

    def _lump(self, decisions: Decisions, lump: str) -> Decisions:
        if self.group == "new":
            return decisions.with_all_new(lump == "ja")
        if self.group == "changed":
            return decisions.with_all_changed(lump == "ja")
        is_known = self.group == "gone" and lump in set(Fate)
        return decisions.with_all_gone(Fate(lump)) if is_known else decisions

    def typed(self, key: str) -> dict[str, str]:
        """What was entered for one that is gone: fate, on, successor, other."""
        parts = {"fate": "was", "on": "am", "successor": "nach", "other": _OTHER}
        return {name: self._data.get(f"{part}-{key}", "") for name, part in parts.items()}

    def _rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._run.preview.get(self.group, [])
        return rows

    def _names(self) -> Iterator[str]:
        return (row["name_of"] for row in self._rows() if row["name_of"] in self._asked)

    def _cells_left(self) -> Iterator[tuple[str, list[str]]]:
        for row in self._rows():
            name = str(row["key"])
            if name in self._asked:
                fields = [change[0] for change in row["changes"]]
                yield name, [one for one in fields if f"{name}:{one}" not in self._taken]

    def _read_gone(self) -> Iterator[tuple[str, Leaving]]:
        for row in self._rows():
            name = str(row["key"])
            if name not in self._asked or self._data.get("alle"):
                continue
            try:
                yield name, self._leaving(row, self.typed(name))
            except forms.ValidationError as problem:
                self.errors[name] = " ".join(problem.messages)

    def _leaving(self, row: Mapping[str, Any], typed: Mapping[str, str]) -> Leaving:
        """Dates and successors are kept also while the row waits: nothing typed is lost."""
        fate = Fate(typed["fate"]) if typed["fate"] in set(Fate) else Fate.LATER
        return Leaving(fate, _day(typed["on"]), self._successor(row, typed))

    def _successor(self, row: Mapping[str, Any], typed: Mapping[str, str]) -> str:
        """What is typed goes before what is picked: a number or name of the file or register."""
        text = typed["other"].strip()
        if not text:
            offered = {one["reference"] for one in row["successors"]}
            stands = self._run.decisions.get("gone", {}).get(str(row["key"]), {})
            return (
                typed["successor"]
                if typed["successor"] in offered | {stands.get("successor")}
                else ""
            )
        for other in self._run.preview.get("new", []):
            if text.casefold() in {other["number"].casefold(), other["name"].casefold()}:
                return reference(new=other["name_of"])
        finder = RowByWords(exact=("number", "name"))
        finder.rows = (
            queries.institutions(self._run.region).filter(closed_on=None).exclude(pk=row["key"])
        )
        return reference(existing=finder.clean(text).pk)


def _day(text: str) -> date | None:
    """The day typed; nothing for nothing."""
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise forms.ValidationError(
            gettext("Bitte geben Sie ein Datum an, zum Beispiel 01.08.2026.")
        )
    return day

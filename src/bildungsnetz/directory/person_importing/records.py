"""From the rows of a table to what they tell of persons, cleaned.

Refused is what cannot be used: nobody named, or a row that stands in the table twice. Doubtful is
the rest: the row is taken with a remark, a value that cannot be read is left out, so that it never
replaces one in the register.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.importing.cleaning import clean, clean_text
from bildungsnetz.directory.person_importing.fields import BY_KEY, FACTS, Columns
from bildungsnetz.directory.person_importing.names import (
    clean_name,
    is_suspect,
    salutation,
    split_name,
)
from bildungsnetz.kit.tables import Remark, Table

DEFAULT_FUNCTION = "Ansprechperson"
"""What somebody does of whom a table tells only where, as it stands in the register."""

_NAMES = ("title", "given_name", "family_name")
_YES = frozenset({"ja", "j", "x", "1", "wahr", "true", "yes", "y"})
_NO = frozenset({"nein", "n", "0", "falsch", "false", "no"})


@dataclass(frozen=True)
class Job:
    """What somebody does where, as the row tells it: days in ISO form, `until` the last day.

    "" is what is not told; `represents` is None then.
    """

    number: str = ""
    institution: str = ""
    city: str = ""
    function: str = ""
    represents: bool | None = None
    since: str = ""
    until: str = ""

    @property
    def is_somewhere(self) -> bool:
        """Tell whether an institution is named."""
        return bool(self.number or self.institution)


@dataclass(frozen=True)
class Entry:
    """One row. `facts` holds a key of FACTS for every cell that tells something."""

    row: int
    facts: Mapping[str, str]
    mark: str = ""
    job: Job = field(default_factory=Job)
    remarks: tuple[Remark, ...] = ()

    @property
    def name(self) -> str:
        """The name as people say it."""
        parts = (self.facts.get(one, "") for one in _NAMES)
        return " ".join(filter(None, parts))


@dataclass(frozen=True)
class Refusal:
    """A row that is not taken, and why."""

    row: int
    reason: Remark
    name: str = ""


class Reading(NamedTuple):
    """What a table tells."""

    entries: tuple[Entry, ...]
    refusals: tuple[Refusal, ...]


def to_entries(table: Table, columns: Columns) -> Reading:
    """What each row tells, in the table's order; a row that repeats another is refused."""
    entries: list[Entry] = []
    refusals = [Refusal(one.number, one.reason, _first(one.cells)) for one in table.refused]
    seen: dict[object, int] = {}
    for entry in _entries(table, columns):
        told = (entry.mark, tuple(sorted(entry.facts.items())), entry.job)
        if not entry.facts.get("family_name") and not entry.mark:
            refusals.append(Refusal(entry.row, Remark(_("Der Nachname fehlt.")), entry.name))
        elif (first := seen.setdefault(told, entry.row)) != entry.row:
            text = _("Dasselbe steht schon in Zeile %(row)s.")
            refusals.append(Refusal(entry.row, Remark(text, row=first), entry.name))
        else:
            entries.append(entry)
    refusals.sort(key=lambda refusal: refusal.row)
    return Reading(tuple(entries), tuple(refusals))


def _first(cells: Sequence[str]) -> str:
    return next((cell[:80] for cell in cells if cell.strip()), "")


def _entries(table: Table, columns: Columns) -> Iterator[Entry]:
    places = {
        name: [table.place(header) for header in headers] for name, headers in columns.items()
    }
    for row in table.rows:
        cells = {name: [row.cells[place] for place in taken] for name, taken in places.items()}
        yield _Cleaner(cells).entry(row.number)


class _Cleaner:
    """The cells of one row by field, and what is doubtful about them."""

    def __init__(self, cells: Mapping[str, Sequence[str]]) -> None:
        self.cells = cells
        self.remarks: list[Remark] = []

    def entry(self, row: int) -> Entry:
        facts = {**self._names(), "email": self._value("email"), "phone": self._value("phone")}
        facts["topics"] = self._text("topics")
        job = Job(
            number=self._value("number"),
            institution=self._text("institution"),
            city=self._value("city"),
            function=self._text("function"),
            represents=self._yes_or_no("represents"),
            **self._period(),
        )
        told = {name: facts[name] for name in FACTS if facts.get(name)}
        return Entry(row, told, self._text("mark"), self._whole(job), tuple(self.remarks))

    def _raw(self, name: str) -> str:
        return " ".join(filter(None, map(str.strip, self.cells.get(name, ()))))

    def _doubt(self, remark: Remark) -> None:
        self.remarks.append(remark)

    def _fitting(self, name: str, value: str) -> str:
        if len(value) <= BY_KEY[name].longest:
            return value
        text = _("%(label)s: Der Text ist zu lang und wird nicht übernommen: „%(text)s …“.")
        self._doubt(Remark(text, label=BY_KEY[name].label, text=value[:60]))
        return ""

    def _text(self, name: str) -> str:
        return self._fitting(name, clean_text(self._raw(name)))

    def _value(self, name: str, kind: str = "") -> str:
        """The cell cleaned like the field of an institution that is written the same way."""
        cleaned = clean(kind or name, [self._raw(name)], BY_KEY[name].longest)
        if cleaned.doubt:
            self._doubt(cleaned.doubt)
        return "" if cleaned.unusable else cleaned.value

    def _names(self) -> dict[str, str]:
        form, behind = salutation(self._raw("salutation"))
        if behind and not form:
            text = _("Die Anrede „%(text)s“ ist nicht bekannt und wird nicht übernommen.")
            self._doubt(Remark(text, text=behind[:60]))
            behind = ""
        names = {name: clean_name(self._raw(name)) for name in _NAMES}
        if not names["family_name"] and (whole := clean_name(self._raw("whole_name"))):
            apart = split_name(whole)
            names["family_name"] = apart.family
            names["given_name"] = names["given_name"] or apart.given
            names["title"] = names["title"] or apart.title
            form = form or apart.salutation
            self._told_apart(whole, names)
        names["title"] = names["title"] or behind
        family = names["family_name"]
        if family and is_suspect(family):
            text = _("„%(name)s“ ist ein ungewöhnlicher Nachname. Bitte prüfen Sie ihn.")
            self._doubt(Remark(text, name=family[:60]))
        return {"salutation": form} | {n: self._fitting(n, text) for n, text in names.items()}

    def _told_apart(self, whole: str, names: Mapping[str, str]) -> None:
        if names["given_name"]:
            text = _("„%(whole)s“ wurde gelesen als Vorname „%(given)s“, Nachname „%(family)s“.")
            given, family = names["given_name"], names["family_name"]
            self._doubt(Remark(text, whole=whole[:80], given=given, family=family))

    def _yes_or_no(self, name: str) -> bool | None:
        word = clean_text(self._raw(name)).casefold()
        if word and word not in _YES | _NO:
            text = _("„%(text)s“ ist weder Ja noch Nein und wird nicht übernommen.")
            self._doubt(Remark(text, text=word[:60]))
        return word in _YES if word in _YES | _NO else None

    def _period(self) -> dict[str, str]:
        since, until = (self._value(name, "opened_on") for name in ("since", "until"))
        if since and until and date.fromisoformat(until) < date.fromisoformat(since):
            self._doubt(Remark(_("Das Ende liegt vor dem Anfang; beides wird nicht übernommen.")))
            return {}
        return {"since": since, "until": until}

    def _whole(self, job: Job) -> Job:
        """The job if it is somewhere; a function needs an institution."""
        if job.is_somewhere:
            return job
        if job.function:
            text = _("Zur Funktion „%(text)s“ fehlt die Einrichtung; sie wird nicht übernommen.")
            self._doubt(Remark(text, text=job.function[:60]))
        return replace(job, function="", represents=None, since="", until="", city="")

"""Entries and proposed changes in words: what stands there, what is public, old beside new."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.utils.translation import gettext

from bildungsnetz.directory.actions.proposals import left_the_public
from bildungsnetz.directory.care import FACTS, PAGE, PUBLIC, WORDS
from bildungsnetz.directory.forms.entries import INSTITUTION_FLAGS, PERSON_FLAGS
from bildungsnetz.directory.models import ChangeProposal, Institution, Person
from bildungsnetz.directory.publication import COLUMNS
from bildungsnetz.directory.queries.entries import Entry, Subject
from bildungsnetz.kit import dates
from bildungsnetz.regions.models import Region, Stage, Topic

Kind = ChangeProposal.Kind
_FLAG_OF = {column: flag for flag, columns in COLUMNS.items() for column in columns}
NOTHING = "–"
type Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of an entry: whether it stands in public, and whether a change of it waits."""

    label: str
    value: str
    is_public: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A proposed change in words. `undoable` if its decision can be opened again."""

    proposal: ChangeProposal
    label: str
    old: str
    new: str
    undoable: bool


def words_of(region: Region) -> dict[str, str]:
    """The region's stages and topics by "stages:slug" and "topics:slug"; one query."""
    first, second = (
        rows.order_by()
        .annotate(group=Value(group, output_field=CharField()))
        .values_list("group", "slug", "name")
        for group, rows in _groups(region)
    )
    return {f"{group}:{slug}": name for group, slug, name in first.union(second, all=True)}


def _groups(region: Region) -> tuple[tuple[str, QuerySet[Any]], ...]:
    return (
        ("stages", Stage.objects.filter(region=region)),
        ("topics", Topic.objects.filter(region=region)),
    )


def facts(entry: Entry) -> list[Fact]:
    """The lines of an institution's entry: values with what waits, publication as it is now."""
    stored = Subject(entry.institution.region, entry.institution).stored()
    return [
        Fact(
            label=_label(key),
            value=_value(key, entry.values[key], entry.names),
            is_public=bool(stored[PUBLIC + PAGE] and stored[_flag(key)]),
            waits=key in entry.waiting or _flag(key) in entry.waiting,
        )
        for key in (*FACTS, *WORDS)
    ]


def saved(made: Sequence[ChangeProposal]) -> str:
    """What people read after they saved a form."""
    if not made:
        return gettext("Es war nichts zu ändern: Die Angaben stehen schon so da.")
    if all(one.state == ChangeProposal.State.APPLIED for one in made):
        return gettext("Ihre Änderung ist übernommen. Vielen Dank.")
    return gettext("Ihre Änderung ist gespeichert. Das Büro sieht sie durch und übernimmt sie.")


def _flag(key: str) -> str:
    named = key == "name" or key in WORDS
    return PUBLIC + (PAGE if named else _FLAG_OF.get(key, key))


def told(rows: Iterable[ChangeProposal], names: Names) -> list[Told]:
    """The proposals in words."""
    return [
        Told(
            proposal=one,
            label=_told_label(one),
            old=_told_value(one, one.old, names),
            new=_told_value(one, one.new, names),
            undoable=one.state in _DECIDED and not left_the_public(one),
        )
        for one in rows
    ]


_DECIDED = {
    ChangeProposal.State.ACCEPTED, ChangeProposal.State.APPLIED, ChangeProposal.State.REFUSED,
}  # fmt: skip


def _told_label(one: ChangeProposal) -> str:
    if one.kind == Kind.CONTACT_NEW:
        return gettext("Neue Ansprechperson")
    if one.kind == Kind.CONTACT_ENDED:
        return gettext("%(name)s: letzter Tag") % {"name": one.affiliation}
    if one.kind == Kind.PUBLICATION:
        flags = PERSON_FLAGS if one.person_id else INSTITUTION_FLAGS
        label = gettext("Öffentlich: %(field)s") % {"field": flags[one.field]}
    else:
        label = _label(one.field, is_person=one.person_id is not None)
    return f"{one.person}: {label}" if one.person_id else label


def _told_value(one: ChangeProposal, value: Any, names: Names) -> str:
    if one.kind == Kind.CONTACT_NEW:
        return _contact(value) if value else NOTHING
    if one.kind == Kind.CONTACT_ENDED:
        last = date.fromisoformat(value) - timedelta(days=1) if value else None
        return dates.day_short(last) if last else NOTHING
    if one.kind == Kind.PUBLICATION:
        return gettext("ja") if value else gettext("nein")
    return _value(one.field, value, names)


def _contact(facts: Mapping[str, Any]) -> str:
    name = " ".join(facts[key] for key in ("title", "given_name", "family_name") if facts[key])
    parts = [name, facts["function"], facts["email"], facts["phone"]]
    if facts["represents"]:
        parts.append(gettext("vertritt die Einrichtung"))
    return ", ".join(part for part in parts if part)


def _label(key: str, *, is_person: bool = False) -> str:
    """What a field is called: its model's own words, or ours where it is no column."""
    others = {
        "stages": gettext("Bildungsstufen"),
        "topics": gettext("Themen"),
        "function": gettext("Funktion"),
    }
    if key in others:
        return others[key]
    column: Any = (Person if is_person else Institution)._meta.get_field(key)
    return str(column.verbose_name)


def _value(key: str, value: Any, names: Names) -> str:
    if isinstance(value, list):
        return ", ".join(names.get(f"{key}:{slug}", slug) for slug in value) or NOTHING
    if key == "salutation":
        return str(dict(Person.Salutation.choices).get(value, value))
    return str(value or NOTHING)

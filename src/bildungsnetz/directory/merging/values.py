"""Field by field: what two records say, which value is proposed and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Field, GeneratedField, Model
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.matching import ADDRESS, merge_plan
from bildungsnetz.directory.merging.packing import name_of
from bildungsnetz.directory.models import Institution, Person, RecordKind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Source = Literal["left", "right", "both"]

MODELS: Mapping[str, type[Model]] = {
    RecordKind.INSTITUTION.value: Institution,
    RecordKind.PERSON.value: Person,
}
_EMPTY: tuple[object, ...] = (None, "", [], False)
# Kept by the register itself.
_OWN = frozenset({"id", "region", "created_at", "changed_at"})
# Decided without asking: the latest confirmation counts, trust must have been given to both.
_AUTOMATIC = frozenset({"confirmed_at", "is_trusted"})
# Columns that are only right together, with what the group is called.
_GROUPS: "Mapping[str, tuple[StrPromise, tuple[str, ...]]]" = {
    "publication": (
        _("Veröffentlichung"),
        ("is_public", "public_fields", "publication_basis", "publication_since"),
    ),
    "closing": (_("Schließung und Nachfolgerin"), ("closed_on", "successor")),
    "coordinates": (_("Lage (Koordinaten)"), ("easting", "northing")),
}
_LABELS: "Mapping[str, StrPromise]" = {
    "kind": _("Art der Einrichtung"),
    "stages": _("Bildungsstufen"),
    "fields": _("Handlungsfelder"),
    "topics": _("Themen"),
    "user": _("Anmeldung"),
}


@dataclass(frozen=True, slots=True)
class Facet:
    """What is chosen as one: a column, columns that belong together, or a set of rows."""

    key: str
    label: "StrPromise | str"
    names: tuple[str, ...]
    is_many: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where the value of a facet comes from, and why; no reason where both say the same."""

    source: Source
    reason: "StrPromise | str" = ""


def facets(model: type[Model]) -> tuple[Facet, ...]:
    """Everything that is chosen when two records are merged, in the order of the columns."""
    return _facets(model)


@cache
def _facets(model: Any) -> tuple[Facet, ...]:
    grouped = {name: key for key, (_label, names) in _GROUPS.items() for name in names}
    found: dict[str, Facet] = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, GeneratedField) or field.name in _OWN | _AUTOMATIC:
            continue
        key = grouped.get(field.name, field.name)
        if key in _GROUPS:
            before = found[key].names if key in found else ()
            found[key] = Facet(key, _GROUPS[key][0], (*before, field.name))
        else:
            found[key] = Facet(key, _label(field), (field.name,))
    for many in model._meta.many_to_many:
        found[many.name] = Facet(many.name, _label(many), (many.name,), is_many=True)
    return tuple(found.values())


def _label(field: "Field[Any, Any]") -> "StrPromise | str":
    return _LABELS.get(field.name, field.verbose_name)


def values_of(row: Model) -> dict[str, Any]:
    """The facets of a record: a tuple of its columns, or the set of keys it is tied to."""
    return {
        one.key: frozenset(tied.pk for tied in getattr(row, one.names[0]).all())
        if one.is_many
        else tuple(getattr(row, column_of(row, name)) for name in one.names)
        for one in facets(type(row))
    }


def column_of(row: Model, name: str) -> str:
    """The attribute behind a field: with `_id` for references."""
    field: Any = row._meta.get_field(name)
    column: str = field.attname
    return column


def proposals(left: Any, right: Any) -> dict[str, Proposal]:
    """For each facet the proposed source.

    Single columns follow `matching.merge_plan`. Sets are united. An institution that still exists
    beats a closed one, a published one beats one that is not (for a person only with a reason
    that is written down). Of two sign-ins the elder one stays.
    """
    mine, theirs = values_of(left), values_of(right)
    newer: Literal["left", "right"] = "right" if _dated(right) > _dated(left) else "left"
    single = {one.key for one in facets(type(left)) if not one.is_many and one.key not in _GROUPS}
    sides = [{key: _said(found[key][0]) for key in single} for found in (mine, theirs)]
    plan = merge_plan(sides[0], sides[1], prefer=newer)
    found: dict[str, Proposal] = {}
    for facet in facets(type(left)):
        one, other = mine[facet.key], theirs[facet.key]
        if one == other:
            found[facet.key] = Proposal("both")
        elif facet.is_many:
            found[facet.key] = Proposal("both", _("beide zusammen"))
        elif facet.key in single:
            source = plan[facet.key][1]
            source = newer if source == "both" else source
            said = _said(one[0]), _said(other[0])
            found[facet.key] = Proposal(source, _reason(facet.key, *said, left))
        else:
            found[facet.key] = _of_group(facet.key, left, right, newer)
    if "user" in found and left.user_id and right.user_id and left.user_id != right.user_id:
        elder: Source = "left" if left.user.created_at <= right.user.created_at else "right"
        found["user"] = Proposal(elder, _("schon länger angemeldet"))
    return found


def _said(value: object) -> object:
    """A value as far as it says something: an open form of address says nothing."""
    return "" if value == Person.Salutation.OPEN else value


def _dated(row: Any) -> Any:
    return getattr(row, "changed_at", row.created_at)


def _reason(key: str, one: object, other: object, row: Model) -> "StrPromise":
    if one in _EMPTY or other in _EMPTY:
        return _("nur hier angegeben")
    if key in ADDRESS:
        return _("neuere oder ausführlichere Anschrift")
    if name_of(type(row)) == "person":
        return _("zuletzt aufgenommen")
    return _("zuletzt geändert")


def _of_group(key: str, left: Any, right: Any, newer: Source) -> Proposal:
    if key == "closing":
        ends = (left.closed_on, right.closed_on)
        if None in ends and ends != (None, None):
            open_one: Source = "left" if left.closed_on is None else "right"
            return Proposal(open_one, _("besteht noch"))
    if key == "publication" and left.is_public != right.is_public:
        shown: Source = "left" if left.is_public else "right"
        hidden: Source = "right" if left.is_public else "left"
        if name_of(type(left)) == "person" and not (
            left.publication_basis or right.publication_basis
        ):
            return Proposal(hidden, _("im Zweifel nicht öffentlich"))
        return Proposal(shown, _("schon öffentlich"))
    if key == "coordinates" and (left.easting is None) != (right.easting is None):
        return Proposal("right" if left.easting is None else "left", _("nur hier angegeben"))
    return Proposal(newer, _("zuletzt geändert"))


def automatic(kept: Any, gone: Any) -> dict[str, Any]:
    """The columns that are decided without asking, by their names."""
    found: dict[str, Any] = {}
    if hasattr(kept, "confirmed_at"):
        dates = [one.confirmed_at for one in (kept, gone) if one.confirmed_at]
        found["confirmed_at"] = max(dates, default=None)
    if hasattr(kept, "is_trusted"):
        found["is_trusted"] = kept.is_trusted and gone.is_trusted
    return found

"""What lists, exports, the map and audiences are narrowed by: one description for all of them.

A criterion names its ties: rows that tie an institution (or a person) to a value. Whoever has a
tie fits, and the tie's text is the reason; so a condition and its reason cannot disagree. Rooms
above this one plug theirs in (apps.ready): imports still point down.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Cast
from django.utils.translation import get_language

from bildungsnetz.kit.folding import fold
from bildungsnetz.regions.models import Region

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Choice = tuple[str, str]
Row = tuple[str, str, str, int]  # the criterion's name, the choice's value, label and order
NONE = "-"
"""The value that asks for those without any, where a criterion offers it."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Rows that fit: the path from a row to the key of whom it ties, and the reason's text."""

    rows: QuerySet[Any]
    to: str
    text: str | Expression


@dataclass(frozen=True, slots=True)
class Options:
    """Choices that are rows: their value, label and order, read together with all others.

    `spread` makes the choices of these pairs, where they are not choices themselves.
    """

    rows: QuerySet[Any]
    value: str = "slug"
    label: str | Combinable = "name"
    order: str | Combinable = "order"
    spread: Callable[[list[Choice]], list[Choice]] | None = None


Ask = Callable[[Region, date], Options | list[Choice]]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing to narrow by. Its values are alternatives; several criteria all have to fit.

    `key` stands in saved queries, `parameter` in addresses, `label` before reasons and fields;
    `part` names the part of a long form it belongs to, "" its beginning. `people` are the ties of
    persons where the criterion is about persons: they are shown as people of an audience.
    `single` ones offer so much that a form asks for one value only.
    """

    key: str
    parameter: str
    label: "StrPromise"
    ties: Callable[[Region, Sequence[str], date], list[Tie]]
    options: Ask
    part: str = ""
    none: "StrPromise | str" = ""
    people: Callable[[Region, Sequence[str], date], list[Tie]] | None = None
    single: bool = False

    def condition(self, region: Region, values: Sequence[str], today: date) -> Q:
        """Those that one of the values fits; each once, whatever they are joined with."""
        fits = Q(pk__in=[])
        for tie in self.ties(region, values, today):
            fits |= Q(pk__in=tie.rows.order_by().values(tie.to))
        return fits


class Registry:
    """The criteria of one kind of list, in the order of forms and reasons."""

    def __init__(self, *criteria: Criterion) -> None:
        self._own = criteria
        self._plugged: dict[str, Criterion] = {}

    def plug(self, *criteria: Criterion) -> None:
        """Add criteria of a room above; one of the same key takes the place of the former."""
        self._plugged.update({one.key: one for one in criteria})

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of all groups of a query."""
        return tuple(one.key for one in self.all)

    @property
    def all(self) -> tuple[Criterion, ...]:
        """All criteria, those of this room first."""
        return (*self._own, *self._plugged.values())

    def condition(self, region: Region, groups: Mapping[str, Sequence[str]], today: date) -> Q:
        """Those that every group with values fits."""
        fits = Q()
        for one in self.all:
            if groups.get(one.key):
                fits &= one.condition(region, groups[one.key], today)
        return fits

    def choices(self, region: Region, today: date) -> dict[str, list[Choice]]:
        """(value, label) pairs of every criterion, by key; one query."""
        asked = tuple((one.key, one.options) for one in self.all)
        composed = _composed(asked, region, today, get_language(), connection.vendor)
        offered = {name: composed.rows.get(name) or ask(region, today) for name, ask in asked}
        return _sorted_out({one.key: one for one in self.all}, offered, composed.read())

    def names(
        self, groups: Mapping[str, Sequence[str]], offered: Mapping[str, Sequence[Choice]]
    ) -> list[tuple[str, list[str]]]:
        """What a query asks for in words: labels of the groups with the labels of their values."""
        named = []
        for one in self.all:
            labels = dict(offered.get(one.key, ()))
            if groups.get(one.key):
                values = [str(labels.get(value, value)) for value in groups[one.key]]
                named.append((str(one.label), values))
        return named


def read(ties: Sequence[tuple[int, Tie]], keys: Collection[int]) -> list[tuple[int, int, str]]:
    """(key, place, text) of the ties to these keys, each once, in the order of places and texts."""
    if not ties or not keys:
        return []
    each = [
        tie.rows.order_by()
        .filter(**{f"{tie.to}__in": keys})
        .values_list(
            F(tie.to),
            Value(place),
            Cast(F(tie.text) if isinstance(tie.text, str) else tie.text, CharField()),
        )
        for place, tie in ties
    ]
    found = each[0].union(*each[1:]) if len(each) > 1 else each[0].distinct()
    return sorted(found, key=lambda row: (row[1], fold(row[2])))


def choices(
    criteria: Mapping[str, Criterion], region: Region, today: date
) -> dict[str, list[Choice]]:
    """The choices of some criteria, by the names given to them; rows of all with one query."""
    offered = {name: one.options(region, today) for name, one in criteria.items()}
    return _sorted_out(criteria, offered, _union(offered) or ())


def _union(offered: Mapping[str, Options | list[Choice]]) -> QuerySet[Any, Row] | None:
    """The rows of all options; None if none are rows."""
    each = [_columns(name, one) for name, one in offered.items() if isinstance(one, Options)]
    return each[0].union(*each[1:], all=True) if each else None


def _sorted_out(
    criteria: Mapping[str, Criterion],
    offered: Mapping[str, Options | list[Choice]],
    rows: Iterable[Row],
) -> dict[str, list[Choice]]:
    found = {name: one if isinstance(one, list) else [] for name, one in offered.items()}
    for name, value, label, _order in sorted(rows, key=lambda row: (row[3], fold(row[2]))):
        found[name].append((value, label))
    for name, options in offered.items():
        if isinstance(options, Options) and options.spread is not None:
            found[name] = options.spread(found[name])
    for name, one in criteria.items():
        if one.none and found[name]:
            found[name].append((NONE, str(one.none)))
    return found


@dataclass(frozen=True, slots=True)
class Composed:
    """The options of a list that are rows, and the query that reads them all."""

    rows: dict[str, Options]
    sql: str
    values: tuple[Any, ...]

    def read(self) -> list[Row]:
        """Name, value, label and order of every choice."""
        if not self.rows:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.values)
            found: list[Row] = cursor.fetchall()
        return found


@lru_cache(64)
def _composed(
    asked: tuple[tuple[str, Ask], ...], region: Region, today: date, _language: str, _vendor: str
) -> Composed:
    """The query for the choices of a list, composed once a day: to compose a union of ten parts
    takes Django ten times as long as to read it, and every page of the list does."""
    rows = {name: one for name, ask in asked if isinstance(one := ask(region, today), Options)}
    union = _union(rows)
    return Composed(rows, *(union.query.sql_with_params() if union is not None else ("", ())))


def _columns(name: str, options: Options) -> QuerySet[Any, Row]:
    label, order = (
        F(one) if isinstance(one, str) else one for one in (options.label, options.order)
    )
    columns: QuerySet[Any, Row] = options.rows.order_by().values_list(
        Value(name, output_field=CharField()), Cast(options.value, CharField()), label, order
    )
    return columns


def tied(
    model: type[Model], lookup: str, text: str, *, without: str = "", none: "StrPromise | str" = ""
) -> Callable[[Region, Sequence[str], date], list[Tie]]:
    """Ties of the rows themselves by one of their columns or relations.

    NONE among the values asks, where `without` names the relation, for rows without any.
    """

    def ties(region: Region, values: Sequence[str], today: date) -> list[Tie]:  # noqa: ARG001
        rows = model._default_manager.filter(region=region)
        found = [Tie(rows.filter(**{f"{lookup}__in": values}), "pk", text)]
        if without and NONE in values:
            bare = rows.filter(**{f"{without}__isnull": True})
            found.append(Tie(bare, "pk", Value(str(none), output_field=CharField())))
        return found

    return ties

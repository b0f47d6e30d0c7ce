"""Questions to the database that are composed once.

To write down a query takes Django several times as long as the database needs to answer it, and
the SQL depends on the shape of the question only. So a question is composed about marks, kept, and
asked anew with the values that stand in the places of the marks.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Prefetch, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import get_language

_FIRST_KEY = 2_147_400_000
_FIRST_DAY = date(1001, 1, 1)
_FIRST_SIGN = 0xE000
_LARGEST = 2**31 - 1
_OF_A_MARK = re.compile(r"1[0-4]\d\d-\d\d-|[\ue000-\ue063]")


def composed_once[R, **P](question: Callable[P, QuerySet[Any, R]]) -> Callable[P, list[R]]:
    """Keep the SQL of `question`, which says what to ask for given keys, days, times and texts.

    What it returns is asked at once, related rows included, and comes as a list. Keys (int), days,
    times and texts may be compared with columns as they are, nothing else: reckon with them before.
    Any other argument (None, a truth, a choice) may change the shape of the question and must be
    hashable; each gets its own SQL. Raises ImproperlyConfigured where a value was reckoned with, or
    stands in a question for related rows, which is kept as it is.
    """
    shapes: dict[Hashable, _Shape] = {}

    @wraps(question)
    def ask(*given: P.args, **named: P.kwargs) -> list[R]:
        values = (*given, *named.values())
        if any(isinstance(value, int) and abs(value) > _LARGEST for value in values):
            # Addresses hold any number; Django knows which ones no column can.
            return list(question(*given, **named))
        shape = (connection.vendor, get_language(), tuple(named), tuple(map(_kind, values)))
        if shape not in shapes:
            shapes[shape] = _compose(question, given, named)
        return list(shapes[shape].rows(values))

    return ask


def first[R](rows: list[R]) -> R | None:
    """The first of the rows, None if there are none."""
    return rows[0] if rows else None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value goes among the parameters, and in which form the database wants it."""

    parameter: int
    value: int
    form: Callable[[Any], Any]


class _KeptQuery(Query):
    """A query whose SQL is known."""

    kept: SQLCompiler

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> SQLCompiler:
        return self.kept


@dataclass(frozen=True, slots=True)
class _Shape:
    """A composed question."""

    asked: Any
    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    places: tuple[_Place, ...]

    def rows(self, values: Sequence[Any]) -> Any:
        """The question about these values."""
        parameters = list(self.parameters)
        for place in self.places:
            parameters[place.parameter] = place.form(values[place.value])
        compiler: Any = _twin(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda: (self.sql, tuple(parameters))
        rows: Any = _twin(self.asked)
        rows._query = _twin(rows.query)
        rows.query.kept = compiler
        return rows


def _twin[T](original: T) -> T:
    """A second object with the same attributes; copying a QuerySet otherwise asks the database."""
    twin = original.__class__.__new__(original.__class__)
    twin.__dict__.update(original.__dict__)
    return twin


def _compose(
    question: Callable[..., QuerySet[Any, Any]], given: Sequence[Any], named: dict[str, Any]
) -> _Shape:
    values = (*given, *named.values())
    marks = [_mark(place, value) for place, value in enumerate(values)]
    asked = question(*marks[: len(given)], **dict(zip(named, marks[len(given) :], strict=True)))
    compiler = asked.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, parameters = compiler.as_sql()
    places = tuple(
        _Place(number, place, form)
        for number, parameter in enumerate(parameters)
        for place, (mark, value) in enumerate(zip(marks, values, strict=True))
        if _is_marked(value) and (form := _form(parameter, mark))
    )
    _check(question, (*parameters, *_related(asked)), places, sum(map(_is_marked, values)))
    kept: Any = asked
    kept._query = asked.query.chain(klass=_KeptQuery)
    return _Shape(kept, compiler, sql, tuple(parameters), places)


def _related(asked: Any) -> Iterator[Any]:
    """The parameters of the questions for related rows, which no value can be put into."""
    for one in asked._prefetch_related_lookups:
        if isinstance(one, Prefetch) and (rows := one.queryset) is not None:
            yield from (*rows.query.sql_with_params()[1], *_related(rows))


def _is_marked(value: Any) -> bool:
    return type(value) in {int, str, date, datetime}


def _kind(value: Any) -> object:
    """What of a value belongs to the shape."""
    return type(value) if _is_marked(value) else value


def _mark(place: int, value: Any) -> Any:
    """What stands for a value of this kind in a composed question: something no row holds."""
    day = _FIRST_DAY + timedelta(days=place)
    marks: dict[type, Any] = {
        int: _FIRST_KEY + place,
        str: chr(_FIRST_SIGN + place),
        date: day,
        datetime: datetime(day.year, day.month, day.day, tzinfo=UTC),
    }
    return marks.get(type(value), value)


def _form(parameter: Any, mark: Any) -> Callable[[Any], Any] | None:
    """How a value is written where this mark was found, None if it is not there."""
    if parameter == mark:
        # psycopg says by the number's type how long the column's numbers are.
        return type(parameter) if isinstance(parameter, int) else _as_it_is
    if isinstance(mark, datetime) and parameter == _time_form(mark):
        return _time_form
    if type(mark) is date and parameter == _day_form(mark):
        return _day_form
    return None


def _as_it_is(value: Any) -> Any:
    return value


def _day_form(value: date) -> Any:
    return connection.ops.adapt_datefield_value(value)


def _time_form(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _check(
    question: Callable[..., Any], parameters: Sequence[Any], places: Sequence[_Place], marked: int
) -> None:
    """Refuse a question that would be asked with a mark in it."""
    left = set(range(len(parameters))) - {place.parameter for place in places}
    if len({place.value for place in places}) < marked or any(
        _holds_mark(parameters[number]) for number in left
    ):
        name = question.__qualname__
        raise ImproperlyConfigured(f"{name} reckons with a value; it must be given reckoned.")


def _holds_mark(parameter: Any) -> bool:
    if isinstance(parameter, int):
        return abs(parameter) in range(_FIRST_KEY - 1000, _FIRST_KEY + 1000)
    return bool(_OF_A_MARK.search(str(parameter)))

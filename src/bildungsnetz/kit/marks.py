"""Queries that are composed once, about marks, which then give way to what they stand for.

To write down a union of twenty parts takes Django ten times as long as the database needs to
answer it. The SQL depends on the shape of the question only; so it is kept, and only the values
are put in anew.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Question = tuple[str, tuple[Any, ...]]
"""SQL and its values."""

_FIRST = -900_719_925_000
_PRIVATE = 0xE000


def key_mark(place: int) -> int:
    """The mark of a key; no row has a negative one."""
    return _FIRST - place


def text_mark(place: int) -> str:
    """The mark of a text: a sign that nobody types."""
    return chr(_PRIVATE + place)


def question(query: QuerySet[Any, Any]) -> Question:
    """The query as Django writes it."""
    written: Question = query.query.sql_with_params()
    return written


def fill(asked: Question, real: Mapping[int | str, Any]) -> Question:
    """The question about what the marks stand for. Texts that are looked for within others, or
    whatever their capitals, must come escaped (`as_whole`, `as_part`)."""
    sql, values = asked
    texts = {mark: text for mark, text in real.items() if isinstance(mark, str)}
    keys = {mark: key for mark, key in real.items() if isinstance(mark, int)}
    return sql, tuple(_filled(value, keys, texts) for value in values)


def ask(asked: Question) -> list[tuple[Any, ...]]:
    """The rows that answer a question."""
    with connection.cursor() as cursor:
        cursor.execute(*asked)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def as_whole(text: str) -> str:
    """A text as `iexact` compares it."""
    return str(connection.ops.prep_for_iexact_query(text))


def as_part(text: str) -> str:
    """A text as `contains` looks for it."""
    return str(connection.ops.prep_for_like_query(text))


def _filled(value: Any, keys: Mapping[int, Any], texts: Mapping[str, Any]) -> Any:
    if isinstance(value, int):
        return keys.get(value, value)
    if isinstance(value, str):
        return _written(value, keys.items(), texts.items())
    return value


def _written(text: str, keys: Iterable[tuple[int, Any]], texts: Iterable[tuple[str, Any]]) -> str:
    """Keys may be compared as texts, too."""
    for mark, key in keys:
        if text == str(mark):
            return str(key)
    for sign, known in texts:
        text = text.replace(sign, known)
    return text

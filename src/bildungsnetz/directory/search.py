"""Searching names as people type them: Müller finds Mueller and Muller, Voß finds Voss.

One folded text per row is kept by the database itself; a query is folded the same way and each of
its words must occur in it. Umlauts written out (ae, oe, ue) fall together with the letter alone,
so "Bauer" is kept as "baur" and sought as "baur".
"""

from django.db.models import Q, Value
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Concat, Replace

from bildungsnetz.kit.folding import fold, fold_expression

_WRITTEN_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def search_key(text: str) -> str:
    """Fold a text the way `search_expression` folds the rows."""
    key = fold(text)
    for old, new in _WRITTEN_OUT:
        key = key.replace(old, new)
    return key


def search_expression(*fields: str) -> Expression:
    """The folded text of several columns, parted by blanks, as a database expression."""
    parts: list[Combinable] = []
    for field in fields:
        parts += [Value(" "), fold_expression(field)]
    expression: Expression = Concat(*parts)
    for old, new in _WRITTEN_OUT:
        expression = Replace(expression, Value(old), Value(new))
    return expression


def matching_words(text: str) -> Q:
    """Rows whose `search_text` holds every word of `text`; an empty text matches all."""
    found = Q()
    for word in search_key(text).split():
        found &= Q(search_text__contains=word)
    return found

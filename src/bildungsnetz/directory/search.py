"""Searching names as people type them: Müller finds Mueller and Muller, Voß finds Voss.

One folded text per row is kept by the database itself; a query is folded the same way and each of
its words must occur in it. Umlauts written out (ae, oe, ue) fall together with the letter alone,
so "Bauer" is kept as "baur" and sought as "baur".
"""

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Concat, Replace

from bildungsnetz.kit.folding import fold, fold_expression

_WRITTEN_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"))
# A word begins after one of these; the folded text of a row begins with a blank.
_BEFORE_WORDS = (" ", "-", "(", "/")
EXACT, BEGINNING, INSIDE = range(3)
"""Ranks of what is found: the number itself, the beginnings of words, somewhere within."""


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


def rank(text: str, *, number: str = "") -> Case:
    """Order of what `matching_words` finds: EXACT, BEGINNING or INSIDE, best first.

    `number` names the column that a typed number equals; blanks within it do not count.
    """
    begins = Q()
    for word in search_key(text).split():
        starts = Q()
        for sign in _BEFORE_WORDS:
            starts |= Q(search_text__contains=f"{sign}{word}")
        begins &= starts
    whens = [When(begins, then=Value(BEGINNING))] if begins else []
    whole = "".join(text.split())
    if number and whole:
        whens.insert(0, When(**{number: whole}, then=Value(EXACT)))
    return Case(*whens, default=Value(INSIDE), output_field=IntegerField())

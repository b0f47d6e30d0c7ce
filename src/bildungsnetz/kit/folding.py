"""German sorting and comparing: DIN 5007-1 (ä like a, ß like ss), in Python and in the database."""

import unicodedata

from django.db.models import CharField, Value
from django.db.models.expressions import Expression
from django.db.models.functions import Lower, Replace

_PAIRS = (
    ("ä", "a"), ("ö", "o"), ("ü", "u"), ("ß", "ss"), ("Ä", "a"), ("Ö", "o"), ("Ü", "u"),
    ("é", "e"), ("è", "e"), ("„", ""), ("“", ""), ('"', ""),
)  # fmt: skip


def fold(text: str) -> str:
    """Fold for sorting and comparing: lower case, umlauts and accents to base letters, ß to ss."""
    lowered = text.replace("ß", "ss").replace("ẞ", "ss").casefold()
    decomposed = unicodedata.normalize("NFKD", lowered)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.replace("„", "").replace("“", "").replace('"', "").split())


def fold_expression(field: str) -> Expression:
    """The same as `fold` for German text as a database expression (SQLite lowers ASCII only)."""
    expression: Expression = Lower(field, output_field=CharField())
    for old, new in _PAIRS:
        expression = Replace(expression, Value(old), Value(new))
    return expression

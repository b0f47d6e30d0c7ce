"""German sorting and comparing: DIN 5007-1 (ä like a, ß like ss), in Python and in the database."""

import unicodedata
from functools import lru_cache

from django.db.models import CharField, Value
from django.db.models.expressions import Expression
from django.db.models.functions import Lower, Replace

_PAIRS = (
    ("ä", "a"), ("ö", "o"), ("ü", "u"), ("ß", "ss"), ("Ä", "a"), ("Ö", "o"), ("Ü", "u"),
    ("é", "e"), ("è", "e"), ("„", ""), ("“", ""), ('"', ""),
)  # fmt: skip


# Letters of the languages spoken at German schools that the database does not fold by itself.
# SQLite lowers ASCII only, so capitals stand here too.
_LETTERS = {
    "a": "àáâãåăąÀÁÂÃÅĂĄ",
    "c": "çćčÇĆČ",
    "d": "đĐ",
    "e": "êëęěÊËÉÈĘĚ",
    "g": "ğĞ",
    "i": "ìíîïıÌÍÎÏİ",
    "l": "łŁ",
    "n": "ñńňÑŃŇ",
    "o": "òóôõøőÒÓÔÕØŐ",
    "r": "řŘ",
    "s": "śšşșŚŠŞȘ",
    "ss": "ẞ",
    "t": "ţțŢȚ",
    "u": "ùúûůűÙÚÛŮŰ",
    "y": "ýÝ",
    "z": "źżžŹŻŽ",
}
# What normalising leaves: letters without an accent of their own, and quotation marks.
_LEFT = str.maketrans({"ı": "i", "đ": "d", "ł": "l", "ø": "o", "„": "", "“": "", '"': ""})


@lru_cache(4096)  # filters fold the same choices for every page
def fold(text: str) -> str:
    """Fold for sorting and comparing: lower case, umlauts and accents to base letters, ß to ss."""
    lowered = text.replace("ß", "ss").replace("ẞ", "ss").casefold()
    letters = unicodedata.normalize("NFKD", lowered).translate(_LEFT)
    if not letters.isascii():
        letters = "".join(char for char in letters if not unicodedata.combining(char))
    return " ".join(letters.split())


def fold_expression(field: str) -> Expression:
    """The same as `fold` for German text as a database expression (SQLite lowers ASCII only)."""
    expression: Expression = Lower(field, output_field=CharField())
    for old, new in _PAIRS:
        expression = Replace(expression, Value(old), Value(new))
    for letter, variants in _LETTERS.items():
        for variant in variants:
            expression = Replace(expression, Value(variant), Value(letter))
    return expression

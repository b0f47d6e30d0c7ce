"""Kölner Phonetik: German names that sound alike have the same code.

Source: Hans Joachim Postel, Die Kölner Phonetik. Ein Verfahren zur Identifizierung von
Personennamen auf der Grundlage der Gestaltanalyse, IBM-Nachrichten 19 (1969), pp. 925-931.
"""

from functools import lru_cache

_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "s", "é": "e", "è": "e"})
_CODES = {
    **dict.fromkeys("aeijouy", "0"),
    "b": "1",
    "p": "1",
    **dict.fromkeys("dt", "2"),
    **dict.fromkeys("fvw", "3"),
    **dict.fromkeys("gkq", "4"),
    "x": "48",
    "l": "5",
    **dict.fromkeys("mn", "6"),
    "r": "7",
    **dict.fromkeys("sz", "8"),
    "h": "",
}
_HARD_AT_START = frozenset("ahkloqrux")
_HARD = frozenset("ahkoqux")


@lru_cache(maxsize=100_000)
def cologne(word: str) -> str:
    """The code of one word: digits, "" for a word without Latin letters.

    Each letter becomes a digit by its neighbours, equal digits in a row become one, zeros other
    than a leading one go.
    """
    letters = [
        char for char in word.casefold().translate(_UMLAUTS) if char in _CODES or char == "c"
    ]
    digits = ""
    for place, letter in enumerate(letters):
        before = letters[place - 1] if place else ""
        after = letters[place + 1] if place + 1 < len(letters) else ""
        digits += _code(letter, before, after)
    once = "".join(
        digit for place, digit in enumerate(digits) if place == 0 or digits[place - 1] != digit
    )
    return once[:1] + once[1:].replace("0", "")


def _code(letter: str, before: str, after: str) -> str:
    if letter == "c":
        return _code_of_c(before, after)
    if letter == "p" and after == "h":
        return "3"
    if letter in "dt" and after in {"c", "s", "z"}:
        return "8"
    if letter == "x" and before in {"c", "k", "q"}:
        return "8"
    return _CODES[letter]


def _code_of_c(before: str, after: str) -> str:
    if not before:
        return "4" if after in _HARD_AT_START else "8"
    return "4" if after in _HARD and before not in {"s", "z"} else "8"

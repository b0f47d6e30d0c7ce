"""Marks of exported records, by which an import finds the same record again.

A mark holds the record's number and a seal made with this installation's secret: a mark from
another installation, or one typed at random, is recognised as foreign instead of naming somebody.
"""

import re
from typing import Literal

from django.utils.crypto import constant_time_compare, salted_hmac

Kind = Literal["person", "institution"]
_LETTERS: dict[Kind, str] = {"person": "P", "institution": "E"}
_SALT = "bildungsnetz.directory.keys"
_SEAL = 8
_MARK = re.compile(r"\s*([PE])(\d{1,18})-([0-9a-f]{8})\s*", re.IGNORECASE)


def mark(kind: Kind, key: int) -> str:
    """The mark of a record, such as "P17-3f9a2c1b": stable as long as the secret is."""
    return f"{_LETTERS[kind]}{key}-{_seal(kind, key)}"


def is_mark(text: str) -> bool:
    """Tell whether a text looks like a mark, be it one of ours or not."""
    return _MARK.fullmatch(text) is not None


def key_of(kind: Kind, text: str) -> int | None:
    """The record a mark stands for; None if the text is no mark of such a record made here."""
    found = _MARK.fullmatch(text)
    if found is None or found[1].upper() != _LETTERS[kind]:
        return None
    key = int(found[2])
    return key if constant_time_compare(_seal(kind, key), found[3].lower()) else None


def _seal(kind: Kind, key: int) -> str:
    return salted_hmac(_SALT, f"{kind}:{key}", algorithm="sha256").hexdigest()[:_SEAL]

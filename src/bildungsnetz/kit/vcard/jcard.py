"""jCard (RFC 7095): the same contact as JSON, turned into the same properties."""

import json
from collections.abc import Iterator

from bildungsnetz.kit.vcard.properties import Property

_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;"})
_LOWEST = 4
_SEVERAL = {"categories"}


class NoJCard(Exception):
    """The text is no JSON, or JSON of something else."""


def read(data: bytes) -> list[list[Property]]:
    """The properties of one card, or of each card of a list of cards. Raises NoJCard."""
    try:
        content = json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise NoJCard from None
    cards = [content] if _is_card(content) else content
    if not isinstance(cards, list) or not cards or not all(map(_is_card, cards)):
        raise NoJCard
    return [list(_properties(card[1])) for card in cards]


def _is_card(content: object) -> bool:
    return (
        isinstance(content, list)
        and len(content) >= 2
        and content[0] == "vcard"
        and isinstance(content[1], list)
    )


def _properties(rows: list[object]) -> Iterator[Property]:
    for row in rows:
        if not isinstance(row, list) or len(row) < _LOWEST:
            continue
        name, parameters, _kind, value, *more = row
        if isinstance(name, str) and isinstance(parameters, dict):
            types = [one.lower() for one in _texts(parameters.get("type", []))]
            pref = "".join(_texts(parameters.get("pref", "")))
            yield Property(
                name=name.upper(),
                value=",".join(map(_value, [value, *(more if name.lower() in _SEVERAL else [])])),
                types=tuple(dict.fromkeys(filter(None, types))),
                pref=int(pref) if pref.isascii() and pref.isdigit() and len(pref) <= 3 else 100,
            )


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [str(value)] if isinstance(value, str | int | float) else []


def _value(value: object) -> str:
    """The value as a vCard writes it: parts between semicolons, names in a part between commas."""
    if not isinstance(value, list):
        return ",".join(text.translate(_ESCAPES) for text in _texts(value))
    return ";".join(",".join(text.translate(_ESCAPES) for text in _texts(part)) for part in value)

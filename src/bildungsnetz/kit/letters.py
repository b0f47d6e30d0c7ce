"""The text of a letter: an allow-list of placeholders, filled in one pass, and who is greeted.

Values never become placeholders themselves: their braces and line breaks are taken away first
(reliability bar D5).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

_BRACED = re.compile(r"\{[^{}]*\}|[{}]")
_TOKEN = re.compile(r"\{([a-z]+)\}")
_BRACES = str.maketrans("{}", "()")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter greets; `form` is "mrs", "mr" or "open"."""

    form: str
    title: str
    given_name: str
    family_name: str


def foreign_tokens(text: str, allowed: Collection[str]) -> list[str]:
    """Braces and what they hold, unless it is an allowed placeholder; each once, in order."""
    known = {f"{{{token}}}" for token in allowed}
    return list(dict.fromkeys(part for part in _BRACED.findall(text) if part not in known))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced; those without a value stay (post fills {link})."""
    clean = {token: " ".join(value.translate(_BRACES).split()) for token, value in values.items()}
    return _TOKEN.sub(lambda found: clean.get(found[1], found[0]), text)


def salutation(addressee: Addressee | None) -> str:
    """The greeting line, in German always: the letters are German."""
    if addressee is None:
        return gettext("Sehr geehrte Damen und Herren,")
    if addressee.form == "open":
        return gettext("Guten Tag %(name)s,") % {
            "name": _joined(addressee.title, addressee.given_name, addressee.family_name)
        }
    name = _joined(addressee.title, addressee.family_name)
    if addressee.form == "mrs":
        return gettext("Sehr geehrte Frau %(name)s,") % {"name": name}
    return gettext("Sehr geehrter Herr %(name)s,") % {"name": name}


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)

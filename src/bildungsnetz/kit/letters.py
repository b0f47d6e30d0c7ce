"""The text of a letter: an allow-list of placeholders, filled in one pass, and who is greeted.

Values never become placeholders themselves: their braces and line breaks are taken away first
(reliability bar D5).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
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


def german() -> translation.override:
    """Texts are German within: what the office sends is, whatever language its clerk reads."""
    return translation.override(settings.LANGUAGE_CODE)


def rendered(template: str, context: Mapping[str, Any]) -> str:
    """The text of a letter from its template, in German."""
    with german():
        return render_to_string(template, dict(context))


def subject_line(template: str, context: Mapping[str, Any]) -> str:
    """A subject from its template, in German and in one line."""
    return " ".join(rendered(template, context).split())


def salutation(addressee: Addressee | None) -> str:
    """The greeting line, in German."""
    with german():
        return _salutation(addressee)


def _salutation(addressee: Addressee | None) -> str:
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

"""From what stands in a cell to what the register keeps, value by value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.dates import is_near
from bildungsnetz.kit.tables import Remark

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_EMPTY = frozenset(
    {"", "null", "-", "--", "–", "—", "k.a.", "k.a", "ka.", "n/a", "#n/a", "#nv", "n.n.", "?"}
    | {"keineangabe", "entfällt", "nichtvorhanden", "unbekannt"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_FRACTION = re.compile(r"(\d+)[.,]00?")
_POSTCODE = re.compile(r"(?:DE?\s?-?\s?)?(\d{5}(?!\d|\w\b|[.,]\d)|\d{4}(?!\w|[.,]\d))")
_ADDRESS_LINE = re.compile(r"(?P<street>.*\S)[\s,;]+(?P<place>(?:DE?\s?-?\s?)?\d{5}\s+[^\W\d].*)")
_DAY_NUMBER = re.compile(r"[1-7]\d{4}")
_DAYS_BEGIN = date(1899, 12, 30)
_METRES = re.compile(r"(?:32(?=\d{6}(?:[.,]\d+)?$))?(\d{6,7})(?:[.,]\d+)?")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
_PART_OF_WORD = re.compile(r"(?P<end>\S*\w)-$")
_JOINS_NOTHING = frozenset({"und", "oder", "bzw", "sowie", "u", "o"})
_LEGAL = {"1": "Öffentlich", "2": "Privat", "oeffentlich": "Öffentlich", "privat": "Privat"}
_is_email = EmailValidator()
_is_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Cleaned:
    """A value fit to be kept. `doubt` is shown to the clerk; `unusable` values are left out."""

    value: str = ""
    doubt: Remark | None = None
    refusal: Remark | None = None
    unusable: bool = False


def key(text: str) -> str:
    """Letters and digits only, small, umlauts written out: for comparing names and headers."""
    small = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", small)
    return "".join(char for char in plain if char.isalnum())


def clean_text(text: str) -> str:
    """One line without hidden characters and doubled blanks; "null", "-", "k. A." are empty."""
    if not (text.isascii() and text.isprintable()):  # most are; looking at each sign takes long
        composed = unicodedata.normalize("NFC", text)
        spaced = "".join(" " if char.isspace() else char for char in composed)
        text = "".join(char for char in spaced if unicodedata.category(char) not in _HIDDEN)
    line = " ".join(text.split())
    return "" if line.casefold().replace(" ", "") in _EMPTY else line


def join_name(parts: Sequence[str]) -> str:
    """One name from the pieces of about 40 characters a register splits it into.

    A piece that ends in a hyphen directly after a letter goes on without a blank: before a small
    letter the hyphen parts a word and goes ("Förder-" + "schule"), before a capital it belongs to
    the name and stays ("Kardinal-" + "Schule"); "Grund-" + "und Hauptschule" keeps its blank.
    Words parted without a hyphen cannot be told from two words and keep the blank.
    """
    name = ""
    for part in filter(None, parts):
        name = _joined(name, part)
    return name


def _joined(left: str, right: str) -> str:
    last = left.rsplit(" ", maxsplit=1)[-1]
    parted = _PART_OF_WORD.fullmatch(last) is not None and not last.startswith("-")
    word = re.match(r"\w*", right)
    first = word.group() if word else ""
    if not parted or not first or first[0].isdecimal() or first.casefold() in _JOINS_NOTHING:
        return f"{left} {right}".strip()
    return f"{left[:-1]}{right}" if first[0].islower() else f"{left}{right}"


def _name(parts: Sequence[str]) -> Cleaned:
    return Cleaned(join_name(parts))


def _plain(parts: Sequence[str]) -> Cleaned:
    return Cleaned(" ".join(filter(None, parts)))


def _whole(text: str) -> str:
    """A number that a spreadsheet wrote as a fraction: "58095.0" and "58095,0" are 58095."""
    found = _FRACTION.fullmatch(text)
    return found.group(1) if found else text


def _number(parts: Sequence[str]) -> Cleaned:
    """A number or key as it stands; one a spreadsheet made unreadable ("1,95E+05") is no number."""
    text = _whole(" ".join(filter(None, parts)))
    if _SCIENTIFIC.fullmatch(text):
        return _left_out(_("Die Nummer „%(text)s“ ist nicht lesbar."), text)
    return Cleaned(text)


def address_line(text: str) -> tuple[str, str] | None:
    """Street and place of "Weg 1, 58095 Hagen"; None where a text is not both."""
    found = _ADDRESS_LINE.fullmatch(text)
    return (found["street"].rstrip(",; "), found["place"]) if found else None


def _street(parts: Sequence[str]) -> Cleaned:
    text = " ".join(filter(None, parts))
    both = address_line(text)
    return Cleaned(both[0] if both else text)


def _place(parts: Sequence[str]) -> str:
    text = _whole(" ".join(filter(None, parts)))
    both = address_line(text)
    return both[1] if both else text


def _postcode(parts: Sequence[str]) -> Cleaned:
    """Five digits, also out of "D-58095" and "58095 Hagen"; four had a zero a spreadsheet took.

    A digit or a single letter too many ("5809X"), or a fraction, is a slip nobody can mend by
    guessing.
    """
    text = _place(parts)
    found = _POSTCODE.match(text)
    if not text:
        return Cleaned()
    if not found or found.group(1).startswith("00"):
        return Cleaned(
            refusal=Remark(
                _("Die Postleitzahl „%(text)s“ ist nicht lesbar; erwartet werden fünf Ziffern."),
                text=text,
            )
        )
    digits = found.group(1)
    if len(digits) == 5:
        return Cleaned(digits)
    doubt = Remark(_("Die Postleitzahl %(text)s wurde um eine führende Null ergänzt."), text=text)
    return Cleaned(f"0{digits}", doubt)


def _city(parts: Sequence[str]) -> Cleaned:
    return Cleaned(re.sub(r"^(?:DE?\s?-?\s?)?\d{4,5}\s+", "", _place(parts)))


def _ags(parts: Sequence[str]) -> Cleaned:
    """Eight digits, or five for a district; seven or four had a zero a spreadsheet took away."""
    text = _whole("".join(parts).replace(" ", ""))
    if re.fullmatch(r"\d{5}|\d{8}|", text):
        return Cleaned(text)
    if re.fullmatch(r"\d{4}|\d{7}", text):
        doubt = Remark(_("Der Gemeindeschlüssel %(text)s wurde um eine Null ergänzt."), text=text)
        return Cleaned(f"0{text}", doubt)
    return _left_out(_("Der Gemeindeschlüssel „%(text)s“ ist nicht lesbar."), text)


def _left_out(sentence: StrPromise, text: str) -> Cleaned:
    """The value is not taken over; the field stays as it is in the register."""
    return Cleaned(doubt=Remark(sentence, text=text), unusable=True)


def _phone(parts: Sequence[str]) -> Cleaned:
    """Area code and number with a blank between: "02331 207-1". Area codes begin with a zero."""
    parts = [_whole(part) for part in parts]
    area = parts[0] if len(parts) > 1 else ""
    number = " ".join(filter(None, parts[-1:] if not area else parts[1:]))
    doubt = None
    if area.isdecimal() and not area.startswith("0"):
        doubt = Remark(_("Die Vorwahl %(text)s wurde um eine führende Null ergänzt."), text=area)
        area = f"0{area}"
    text = f"{area} {number}".strip() if number else ""
    if text and (not any(char.isdigit() for char in text) or _SCIENTIFIC.search(text)):
        return _left_out(_("Die Rufnummer „%(text)s“ ist nicht lesbar."), text)
    return Cleaned(text, doubt)


def _email(parts: Sequence[str]) -> Cleaned:
    """The first address in the cell, also out of "Name <a@b.de>" and "a@b.de; c@d.de"."""
    text = " ".join(filter(None, parts))
    found = _ADDRESS.findall(text.removeprefix("mailto:"))
    if not text:
        return Cleaned()
    try:
        _is_email(found[0] if found else text)
    except ValidationError:
        return _left_out(_("„%(text)s“ ist keine gültige E-Mail-Adresse."), text)
    if len(found) == 1:
        return Cleaned(found[0])
    return Cleaned(
        found[0],
        Remark(_("Von mehreren E-Mail-Adressen wurde die erste genommen: %(text)s."), text=text),
    )


def _website(parts: Sequence[str]) -> Cleaned:
    """An http or https address; "www.…" and "name.de" are completed with https."""
    text = " ".join(filter(None, parts))
    address = text if not text or re.match(r"https?://", text, re.I) else f"https://{text}"
    try:
        if address:
            _is_url(address)
    except ValidationError:
        return _left_out(_("„%(text)s“ ist keine Internetadresse."), text)
    return Cleaned(address)


def _legal_form(parts: Sequence[str]) -> Cleaned:
    """Public or private, by key (1, 2) or word; anything else as it is."""
    text = " ".join(filter(None, parts))
    return Cleaned(_LEGAL.get(key(text), text))


def _day(parts: Sequence[str]) -> Cleaned:
    """A day in ISO form, from dd.mm.yyyy or yyyy-mm-dd, or the number Excel keeps for a day."""
    text = _whole(" ".join(filter(None, parts)))
    if not text:
        return Cleaned()
    if _DAY_NUMBER.fullmatch(text):
        counted = (_DAYS_BEGIN + timedelta(days=int(text))).isoformat()
        sentence = _("Die Zahl %(text)s wurde als Datum gelesen: %(day)s.")
        return Cleaned(counted, Remark(sentence, text=text, day=counted))
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    iso = re.match(r"(\d{4})-(\d{2})-(\d{2})", text)
    numbers = german.groups()[::-1] if german else iso.groups() if iso else ()
    try:
        year, month, day = map(int, numbers)
        meant = date(year, month, day)
    except ValueError:
        return _left_out(_("„%(text)s“ ist kein Datum der Form TT.MM.JJJJ."), text)
    if not is_near(meant):
        return _left_out(_("Das Datum „%(text)s“ liegt zu weit entfernt."), text)
    return Cleaned(meant.isoformat())


def _metres(parts: Sequence[str]) -> Cleaned:
    """Whole metres of a coordinate; a zone before the easting ("32378180") is taken off."""
    text = "".join(parts).replace(" ", "")
    found = _METRES.fullmatch(text)
    if not text or found:
        return Cleaned(found.group(1) if found else "")
    return _left_out(_("Die Koordinate „%(text)s“ ist nicht lesbar."), text)


_CLEANERS: dict[str, Callable[[Sequence[str]], Cleaned]] = {
    "name": _name,
    "number": _number,
    "street": _street,
    "postcode": _postcode,
    "city": _city,
    "ags": _ags,
    "phone": _phone,
    "fax": _phone,
    "email": _email,
    "website": _website,
    "legal_form": _legal_form,
    "opened_on": _day,
    "easting": _metres,
    "northing": _metres,
}


def clean(field: str, cells: Sequence[str], longest: int) -> Cleaned:
    """The value of `field` from its cells; too long for the register is unusable."""
    cleaned = _CLEANERS.get(field, _plain)([clean_text(cell) for cell in cells])
    if len(cleaned.value) > longest:
        return _left_out(_("Der Text ist zu lang: „%(text)s“."), f"{cleaned.value[:60]} …")
    return cleaned

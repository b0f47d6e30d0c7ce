"""`read_cards`: what a file is, and one contact after the other."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.tables import Remark
from bildungsnetz.kit.vcard import jcard
from bildungsnetz.kit.vcard.contact import Nameless, to_card
from bildungsnetz.kit.vcard.lines import RawCard, logical_lines, plain_bytes, split_cards
from bildungsnetz.kit.vcard.model import Card, Problem
from bildungsnetz.kit.vcard.properties import Property, UnreadableLine, read_property

LARGEST = 20_000_000
"""Bytes up to which a file is read."""

MOST_CARDS = 50_000
"""Contacts up to which a file is read."""

_VERSIONS = frozenset({"2.1", "3.0", "4.0"})
_ASSUMED = "3.0"

Reading = tuple[tuple[Card, ...], tuple[Problem, ...]]


def read_cards(data: bytes) -> Reading:
    """The contacts in a file of vCards (2.1, 3.0, 4.0, mixed) or a jCard, and what is wrong.

    Nothing raises: a card without any name is left out, an unreadable line is skipped, each with
    a sentence. Sources: RFC 6350 (4.0), RFC 2426 (3.0), vCard 2.1 (versit, 1996), RFC 7095 (jCard).
    """
    if len(data) > LARGEST:
        text = _("Die Datei ist größer als %(limit)s MB. Bitte teilen Sie sie auf.")
        return (), (_about_file(Remark(text, limit=LARGEST // 1_000_000)),)
    plain = plain_bytes(data)
    if plain.lstrip()[:1] == b"[":
        return _read_json(plain)
    return _read_text(plain)


def _about_file(reason: Remark) -> Problem:
    return Problem(0, reason, left_out=True)


def _read_text(data: bytes) -> Reading:
    found = split_cards(data)
    problems: list[Problem] = []
    if not found.cards:
        problems.append(_about_file(Remark(_("Die Datei enthält keine Kontakte (vCard)."))))
    elif found.strays:
        text = _("Außerhalb der Kontakte steht Text; er wurde nicht gelesen.")
        problems.append(Problem(0, Remark(text)))
    cards: list[Card] = []
    for number, raw in enumerate(found.cards[:MOST_CARDS], start=1):
        properties, remarks = _properties(raw)
        problems += [Problem(number, remark) for remark in remarks]
        _keep(number, properties, cards, problems)
    return tuple(cards), (*problems, *_too_many(len(found.cards)))


def _read_json(data: bytes) -> Reading:
    try:
        found = jcard.read(data)
    except jcard.NoJCard:
        reason = Remark(_("Die Datei sieht wie ein jCard aus, ist aber nicht lesbar."))
        return (), (_about_file(reason),)
    cards: list[Card] = []
    problems: list[Problem] = []
    for number, properties in enumerate(found[:MOST_CARDS], start=1):
        _keep(number, properties, cards, problems)
    return tuple(cards), (*problems, *_too_many(len(found)))


def _too_many(count: int) -> Sequence[Problem]:
    if count <= MOST_CARDS:
        return ()
    text = _("Die Datei enthält mehr als %(limit)s Kontakte; die weiteren wurden nicht gelesen.")
    return (_about_file(Remark(text, limit=MOST_CARDS)),)


def _keep(
    number: int, properties: Iterable[Property], cards: list[Card], problems: list[Problem]
) -> None:
    try:
        cards.append(to_card(properties))
    except Nameless:
        reason = Remark(_("Der Kontakt hat weder Namen noch Einrichtung noch E-Mail-Adresse."))
        problems.append(Problem(number, reason, left_out=True))


def _properties(raw: RawCard) -> tuple[list[Property], list[Remark]]:
    """The properties of a card, and what is wrong with the card without making it useless."""
    remarks = _about_version(raw.version)
    if not raw.closed:
        remarks.append(Remark(_("Der Kontakt hat kein Ende (END:VCARD); womöglich fehlt etwas.")))
    version = raw.version if raw.version in _VERSIONS else _ASSUMED
    properties: list[Property] = []
    unreadable = 0
    for line in logical_lines(raw):
        try:
            properties.append(read_property(line, version))
        except UnreadableLine:
            unreadable += 1
    if unreadable:
        text = _("Unlesbare Zeilen, die ausgelassen wurden: %(count)s.")
        remarks.append(Remark(text, count=unreadable))
    return properties, remarks


def _about_version(version: str) -> list[Remark]:
    if version in _VERSIONS:
        return []
    if not version:
        text = _("Die Fassung (VERSION) fehlt; gelesen wie Fassung %(assumed)s.")
        return [Remark(text, assumed=_ASSUMED)]
    text = _("Die Fassung „%(version)s“ gibt es nicht; gelesen wie Fassung %(assumed)s.")
    return [Remark(text, version=version[:20], assumed=_ASSUMED)]

"""`write_cards`: vCard 4.0 as RFC 6350 wants it."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bildungsnetz.kit.vcard.model import KINDS, Card
from bildungsnetz.kit.vcard.properties import clean

_LONGEST = 75
_TYPE = re.compile(r"[a-z0-9-]+")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-\[\]-~]+")
_MOMENT = re.compile(r"[0-9TZ:.+-]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def write_cards(cards: Iterable[Card]) -> bytes:
    """The contacts as vCard 4.0: UTF-8, CRLF, lines of at most 75 octets (RFC 6350, 3.2).

    What `read_cards` reads from it equals `cards`, apart from blanks at the ends of texts, empty
    phones and addresses, a `rev` that is no moment, a `kind` that is none, and characters that
    cannot be written (controls, halves of surrogate pairs).
    """
    lines = (line for card in cards for line in _lines(card))
    return b"".join(_folded(line.encode()) for line in lines)


def _lines(card: Card) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    if card.kind in KINDS:
        yield f"KIND:{card.kind}"
    yield f"FN:{_escape(card.full_name)}"
    names = (card.family_name, card.given_name, card.additional, card.prefix, card.suffix)
    if any(names):
        yield f"N:{_structured(names)}"
    if card.organisation:
        yield f"ORG:{_structured(card.organisation)}"
    yield from _single("TITLE", card.title)
    yield from _single("ROLE", card.role)
    for email in card.emails:
        yield from _single("EMAIL", email)
    for phone in card.phones:
        yield from _single(f"TEL{_types(phone.types)}", phone.number)
    for address in card.addresses:
        yield f"ADR{_types(address.types)}:{_structured(address.parts)}"
    yield from _address_of("URL", card.url)
    if words := [one for one in card.categories if one.strip()]:
        yield f"CATEGORIES:{','.join(map(_escape, words))}"
    yield from _single("NOTE", card.note)
    yield from _address_of("UID", card.uid)
    if _MOMENT.fullmatch(card.rev):
        yield f"REV:{card.rev}"
    yield "END:VCARD"


def _single(name: str, value: str) -> Iterator[str]:
    if value:
        yield f"{name}:{_escape(value)}"


def _address_of(name: str, value: str) -> Iterator[str]:
    """Addresses know no escapes (RFC 3986); what is none is declared to be text."""
    if _URI.fullmatch(value):
        yield f"{name}:{value}"
    else:
        yield from _single(f"{name};VALUE=text", value)


def _structured(parts: Sequence[str]) -> str:
    return ";".join(map(_escape, parts))


def _types(types: Sequence[str]) -> str:
    """Only what the standard allows as a type; several stand in quotes."""
    fit = [kind for kind in (one.lower() for one in types) if _TYPE.fullmatch(kind)]
    if not fit:
        return ""
    return f";TYPE={fit[0]}" if len(fit) == 1 else f';TYPE="{",".join(fit)}"'


def _escape(text: str) -> str:
    plain = clean(_SURROGATE.sub("\ufffd", text)).replace("\\", "\\\\")
    return plain.replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def _folded(line: bytes) -> bytes:
    """The line with its breaks: 75 octets at most, none of them within a character."""
    pieces: list[bytes] = []
    start, room = 0, _LONGEST
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:  # within a character of UTF-8
            end -= 1
        pieces.append(line[start:end])
        start, room = end, _LONGEST - 1
    pieces.append(line[start:])
    return b"\r\n ".join(pieces) + b"\r\n"

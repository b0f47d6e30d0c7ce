"""From properties to a contact."""

import re
from collections.abc import Iterable, Mapping, Sequence

from bildungsnetz.kit.vcard.model import KINDS, Address, Card, Phone
from bildungsnetz.kit.vcard.properties import Property

Found = Mapping[str, list[Property]]


class Nameless(Exception):
    """There is nothing by which the contact could be called."""


def to_card(properties: Iterable[Property]) -> Card:
    """The contact. Where FN is missing it is composed of what there is. Raises Nameless."""
    found: dict[str, list[Property]] = {}
    for one in properties:
        found.setdefault(one.name, []).append(one)
    family, given, additional, prefix, suffix = _names(found)
    organisation = _organisation(found)
    emails = _emails(found)
    composed = " ".join(filter(None, (prefix, given, additional, family, suffix)))
    full_name = _first(found, "FN") or composed or " ".join(organisation[:1]) or "".join(emails[:1])
    if not full_name:
        raise Nameless
    return Card(
        full_name=full_name,
        family_name=family,
        given_name=given,
        additional=additional,
        prefix=prefix,
        suffix=suffix,
        organisation=organisation,
        title=_first(found, "TITLE"),
        role=_first(found, "ROLE"),
        emails=emails,
        phones=_phones(found),
        addresses=_addresses(found),
        url=_first(found, "URL"),
        note="\n\n".join(filter(None, (one.text for one in found.get("NOTE", [])))),
        uid=_first(found, "UID"),
        rev=_first(found, "REV"),
        kind=_kind(found),
        categories=_categories(found),
    )


def _preferred(found: Found, name: str) -> list[Property]:
    return sorted(found.get(name, []), key=lambda one: one.pref)


def _first(found: Found, name: str) -> str:
    return next(filter(None, (one.text for one in _preferred(found, name))), "")


def _kind(found: Found) -> str:
    """The kind if it is one of the standard; Apple's books mark organisations in their own way."""
    if _first(found, "X-ABSHOWAS").lower() == "company":
        return "org"
    kind = _first(found, "KIND").lower()
    return kind if kind in KINDS else ""


def _categories(found: Found) -> tuple[str, ...]:
    named = (word for one in found.get("CATEGORIES", []) for word in one.words)
    return tuple(dict.fromkeys(filter(None, named)))


def _names(found: Found) -> list[str]:
    return _exactly(5, _preferred(found, "N")[0].name_parts if "N" in found else [])


def _organisation(found: Found) -> tuple[str, ...]:
    for one in _preferred(found, "ORG"):
        if units := tuple(filter(None, one.parts)):
            return units
    return ()


def _emails(found: Found) -> tuple[str, ...]:
    texts = (one.text for one in _preferred(found, "EMAIL"))
    addresses = (re.sub(r"(?i)^mailto:", "", text) for text in texts)
    return tuple(dict.fromkeys(filter(None, addresses)))


def _phones(found: Found) -> tuple[Phone, ...]:
    phones = [Phone(_number(one.text), one.types) for one in _preferred(found, "TEL")]
    return tuple(dict.fromkeys(phone for phone in phones if phone.number))


def _number(text: str) -> str:
    """The number of a `tel:` address (RFC 3966); its extension stands behind a hyphen."""
    if not text.lower().startswith("tel:"):
        return text
    number, *parameters = text[4:].split(";")
    extension = next((one[4:] for one in parameters if one.lower().startswith("ext=")), "")
    return f"{number}-{extension}" if extension else number


def _addresses(found: Found) -> tuple[Address, ...]:
    addresses = [
        address for one in _preferred(found, "ADR") if any((address := _address(one)).parts)
    ]
    return tuple(dict.fromkeys(addresses))


def _address(one: Property) -> Address:
    po_box, extended, street, city, region, postcode, country = _exactly(7, one.parts)
    return Address(po_box, extended, street, city, region, postcode, country, one.types)


def _exactly(count: int, parts: Sequence[str]) -> list[str]:
    return [*parts[:count], *[""] * (count - len(parts))]

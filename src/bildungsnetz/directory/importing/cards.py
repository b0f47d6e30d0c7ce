"""Cards of organisations as a table, and what an exported card says beyond what cards know."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.importing.cleaning import key
from bildungsnetz.directory.importing.fields import EXPORT_HEADERS
from bildungsnetz.kit.tables import Remark, Table
from bildungsnetz.kit.vcard import Address, Card, Phone, to_table

NOTED = ("kind", "number", "district", "ags", "legal_form", "opened_on", "closed_on")
"""What cards have no property for that address books keep: it stands in the note, line by line."""

_BY_LABEL = {EXPORT_HEADERS[name]: name for name in NOTED}
_SHOWN = 80


def cards_table(content: bytes, file_name: str) -> Table:
    """The cards of organisations as rows under the headers of an exported list; row 1 is the first.

    Cards of persons and others are refused rows. Raises NoCards, also for a file that would be
    read in part only.
    """
    return to_table(content, file_name, tuple(EXPORT_HEADERS.values()), _cells)


def note_of(facts: Mapping[str, str]) -> str:
    """The note of an exported card: a line "Schulnummer: 191000" for each of NOTED there is."""
    return "\n".join(f"{EXPORT_HEADERS[name]}: {facts[name]}" for name in NOTED if facts[name])


def _noted(note: str) -> dict[str, str]:
    """What `note_of` wrote, whatever somebody else wrote around it; the first line counts."""
    found: dict[str, str] = {}
    for line in note.splitlines():
        label, _colon, text = line.partition(":")
        if name := _BY_LABEL.get(label.strip()):
            found.setdefault(name, text.strip())
    return found


def _cells(card: Card) -> tuple[str, ...] | Remark:
    if not _is_organisation(card):
        return _refusal(card)
    noted = _noted(card.note)
    address = _at_work(card.addresses)
    facts = {
        **noted,
        "name": card.full_name,
        "kind": noted.get("kind") or next(iter(card.categories), ""),
        "street": " ".join(filter(None, (address.street, address.extended))),
        "postcode": address.postcode,
        "city": address.city,
        "phone": _number(card.phones, is_fax=False),
        "fax": _number(card.phones, is_fax=True),
        "email": next(iter(card.emails), ""),
        "website": card.url,
    }
    return tuple(facts.get(name, "") for name in EXPORT_HEADERS)


def _is_organisation(card: Card) -> bool:
    """A card says so itself; else it has an organisation and no person's name.

    Books that need a name put the organisation's there.
    """
    if card.kind:
        return card.kind == "org"
    names = {key(card.family_name), key(card.given_name)} - {""}
    return bool(card.organisation) and names <= {key(card.organisation[0])}


def _refusal(card: Card) -> Remark:
    if card.kind in {"group", "location"}:
        text = _("„%(name)s“ ist keine Karte einer Einrichtung.")
    else:
        text = _(
            "„%(name)s“ ist die Karte einer Person, keiner Einrichtung. Personen lesen Sie unter "
            "„Personen einlesen“ ein."
        )
    return Remark(text, name=card.full_name[:_SHOWN])


def _at_work(addresses: tuple[Address, ...]) -> Address:
    return next((one for one in addresses if "work" in one.types), next(iter(addresses), Address()))


def _number(phones: tuple[Phone, ...], *, is_fax: bool) -> str:
    """The first number of the job, else the first there is."""
    fit = [one for one in phones if ("fax" in one.types) == is_fax and "pager" not in one.types]
    at_work = [one for one in fit if "work" in one.types]
    return next((one.number for one in (*at_work, *fit)), "")

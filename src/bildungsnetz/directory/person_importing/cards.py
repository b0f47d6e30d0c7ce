"""Cards of address books as a table, so that one way leads from every file to persons."""

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.person_importing.fields import BY_KEY
from bildungsnetz.directory.person_importing.names import salutation, split_name
from bildungsnetz.kit.tables import Remark, Table
from bildungsnetz.kit.vcard import Card, to_table

_COLUMNS = (
    "mark", "salutation", "title", "given_name", "family_name", "email", "phone", "institution",
    "city", "function",
)  # fmt: skip
_HEADERS = tuple(BY_KEY[name].names[0] for name in _COLUMNS)


def cards_table(content: bytes, file_name: str) -> Table:
    """The cards as rows under the headers an exported list has; row 1 is the first card.

    Cards of institutions and cards without a name are refused rows. Raises NoCards, also for a
    file that would be read in part only.
    """
    return to_table(content, file_name, _HEADERS, _asked)


def _asked(card: Card) -> tuple[str, ...] | Remark:
    if card.kind in {"group", "location"}:
        text = _("„%(name)s“ ist keine Karte einer Person.")
        return Remark(text, name=card.full_name[:80])
    if card.kind == "org":
        text = _(
            "„%(name)s“ ist die Karte einer Einrichtung, keiner Person. Einrichtungen lesen Sie "
            "unter „Register einlesen“ ein."
        )
        return Remark(text, name=card.full_name[:80])
    return _cells(card)


def _cells(card: Card) -> tuple[str, ...]:
    form, title = salutation(card.prefix)
    family = card.family_name
    given = " ".join(filter(None, (card.given_name, card.additional)))
    if not family:
        apart = split_name(card.full_name)
        family, given = apart.family, given or apart.given
        form, title = form or apart.salutation, title or apart.title
    city = next((one.city for one in card.addresses if "work" in one.types and one.city), "")
    said = {"mrs": "Frau", "mr": "Herr"}.get(form, "")
    organisation = card.organisation[0] if card.organisation else ""
    return (
        card.uid, said, title, given, family, next(iter(card.emails), ""), _phone(card),
        organisation, city, card.title or card.role,
    )  # fmt: skip


def _phone(card: Card) -> str:
    """The first number of the job, else the first one that is no fax."""
    spoken = [one for one in card.phones if not {"fax", "pager"} & set(one.types)]
    at_work = [one for one in spoken if "work" in one.types]
    return next((one.number for one in (*at_work, *spoken)), "")

"""Cards of address books as a table, so that one way leads from every file to persons."""

import re

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.person_importing.fields import BY_KEY
from bildungsnetz.directory.person_importing.names import salutation, split_name
from bildungsnetz.kit.tables import RefusedRow, Remark, Row, Table
from bildungsnetz.kit.vcard import Card, read_cards

_BEGIN = re.compile(rb"\s*BEGIN\s*:\s*VCARD", re.IGNORECASE)
_JCARD = re.compile(rb"\s*\[\s*(?:\[\s*)?\"vcard\"", re.IGNORECASE)
_NAMES = (".vcf", ".vcard", ".jcard")
_COLUMNS = (
    "mark", "salutation", "title", "given_name", "family_name", "email", "phone", "institution",
    "city", "function",
)  # fmt: skip
_HEADERS = tuple(BY_KEY[name].names[0] for name in _COLUMNS)


class NoCards(Exception):
    """The file holds no card that could be read; `str()` says what is wrong."""

    def __init__(self, remark: Remark) -> None:
        super().__init__()
        self.remark = remark

    def __str__(self) -> str:
        return str(self.remark)


def is_cards(content: bytes, file_name: str) -> bool:
    """Tell whether a file is an address book: by its beginning, else by its name."""
    start = content[:200].removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe")
    return bool(_BEGIN.match(start) or _JCARD.match(start)) or file_name.lower().endswith(_NAMES)


def cards_table(content: bytes, file_name: str) -> Table:
    """The cards as rows under the headers an exported list has; row 1 is the first card.

    Cards of institutions and cards without a name are refused rows. Raises NoCards, also for a
    file that would be read in part only.
    """
    cards, problems = read_cards(content)
    for problem in problems:
        if not cards or (problem.left_out and not problem.card):
            raise NoCards(problem.reason)
    left_out = {one.card: one.reason for one in problems if one.left_out and one.card}
    rows: list[Row] = []
    refused = [RefusedRow(number, (), reason) for number, reason in left_out.items()]
    number = 0
    for card in cards:
        number += 1
        while number in left_out:
            number += 1
        if card.kind in {"org", "group", "location"}:
            refused.append(RefusedRow(number, (card.full_name,), _no_person(card)))
        else:
            rows.append(Row(number, _cells(card)))
    notes = tuple(_numbered(one.card, one.reason) for one in problems if not one.left_out)
    return Table(
        name=file_name, headers=_HEADERS, rows=tuple(rows), refused=tuple(refused), notes=notes,
        header_row=0,
    )  # fmt: skip


def _no_person(card: Card) -> Remark:
    text = _("„%(name)s“ ist die Karte einer Einrichtung, keiner Person.")
    return Remark(text, name=card.full_name[:80])


def _numbered(number: int, reason: Remark) -> Remark:
    if not number:
        return reason
    return Remark(_("Karte %(number)s: %(reason)s"), number=number, reason=reason)


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

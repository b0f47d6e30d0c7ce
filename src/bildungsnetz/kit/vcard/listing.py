"""Cards as a table, so that one way leads from every file into the register."""

import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.tables import RefusedRow, Remark, Row, Table
from bildungsnetz.kit.vcard.model import Card
from bildungsnetz.kit.vcard.reading import read_cards

_BEGIN = re.compile(rb"\s*BEGIN\s*:\s*VCARD", re.IGNORECASE)
_JCARD = re.compile(rb"\s*\[\s*(?:\[\s*)?\"vcard\"", re.IGNORECASE)
_NAMES = (".vcf", ".vcard", ".jcard")


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


def to_table(
    content: bytes,
    file_name: str,
    headers: Sequence[str],
    cells: Callable[[Card], Sequence[str] | Remark],
) -> Table:
    """The cards as rows under the headers; row 1 is the first card.

    `cells` says what stands under the headers, or why a card is none of those asked for. Raises
    NoCards, also for a file that would be read in part only.
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
        found = cells(card)
        if isinstance(found, Remark):
            refused.append(RefusedRow(number, (card.full_name,), found))
        else:
            rows.append(Row(number, tuple(found)))
    notes = tuple(_numbered(one.card, one.reason) for one in problems if not one.left_out)
    return Table(
        name=file_name, headers=tuple(headers), rows=tuple(rows), refused=tuple(refused),
        notes=notes, header_row=0,
    )  # fmt: skip


def _numbered(number: int, reason: Remark) -> Remark:
    if not number:
        return reason
    return Remark(_("Karte %(number)s: %(reason)s"), number=number, reason=reason)

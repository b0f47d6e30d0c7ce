"""A list as a file: the same rows as CSV, as a workbook, and as cards for address books."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse

from bildungsnetz.kit.tables import write_csv, write_xlsx
from bildungsnetz.kit.vcard import Card, write_cards

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "vcf": "text/vcard; charset=utf-8",
}
"""The forms a list can take, and what a browser calls them."""


@dataclass(frozen=True)
class Listing:
    """What a list shows, in its order. Rows and cards are read only when they are written.

    `name` is the beginning of the file's name, `title` what the sheet is called. A list without
    people or institutions has no `cards`.
    """

    name: str
    title: str
    headers: Sequence[str]
    rows: Callable[[], Iterable[Sequence[str]]]
    cards: Callable[[], Iterable[Card]] | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms in which this list can be had."""
        return tuple(form for form in TYPES if form != "vcf" or self.cards is not None)

    def content(self, form: str) -> bytes:
        """The whole file in one of its `forms`. KeyError for any other.

        Made before anything is sent: an answer that breaks off would look like a shorter list.
        """
        if form not in self.forms:
            raise KeyError(form)
        if form == "csv":
            return write_csv(self.headers, self.rows())
        if form == "xlsx":
            return write_xlsx(self.headers, self.rows(), self.title)
        return write_cards(self.cards() if self.cards is not None else ())

    def answer(self, form: str, where: str, today: date) -> HttpResponse:
        """The file as a download, its name made of the list's, a region's and the day's.

        KeyError for a form the list cannot take.
        """
        answer = HttpResponse(self.content(form), content_type=TYPES[form])
        name = f"{self.name}-{where}-{today:%Y-%m-%d}.{form}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

"""Lists in pages, by the address's `seite`; a page that does not exist shows the nearest one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator

from bildungsnetz.accounts.gate import Request

if TYPE_CHECKING:
    from django.db.models import QuerySet

SIZE = 50


def page_of(rows: "QuerySet[Any] | Sequence[Any]", request: Request) -> "Page[Any]":
    """The page of the list that the address asks for, of 50 rows."""
    return Paginator(rows, SIZE).get_page(request.GET.get("seite"))


class _Counted(Paginator):  # type: ignore[type-arg]
    """A paginator whose rows tell how many there are, to spare the question."""

    def __init__(self, rows: "Sequence[Any]", total: int, number: int) -> None:
        super().__init__(range(total), SIZE)
        self._rows, self._number = rows, number

    def shown(self) -> "Page[Any]":
        """The page, with its rows."""
        page = self.get_page(self._number)
        page.object_list = self._rows
        return page


def counted_page(rows: "QuerySet[Any]", request: Request) -> "Page[Any]":
    """The page that the address asks for of rows that hold their number in `total`.

    One query; two where the page does not exist, then it is the first one.
    """
    asked = request.GET.get("seite", "1")
    number = int(asked) if asked.isdecimal() and 0 < int(asked) < 100_000 else 1
    found = list(rows[(number - 1) * SIZE : number * SIZE])
    if not found and number > 1:
        number, found = 1, list(rows[:SIZE])
    return _Counted(found, found[0].total if found else 0, number).shown()

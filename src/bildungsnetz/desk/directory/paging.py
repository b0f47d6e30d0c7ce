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

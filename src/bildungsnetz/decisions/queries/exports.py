"""Recommendations and orders as files."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.decisions.models import Order, Recommendation
from bildungsnetz.kit.listing import Listing


def recommendation_listing(found: QuerySet[Recommendation]) -> Listing:
    """The recommendations of the desk's list, in its order."""
    return Listing(
        name="empfehlungen",
        title=gettext("Empfehlungen"),
        headers=[
            gettext("Nummer"),
            gettext("Titel"),
            gettext("Konferenz"),
            gettext("Handlungsfelder"),
            gettext("Stand"),
            gettext("Ohne Antwort seit"),
        ],
        rows=lambda: map(_recommendation_cells, found),
    )


def _recommendation_cells(row: Any) -> list[str]:
    return [
        row.label,
        row.title,
        row.meeting.title,
        ", ".join(row.field_names.splitlines()),
        str(Recommendation.State(row.state).label),
        _day(row.waiting_since),
    ]


def order_listing(found: QuerySet[Order]) -> Listing:
    """The orders of the desk's list, in its order, with the latest report on each."""
    return Listing(
        name="auftraege",
        title=gettext("Aufträge"),
        headers=[
            gettext("Auftrag"),
            gettext("Wer"),
            gettext("Empfehlung"),
            gettext("Bis"),
            gettext("Erledigt am"),
            gettext("Stand in Prozent"),
            gettext("Bericht"),
        ],
        rows=lambda: map(_order_cells, found),
    )


def _order_cells(row: Any) -> list[str]:
    return [
        row.text,
        row.assignee.name,
        f"{row.recommendation.label} {row.recommendation.title}" if row.recommendation else "",
        _day(row.due_on),
        _day(row.done_on),
        "" if row.percent is None else str(row.percent),
        row.report or "",
    ]


def _day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return f"{value:%d.%m.%Y}" if value else ""

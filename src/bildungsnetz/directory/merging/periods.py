"""Two rows that say the same of overlapping times become one row of the whole time."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

_FIRST, _LAST = date(1, 1, 1), date(9999, 12, 31)


def overlapping() -> Q:
    """Rows whose half-open period shares a day with that of the outer row; open ends count."""
    begin = Coalesce(OuterRef("active_from"), Value(_FIRST))
    end = Coalesce(OuterRef("active_to"), Value(_LAST))
    return Q(Q(active_from__isnull=True) | Q(active_from__lt=end)) & Q(
        Q(active_to__isnull=True) | Q(active_to__gt=begin)
    )


def same_or_none(column: str) -> Q:
    """Rows with the same reference as the outer row, or like it with none."""
    return Q(Exact(Coalesce(column, Value(0)), Coalesce(OuterRef(column), Value(0))))


def whole_period(one: Any, other: Any) -> dict[str, Any]:
    """The earlier beginning and the later end; one that is not known is the furthest."""
    begins = [one.active_from, other.active_from]
    ends = [one.active_to, other.active_to]
    return {
        "active_from": None if None in begins else min(begins),
        "active_to": None if None in ends else max(ends),
    }

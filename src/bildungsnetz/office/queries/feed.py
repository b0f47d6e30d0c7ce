"""Dates as calendar feeds tell them: what, when, where, and how often they changed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast, Coalesce

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import Region


@dataclass(frozen=True, slots=True)
class FeedDate:
    """One public date; `changes` counts the writes after the first, `changed_at` dates the last."""

    meeting: Meeting
    changes: int
    changed_at: datetime

    @property
    def is_cancelled(self) -> bool:
        """Tell whether the date was called off; it stays in the feed, so that calendars learn."""
        return self.meeting.cancelled_at is not None


def feed_dates(region: Region, organ: Organ | None = None) -> list[FeedDate]:
    """All public dates of the network or of one organ, by date. One query."""
    rows = Meeting.objects.filter(region=region, is_public=True)
    if organ is not None:
        rows = rows.filter(organs=organ)
    entries = (
        AuditEntry.objects.filter(record_type="meeting", record_id=OuterRef("key"))
        .order_by()
        .values("record_id")
    )
    rows = (
        rows.annotate(key=Cast("pk", CharField()))
        .annotate(
            writes=Coalesce(
                Subquery(
                    entries.annotate(number=Count("pk")).values("number"),
                    output_field=IntegerField(),
                ),
                1,
            ),
            written_at=Coalesce(
                Subquery(
                    entries.annotate(last=Max("at")).values("last"), output_field=DateTimeField()
                ),
                "created_at",
            ),
        )
        .order_by("starts_at", "pk")
    )
    return [FeedDate(row, row.writes - 1, row.written_at) for row in rows]


def feed_organs(region: Region) -> QuerySet[Organ]:
    """The organs that have a feed of their own."""
    return Organ.objects.filter(region=region).order_by("order", "name")

"""What belongs to a signed-in person: own organs and their dates."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from bildungsnetz.accounts.models import User
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.organs.queries import Membership, memberships_of
from bildungsnetz.regions.models import Region
from bildungsnetz.regions.queries import carrying


def organs_of(user: User | None, region: Region, *, today: date) -> list[Membership]:
    """The organs in which the user holds a mandate today. One query."""
    return memberships_of(user, region, today) if user is not None else []


def organs_with_fields(user: User | None, region: Region, *, today: date) -> list[Membership]:
    """The same with the organs' fields of action. Two queries."""
    found = organs_of(user, region, today=today)
    prefetch_related_objects([one.organ for one in found], "fields")
    return found


def coming_dates(
    region: Region, organs: Collection[int], *, at: datetime, field: str = ""
) -> list[Meeting]:
    """The coming dates of these organs, public or not, by date. One query.

    `field` is the slug of the field of action they are to carry.
    """
    rows = Meeting.objects.filter(carrying(field), region=region, organs__in=organs, ends_at__gt=at)
    return list(rows.distinct().order_by("starts_at", "pk"))

"""What belongs to a signed-in person: own organs and their dates."""

from collections.abc import Collection
from datetime import date, datetime

from bildungsnetz.accounts.models import User
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.organs.queries import Membership, memberships_of
from bildungsnetz.regions.models import Region


def organs_of(user: User | None, region: Region, *, today: date) -> list[Membership]:
    """The organs in which the user holds a mandate today. One query."""
    return memberships_of(user, region, today) if user is not None else []


def coming_dates(region: Region, organs: Collection[int], *, at: datetime) -> list[Meeting]:
    """The coming dates of these organs, public or not, by date. One query."""
    rows = Meeting.objects.filter(region=region, organs__in=organs, ends_at__gt=at)
    return list(rows.distinct().order_by("starts_at", "pk"))

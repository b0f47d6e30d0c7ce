"""What the office must see to: vacant seats and functions, mandates that end soon."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from bildungsnetz.kit.composing import composed_once
from bildungsnetz.organs import rules
from bildungsnetz.organs.models import Mandate, Organ, Seat
from bildungsnetz.regions.models import Region

SOON_DAYS = 90
_PERSON = ("person__title", "person__given_name", "person__family_name")


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A seat that nobody holds today; `since` is the day the last holder ended, if any."""

    seat: Seat
    since: date | None

    @property
    def organ(self) -> Organ:
        """The organ whose seat it is."""
        return self.seat.organ


@dataclass(frozen=True, slots=True)
class Ending:
    """A mandate that ends on `on`, or whose planned term is over already (`is_over`)."""

    mandate: Mandate
    on: date
    days: int

    @property
    def is_over(self) -> bool:
        """Tell whether the planned end lies behind us while the mandate goes on."""
        return self.days < 0


def vacancies(region: Region, today: date) -> list[Vacancy]:
    """The vacant seats of the organs that exist today. One query."""
    return [
        Vacancy(seat, seat.since)
        for seat in _vacant(region.pk, today)
        if rules.holds(seat.active_from, seat.active_to, today)
    ]


@composed_once
def _vacant(region: int, today: date) -> QuerySet[Any]:
    holders = Mandate.objects.filter(seat=OuterRef("pk"), role=Mandate.Role.MEMBER)
    ongoing = Q(active_to__isnull=True) | Q(active_to__gt=today)
    ended = holders.filter(active_to__lte=today).order_by("-active_to").values("active_to")[:1]
    return (
        Seat.objects.filter(organ__region=region)
        .filter(Q(organ__closed_on__isnull=True) | Q(organ__closed_on__gt=today))
        .select_related("organ", "party")
        .filter(~Exists(holders.filter(ongoing, active_from__lte=today)))
        .annotate(since=Subquery(ended))
        .only("number", "active_from", "active_to", "organ__name", "party__name")
        .order_by("organ__order", "organ__name", "party__order", "number")
    )


def ending_within(region: Region, today: date, days: int = SOON_DAYS) -> list[Ending]:
    """The mandates held today whose term or entered end falls within `days` from today on.

    A planned term that is over already while its holder goes on is included, since somebody must
    renew or end it. The nearest first. One query.
    """
    rows = _ending_until(region.pk, today, today + timedelta(days=days))
    return sorted((_ending(mandate, today) for mandate in rows), key=lambda one: one.on)


@composed_once
def _ending_until(region: int, today: date, until: date) -> QuerySet[Mandate]:
    return (
        Mandate.objects.filter(organ__region=region, active_from__lte=today)
        .filter(Q(active_to__isnull=True) | Q(active_to__gt=today))
        .filter(Q(organ__closed_on__isnull=True) | Q(organ__closed_on__gt=today))
        .filter(Q(term_to__lte=until) | Q(active_to__lte=until))
        .select_related("organ", "person", "institution")
        .only("role", "term_to", "active_to", "organ__name", *_PERSON, "institution__name")
        .order_by(F("organ__order"), "pk")
    )


def _ending(mandate: Mandate, today: date) -> Ending:
    ends = [day for day in (mandate.term_to, mandate.active_to) if day is not None]
    on = min(ends)
    return Ending(mandate, on, (on - today).days)

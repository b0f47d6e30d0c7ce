"""The traffic light of entries (care.light) as a condition on the time of confirmation."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from bildungsnetz.directory.care import GREEN_MONTHS, YELLOW_MONTHS, Light, months_before


def confirmed_state(state: str, today: date) -> Q:
    """Institutions whose light shows `state` (a Light) on a day; an unknown state narrows nothing.

    Confirmations are moments, lights go by local days.
    """
    green = _after(months_before(today, GREEN_MONTHS))
    yellow = _after(months_before(today, YELLOW_MONTHS))
    fits = {
        Light.GREEN: Q(confirmed_at__gte=green),
        Light.YELLOW: Q(confirmed_at__lt=green, confirmed_at__gte=yellow),
        Light.RED: Q(confirmed_at__lt=yellow),
        Light.NEVER: Q(confirmed_at__isnull=True),
    }
    return fits[Light(state)] if state in set(Light) else Q()


def _after(day: date) -> datetime:
    """The first moment of the next day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))

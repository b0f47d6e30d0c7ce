"""Writes about school holidays: shipped, typed in, corrected, imported."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext

from bildungsnetz.regions import rules, trail
from bildungsnetz.regions.calendar import Period, shipped_school_holidays
from bildungsnetz.regions.models import Region, SchoolHoliday
from bildungsnetz.regions.queries import as_periods

if TYPE_CHECKING:
    from bildungsnetz.accounts.audit import Actor

SHIPPED_SOURCE = "Ferienordnung des Landes, mitgeliefert"


class HolidayTaken(ValueError):
    """Two holidays would share a day; the text is a German sentence."""


@transaction.atomic
def add_holiday(
    *, region: Region, period: Period, source: str, by: "Actor", at: datetime
) -> SchoolHoliday:
    """Enter one school holiday. Raises HolidayTaken when it overlaps another."""
    _lock(region)
    _check(region, period, besides=None)
    holiday = _create(region, period, source)
    trail.record(
        region=holiday.region,
        by=by,
        at=at,
        action="holiday.added",
        on=holiday,
        detail=_facts(holiday),
    )
    return holiday


@transaction.atomic
def correct_holiday(
    *, holiday: SchoolHoliday, period: Period, source: str, by: "Actor", at: datetime
) -> SchoolHoliday:
    """Correct name and days of a school holiday. Raises HolidayTaken."""
    _lock(holiday.region)
    _check(holiday.region, period, besides=holiday)
    holiday.name, holiday.source = period.name, source
    holiday.first_day, holiday.last_day = period.first_day, period.last_day
    holiday.save()
    trail.record(
        region=holiday.region,
        by=by,
        at=at,
        action="holiday.corrected",
        on=holiday,
        detail=_facts(holiday),
    )
    return holiday


@transaction.atomic
def remove_holiday(*, holiday: SchoolHoliday, by: "Actor", at: datetime) -> Period:
    """Delete a school holiday; returns its period, so that it can be entered again."""
    (period,) = as_periods([holiday])
    trail.record(
        region=holiday.region,
        by=by,
        at=at,
        action="holiday.removed",
        on=holiday,
        detail=_facts(holiday),
    )
    holiday.delete()
    return period


@transaction.atomic
def import_holidays(
    *, region: Region, periods: Sequence[Period], source: str, by: "Actor", at: datetime
) -> int:
    """Take over a list: each holiday replaces the known ones it overlaps; others stay.

    Returns how many holidays changed.
    """
    _lock(region)
    known = list(SchoolHoliday.objects.filter(region=region))
    written = 0
    for period in periods:
        old = [row for row in known if rules.overlapping(period, as_periods([row]))]
        if as_periods(old) == [period]:
            continue
        SchoolHoliday.objects.filter(pk__in=[row.pk for row in old]).delete()
        known = [row for row in known if row not in old]
        known.append(_create(region, period, source))
        written += 1
    detail = {"written": written, "read": len(periods), "source": source}
    trail.record(region=region, by=by, at=at, action="holidays.imported", on=region, detail=detail)
    return written


def seed_holidays(*, region: Region, by: "Actor", at: datetime) -> int:
    """Enter the shipped holidays of the region's Land where it has none yet; returns how many."""
    if SchoolHoliday.objects.filter(region=region).exists():
        return 0
    shipped = shipped_school_holidays(region.land)
    return import_holidays(region=region, periods=shipped, source=SHIPPED_SOURCE, by=by, at=at)


def _lock(region: Region) -> None:
    """Overlaps are no constraint of the database, so writers of one region queue up."""
    Region.objects.select_for_update().get(pk=region.pk)


def _check(region: Region, period: Period, *, besides: SchoolHoliday | None) -> None:
    others = SchoolHoliday.objects.filter(region=region)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    other = rules.overlapping(period, as_periods(others))
    if other is not None:
        raise HolidayTaken(
            gettext("In dieser Zeit liegen schon: %(name)s, %(first)s bis %(last)s.")
            % {
                "name": other.name,
                "first": f"{other.first_day:%d.%m.%Y}",
                "last": f"{other.last_day:%d.%m.%Y}",
            }
        )


def _create(region: Region, period: Period, source: str) -> SchoolHoliday:
    return SchoolHoliday.objects.create(
        region=region,
        name=period.name,
        first_day=period.first_day,
        last_day=period.last_day,
        source=source,
    )


def _facts(holiday: SchoolHoliday) -> dict[str, Any]:
    return {
        "name": holiday.name,
        "first_day": holiday.first_day,
        "last_day": holiday.last_day,
        "source": holiday.source,
    }

"""Reads about the region: its charter, fields of action, stages, topics and school holidays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from bildungsnetz.kit.composing import composed_once
from bildungsnetz.regions import rules
from bildungsnetz.regions.calendar import Period
from bildungsnetz.regions.models import (
    AgreementParty,
    CooperationAgreement,
    FieldOfAction,
    Region,
    SchoolHoliday,
    Stage,
    Topic,
)

WITHOUT_FIELD = "-"
"""What stands for "no field of action at all" in addresses, as in the register's filters."""


@dataclass(frozen=True, slots=True)
class Charter:
    """The agreement on one day, and all of its versions, newest first."""

    day: date
    agreement: CooperationAgreement | None
    versions: list[CooperationAgreement]


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """The holidays of one school year, by first day."""

    label: str
    holidays: list[SchoolHoliday]


def carrying(slug: str) -> Q:
    """Rows with `fields` that carry the field of this slug, none for WITHOUT_FIELD; "": all."""
    if slug == WITHOUT_FIELD:
        return Q(fields__isnull=True)
    return Q(fields__slug=slug) if slug else Q()


def all_regions() -> QuerySet[Region]:
    """Every region of this installation, by name."""
    return Region.objects.order_by("name")


def region_of(path: str) -> Region | None:
    """The region an address speaks of, else the only one there is: who can be asked about it."""
    found = list(all_regions())
    spoken = [one for one in found if path.startswith(f"/{one.slug}/")]
    return next(iter(spoken), found[0] if len(found) == 1 else None)


def agreements(region: Region) -> QuerySet[CooperationAgreement]:
    """All versions of the agreement with their parties, newest first."""
    parties = AgreementParty.objects.order_by("order", "pk")
    return (
        CooperationAgreement.objects.filter(region=region)
        .prefetch_related(Prefetch("parties", queryset=parties))
        .order_by("-version")
    )


def charter(region: Region, day: date) -> Charter:
    """The charter as it stood on a day."""
    versions = list(agreements(region))
    return Charter(day, rules.agreement_on(versions, day), versions)


def fields(region: Region) -> QuerySet[FieldOfAction]:
    """The fields of action in the charter's order, cross-cutting ones last."""
    return FieldOfAction.objects.filter(region=region).order_by("is_cross_cutting", "order", "name")


def stages(region: Region) -> QuerySet[Stage]:
    """The stations of the Bildungsbiografie, in order."""
    return Stage.objects.filter(region=region).order_by("order", "pk")


def topics(region: Region) -> QuerySet[Topic]:
    """The topics people work on, by name."""
    return Topic.objects.filter(region=region).order_by("name")


def holidays(region: Region) -> QuerySet[SchoolHoliday]:
    """The region's school holidays, by first day."""
    return SchoolHoliday.objects.filter(region=region).order_by("first_day", "pk")


def as_periods(rows: Iterable[SchoolHoliday]) -> list[Period]:
    """Stored holidays as the calendar computes with them."""
    return [Period(row.name, row.first_day, row.last_day) for row in rows]


def holiday_periods(region: Region) -> list[Period]:
    """The region's school holidays for the calendar, by first day."""
    return [Period(*one) for one in _periods(region.pk)]


@composed_once
def _periods(region: int) -> QuerySet[SchoolHoliday, tuple[Any, ...]]:
    rows = SchoolHoliday.objects.filter(region=region).order_by("first_day", "pk")
    return rows.values_list("name", "first_day", "last_day")


def school_years(region: Region, today: date) -> tuple[list[SchoolYear], list[SchoolYear]]:
    """The holidays by school year: this one and the coming, then the past ones, latest first."""
    rows = groupby(holidays(region), key=lambda row: rules.school_year(row.first_day))
    years = [SchoolYear(label, list(group)) for label, group in rows]
    running = rules.school_year(today)
    coming = [year for year in years if year.label >= running]
    return coming, [year for year in years if year.label < running][::-1]

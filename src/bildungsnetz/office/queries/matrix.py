"""Handlungsfeld × year: meetings, recommendations and institutions that took part."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, ExtractYear

from bildungsnetz.decisions.models import Recommendation
from bildungsnetz.directory.models import Institution
from bildungsnetz.meetings.models import Invitation, Meeting
from bildungsnetz.regions.models import FieldOfAction, Region

KINDS = ("meetings", "recommendations", "institutions")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one field saw in one year; `institutions` are those that accepted an invitation."""

    year: int
    meetings: int = 0
    recommendations: int = 0
    institutions: int = 0

    @property
    def total(self) -> int:
        """All three together, for the shade of the picture."""
        return self.meetings + self.recommendations + self.institutions


@dataclass(frozen=True, slots=True)
class Row:
    """One field with a cell for each year, and the public institutions that name it today."""

    field: FieldOfAction
    cells: list[Cell]
    registered: int


@dataclass(frozen=True, slots=True)
class Line:
    """One year with a cell for each field."""

    year: int
    cells: list[tuple[FieldOfAction, Cell]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole table; no years as long as nothing has happened."""

    years: list[int]
    rows: list[Row]

    @property
    def by_year(self) -> list[Line]:
        """The same turned round, the latest year first, without years in which nothing was."""
        return [
            Line(year, [(row.field, row.cells[index]) for row in self.rows])
            for index, year in reversed(list(enumerate(self.years)))
            if any(row.cells[index].total for row in self.rows)
        ]


def matrix(region: Region, fields: list[FieldOfAction]) -> Matrix:
    """Count public meetings and recommendations and accepted invitations. One query."""
    counted: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    registered: dict[int, int] = {}
    for kind, field, year, number in _counts(region):
        if kind == "registered":
            registered[field] = number
        else:
            counted[field, year][kind] = number
    years = _years({year for _, year in counted})
    rows = [
        Row(
            field,
            [Cell(year, **counted.get((field.pk, year), {})) for year in years],
            registered.get(field.pk, 0),
        )
        for field in fields
    ]
    return Matrix(years, rows)


def _years(found: set[int]) -> list[int]:
    """All years from the first to the last: a year without anything is a finding too."""
    return list(range(min(found), max(found) + 1)) if found else []


def _counts(region: Region) -> QuerySet[Any, tuple[str, int, int, int]]:
    fields = FieldOfAction.objects.filter(region=region).order_by()
    meetings = Meeting.objects.filter(region=region, is_public=True, cancelled_at__isnull=True)
    accepted = Invitation.objects.filter(
        meeting__in=meetings, state=Invitation.State.ACCEPTED
    ).order_by()
    met = fields.filter(meetings__in=meetings)
    recommended = fields.filter(
        recommendations__in=Recommendation.objects.filter(region=region, is_public=True)
    )
    named = fields.filter(
        institutions__in=Institution.objects.filter(
            region=region, is_public=True, closed_on__isnull=True
        )
    )
    year = _number(ExtractYear("meetings__starts_at"))
    return _part(met, "meetings", "pk", year, Count("meetings", distinct=True)).union(
        _part(
            recommended,
            "recommendations",
            "pk",
            _number("recommendations__year"),
            Count("recommendations", distinct=True),
        ),
        _part(
            accepted.filter(meeting__fields__in=fields),
            "institutions",
            "meeting__fields",
            _number(ExtractYear("meeting__starts_at")),
            Count("institution", distinct=True),
        ),
        _part(named, "registered", "pk", Value(0), Count("institutions", distinct=True)),
        all=True,
    )


def _number(expression: str | ExtractYear) -> Cast:
    return Cast(expression, IntegerField())


def _part(
    rows: QuerySet[Any, Any], kind: str, field: str, year: Cast | Value, number: Count
) -> QuerySet[Any, Any]:
    counted: QuerySet[Any, Any] = (
        rows.annotate(the_kind=Value(kind, output_field=CharField()), the_year=year)
        .values_list("the_kind", field, "the_year")
        .annotate(the_number=number)
    )
    return counted

"""Handlungsfeld × year: meetings, recommendations and institutions that took part."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, ExtractYear

from bildungsnetz.decisions.models import Recommendation
from bildungsnetz.directory.models import Institution
from bildungsnetz.meetings.models import Invitation, Meeting
from bildungsnetz.regions.models import FieldOfAction, Region


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
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for kind, *row in _found(region):
        found[kind].append((row[0], row[1], row[2]))
    counted: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for field, year, number in found["recommendations"]:
        counted[field, year]["recommendations"] = number
    for place, meetings in _met(found["meetings"]).items():
        counted[place]["meetings"] = len(meetings)
    for place, institutions in _came(found["meetings"], found["accepted"]).items():
        counted[place]["institutions"] = len(institutions)
    registered = {field: number for field, _year, number in found["registered"]}
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


def _met(held: list[tuple[int, int, int]]) -> dict[tuple[int, int], set[int]]:
    """The meetings by field and year."""
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    for field, year, meeting in held:
        found[field, year].add(meeting)
    return found


def _came(
    held: list[tuple[int, int, int]], accepted: list[tuple[int, int, int]]
) -> dict[tuple[int, int], set[int]]:
    """The institutions that accepted an invitation, by field and year of the meeting.

    Joined here: SQLite would compute the year anew for every invitation and field.
    """
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for field, year, meeting in held:
        places[meeting].append((field, year))
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    for meeting, institution, _nothing in accepted:
        for place in places[meeting]:
            found[place].add(institution)
    return found


def _years(found: set[int]) -> list[int]:
    """All years from the first to the last: a year without anything is a finding too."""
    return list(range(min(found), max(found) + 1)) if found else []


def _found(region: Region) -> QuerySet[Any, tuple[Any, ...]]:
    """Rows of a kind and three numbers: fields with the years and keys of their meetings, with
    years and numbers of recommendations, with the number of institutions that name them; and the
    meetings and institutions of accepted invitations."""
    fields = FieldOfAction.objects.filter(region=region).order_by()
    meetings = Meeting.objects.filter(region=region, is_public=True, cancelled_at__isnull=True)
    accepted = Invitation.objects.filter(meeting__in=meetings, state=Invitation.State.ACCEPTED)
    recommendations = Recommendation.objects.filter(region=region, is_public=True)
    open_ones = Institution.objects.filter(region=region, is_public=True, closed_on__isnull=True)
    year = Cast(ExtractYear("meetings__starts_at"), IntegerField())
    met = _part(fields.filter(meetings__in=meetings), "meetings", "pk", year, "meetings")
    recommended = _part(
        fields.filter(recommendations__in=recommendations),
        "recommendations",
        "pk",
        Cast("recommendations__year", IntegerField()),
        Count("recommendations", distinct=True),
    )
    came = _part(accepted.order_by(), "accepted", "meeting", "institution", Value(0))
    named = fields.filter(institutions__in=open_ones)
    count = Count("institutions", distinct=True)
    return met.union(recommended, came, _part(named, "registered", "pk", Value(0), count), all=True)


def _part(rows: QuerySet[Any, Any], kind: str, *numbers: Any) -> QuerySet[Any, Any]:
    """Rows of a kind and three numbers: names of columns or expressions."""
    named = {f"the_number_{place}": F(one) if isinstance(one, str) else one
             for place, one in enumerate(numbers)}  # fmt: skip
    plain = {name: one for name, one in named.items() if not isinstance(one, Count)}
    counts = {name: one for name, one in named.items() if isinstance(one, Count)}
    the_kind = Value(kind, output_field=CharField())
    found: QuerySet[Any, Any] = rows.annotate(the_kind=the_kind, **plain).values_list(
        "the_kind", *plain
    )
    return found.annotate(**counts) if counts else found

"""What the public pages show, each in few questions: they are read far more than written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    CharField,
    DateTimeField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    StringAgg,
    Subquery,
    Value,
)
from django.db.models.functions import Cast

from bildungsnetz.decisions.models import Consultation, Recommendation
from bildungsnetz.kit.folding import fold
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.office.models import Circular
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region, Stage, Topic

LATEST = 3
SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Words:
    """The region's own words: fields of action, cross-cutting themes, stages, topics."""

    fields: list[str]
    cross_cutting: list[str]
    stages: list[str]
    topics: list[str]


def words(region: Region) -> Words:
    """The words by kind, each in its order. One query."""
    found: dict[str, list[str]] = {"fields": [], "cross_cutting": [], "stages": [], "topics": []}
    fields = FieldOfAction.objects.filter(region=region).order_by()
    parts = [
        _words(fields.filter(is_cross_cutting=False), "fields", "order"),
        _words(fields.filter(is_cross_cutting=True), "cross_cutting", "order"),
        _words(Stage.objects.filter(region=region).order_by(), "stages", "order"),
        _words(Topic.objects.filter(region=region).order_by(), "topics", ""),
    ]
    rows = parts[0].union(*parts[1:], all=True)
    for kind, _order, name in sorted(rows, key=lambda row: (row[1], fold(row[2]))):
        found[kind].append(name)
    return Words(**found)


def _words(rows: QuerySet[Any, Any], kind: str, order: str) -> QuerySet[Any, Any]:
    place = F(order) if order else Value(0, output_field=IntegerField())
    known = rows.annotate(
        the_kind=Value(kind, output_field=CharField()),
        the_order=place,
        the_name=Cast("name", CharField()),
    )
    listed: QuerySet[Any, Any] = known.values_list("the_kind", "the_order", "the_name")
    return listed


def public_meetings(region: Region) -> QuerySet[Meeting]:
    """Public meetings with the names of their organs in `organ_names`, by date. One query."""
    return (
        Meeting.objects.filter(region=region, is_public=True)
        .annotate(organ_names=_joined("organs__name", "organs__order"))
        .select_related("part_of")
        .order_by("starts_at", "pk")
    )


def next_date(region: Region, at: datetime) -> Meeting | None:
    """The next public meeting that is neither cancelled nor over; no part of another."""
    coming = public_meetings(region).filter(cancelled_at__isnull=True, part_of__isnull=True)
    return coming.filter(ends_at__gt=at).first()


def dates(region: Region, at: datetime, *, past: bool, field: str, organ: str) -> list[Meeting]:
    """The public calendar: coming dates next first, or past ones latest first."""
    rows = public_meetings(region)
    if field:
        rows = rows.filter(pk__in=Meeting.objects.filter(fields__slug=field).values("pk"))
    if organ:
        rows = rows.filter(pk__in=Meeting.objects.filter(organs__slug=organ).values("pk"))
    if past:
        return list(rows.filter(ends_at__lt=at).order_by("-starts_at", "-pk"))
    return list(rows.filter(ends_at__gte=at))


def public_recommendations(region: Region) -> QuerySet[Recommendation]:
    """Public recommendations, newest first, each with the last published answer to it.

    Annotations: answer_organ, answer, answer_reason, answered_at. One query.
    """
    answers = Consultation.objects.filter(
        recommendation=OuterRef("pk"), published_at__isnull=False
    ).order_by("-answered_at")
    return (
        Recommendation.objects.filter(region=region, is_public=True)
        .annotate(
            answer_organ=Subquery(answers.values("organ__name")[:1]),
            answer_code=Subquery(answers.values("answer")[:1]),
            answer_reason=Subquery(answers.values("reason")[:1]),
            answered_at=Subquery(answers.values("answered_at")[:1]),
        )
        .order_by("-year", "-number")
    )


def public_organs(region: int, at: datetime) -> QuerySet[Organ]:
    """Organs with `field_names` and the next public date (`next_pk`, `next_title`, `next_at`)."""
    coming = Meeting.objects.filter(
        organs=OuterRef("pk"), is_public=True, cancelled_at__isnull=True, ends_at__gt=at
    ).order_by("starts_at")
    return (
        Organ.objects.filter(region=region)
        .select_related("parent", "region")
        .annotate(
            field_names=_joined("fields__name", "fields__order"),
            next_pk=Subquery(coming.values("pk")[:1], output_field=IntegerField()),
            next_title=Subquery(coming.values("title")[:1], output_field=CharField()),
            next_at=Subquery(coming.values("starts_at")[:1], output_field=DateTimeField()),
        )
        .order_by("order", "name")
    )


def fields_with_counts(region: Region) -> QuerySet[FieldOfAction]:
    """Fields of action with `organ_names`, those of open organs."""
    return (
        FieldOfAction.objects.filter(region=region)
        .annotate(
            organ_names=_joined(
                "organs__name", "organs__order", only=Q(organs__closed_on__isnull=True)
            )
        )
        .order_by("is_cross_cutting", "order", "name")
    )


def all_circulars(region: Region) -> QuerySet[Circular]:
    """Every circular of the region, latest first."""
    return Circular.objects.filter(region=region).order_by("-dated_on", "-pk")


def circulars(region: Region) -> QuerySet[Circular]:
    """The public circulars, latest first."""
    return all_circulars(region).filter(is_public=True)


def _joined(path: str, order: str, only: Q | None = None) -> StringAgg:
    """Names of related rows as one text, in their order: no second question for them."""
    return StringAgg(path, delimiter=Value(SEPARATOR), order_by=order, filter=only, default="")

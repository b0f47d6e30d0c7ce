"""Reads of institutions: lists, filters, facts, and what the public and representatives see."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import (
    CharField,
    Count,
    F,
    Prefetch,
    Q,
    QuerySet,
    TextField,
    Value,
    Window,
)
from django.db.models.expressions import Expression, OrderBy
from django.db.models.functions import Cast, Coalesce

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models import Affiliation, Institution, InstitutionKind
from bildungsnetz.directory.search import matching_words
from bildungsnetz.kit.folding import fold, fold_expression
from bildungsnetz.kit.joined import joined_names, put_rows
from bildungsnetz.regions.models import FieldOfAction, Region, Stage, Topic

SORTS = ("name", "number", "kind", "city")


@dataclass(frozen=True, slots=True)
class InstitutionFilter:
    """What a list of institutions is narrowed to; "" leaves it open. Slugs, apart from the city.

    `state` is "" for open ones, "closed" or "all"; `sort` one of SORTS, a minus before it reverses.
    """

    search: str = ""
    kind: str = ""
    stage: str = ""
    field: str = ""
    topic: str = ""
    city: str = ""
    state: str = ""
    sort: str = "name"

    @property
    def narrows(self) -> bool:
        """Tell whether anything but the order is asked for."""
        return any(getattr(self, one.name) for one in fields(self) if one.name != "sort")


def open_at(today: date, prefix: str = "") -> Q:
    """Institutions that exist on a day: from the day of its closing on one does not."""
    return Q(**{f"{prefix}closed_on__isnull": True}) | Q(**{f"{prefix}closed_on__gt": today})


def active_at(today: date, prefix: str = "") -> Q:
    """Affiliations whose half-open period includes a day."""
    return Q(
        Q(**{f"{prefix}active_from__isnull": True}) | Q(**{f"{prefix}active_from__lte": today}),
        Q(**{f"{prefix}active_to__isnull": True}) | Q(**{f"{prefix}active_to__gt": today}),
    )


def institutions(region: Region) -> QuerySet[Institution]:
    """All institutions of the region, closed ones too, with their kind, by name."""
    return (
        Institution.objects.filter(region=region)
        .select_related("kind", "successor")
        .order_by("sort_name", "pk")
    )


def find_institutions(
    region: Region, wanted: InstitutionFilter, today: date
) -> QuerySet[Institution]:
    """The institutions that are asked for, in the order asked for, with their kind."""
    found = institutions(region).filter(matching_words(wanted.search))
    if wanted.state != "all":
        is_open = open_at(today)
        found = found.filter(~is_open if wanted.state == "closed" else is_open)
    for lookup, value in (
        ("kind__slug", wanted.kind),
        ("stages__slug", wanted.stage),
        ("fields__slug", wanted.field),
        ("topics__slug", wanted.topic),
        ("city", wanted.city),
    ):
        if value:
            found = found.filter(**{lookup: value})
    return found.order_by(*_order(wanted.sort))


def listed(found: QuerySet[Institution]) -> QuerySet[Institution, Any]:
    """What a line of the register shows of these institutions; plain values are quickly read.

    `stage_names` holds the names of the stages, apart by commas.
    """
    return found.values(
        "pk", "name", "number", "postcode", "city", "email", "closed_on",
        kind_name=F("kind__name"),
        stage_names=joined_names(Stage.objects.all(), "institutions"),
    )  # fmt: skip


def _order(sort: str) -> list[OrderBy]:
    column: Expression | F = F("sort_name")
    wanted = sort.lstrip("-")
    if wanted == "number":
        column = F("number")
    elif wanted in {"kind", "city"}:  # built only when asked for: folding is a long expression
        column = fold_expression("kind__name" if wanted == "kind" else "city")
    first = OrderBy(column, descending=sort.startswith("-"))
    return [first, OrderBy(F("sort_name")), OrderBy(F("pk"))]


def filter_choices(
    region: Region, *, public_only: bool = False
) -> dict[str, list[tuple[str, str]]]:
    """(value, label) pairs for "kind", "stage", "field", "topic" and "city"; one query.

    Kinds and cities are those of the region's institutions, with `public_only` of public ones.
    """
    rows = Institution.objects.filter(region=region)
    if public_only:
        rows = rows.filter(is_public=True)
    kinds = InstitutionKind.objects.filter(pk__in=rows.values("kind"))
    groups = [
        _choices(kinds, "kind", "slug", "name", F("order")),
        _choices(Stage.objects.filter(region=region), "stage", "slug", "name", F("order")),
        _choices(FieldOfAction.objects.filter(region=region), "field", "slug", "name", F("order")),
        _choices(Topic.objects.filter(region=region), "topic", "slug", "name", Value(0)),
        _choices(
            rows.exclude(city="").distinct(),
            "city",
            "city",
            "city",
            Value(0),
        ),
    ]
    found: dict[str, list[tuple[str, str]]] = {
        "kind": [], "stage": [], "field": [], "topic": [], "city": [],
    }  # fmt: skip
    choices = groups[0].union(*groups[1:], all=True)
    for group, value, label, _order in sorted(choices, key=lambda row: (row[3], fold(row[2]))):
        found[group].append((value, label))
    return found


def _choices(
    rows: QuerySet[Any], group: str, value: str, label: str, order: Expression | F
) -> QuerySet[Any, tuple[str, str, str, int]]:
    choices: QuerySet[Any, tuple[str, str, str, int]] = rows.values_list(
        Value(group, output_field=CharField()), F(value), F(label), order
    )
    return choices


def kinds(region: Region) -> QuerySet[InstitutionKind]:
    """The kinds the region knows, schools first, in their order."""
    return InstitutionKind.objects.filter(region=region).order_by("-is_school", "order", "name")


def affiliations(region: Region) -> QuerySet[Affiliation]:
    """All functions of the region's persons, open ones first, the latest first."""
    return (
        Affiliation.objects.filter(institution__region=region)
        .select_related("person", "institution", "institution__kind")
        .order_by(
            F("active_to").desc(nulls_first=True),
            F("active_from").desc(nulls_last=True),
            "person__sort_name",
            "pk",
        )
    )


def public_institutions(
    region: Region, *, search: str, kind: str, stage: str, field: str, today: date
) -> QuerySet[Institution]:
    """Open institutions the office made public, by name; `total` on each row counts them all."""
    found = Institution.objects.filter(open_at(today), region=region, is_public=True)
    found = found.filter(_matching_publicly(search))
    if kind:
        found = found.filter(kind__slug=kind)
    if stage:
        found = found.filter(stages__slug=stage)
    if field:
        found = found.filter(fields__slug=field)
    return (
        found.select_related("kind")
        .prefetch_related("stages")
        .annotate(total=Window(Count("pk")))
        .order_by("sort_name", "pk")
    )


def _matching_publicly(text: str) -> Q:
    """Rows whose name holds every word, or whose released address does: nothing else is sought."""
    named = Q()
    for word in fold(text).split():
        named &= Q(sort_name__contains=word)
    released = Institution.objects.annotate(released=Cast("public_fields", TextField())).filter(
        matching_words(text), released__contains='"address"'
    )
    return named | Q(pk__in=released.values("pk")) if text.strip() else named


def public_profiles(region: Region, today: date) -> QuerySet[Institution]:
    """What the public may see of institutions, closed ones with their successors included.

    `named` holds the functions whose holders may be named in public and nothing else.
    """
    named = Affiliation.objects.filter(
        active_at(today), represents=True, person__is_public=True
    ).select_related("person")
    return (
        Institution.objects.filter(region=region, is_public=True)
        .select_related("kind", "successor")
        .annotate(**tied_names())
        .prefetch_related(
            Prefetch("affiliations", queryset=named.order_by("person__sort_name"), to_attr="named"),
        )
    )


def profiles(region: Region) -> QuerySet[Institution]:
    """The institutions with the names of what they are tied to; one query."""
    return institutions(region).annotate(**tied_names())


def put_ties(institution: Institution) -> None:
    """Read the institution's stages, fields and topics with one query; only their keys matter."""
    models: dict[str, Any] = {"stages": Stage, "fields": FieldOfAction, "topics": Topic}
    each = [
        model.objects.filter(institutions=institution)
        .order_by()
        .annotate(tie=Value(name, output_field=CharField()))
        .values_list("tie", "pk")
        for name, model in models.items()
    ]
    found: dict[str, list[Any]] = {name: [] for name in models}
    for name, key in each[0].union(*each[1:], all=True):
        found[name].append(models[name](pk=key))
    for name, rows in found.items():
        put_rows(institution, name, rows)


def tied_names() -> dict[str, Coalesce]:
    """Annotations: stage_names, field_names and topic_names as texts, apart by commas."""
    return {
        "stage_names": joined_names(Stage.objects.all(), "institutions"),
        "field_names": joined_names(FieldOfAction.objects.all(), "institutions"),
        "topic_names": joined_names(Topic.objects.all(), "institutions", order="name"),
    }


def represented_by(user: User, region: Region, today: date) -> QuerySet[Institution]:
    """The institutions of the region for which the user speaks in the network on a day."""
    speaking = Affiliation.objects.filter(
        active_at(today), person__user=user, person__region=region, represents=True
    )
    return institutions(region).filter(pk__in=speaking.values("institution"))

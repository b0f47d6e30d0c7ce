"""Reads of institutions: lists, filters, facts, and what the public and representatives see."""

from datetime import date
from typing import Any

from django.db.models import (
    CharField,
    Count,
    F,
    Max,
    Q,
    QuerySet,
    TextField,
    Value,
    Window,
)
from django.db.models.functions import Cast, Coalesce

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models import Affiliation, Institution, InstitutionKind
from bildungsnetz.directory.search import matching_words
from bildungsnetz.kit.composing import composed_once, first
from bildungsnetz.kit.folding import fold
from bildungsnetz.kit.joined import joined_names, put_rows
from bildungsnetz.regions.models import FieldOfAction, Region, Stage, Topic


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
    found = Institution.objects.filter(region=region).select_related("kind")
    return found.order_by("sort_name", "pk")


def listed(found: QuerySet[Institution]) -> QuerySet[Institution, Any]:
    """What a line of the register shows of these institutions; plain values are quickly read.

    `stage_names` holds the names of the stages, apart by commas.
    """
    return found.values(
        "pk", "name", "number", "postcode", "city", "email", "closed_on", "confirmed_at",
        kind_name=F("kind__name"),
        stage_names=joined_names(Stage.objects.all(), "institutions"),
    )  # fmt: skip


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


def listed_functions(found: QuerySet[Affiliation]) -> QuerySet[Affiliation]:
    """These functions with what a table of them shows and nothing else."""
    return (
        found.select_related(None)
        .select_related("person", "institution")
        .only(
            "function", "represents", "active_from", "active_to", "institution__name",
            "person__title", "person__given_name", "person__family_name",
        )
    )  # fmt: skip


@composed_once
def functions_in(institution: int, region: int) -> QuerySet[Affiliation]:
    """What anybody does or did in an institution, open ones first, as a table shows it."""
    return listed_functions(affiliations(Region(pk=region)).filter(institution=institution))


@composed_once
def predecessors(institution: int) -> QuerySet[Institution]:
    """The institutions that this one follows, by name; only their names."""
    found = Institution.objects.filter(successor=institution)
    return found.order_by("sort_name", "pk").only("name", "successor")


def public_rows(region: Region, *, search: str, fits: Q, today: date) -> QuerySet[Institution]:
    """Open institutions the office made public, by name; `total` on each row counts them all.

    `fits` narrows them further (queries.filtering); `search` is what is typed.
    """
    found = Institution.objects.filter(open_at(today), fits, region=region, is_public=True)
    return (
        found.filter(_matching_publicly(search))
        .select_related("kind")
        .prefetch_related("stages")
        .annotate(total=Window(Count("pk")))
        .order_by("sort_name", "pk")
    )


def listed_publicly(found: QuerySet[Institution]) -> QuerySet[Institution, Any]:
    """What a line of the public list shows of `public_rows`, `total` with it; plain values.

    `placed` is empty on each row if nobody knows where any of them lies.
    """
    columns = ("pk", "name", "postcode", "city", "public_fields", "total")
    shown: QuerySet[Institution, Any] = found.prefetch_related(None).values(
        *columns,
        kind_name=F("kind__name"),
        stage_names=joined_names(Stage.objects.all(), "institutions"),
        placed=Window(Max("easting")),
    )
    return shown


def _matching_publicly(text: str) -> Q:
    """Rows whose name holds every word, or whose released address does: nothing else is sought."""
    named = Q()
    for word in fold(text).split():
        named &= Q(sort_name__contains=word)
    released = Institution.objects.annotate(released=Cast("public_fields", TextField())).filter(
        matching_words(text), released__contains='"address"'
    )
    return named | Q(pk__in=released.values("pk")) if text.strip() else named


def public_profiles(region: Region) -> QuerySet[Institution]:
    """What the public may see of institutions, closed ones with their successors included."""
    return (
        Institution.objects.filter(region=region, is_public=True)
        .select_related("kind", "successor")
        .annotate(**tied_names())
    )


@composed_once
def named_publicly(institution: int, today: date) -> QuerySet[Affiliation]:
    """The functions in an institution whose holders may be named in public, and nothing else."""
    named = Affiliation.objects.filter(
        active_at(today), institution=institution, represents=True, person__is_public=True
    )
    return named.select_related("person").order_by("person__sort_name")


def profile(institution: int, region: Region) -> Institution | None:
    """One institution with its successor and the names of what it is tied to; one query."""
    return first(_profiles(institution, region.pk))


@composed_once
def _profiles(institution: int, region: int) -> QuerySet[Institution]:
    found = institutions(Region(pk=region)).filter(pk=institution)
    return found.select_related("kind", "successor").annotate(**tied_names())


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

"""Audiences (Verteiler): computed when used, and why each institution is in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from bildungsnetz.directory.models import Audience, Institution, InstitutionKind
from bildungsnetz.directory.queries.institutions import institutions, open_at
from bildungsnetz.directory.rules import clean_groups
from bildungsnetz.kit.joined import joined_names
from bildungsnetz.regions.models import FieldOfAction, Region, Stage, Topic

_LOOKUPS = {
    "kinds": "kind__slug",
    "stages": "stages__slug",
    "fields": "fields__slug",
    "topics": "topics__slug",
    "cities": "city",
}
_TIED: dict[str, type[Model]] = {"stages": Stage, "fields": FieldOfAction, "topics": Topic}


@dataclass(frozen=True, slots=True)
class AudienceRow:
    """An institution of an audience and the German reasons why it belongs to it."""

    institution: Institution
    reasons: tuple[str, ...]


def audiences(region: Region) -> QuerySet[Audience]:
    """The region's audiences by name."""
    return Audience.objects.filter(region=region).select_related("region").order_by("name", "pk")


def audiences_with_counts(region: Region, today: date) -> list[tuple[Audience, int]]:
    """The region's audiences with the number of institutions each has today; two queries."""
    found = list(audiences(region))
    if not found:
        return []
    each = [
        audience_institutions(audience, today=today)
        .order_by()
        .annotate(audience=Value(audience.pk))
        .values("audience")
        .annotate(number=Count("pk"))
        .values_list("audience", "number")
        for audience in found
    ]
    numbers = dict(each[0].union(*each[1:], all=True))
    return [(audience, numbers.get(audience.pk, 0)) for audience in found]


def _condition(region: Region, query: Mapping[str, object]) -> Q:
    """Rows of the region that a query names: AND between its groups, OR within each.

    Each group is a subquery, so that no institution appears twice.
    """
    if query.get("by_hand"):
        return Q(pk__in=[])
    condition = Q(region=region)
    for group, values in clean_groups(query).items():
        if values:
            named = Institution.objects.filter(region=region, **{f"{_LOOKUPS[group]}__in": values})
            condition &= Q(pk__in=named.values("pk"))
    return condition


def matching(region: Region, query: Mapping[str, object], today: date) -> QuerySet[Institution]:
    """The open institutions of the region that a query names, by name.

    Groups combine by AND, the values within a group by OR; a group without values does not
    restrict. A query with `by_hand` names none.
    """
    return institutions(region).filter(open_at(today), _condition(region, query))


def audience_institutions(audience: Audience, *, today: date) -> QuerySet[Institution]:
    """Who belongs to an audience today: the query's institutions and the hand-picked ones, without
    the hand-removed and the closed ones; by name, each once."""
    return institutions(audience.region).filter(
        _condition(audience.region, audience.query) | Q(pk__in=audience.added.values("pk")),
        ~Q(pk__in=audience.removed.values("pk")),
        open_at(today),
    )


def audience_rows(audience: Audience, today: date) -> list[AudienceRow]:
    """The audience's institutions with the reasons, such as "Art: Grundschule"."""
    groups = clean_groups(audience.query)
    by_hand = bool(audience.query.get("by_hand"))
    picked = audience.added.through.objects.filter(audience=audience, institution=OuterRef("pk"))
    rows = audience_institutions(audience, today=today)
    rows = rows.annotate(is_picked=Exists(picked), **_shared_names(groups))
    return [AudienceRow(row, tuple(_reasons(row, groups, by_hand=by_hand))) for row in rows]


def _shared_names(groups: Mapping[str, list[str]]) -> dict[str, Coalesce]:
    """What of a group that restricts an institution has, as texts with a name on each line."""
    return {
        f"shared_{group}": joined_names(
            model._default_manager.filter(slug__in=groups[group]),
            "institutions",
            order="name" if group == "topics" else "order",
            between="\n",
        )
        for group, model in _TIED.items()
        if groups.get(group)
    }


def _reasons(row: Any, groups: Mapping[str, list[str]], *, by_hand: bool) -> list[str]:
    """Each group that restricts names what fits; without any the whole register is meant."""
    labels = {
        "kinds": gettext("Art"),
        "stages": gettext("Stufe"),
        "fields": gettext("Handlungsfeld"),
        "topics": gettext("Thema"),
        "cities": gettext("Ort"),
    }
    own = {"kinds": (row.kind.slug, row.kind.name), "cities": (row.city, row.city)}
    reasons: list[str] = []
    fits = not by_hand
    for group, wanted in groups.items():
        label = labels[group]
        if group in _TIED:
            shared = getattr(row, f"shared_{group}", "").splitlines()
        else:
            shared = [name for value, name in [own[group]] if value in wanted]
        fits = fits and (bool(shared) or not wanted)
        reasons += [f"{label}: {name}" for name in shared]
    if not fits:
        reasons = []
    elif not reasons:
        reasons = [gettext("alle Einrichtungen")]
    return [*reasons, gettext("von Hand hinzugefügt")] if row.is_picked else reasons


def query_names(region: Region, query: Mapping[str, object]) -> dict[str, list[str]]:
    """The groups of a query with names instead of slugs, for showing what is asked for."""
    groups = clean_groups(query)
    models = {
        "kinds": InstitutionKind,
        "stages": Stage,
        "fields": FieldOfAction,
        "topics": Topic,
    }
    named: dict[str, list[str]] = {}
    for group, values in groups.items():
        if group == "cities" or not values:
            named[group] = values
            continue
        rows = models[group]._default_manager.filter(region=region, slug__in=values)
        named[group] = [str(row) for row in rows.order_by("name")]
    return named

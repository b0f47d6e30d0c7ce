"""Lists of institutions: what they are narrowed to, in which order, and what is offered for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.expressions import Expression, OrderBy
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory import care
from bildungsnetz.directory.models import Institution, InstitutionKind
from bildungsnetz.directory.queries.criteria import (
    NONE,
    Choice,
    Criterion,
    Options,
    Registry,
    Tie,
    choices,
    tied,
)
from bildungsnetz.directory.queries.institutions import institutions, open_at, public_rows
from bildungsnetz.directory.queries.lights import confirmed_state
from bildungsnetz.directory.search import matching_words
from bildungsnetz.kit.folding import fold_expression
from bildungsnetz.regions.models import FieldOfAction, Region, Stage, Topic

SORTS = ("name", "number", "kind", "city")
PUBLIC = ("kinds", "stages", "fields", "topics")
"""What the public may narrow by: places and persons are released one by one."""

Groups = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class InstitutionFilter:
    """What a list of institutions is narrowed to.

    `groups` holds values by the keys of INSTITUTIONS, as an audience's query does; `state` is ""
    for open ones, "closed" or "all"; `sort` one of SORTS, a minus before it reverses.
    """

    search: str = ""
    groups: Groups = field(default_factory=dict)
    state: str = ""
    sort: str = "name"

    @property
    def narrows(self) -> bool:
        """Tell whether anything but the order is asked for."""
        return bool(self.search or self.state or any(self.groups.values()))

    @property
    def is_audience(self) -> bool:
        """Tell whether an audience can be made of it: audiences hold open institutions only."""
        return self.narrows and not self.state

    def as_query(self) -> dict[str, Any]:
        """The same as an audience's query."""
        return {**{key: list(values) for key, values in self.groups.items()}, "search": self.search}


def _own_kinds(region: Region, today: date) -> Options:  # noqa: ARG001
    used = Institution.objects.filter(region=region)
    return Options(InstitutionKind.objects.filter(pk__in=used.values("kind")))


def _column(name: str) -> Any:
    """The different values of a column as choices."""

    def options(region: Region, today: date) -> Options:  # noqa: ARG001
        rows = Institution.objects.filter(region=region).exclude(**{name: ""})
        return Options(rows.distinct(), name, name, Value(0))

    return options


def _confirmed(region: Region, values: Sequence[str], today: date) -> list[Tie]:
    """The traffic light of an entry (care.light), as conditions on the time of confirmation."""
    rows = Institution.objects.filter(region=region)
    return [
        Tie(
            rows.filter(confirmed_state(light, today)),
            "pk",
            Value(str(label), output_field=CharField()),
        )
        for light, label in care.LIGHTS.items()
        if light in values
    ]


def _lights(region: Region, today: date) -> list[Choice]:  # noqa: ARG001
    return [(str(light), str(label)) for light, label in care.LIGHTS.items()]


_WITHOUT_FIELD = _("ohne Handlungsfeld")
INSTITUTIONS = Registry(
    Criterion("kinds", "art", _("Art"), tied(Institution, "kind__slug", "kind__name"), _own_kinds),
    Criterion(
        "stages", "stufe", _("Stufe"), tied(Institution, "stages__slug", "stages__name"),
        lambda region, _today: Options(Stage.objects.filter(region=region)),
    ),
    Criterion(
        "fields", "handlungsfeld", _("Handlungsfeld"),
        tied(Institution, "fields__slug", "fields__name", without="fields", none=_WITHOUT_FIELD),
        lambda region, _today: Options(FieldOfAction.objects.filter(region=region)),
        none=_WITHOUT_FIELD,
    ),
    Criterion(
        "topics", "thema", _("Thema"), tied(Institution, "topics__slug", "topics__name"),
        lambda region, _today: Options(Topic.objects.filter(region=region), order=Value(0)),
    ),
    Criterion("cities", "ort", _("Ort"), tied(Institution, "city", "city"), _column("city")),
    Criterion(
        "districts", "bezirk", _("Bezirk"), tied(Institution, "district", "district"),
        _column("district"), part="more",
    ),
    Criterion("confirmed", "bestaetigt", _("Bestätigt"), _confirmed, _lights, part="more"),
)  # fmt: skip
"""By what lists of institutions and audiences are narrowed; rooms above plug in theirs."""


def find_institutions(
    region: Region, wanted: InstitutionFilter, today: date
) -> QuerySet[Institution]:
    """The institutions that are asked for, in the order asked for, with their kind."""
    found = institutions(region).filter(
        matching_words(wanted.search), INSTITUTIONS.condition(region, wanted.groups, today)
    )
    if wanted.state != "all":
        is_open = open_at(today)
        found = found.filter(~is_open if wanted.state == "closed" else is_open)
    return found.order_by(*_order(wanted.sort))


def public_institutions(
    region: Region, *, search: str, groups: Groups, today: date
) -> QuerySet[Institution]:
    """Open institutions the office made public, by name; `total` on each row counts them all.

    Of the groups only those of PUBLIC narrow.
    """
    known = {key: groups.get(key, ()) for key in PUBLIC}
    fits = INSTITUTIONS.condition(region, known, today)
    return public_rows(region, search=search, fits=fits, today=today)


def _order(sort: str) -> list[OrderBy]:
    column: Expression | F = F("sort_name")
    wanted = sort.lstrip("-")
    if wanted == "number":
        column = F("number")
    elif wanted in {"kind", "city"}:  # built only when asked for: folding is a long expression
        column = fold_expression("kind__name" if wanted == "kind" else "city")
    first = OrderBy(column, descending=sort.startswith("-"))
    return [first, OrderBy(F("sort_name")), OrderBy(F("pk"))]


def filter_choices(region: Region, today: date) -> dict[str, list[Choice]]:
    """What every criterion of INSTITUTIONS offers, by key; one query."""
    return INSTITUTIONS.choices(region, today)


def public_choices(region: Region, today: date) -> dict[str, list[Choice]]:
    """What the public is offered; kinds are those of public institutions. One query."""
    shown = Institution.objects.filter(region=region, is_public=True)
    offered = {one.key: one for one in INSTITUTIONS.all if one.key in PUBLIC}
    kinds = Options(InstitutionKind.objects.filter(pk__in=shown.values("kind")))
    own = offered["kinds"]
    offered["kinds"] = Criterion(
        own.key, own.parameter, own.label, own.ties, lambda _region, _today: kinds
    )
    found = choices(offered, region, today)
    return {key: [one for one in pairs if one[0] != NONE] for key, pairs in found.items()}

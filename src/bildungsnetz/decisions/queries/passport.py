"""One recommendation with all that its page shows, in four questions however much there is."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import F, QuerySet

from bildungsnetz.decisions.models import (
    Consultation,
    CrossCuttingAnswer,
    Entitled,
    Order,
    Recommendation,
    Round,
    StatusReport,
    Version,
)
from bildungsnetz.kit.composing import composed_once
from bildungsnetz.kit.joined import joined_names, put_rows
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region

_VERSION = ("pk", "number", "text", "at", "by")
_ANSWER = ("pk", "text", "field__pk", "field__name", "field__question", "field__order")
_ORDER = ("pk", "text", "due_on", "done_on", "assignee__pk", "assignee__name")
_REPORT = ("pk", "at", "percent", "text", "by")


def recommendation_page(region: Region, key: int) -> Recommendation | None:
    """A recommendation with fields, answers, versions, rounds, consultations, orders, reports.

    None if there is none. `field_names` holds the names of the fields, one on each line; the other
    relations answer `.all()` with rows already read. Three queries.
    """
    return _with_passport(with_versions(region, key))


def public_recommendation_page(region: Region, year: int, number: int) -> Recommendation | None:
    """The same of a published one, by the number under which everybody knows it."""
    rows = Recommendation.objects.filter(region=region, is_public=True)
    # Not composed once: the columns of year and number are too small for its marks.
    joined = list(_joined(rows.filter(year=year, number=number)))
    return _with_passport(_put_together(region, joined))


def with_versions(region: Region, key: int) -> Recommendation | None:
    """One with its fields' names, versions and answers; None without. One query."""
    return _put_together(region, _with_versions(region.pk, key))


@composed_once
def _with_versions(region: int, key: int) -> QuerySet[Recommendation]:
    return _joined(Recommendation.objects.filter(region=region, pk=key))


def _joined(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    names = joined_names(FieldOfAction.objects.all(), "recommendations", between="\n")
    columns = _columns("versions", _VERSION) | _columns("cross_cutting_answers", _ANSWER)
    return (
        rows.select_related("meeting", "workshop")
        .annotate(field_names=names, **columns)
        .order_by("versions__number", "cross_cutting_answers__field__order")
    )


def _with_passport(found: Recommendation | None) -> Recommendation | None:
    if found is not None:
        put_rows(found, "rounds", _rounds(found))
        _put_passage(found)
    return found


def _put_together(region: Region, joined: list[Recommendation]) -> Recommendation | None:
    if not joined:
        return None
    found = joined[0]
    found.region = region
    versions = [_version(found, row) for row in _each("versions", joined)]
    answers = [_answer(found, row) for row in _each("cross_cutting_answers", joined)]
    put_rows(found, "versions", versions)
    put_rows(found, "cross_cutting_answers", answers)
    return found


def _columns(relation: str, names: Iterable[str]) -> dict[str, F]:
    """Columns of a joined table, to be read as attributes of the outer row."""
    short = relation.rpartition("__")[2]
    return {f"{short}_{name}": F(f"{relation}__{name}") for name in names}


def _each(name: str, joined: Iterable[Any]) -> list[Any]:
    """One outer row for each inner one, in their order: two joins repeat each other's rows."""
    return list({key: row for row in joined if (key := getattr(row, f"{name}_pk"))}.values())


def _version(found: Recommendation, row: Any) -> Version:
    return Version(
        recommendation=found, **{name: getattr(row, f"versions_{name}") for name in _VERSION}
    )


def _answer(found: Recommendation, row: Any) -> CrossCuttingAnswer:
    values = {name: getattr(row, f"cross_cutting_answers_{name}") for name in _ANSWER}
    field = {n.removeprefix("field__"): values.pop(n) for n in _ANSWER if n.startswith("field__")}
    return CrossCuttingAnswer(recommendation=found, field=FieldOfAction(**field), **values)


def _rounds(found: Recommendation) -> list[Round]:
    """The rounds with their people: every round has somebody entitled."""
    rounds = []
    for _number, group in groupby(_asked(found.pk), key=lambda one: one.round.number):
        asked = list(group)
        put_rows(asked[0].round, "entitled", asked)
        rounds.append(asked[0].round)
    return rounds


@composed_once
def _asked(recommendation: int) -> QuerySet[Entitled]:
    return (
        Entitled.objects.filter(round__recommendation=recommendation)
        .select_related("round__version", "ballot__objection")
        .order_by("round__number", "name", "pk")
    )


def _put_passage(found: Recommendation) -> None:
    """Consultations, and the orders of their resolutions with reports: all orders come of these."""
    joined: list[Any] = _passage(found.pk)
    consultations = {row.pk: row for row in reversed(joined)}
    by_order = {row.orders_pk: _order(found, row) for row in joined if row.orders_pk}
    for key, order in by_order.items():
        rows = [row for row in joined if row.orders_pk == key]
        put_rows(order, "reports", [_report(order, row) for row in rows if row.reports_pk])
    put_rows(found, "consultations", reversed(consultations.values()))
    put_rows(found, "orders", sorted(by_order.values(), key=lambda one: (one.due_on, one.pk)))


@composed_once
def _passage(recommendation: int) -> QuerySet[Consultation]:
    orders = _columns("resolution__orders", _ORDER)
    reports = _columns("resolution__orders__reports", _REPORT)
    return (
        Consultation.objects.filter(recommendation=recommendation)
        .select_related("organ", "from_organ", "resolution")
        .annotate(**orders, **reports)
        .order_by(
            "forwarded_at",
            "pk",
            "resolution__orders__reports__at",
            "resolution__orders__reports__pk",
        )
    )


def _order(found: Recommendation, row: Any) -> Order:
    row.resolution.consultation = row
    return Order(
        pk=row.orders_pk,
        resolution=row.resolution,
        recommendation=found,
        assignee=Organ(pk=row.orders_assignee__pk, name=row.orders_assignee__name),
        text=row.orders_text,
        due_on=row.orders_due_on,
        done_on=row.orders_done_on,
    )


def _report(order: Order, row: Any) -> StatusReport:
    return StatusReport(order=order, **{name: getattr(row, f"reports_{name}") for name in _REPORT})

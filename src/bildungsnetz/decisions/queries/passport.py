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
from bildungsnetz.kit.joined import joined_names, put_rows
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction

_VERSION = ("pk", "number", "text", "at", "by")
_ANSWER = ("pk", "text", "field__pk", "field__name", "field__question", "field__order")
_ORDER = ("pk", "text", "due_on", "done_on", "assignee__pk", "assignee__name")
_REPORT = ("pk", "at", "percent", "text", "by")


def recommendation_page(rows: QuerySet[Recommendation], **lookup: object) -> Recommendation | None:
    """The one of `rows` with fields, answers, versions, rounds, consultations, orders, reports.

    None if there is none. `field_names` holds the names of the fields, one on each line; the other
    relations answer `.all()` with rows already read. Three queries.
    """
    found = with_versions(rows, **lookup)
    if found is not None:
        put_rows(found, "rounds", _rounds(found))
        _put_passage(found)
    return found


def with_versions(rows: QuerySet[Recommendation], **lookup: object) -> Recommendation | None:
    """The one of `rows` with its fields' names, versions and answers; None without. One query."""
    names = joined_names(FieldOfAction.objects.all(), "recommendations", between="\n")
    columns = _columns("versions", _VERSION) | _columns("cross_cutting_answers", _ANSWER)
    joined = list(
        rows.filter(**lookup)
        .annotate(field_names=names, **columns)
        .order_by("versions__number", "cross_cutting_answers__field__order")
    )
    if not joined:
        return None
    found: Recommendation = joined[0]
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
    people = (
        Entitled.objects.filter(round__recommendation=found)
        .select_related("round__version", "ballot__objection")
        .order_by("round__number", "name", "pk")
    )
    rounds = []
    for _number, group in groupby(people, key=lambda one: one.round.number):
        asked = list(group)
        put_rows(asked[0].round, "entitled", asked)
        rounds.append(asked[0].round)
    return rounds


def _put_passage(found: Recommendation) -> None:
    """Consultations, and the orders of their resolutions with reports: all orders come of these."""
    orders = _columns("resolution__orders", _ORDER)
    reports = _columns("resolution__orders__reports", _REPORT)
    joined: list[Any] = list(
        Consultation.objects.filter(recommendation=found)
        .select_related("organ", "from_organ", "resolution")
        .annotate(**orders, **reports)
        .order_by(
            "forwarded_at",
            "pk",
            "resolution__orders__reports__at",
            "resolution__orders__reports__pk",
        )
    )
    consultations = {row.pk: row for row in reversed(joined)}
    by_order = {row.orders_pk: _order(found, row) for row in joined if row.orders_pk}
    for key, order in by_order.items():
        rows = [row for row in joined if row.orders_pk == key]
        put_rows(order, "reports", [_report(order, row) for row in rows if row.reports_pk])
    put_rows(found, "consultations", reversed(consultations.values()))
    put_rows(found, "orders", sorted(by_order.values(), key=lambda one: (one.due_on, one.pk)))


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

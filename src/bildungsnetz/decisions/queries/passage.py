"""Consultations and orders: what waits, since when, and who may see it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.models import User
from bildungsnetz.decisions.models import Consultation, Order, Recommendation, StatusReport
from bildungsnetz.decisions.rules import days_waiting
from bildungsnetz.directory.search import matching_words, search_expression
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.regions.models import Region
from bildungsnetz.regions.queries import WITHOUT_FIELD, carrying

_RECOMMENDED = tuple(f"recommendation__{name}" for name in ("year", "number", "title"))


@dataclass(frozen=True, slots=True)
class WaitingConsultation:
    """A recommendation without the organ's answer, and for how many days."""

    consultation: Consultation
    days: int


@dataclass(frozen=True, slots=True)
class OverdueOrder:
    """An order past its date, and by how many days."""

    order: Order
    days: int


def consultations(region: Region) -> QuerySet[Consultation]:
    """All consultations of a region, with recommendation, organ and resolution."""
    return Consultation.objects.filter(recommendation__region=region).select_related(
        "recommendation__region", "recommendation__meeting", "organ", "from_organ", "resolution"
    )


def orders(region: Region) -> QuerySet[Order]:
    """All orders of a region, with where they come from and their reports, oldest first."""
    reports = StatusReport.objects.order_by("at", "pk")
    return (
        Order.objects.filter(resolution__organ__region=region)
        .select_related(
            "assignee", "recommendation__region", "resolution__organ__region",
            "resolution__consultation",
        )
        .prefetch_related(Prefetch("reports", reports))
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WantedOrders:
    """What the list of orders is narrowed to; empty means everything. `state` is one of
    order_states, `field` a slug or WITHOUT_FIELD (regions)."""

    search: str = ""
    field: str = ""
    state: str = ""


def order_states() -> list[tuple[str, str]]:
    """What the list of orders can be narrowed to."""
    return [
        ("offen", gettext("offen")),
        ("ueberfaellig", gettext("überfällig")),
        ("erledigt", gettext("erledigt")),
    ]


def order_list(region: Region, wanted: WantedOrders, *, today: date) -> QuerySet[Order]:
    """The orders by their date, open ones before done ones, with what lists show of them.

    `percent` and `report` are of the latest report, None without one.

    Searched are the order, who has it and the recommendation that it carries out, whose fields of
    action are the order's.
    """
    reports = StatusReport.objects.filter(order=OuterRef("pk")).order_by("-at", "-pk")
    rows = (
        Order.objects.filter(_in_state(wanted.state, today), resolution__organ__region=region)
        .select_related("assignee", "recommendation")
        .annotate(percent=Subquery(reports.values("percent")[:1]))
        .annotate(report=Subquery(reports.values("text")[:1]))
        .only("text", "due_on", "done_on", "assignee__name", *_RECOMMENDED)
    )
    if wanted.field:
        carried = Recommendation.objects.filter(carrying(wanted.field), region=region)
        none = Q(recommendation=None) if wanted.field == WITHOUT_FIELD else Q()
        rows = rows.filter(none | Q(recommendation__in=carried))
    if wanted.search:
        columns = ("text", "assignee__name", "recommendation__title")
        rows = rows.annotate(search_text=search_expression(*columns))
        rows = rows.filter(matching_words(wanted.search))
    return rows.order_by(F("done_on").asc(nulls_first=True), "due_on", "pk")


def _in_state(state: str, today: date) -> Q:
    states = {
        "offen": Q(done_on__isnull=True),
        "ueberfaellig": Q(done_on__isnull=True, due_on__lt=today),
        "erledigt": Q(done_on__isnull=False),
    }
    return states.get(state, Q())


def waiting_consultations(region: Region, today: date) -> list[WaitingConsultation]:
    """What waits for an organ's answer, the longest first; an interim answer does not end it."""
    rows = consultations(region).filter(answered_at__isnull=True).order_by("forwarded_at", "pk")
    return [WaitingConsultation(row, _days(row, today)) for row in rows]


def _days(row: Consultation, today: date) -> int:
    return days_waiting(timezone.localdate(row.forwarded_at), today)


def overdue_orders(region: Region, today: date) -> list[OverdueOrder]:
    """Orders whose date has passed and that are not done, the latest ones first."""
    rows = orders(region).filter(done_on__isnull=True, due_on__lt=today).order_by("due_on", "pk")
    return [OverdueOrder(row, (today - row.due_on).days) for row in rows]


def open_mandates(user: int, today: date) -> QuerySet[Mandate]:
    """The mandates of a user (by key) that count today."""
    return Mandate.objects.filter(person__user=user, active_from__lte=today, active_to__isnull=True)


def roles_in(user: User | None, organ: Organ, today: date) -> set[str]:
    """The functions a user has in an organ today; empty without an open mandate."""
    if user is None:
        return set()
    return set(open_mandates(user.pk, today).filter(organ=organ).values_list("role", flat=True))


def target_organs(recommendation: Recommendation) -> QuerySet[Organ]:
    """The organs before which a recommendation can be laid now; steering ones first."""
    waiting = recommendation.consultations.filter(answered_at__isnull=True)
    rows = Organ.objects.filter(region=recommendation.region_id, closed_on__isnull=True)
    return rows.exclude(pk__in=waiting.values("organ")).order_by("order", "name")

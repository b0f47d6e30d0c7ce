"""Passing recommendations on, answering them, giving orders and reporting on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.decisions import rules
from bildungsnetz.decisions.models import (
    Consultation,
    Order,
    Recommendation,
    Resolution,
    StatusReport,
)
from bildungsnetz.decisions.standing import locked, plain_text, sync_state
from bildungsnetz.organs.models import Organ

ALL_DONE = 100


class NotAgreed(Exception):
    """Only what was agreed in consensus is passed on."""


class AlreadyForwarded(Exception):
    """The recommendation lies before this organ and waits for its answer."""


class AlreadyAnswered(Exception):
    """The organ's final answer is written down; it may only be published."""


class NotAnswered(Exception):
    """There is nothing to publish yet."""


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order to be given: what, to whom, until when."""

    text: str
    assignee: Organ
    due_on: date


@dataclass(frozen=True, slots=True)
class NewResolution:
    """The Beschluss that comes with an acceptance, and its orders."""

    text: str
    decided_on: date
    orders: Sequence[NewOrder] = ()


@transaction.atomic
def forward_recommendation(
    *, recommendation: Recommendation, organ: Organ, note: str, by: Actor, at: datetime
) -> Consultation:
    """Lay an agreed recommendation before an organ; its clock starts.

    Raises NotAgreed, AlreadyForwarded; ValueError for an organ of another region.
    """
    current = locked(recommendation)
    if organ.region_id != current.region_id:
        raise ValueError("The organ belongs to the recommendation's region.")
    if current.state not in rules.FORWARDABLE:
        raise NotAgreed
    if current.consultations.filter(organ=organ, answered_at__isnull=True).exists():
        raise AlreadyForwarded
    consultation = Consultation.objects.create(
        recommendation=current,
        from_organ=current.meeting.organs.order_by("order", "pk").first(),
        organ=organ,
        note=plain_text(note),
        forwarded_at=at,
    )
    sync_state(current)
    audit.record(
        region=current.region,
        by=by,
        at=at,
        action="recommendation.forwarded",
        on=current,
        detail={"organ": organ.pk, "consultation": consultation.pk},
    )
    return consultation


@transaction.atomic
def note_evaluation(
    *, consultation: Consultation, reason: str, publish: bool, by: Actor, at: datetime
) -> None:
    """Write down that the organ is still examining; its clock goes on. Raises AlreadyAnswered."""
    current = _locked_consultation(consultation)
    if current.answered_at:
        raise AlreadyAnswered
    current.answer = Consultation.Answer.EVALUATING
    current.evaluating_reason = plain_text(reason)
    current.evaluating_at = at
    current.evaluating_published_at = at if publish else None
    current.save()
    audit.record(
        region=current.recommendation.region,
        by=by,
        at=at,
        action="consultation.evaluated",
        on=current,
        detail={"published": publish},
    )


@transaction.atomic
def answer_consultation(
    *,
    consultation: Consultation,
    answer: str,
    reason: str,
    publish: bool,
    resolution: NewResolution | None,
    by: Actor,
    at: datetime,
) -> Consultation:
    """Write down the organ's final answer; an acceptance makes its Beschluss and the orders.

    What everybody sees moves only with publication. Raises AlreadyAnswered; ValueError for an
    answer that is not final, for an acceptance without a resolution, or a rejection with one.
    """
    accepted = answer == Consultation.Answer.ACCEPTED
    if accepted != (resolution is not None) or answer not in {"accepted", "rejected"}:
        raise ValueError("An acceptance has a resolution, a rejection has none.")
    current = _locked_consultation(consultation)
    if current.answered_at:
        raise AlreadyAnswered
    current.answer, current.reason = answer, plain_text(reason)
    current.answered_at = at
    current.published_at = at if publish else None
    current.save()
    number = _resolve(current, resolution).number if resolution else None
    sync_state(current.recommendation)
    audit.record(
        region=current.recommendation.region,
        by=by,
        at=at,
        action="consultation.answered",
        on=current,
        detail={"answer": answer, "published": publish, "resolution": number},
    )
    return current


@transaction.atomic
def publish_answer(*, consultation: Consultation, by: Actor, at: datetime) -> None:
    """Publish what the organ answered, finally or for the time being; harmless when repeated.

    Raises NotAnswered.
    """
    current = _locked_consultation(consultation)
    if not current.answer:
        raise NotAnswered
    stage = "published_at" if current.answered_at else "evaluating_published_at"
    if getattr(current, stage):
        return
    setattr(current, stage, at)
    current.save(update_fields=[stage])
    if current.answered_at:
        Resolution.objects.filter(consultation=current).update(is_public=True)
    sync_state(current.recommendation)
    audit.record(
        region=current.recommendation.region,
        by=by,
        at=at,
        action="consultation.published",
        on=current,
        detail={"answer": current.answer},
    )


@transaction.atomic
def give_order(*, resolution: Resolution, order: NewOrder, by: Actor, at: datetime) -> Order:
    """Give a further order out of a resolution."""
    consultation = resolution.consultation
    if consultation is not None:
        locked(consultation.recommendation)
    given = _give(resolution, order)
    if given.recommendation is not None:
        sync_state(given.recommendation)
    audit.record(
        region=resolution.organ.region,
        by=by,
        at=at,
        action="order.given",
        on=given,
        detail={"assignee": order.assignee.pk, "due_on": order.due_on},
    )
    return given


@transaction.atomic
def report_status(
    *, order: Order, percent: int, text: str, by: Actor, at: datetime, today: date
) -> StatusReport:
    """Report how far an order has come, 0 to 100 per cent; 100 is done, less opens it again."""
    if order.recommendation is not None:
        locked(order.recommendation)
    current = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    report = StatusReport.objects.create(
        order=current, at=at, percent=percent, text=plain_text(text), by=by.label
    )
    current.done_on = (current.done_on or today) if percent == ALL_DONE else None
    current.save(update_fields=["done_on"])
    if current.recommendation is not None:
        sync_state(current.recommendation)
    audit.record(
        region=order.resolution.organ.region,
        by=by,
        at=at,
        action="order.reported",
        on=current,
        detail={"percent": percent},
    )
    return report


def _locked_consultation(consultation: Consultation) -> Consultation:
    locked(consultation.recommendation)
    return (
        Consultation.objects.select_for_update(of=["self"], no_key=True)
        .select_related("recommendation__region", "organ")
        .get(pk=consultation.pk)
    )


def _resolve(consultation: Consultation, new: NewResolution) -> Resolution:
    """The organ's next Beschluss with its orders; the organ's row is locked for the number."""
    organ = Organ.objects.select_for_update(no_key=True).get(pk=consultation.organ_id)
    last = organ.resolutions.aggregate(Max("number"))["number__max"] or 0
    resolution = Resolution.objects.create(
        organ=organ,
        number=last + 1,
        consultation=consultation,
        text=plain_text(new.text),
        decided_on=new.decided_on,
        is_public=consultation.published_at is not None,
    )
    for order in new.orders:
        _give(resolution, order)
    return resolution


def _give(resolution: Resolution, order: NewOrder) -> Order:
    if order.assignee.region_id != resolution.organ.region_id:
        raise ValueError("The assignee belongs to the region.")
    consultation = resolution.consultation
    return Order.objects.create(
        resolution=resolution,
        recommendation=consultation.recommendation if consultation else None,
        assignee=order.assignee,
        text=plain_text(order.text),
        due_on=order.due_on,
    )

"""Recommendations before organs, orders, rounds."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.decisions.models import Consultation, Order, Round
from bildungsnetz.office.queries.today.items import Item, Urgency
from bildungsnetz.regions.models import Region

ORDER_AHEAD = timedelta(days=14)
ANSWER_PATIENCE = timedelta(days=90)
ROUND_AHEAD = timedelta(days=7)


def waiting_consultations(region: Region, today: date) -> Iterator[Item]:
    rows = (
        Consultation.objects.filter(recommendation__region=region, answered_at__isnull=True)
        .select_related("recommendation", "organ")
        .order_by("forwarded_at", "pk")
    )
    for row in rows:
        since = timezone.localdate(row.forwarded_at)
        days = (today - since).days
        text = ngettext(
            "Empfehlung %(name)s wartet seit %(days)s Tag auf Antwort: %(organ)s.",
            "Empfehlung %(name)s wartet seit %(days)s Tagen auf Antwort: %(organ)s.",
            days,
        ) % {"name": str(row.recommendation), "days": days, "organ": row.organ.name}
        urgency = Urgency.LATE if today - since > ANSWER_PATIENCE else Urgency.LATER
        label = gettext("Antwort eintragen")
        yield Item("consultation", text, since, "desk_consultation", row.pk, label, urgency)


def due_orders(region: Region, today: date) -> Iterator[Item]:
    rows = (
        Order.objects.filter(assignee__region=region, done_on__isnull=True)
        .filter(due_on__lte=today + ORDER_AHEAD)
        .select_related("assignee")
        .order_by("due_on", "pk")
    )
    for row in rows:
        late = row.due_on < today
        words = {"organ": row.assignee.name, "text": row.text[:120]}
        text = (
            gettext("%(organ)s: Auftrag überfällig – %(text)s")
            if late
            else gettext("%(organ)s: Auftrag bald fällig – %(text)s")
        ) % words
        urgency = Urgency.LATE if late else Urgency.SOON
        label = gettext("Stand eintragen")
        yield Item("order", text, row.due_on, "desk_order", row.pk, label, urgency)


def ending_rounds(region: Region, at: datetime) -> Iterator[Item]:
    rows = (
        Round.objects.filter(recommendation__region=region, closed_at__isnull=True)
        .filter(closes_at__lte=at + ROUND_AHEAD)
        .select_related("recommendation")
        .order_by("closes_at", "pk")
    )
    for row in rows:
        over = row.closes_at <= at
        text = (
            gettext("Die Konsensrunde zu %(name)s ist abgelaufen.")
            if over
            else gettext("Die Konsensrunde zu %(name)s endet bald.")
        ) % {"name": str(row.recommendation)}
        label = gettext("Runde auswerten") if over else gettext("Runde ansehen")
        when = timezone.localdate(row.closes_at)
        urgency = Urgency.NOW if over else Urgency.SOON
        yield Item("round", text, when, "desk_round", row.pk, label, urgency)

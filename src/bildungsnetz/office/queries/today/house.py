"""Mail that stays, imports in preview, missing holidays, setting up."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext

from bildungsnetz.directory.models import ChangeProposal, Institution
from bildungsnetz.kit.composing import composed_once
from bildungsnetz.kit.joined import row_count
from bildungsnetz.office.founding import found_already, steps_of
from bildungsnetz.office.queries.today import law
from bildungsnetz.office.queries.today.items import Item, Urgency
from bildungsnetz.post.models import Message
from bildungsnetz.regions.calendar import Period
from bildungsnetz.regions.models import Region

HOLIDAYS_AHEAD = timedelta(days=300)


def known_of(region: Region, today: date) -> Mapping[str, Any]:
    """How many messages wait for somebody, and what of the setting up is done: one query."""
    found: list[Mapping[str, Any]] = _known(region.pk, law.due_before(today))
    return found[0]


@composed_once
def _known(region: int, due: datetime) -> QuerySet[Any, Any]:
    state = Message.State
    return (
        Region.objects.filter(pk=region)
        .values("pk")
        .annotate(
            kept=row_count(Message, "region", state=state.KEPT),
            failed=row_count(Message, "region", state=state.FAILED),
            unclear=row_count(Message, "region", is_unclear=True),
            fieldless=_fieldless(),
            changes=row_count(ChangeProposal, "region", state=ChangeProposal.State.OPEN),
            **law.counts(due),
            **found_already(),
        )
    )


def _fieldless() -> Coalesce:
    """How many of a region's institutions carry no field of action; closed ones left aside."""
    rows = (
        Institution.objects.filter(region=OuterRef("pk"), closed_on=None, fields=None)
        .order_by()
        .values("region")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(rows, output_field=IntegerField()), Value(0))


def stuck_messages(known: Mapping[str, Any], *, may_release: bool) -> Iterator[Item]:
    """What could not be delivered, what is unclear, what is kept."""
    kept, failed, unclear = known["kept"], known["failed"], known["unclear"]
    label, route = gettext("Post ansehen"), "desk_post"
    if failed:
        text = ngettext(
            "%(count)s Nachricht konnte nicht zugestellt werden.",
            "%(count)s Nachrichten konnten nicht zugestellt werden.",
            failed,
        ) % {"count": failed}
        yield Item("failed", text, None, route, None, label, Urgency.NOW)
    if unclear:
        text = ngettext(
            "Bei %(count)s Nachricht ist unklar, ob sie angekommen ist.",
            "Bei %(count)s Nachrichten ist unklar, ob sie angekommen sind.",
            unclear,
        ) % {"count": unclear}
        yield Item("unclear", text, None, route, None, label, Urgency.NOW)
    if kept and may_release:
        text = ngettext(
            "%(count)s Nachricht aus der Zeit ohne Mailserver ist noch aufbewahrt.",
            "%(count)s Nachrichten aus der Zeit ohne Mailserver sind noch aufbewahrt.",
            kept,
        ) % {"count": kept}
        label = gettext("Durchsehen und freigeben")
        yield Item("kept", text, None, "desk_kept", None, label, Urgency.SOON)
    elif kept:
        text = ngettext(
            "%(count)s Nachricht ist aufbewahrt und nicht versandt.",
            "%(count)s Nachrichten sind aufbewahrt und nicht versandt.",
            kept,
        ) % {"count": kept}
        yield Item("kept", text, None, route, None, label, Urgency.LATER)


def open_changes(known: Mapping[str, Any]) -> Iterator[Item]:
    """What institutions and persons want to change about their entry."""
    count = known["changes"]
    if count:
        text = ngettext(
            "%(count)s vorgeschlagene Änderung im Register wartet auf Sie.",
            "%(count)s vorgeschlagene Änderungen im Register warten auf Sie.",
            count,
        ) % {"count": count}
        label = gettext("Änderungen durchsehen")
        yield Item("changes", text, None, "desk_changes", None, label, Urgency.NOW)


def missing_holidays(periods: Sequence[Period], today: date) -> Iterator[Item]:
    last = max((period.last_day for period in periods), default=None)
    if last is not None and last >= today + HOLIDAYS_AHEAD:
        return
    text = gettext(
        "Es fehlen Schulferien: Einladungsfristen lassen sich bald nicht mehr berechnen."
    )
    label = gettext("Ferien eintragen")
    yield Item("holidays", text, last, "desk_holidays", None, label, Urgency.LATER)


def without_field(known: Mapping[str, Any]) -> Iterator[Item]:
    """Institutions that no list by field of action shows."""
    count = known["fieldless"] if known["has_fields"] else 0
    if count:
        text = ngettext(
            "%(count)s Einrichtung hat noch kein Handlungsfeld.",
            "%(count)s Einrichtungen haben noch kein Handlungsfeld.",
            count,
        ) % {"count": count}
        label = gettext("Register öffnen")
        note = gettext("Grenzen Sie dort auf „ohne Handlungsfeld“ ein und ergänzen Sie alle.")
        yield Item("fieldless", text, None, "desk_register", None, label, Urgency.SOON, note)


def setting_up(region: Region, known: Mapping[str, Any]) -> Iterator[Item]:
    """What a new office has not done yet, as one line."""
    waiting = [step for step in steps_of(region, known) if not step.done]
    if waiting:
        text = gettext("Das Netzwerk ist noch nicht fertig eingerichtet.")
        label = gettext("Weiter einrichten")
        yield Item("setup", text, None, "desk_setup", None, label, Urgency.NOW)

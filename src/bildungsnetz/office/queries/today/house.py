"""Mail that stays, imports in preview, missing holidays, setting up."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.directory.models import ImportRun
from bildungsnetz.office.founding import steps
from bildungsnetz.office.queries.today.items import Item, Urgency
from bildungsnetz.post.models import Message
from bildungsnetz.regions.calendar import Period
from bildungsnetz.regions.models import Region

HOLIDAYS_AHEAD = timedelta(days=300)


def stuck_messages(region: Region) -> Iterator[Item]:
    kept, failed, unclear = _message_counts(region)
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
    if kept:
        text = ngettext(
            "%(count)s Nachricht ist aufbewahrt und nicht versandt.",
            "%(count)s Nachrichten sind aufbewahrt und nicht versandt.",
            kept,
        ) % {"count": kept}
        yield Item("kept", text, None, route, None, label, Urgency.LATER)


def _message_counts(region: Region) -> tuple[int, int, int]:
    state = Message.State
    found = Message.objects.filter(region=region).aggregate(
        kept=Count("pk", filter=Q(state=state.KEPT)),
        failed=Count("pk", filter=Q(state=state.FAILED)),
        unclear=Count("pk", filter=Q(is_unclear=True)),
    )
    return found["kept"], found["failed"], found["unclear"]


def open_imports(region: Region) -> Iterator[Item]:
    rows: QuerySet[ImportRun, Any] = ImportRun.objects.filter(
        region=region, state=ImportRun.State.PREVIEW
    ).order_by("uploaded_at")
    for pk, name, uploaded_at in rows.values_list("pk", "file_name", "uploaded_at"):
        text = gettext("Die Datei „%(name)s“ wartet auf Übernahme ins Register.") % {"name": name}
        label = gettext("Vorschau prüfen")
        when = timezone.localdate(uploaded_at)
        yield Item("import", text, when, "desk_import", pk, label, Urgency.SOON)


def missing_holidays(periods: Sequence[Period], today: date) -> Iterator[Item]:
    last = max((period.last_day for period in periods), default=None)
    if last is not None and last >= today + HOLIDAYS_AHEAD:
        return
    text = gettext(
        "Es fehlen Schulferien: Einladungsfristen lassen sich bald nicht mehr berechnen."
    )
    label = gettext("Ferien eintragen")
    yield Item("holidays", text, last, "desk_holidays", None, label, Urgency.LATER)


def setting_up(region: Region) -> Iterator[Item]:
    """What a new office has not done yet, as one line."""
    waiting = [step for step in steps(region) if not step.done]
    if waiting:
        text = gettext("Das Netzwerk ist noch nicht fertig eingerichtet.")
        label = gettext("Weiter einrichten")
        yield Item("setup", text, None, "desk_setup", None, label, Urgency.NOW)

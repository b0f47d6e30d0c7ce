"""What the audit trail says about recommendations, in words of the office."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from bildungsnetz.accounts.models import AuditEntry

_ACTIONS = {
    "recommendation.written": _("Empfehlung aufgenommen"),
    "recommendation.revised": _("Empfehlung geändert"),
    "recommendation.published": _("auf der öffentlichen Seite gezeigt"),
    "recommendation.hidden": _("von der öffentlichen Seite genommen"),
    "recommendation.forwarded": _("an ein Gremium weitergegeben"),
    "round.opened": _("Konsensrunde eröffnet"),
    "round.closed": _("Konsensrunde geschlossen"),
    "round.minority_stated": _("Minderheitsvotum festgehalten"),
    "objection.withdrawn": _("Einwand zurückgezogen"),
    "objection.answered": _("Einwand beantwortet"),
    "consultation.evaluated": _("Stand der Prüfung festgehalten"),
    "consultation.answered": _("Antwort festgehalten"),
    "consultation.published": _("Antwort veröffentlicht"),
    "order.given": _("Auftrag erteilt"),
    "order.reported": _("Bericht zum Auftrag"),
}
_PARTS = {
    "title": _("Titel"),
    "text": _("Wortlaut"),
    "fields": _("Handlungsfelder"),
    "answers": _("Querschnittsfragen"),
}


def told(entries: "Iterable[AuditEntry]") -> list[dict[str, Any]]:
    """The entries with a label for people: what was done, and to what."""
    return [{"at": one.at, "actor": one.actor, "label": _label(one)} for one in entries]


def _label(entry: "AuditEntry") -> str:
    done = str(_ACTIONS.get(entry.action, gettext("bearbeitet")))
    detail = entry.detail or {}
    if entry.action == "recommendation.revised":
        return f"{done}: {', '.join(str(_PARTS.get(p, p)) for p in detail.get('changed', []))}"
    if entry.action == "order.reported":
        return f"{done}: {detail.get('percent')} %"
    return done

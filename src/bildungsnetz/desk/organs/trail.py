"""The history of an organ in German words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from bildungsnetz.accounts.models import AuditEntry

_ACTIONS = {
    "organ.created": _("angelegt"),
    "organ.changed": _("geändert"),
    "organ.closed": _("beendet"),
    "organ.reopened": _("wieder geöffnet"),
    "organ.seats_added": _("Sitze eingerichtet"),
    "seat.ended": _("Sitz aufgehoben"),
    "seat.reopened": _("Sitz wieder eingerichtet"),
    "seat.removed": _("Sitz gelöscht"),
    "mandate.begun": _("Mandat begonnen"),
    "mandate.changed": _("Amtszeit geändert"),
    "mandate.ended": _("Mandat beendet"),
    "mandate.reopened": _("Ende des Mandats zurückgenommen"),
    "mandate.withdrawn": _("Mandat zurückgenommen"),
}
_FIELDS = {
    "name": _("Name"),
    "kind": _("Art"),
    "parent": _("Zuordnung"),
    "tasks": _("Aufgaben"),
    "fields": _("Handlungsfelder"),
    "founded_on": _("Beginn"),
    "cross_cutting_answer": _("Beitrag zum Querschnittsthema"),
    "invitation_min_days": _("Einladungsfrist"),
    "invitation_max_days": _("Einladungsfrist"),
    "agenda_days": _("Frist der Tagesordnung"),
}


def told(entries: "Iterable[AuditEntry]") -> list[dict[str, Any]]:
    """The entries with a label for people: what was done, to whom or to which fields."""
    return [{"at": one.at, "actor": one.actor, "label": _label(one)} for one in entries]


def _label(entry: "AuditEntry") -> str:
    done = str(_ACTIONS.get(entry.action, gettext("bearbeitet")))
    about = _about(entry.action, entry.detail or {})
    return f"{done}: {about}" if about else done


def _about(action: str, detail: dict[str, Any]) -> str:
    if action == "organ.changed":
        # In our order: the databases keep the keys of a detail in different ones.
        return ", ".join(dict.fromkeys(str(_FIELDS[name]) for name in _FIELDS if name in detail))
    if action.startswith("mandate."):
        seat = detail.get("seat")
        where = gettext("Sitz %(number)s") % {"number": seat} if seat else ""
        return ", ".join(part for part in (str(detail.get("who", "")), where) if part)
    if action in {"organ.seats_added", "seat.ended", "seat.reopened", "seat.removed"}:
        return str(detail.get("party", ""))
    return str(detail.get("closing_reason", "")) if action == "organ.closed" else ""

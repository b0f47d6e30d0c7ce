"""The history of a record of the register in German words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from bildungsnetz.accounts.models import AuditEntry

_ACTIONS = {
    "institution.added": _("aufgenommen"),
    "institution.changed": _("geändert"),
    "institution.closed": _("geschlossen"),
    "institution.reopened": _("wieder eröffnet"),
    "person.added": _("aufgenommen"),
    "person.changed": _("geändert"),
    "person.withdrawn": _("Eintrag zurückgenommen"),
    "institution.confirmed": _("Eintrag bestätigt"),
    "proposal.made": _("Änderung vorgeschlagen"),
    "proposal.withdrawn": _("Vorschlag zurückgezogen"),
    "proposal.accepted": _("Vorschlag übernommen"),
    "proposal.applied": _("Änderung sofort übernommen"),
    "proposal.refused": _("Vorschlag nicht übernommen"),
    "proposal.reopened": _("Entscheidung zurückgenommen"),
    "affiliation.changed": _("Tätigkeit geändert"),
    "affiliation.reopened": _("Ende der Tätigkeit zurückgenommen"),
    "affiliation.withdrawn": _("Tätigkeit zurückgenommen"),
    "confirmation_run.written": _("geschrieben"),
    "confirmation_run.released": _("freigegeben"),
    "confirmation_run.reminded": _("erinnert"),
    "confirmation_run.extended": _("verlängert"),
    "confirmation_run.closed": _("beendet"),
    "person.published": _("Veröffentlichung geändert"),
    "person.sign_in_allowed": _("Anmeldung erlaubt"),
    "basis.recorded": _("Grundlage eingetragen"),
    "contact.kept": _("Aufbewahrung verlängert"),
    "basis.ended": _("Zweck beendet"),
    "consent.given": _("eingewilligt"),
    "consent.withdrawn": _("Einwilligung widerrufen"),
    "person.notified": _("über die Datenverarbeitung informiert"),
    "person.objected": _("hat widersprochen"),
    "person.objection_lifted": _("Widerspruch aufgehoben"),
    "affiliation.added": _("Tätigkeit eingetragen"),
    "affiliation.ended": _("Tätigkeit beendet"),
    "audience.added": _("angelegt"),
    "audience.changed": _("geändert"),
    "institution.merged": _("mit einem anderen Eintrag zusammengeführt"),
    "institution.parted": _("Zusammenführung zurückgenommen"),
    "institution.restored": _("Zusammenführung zurückgenommen"),
    "person.merged": _("mit einem anderen Eintrag zusammengeführt"),
    "person.parted": _("Zusammenführung zurückgenommen"),
    "person.restored": _("Zusammenführung zurückgenommen"),
    "kind.added": _("angelegt"),
    "kind.changed": _("geändert"),
    "import.uploaded": _("Datei hochgeladen"),
    "import.mapping_changed": _("Zuordnung geändert"),
    "import.preview_renewed": _("Vorschau neu berechnet"),
    "import.decided": _("Zeilen entschieden"),
    "import.committed": _("übernommen"),
    "import.discarded": _("verworfen"),
    "person_import.uploaded": _("Datei hochgeladen"),
    "person_import.mapping_changed": _("Zuordnung geändert"),
    "person_import.decided": _("über Zeilen entschieden"),
    "person_import.preview_renewed": _("Vorschau neu berechnet"),
    "person_import.committed": _("übernommen"),
    "person_import.discarded": _("verworfen"),
}
_FIELDS = {
    "name": _("Name"),
    "kind": _("Art"),
    "number": _("Schulnummer oder Kennung"),
    "street": _("Straße"),
    "postcode": _("Postleitzahl"),
    "city": _("Ort"),
    "district": _("Bezirk"),
    "phone": _("Telefon"),
    "fax": _("Telefax"),
    "email": _("E-Mail-Adresse"),
    "website": _("Internetseite"),
    "legal_form": _("Rechtsform"),
    "profile": _("Steckbrief"),
    "is_public": _("öffentlich"),
    "public_fields": _("öffentliche Angaben"),
    "is_trusted": _("Änderungen sofort übernehmen"),
    "opened_on": _("Besteht seit"),
    "stages": _("Stufen"),
    "fields": _("Handlungsfelder"),
    "topics": _("Themen"),
    "salutation": _("Anrede"),
    "title": _("Titel"),
    "given_name": _("Vorname"),
    "family_name": _("Nachname"),
}


def told(entries: "Iterable[AuditEntry]") -> list[dict[str, Any]]:
    """The entries with a label for people: what was done, and to which fields."""
    return [{"at": one.at, "actor": one.actor, "label": _label(one)} for one in entries]


def _label(entry: "AuditEntry") -> str:
    done = str(_ACTIONS.get(entry.action, gettext("bearbeitet")))
    detail = entry.detail or {}
    if entry.action in {"institution.changed", "person.changed"}:
        names = detail.get("fields") if entry.action == "person.changed" else list(detail)
        return ": ".join([done, ", ".join(str(_FIELDS.get(name, name)) for name in names or [])])
    if entry.action.startswith("affiliation."):
        return f"{done}: {detail.get('function', '')}, {detail.get('institution', '')}"
    return done

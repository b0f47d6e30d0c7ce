"""The record of processing activities (Art. 30 DSGVO), printed from the declarations."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.privacy import Activity, Basis, Category, Erasure, Row, Table
from bildungsnetz.privacy.models import Responsibility
from bildungsnetz.privacy.registry import TABLES
from bildungsnetz.regions.models import Region

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Frame:
    """What is said of an activity beyond its tables."""

    title: "StrOrPromise"
    purpose: "StrOrPromise"
    people: "StrOrPromise"
    recipients: "StrOrPromise"
    # What does not follow from tables, since it lies outside the database.
    data: "StrOrPromise" = ""
    basis: Basis | None = None
    kept: "tuple[StrOrPromise, StrOrPromise] | None" = None


FRAMES: dict[Activity, Frame] = {
    Activity.DIRECTORY: Frame(
        _("Register der Einrichtungen und Ansprechpersonen"),
        _("Einrichtungen und ihre Ansprechpersonen vernetzen und erreichen"),
        _("Ansprechpersonen und Leitungen von Einrichtungen im Bildungsnetzwerk"),
        _("Geschäftsstelle; die Öffentlichkeit nur, was für die einzelne Angabe freigegeben ist"),
    ),
    Activity.ORGANS: Frame(
        _("Gremien, Mandate, Beschlüsse und Aufträge"),
        _("Gremien besetzen, ihre Beschlüsse festhalten und ihren Fortgang verfolgen"),
        _("Mitglieder der Gremien und ihre Stellvertretungen"),
        _("Geschäftsstelle, Mitglieder des Gremiums; die Öffentlichkeit nur freigegebene Namen"),
    ),
    Activity.MEETINGS: Frame(
        _("Sitzungen, Konferenzen und Anmeldungen"),
        _("Einladen, Plätze vergeben, Teilnahme und Ergebnisse festhalten"),
        _("Eingeladene, Angemeldete, Vortragende"),
        _("Geschäftsstelle; auf Teilnahmelisten die Leitung der Veranstaltung"),
    ),
    Activity.CIRCULARS: Frame(
        _("Rundschreiben und Schriftverkehr"),
        _("Einladungen, Rundschreiben und Bestätigungen versenden, Widersprüche beachten"),
        _("Empfängerinnen und Empfänger"),
        _("Geschäftsstelle, Betreiber des Mailservers"),
    ),
    Activity.ROUNDS: Frame(
        _("Empfehlungen und Konsensrunden"),
        _("Empfehlungen abstimmen und das Ergebnis nachprüfbar festhalten"),
        _("Teilnehmende der Konferenzen, Mitglieder der Gremien"),
        _("Geschäftsstelle, Moderation; die Öffentlichkeit nur Ergebnisse ohne Namen"),
    ),
    Activity.SITE: Frame(
        _("Öffentliche Seiten"),
        _("Über das Netzwerk, seine Gremien und Ergebnisse informieren"),
        _("Besucherinnen und Besucher; von ihnen wird nichts gespeichert"),
        _("Öffentlichkeit"),
    ),
    Activity.ACCESS: Frame(
        _("Anmeldung, Protokoll und Hintergrundarbeit"),
        _("Geschützte Bereiche öffnen, Eingaben nachweisen, Angriffe abwehren"),
        _("Angemeldete Personen, Beschäftigte der Geschäftsstelle"),
        _("Geschäftsstelle, Betreiber des Servers"),
    ),
    Activity.BACKUPS: Frame(
        _("Sicherungen und Löschverzeichnis"),
        _("Daten nach einem Schaden wiederherstellen; Löschungen dabei wiederholen"),
        _("alle vorstehend Genannten, solange eine Sicherung aufbewahrt wird"),
        _("Betreiber des Servers"),
        data=_("alle vorstehend genannten Arten; im Löschverzeichnis nur Nummern und Prüfwerte"),
        basis=Basis.DUTY,
        kept=(
            _("nach dem Sicherungsplan des Hauses, das Löschverzeichnis dauerhaft"),
            _("verschlossen aufbewahrte Sicherungsdateien"),
        ),
    ),
}
MEASURES = _(
    "Anmeldung nur mit einem Link, der einmal und kurz gilt; je Bildungsregion getrennte Daten; "
    "Rollen; Protokoll als Prüfkette; persönliche Links nur als Prüfwert gespeichert; "
    "verschlüsselte Übertragung; geprüfte Sicherungen; Löschung mit Nachweis."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One processing activity as it stands in the record."""

    activity: Activity
    frame: Frame
    categories: "list[StrOrPromise]"
    bases: "list[StrOrPromise]"
    periods: "list[tuple[StrOrPromise, list[StrOrPromise]]]"
    erasures: "list[tuple[StrOrPromise, StrOrPromise]]"


def entries() -> list[Entry]:
    """All activities in the order of the record."""
    return [_entry(activity) for activity in Activity]


def _entry(activity: Activity) -> Entry:
    tables = [table for table in TABLES if table.activity is activity and _is_about_people(table)]
    fields = [one for table in tables for one in table.fields.values()]
    shown = {one.category for one in fields} - {Category.NONE, Category.REFERENCE}
    bases = {FRAMES[activity].basis} | {
        table.basis_of(one)
        for table in tables
        for one in table.fields.values()
        if one.category is not Category.NONE
    }
    periods: dict[str, tuple[StrOrPromise, list[StrOrPromise]]] = {}
    for table in tables:
        kept = table.retention
        _text, purposes = periods.setdefault(kept.key, (kept.text, []))
        if table.purpose not in purposes:
            purposes.append(table.purpose)
    frame = FRAMES[activity]
    outside = [(frame.kept[0], [frame.kept[1]])] if frame.kept else []
    return Entry(
        activity,
        frame,
        [category.label for category in Category if category in shown]
        + ([frame.data] if frame.data else []),
        [basis.label for basis in Basis if basis in bases],
        list(periods.values()) + outside,
        [(table.label, _erasure(table)) for table in tables if table.rows_of],
    )


def _is_about_people(table: Table) -> bool:
    return any(one.category is not Category.NONE for one in table.fields.values())


def _erasure(table: Table) -> "StrOrPromise":
    """What an erasure on request does with the rows of a table, in a few words."""
    if table.row is Row.DELETE:
        return _("gelöscht")
    if table.row is Row.DELETE_IF_FREE:
        return _("gelöscht; wenn ein Mandat nachgewiesen bleiben muss, ohne Namen")
    if any(one.erasure is Erasure.KEEP and one.is_personal for one in table.fields.values()):
        return _("Namen und Adressen gelöscht, der Vorgang bleibt")
    return _("geleert")


def record_of(region: Region) -> dict[str, Any]:
    """The whole record of one region as plain data, in the language in use."""
    said = Responsibility.objects.filter(region=region).first() or Responsibility(region=region)
    office = " ".join(
        part for part in (region.office_street, region.office_postcode, region.office_city) if part
    )
    return {
        "region": region.name,
        "controller": said.controller or f"{region.office_name}, {office}".strip(", "),
        "contact": [part for part in (region.office_email, region.office_phone) if part],
        "officer": said.officer,
        "hoster": said.hoster,
        "joint": said.joint,
        "measures": [str(MEASURES), *([said.measures] if said.measures else [])],
        "transfers": str(_("keine Übermittlung in Drittländer")),
        "activities": [_plain(entry) for entry in entries()],
    }


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.activity.value,
        "title": str(entry.frame.title),
        "purpose": str(entry.frame.purpose),
        "people": str(entry.frame.people),
        "data": [str(one) for one in entry.categories],
        "basis": [str(one) for one in entry.bases],
        "recipients": str(entry.frame.recipients),
        "kept": [{"until": str(text), "what": [str(one) for one in purposes]}
                 for text, purposes in entry.periods],
        "erasure": [{"what": str(what), "how": str(how)} for what, how in entry.erasures],
    }  # fmt: skip

"""The fields of an institution a table can fill, and what offices call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NUMBERED = "name"
"""The field whose columns come numbered: "Amtliche Bezeichnung 1" to "3"."""


@dataclass(frozen=True)
class Field:
    """A target field.

    `parts`: the columns it is composed of, in order, each with its synonyms, best first. A field
    with one part takes one column, apart from the name. `longest`: characters the register keeps.
    """

    key: str
    label: StrPromise
    parts: tuple[tuple[str, ...], ...]
    longest: int = 120
    required: bool = False


_NAME = (
    "Name der Einrichtung",
    "Einrichtung",
    "Einrichtungsname",
    "Name der Schule",
    "Schulname",
    "Schulbezeichnung",
    "Amtliche Bezeichnung",
    "Name der Institution",
    "Institution",
    "Organisation",
    "Firma",
    "Unternehmen",
    "Schule",
    "Kita",
    "Dienststellenname",
    "Name der Dienststelle",
    "Dienststelle",
    "Name",
    "Bezeichnung",
)
POSTCODE_AND_CITY = (
    "PLZ Ort",
    "PLZ/Wohnort",
    "PLZ Stadt",
    "Postleitzahl Ort",
    "Postleitzahl und Ort",
)
"""One column for two fields."""
_PHONE = (
    "Telefon", "Telefonnummer", "Telefonnummer Durchwahl", "Telefon Durchwahl", "Tel", "Tel.-Nr.",
    "Telefon-Nr.", "Rufnummer", "Durchwahl", "Fon", "Phone", "Telefon dienstlich", "Festnetz",
)  # fmt: skip
_FAX = (
    "Fax",
    "Telefax",
    "Faxnummer",
    "Faxnummer Durchwahl",
    "Fax Durchwahl",
    "Fax-Nr.",
    "Telefax-Nr.",
)

FIELDS: tuple[Field, ...] = (
    Field("name", _("Name der Einrichtung"), (_NAME,), longest=250, required=True),
    Field(
        "number",
        _("Schulnummer oder Kennung"),
        (
            (
                "Schulnummer", "Schul-Nr.", "SNR", "Schul-ID", "Schulkennung", "Schulkennziffer",
                "BSN", "DISCH", "Dienststellenschlüssel", "Einrichtungsnummer", "Kennung",
                "Kennziffer", "Institution Key",
            ),
        ),
        longest=20,
    ),
    Field(
        "kind",
        _("Art der Einrichtung"),
        (
            (
                "Art der Einrichtung", "Einrichtungsart", "Schulform", "Schulart", "Art", "Typ",
                "Einrichtungstyp", "Institutionsart", "Kategorie", "Schultyp", "School Type",
                "School Category",
            ),
        ),
    ),
    Field("short_name", _("Kurzname"), (("Kurzbezeichnung", "Kurzname", "Abkürzung"),)),
    Field(
        "street",
        _("Straße und Hausnummer"),
        (
            ("Straße und Hausnummer", "Straße", "Straße Hausnummer", "Straße Haus-Nr.",
             "Straße Nr", "Str", "Anschrift", "Adresse", "Street", "Address"),
            ("Hausnummer", "Haus-Nr.", "HNr"),
        ),
        longest=160,
    ),
    Field(
        "postcode",
        _("Postleitzahl"),
        (("PLZ", "Postleitzahl", "Zip", "Postcode", *POSTCODE_AND_CITY),),
    ),
    Field(
        "city",
        _("Ort"),
        (
            ("Ort", "Schulort", "Stadt", "Wohnort", "Gemeinde", "Kommune", "City", "Community",
             *POSTCODE_AND_CITY),
        ),
    ),
    Field(
        "ags",
        _("Amtlicher Gemeindeschlüssel"),
        (
            ("Amtlicher Gemeindeschlüssel", "Gemeindeschlüssel", "AGS", "Gemeindekennziffer",
             "GKZ"),
        ),
        longest=8,
    ),
    Field(
        "district",
        _("Bezirk"),
        (("Verwaltungsbezirk", "Stadtbezirk", "Bezirk", "Kreis", "Landkreis", "Stadtteil"),),
    ),
    Field(
        "phone",
        _("Telefon"),
        (
            ("Telefonvorwahl", "Telefonnummer Vorwahl", "Telefon Vorwahl", "Tel. Vorwahl",
             "Vorwahl"),
            _PHONE,
        ),
        longest=60,
    ),
    Field(
        "fax",
        _("Telefax"),
        (("Faxvorwahl", "Faxnummer Vorwahl", "Fax Vorwahl", "Telefax Vorwahl"), _FAX),
        longest=60,
    ),
    Field(
        "email",
        _("E-Mail-Adresse"),
        (
            ("Offizielle E-Mail-Adresse", "E-Mail-Adresse", "E-Mail", "Mail", "Mailadresse",
             "E-Mail dienstlich", "Email Adresse"),
        ),
        longest=254,
    ),
    Field(
        "website",
        _("Internetseite"),
        (("Homepage", "Internetseite", "Internet", "Website", "Webseite", "URL", "WWW"),),
        longest=200,
    ),
    Field("legal_form", _("Rechtsform"), (("Rechtsform", "Rechtsstatus"),), longest=80),
    Field("carrier", _("Träger"), (("Träger", "Schulträger", "Name des Trägers"),), longest=250),
    Field(
        "contact_person",
        _("Ansprechperson"),
        (
            ("Ansprechperson", "Ansprechpartner", "Ansprechpartnerin", "Ansprechpartner/in",
             "Ansprechpartner/-in", "Kontakt", "Kontaktperson", "Leitung", "Schulleitung"),
        ),
        longest=200,
    ),
    Field(
        "operating_state",
        _("Betriebszustand"),
        (("Schulbetriebsschlüssel", "Betriebszustand", "Status"),),
        longest=40,
    ),
    Field(
        "opened_on",
        _("Besteht seit"),
        (("Schulbetriebsdatum", "Besteht seit", "Gegründet", "Gründung", "Eröffnet am"),),
        longest=10,
    ),
    Field(
        "easting",
        _("Rechtswert (UTM 32)"),
        (("UTM Rechtswert", "Rechtswert", "Easting", "UTM Ost", "Ostwert"),),
        longest=7,
    ),
    Field(
        "northing",
        _("Hochwert (UTM 32)"),
        (("UTM Hochwert", "Hochwert", "Northing", "UTM Nord", "Nordwert"),),
        longest=7,
    ),
    Field("epsg", _("Koordinatensystem (EPSG)"), (("EPSG", "EPSG-Code", "Koordinatensystem"),)),
)  # fmt: skip

BY_KEY = {field.key: field for field in FIELDS}

EXPORT_HEADERS = {
    "number": "Schulnummer",
    "name": "Name der Einrichtung",
    "kind": "Art der Einrichtung",
    "street": "Straße und Hausnummer",
    "postcode": "Postleitzahl",
    "city": "Ort",
    "district": "Bezirk",
    "ags": "Amtlicher Gemeindeschlüssel",
    "phone": "Telefon",
    "fax": "Telefax",
    "email": "E-Mail-Adresse",
    "website": "Internetseite",
    "legal_form": "Rechtsform",
    "opened_on": "Besteht seit",
    "closed_on": "Geschlossen am",
}
"""Headers of an exported list; an import finds every column by them again."""

"""What a table can tell of a person, and what offices and address books call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Target:
    """A field that columns can fill. `names`: what it is called, best first.

    `longest`: characters the register keeps. `is_several`: several columns make one value.
    """

    key: str
    label: StrPromise
    names: tuple[str, ...]
    longest: int = 120
    is_several: bool = False


TARGETS: tuple[Target, ...] = (
    Target("mark", _("Kennung"), ("Kennung", "UID"), longest=80),
    Target("salutation", _("Anrede"), ("Anrede", "Geschlecht", "Salutation", "Gender")),
    Target(
        "title",
        _("Titel"),
        ("Titel", "Akademischer Titel", "Akad. Titel", "Akademischer Grad", "Amtsbezeichnung"),
        longest=60,
    ),
    Target(
        "given_name",
        _("Vorname"),
        ("Vorname", "Vornamen", "Rufname", "Weitere Vornamen", "Given Name", "First Name",
         "Middle Name"),
        longest=80,
        is_several=True,
    ),
    Target(
        "family_name",
        _("Nachname"),
        ("Nachname", "Familienname", "Zuname", "Last Name", "Family Name", "Surname"),
        longest=80,
    ),
    Target(
        "whole_name",
        _("Ganzer Name"),
        ("Name", "Vor- und Nachname", "Vorname Nachname", "Name Vorname", "Nachname Vorname",
         "Vollständiger Name", "Ansprechperson", "Ansprechpartner", "Ansprechpartnerin",
         "Ansprechpartner/in", "Kontaktperson", "Person", "Anzeigename", "Display Name",
         "Full Name", "Schulleitung", "Leitung"),
        longest=200,
    ),
    Target(
        "email",
        _("E-Mail-Adresse"),
        ("E-Mail-Adresse", "E-Mail", "Mail", "Mailadresse", "E-Mail dienstlich", "Email Adresse",
         "E-Mail 1", "E-mail Address", "E-mail 1 - Value"),
        longest=254,
    ),
    Target(
        "phone",
        _("Telefon"),
        ("Telefon", "Telefonnummer", "Tel", "Tel.-Nr.", "Rufnummer", "Durchwahl",
         "Telefon dienstlich", "Telefon geschäftlich", "Business Phone", "Phone", "Mobil",
         "Mobiltelefon", "Handy", "Phone 1 - Value"),
        longest=60,
    ),
    Target("topics", _("Themen"), ("Themen", "Thema", "Schwerpunkte", "Schwerpunkt"), longest=2000),
    Target(
        "number",
        _("Nummer der Einrichtung"),
        ("Nummer der Einrichtung", "Schulnummer", "Schul-Nr.", "SNR", "Einrichtungsnummer"),
        longest=20,
    ),
    Target(
        "institution",
        _("Einrichtung"),
        ("Einrichtung", "Name der Einrichtung", "Einrichtungsname", "Schule", "Name der Schule",
         "Schulname", "Institution", "Organisation", "Firma", "Unternehmen", "Dienststelle", "Kita",
         "Company", "Organization", "Organization Name"),
        longest=250,
    ),
    Target("city", _("Ort der Einrichtung"), ("Ort der Einrichtung", "Schulort", "Ort", "Stadt")),
    Target(
        "function",
        _("Funktion"),
        ("Funktion", "Position", "Tätigkeit", "Rolle", "Aufgabe", "Stellenbezeichnung", "Job Title",
         "Organization Title"),
    ),
    Target(
        "represents",
        _("Vertritt die Einrichtung"),
        ("Vertritt die Einrichtung", "Vertritt die Einrichtung im Netzwerk", "Vertretung"),
    ),
    Target("since", _("Seit"), ("Seit", "Von", "Beginn", "Tätig seit", "Im Amt seit")),
    Target("until", _("Letzter Tag"), ("Letzter Tag", "Bis", "Ende", "Tätig bis", "Im Amt bis")),
)  # fmt: skip

BY_KEY = {target.key: target for target in TARGETS}

FACTS = ("salutation", "title", "given_name", "family_name", "email", "phone", "topics")
"""What is kept of the person; the rest tells what the person does where."""

Columns = dict[str, tuple[str, ...]]
"""The headers that fill each target, in the order in which their cells are joined."""

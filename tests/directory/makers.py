"""What the tests of the register share: people, functions and files."""

from datetime import date
from pathlib import Path

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory import actions
from bildungsnetz.directory.models import Affiliation, Institution, Person
from bildungsnetz.regions.models import Region
from tests.cast import NOW

DATA = Path(__file__).parent.parent / "data" / "tabellen"
OFFICE = Actor(label="Anna Albers")
HEADER = "Schulnummer;Schulform;Name;Straße;PLZ;Ort;E-Mail\r\n"
GOETHE = "191000;Gymnasium;Goethe-Gymnasium;Hauptstr. 1;58095;Hagen;191000@schule.example\r\n"
VOSS = "191001;Grundschule;Voßhofschule;Am Hof 2;58097;Hagen;191001@schule.example\r\n"
HERNE = "191002;Grundschule;Grundschule Börnig;Str. 3;44627;Herne;191002@schule.example\r\n"


def register(*rows: str, encoding: str = "utf-8") -> bytes:
    """A small register as an office keeps it."""
    return (HEADER + "".join(rows)).encode(encoding)


def upload(region: Region, content: bytes, **changes: object):
    """An import on its way in."""
    asked: dict[str, object] = {
        "region": region,
        "file_name": "schulen.csv",
        "content": content,
        "source": "Schulverzeichnis",
        "by": OFFICE,
        "at": NOW,
    }
    return actions.upload_import(**{**asked, **changes})


def make_person(region: Region, family_name: str, **facts: object) -> Person:
    """A contact of the region."""
    return Person.objects.create(region=region, family_name=family_name, created_at=NOW, **facts)


def make_affiliation(
    person: Person, institution: Institution, *, represents: bool = True, to: date | None = None
) -> Affiliation:
    """A head of the institution."""
    return Affiliation.objects.create(
        person=person,
        institution=institution,
        function="Schulleitung",
        represents=represents,
        active_from=date(2020, 8, 1),
        active_to=to,
    )

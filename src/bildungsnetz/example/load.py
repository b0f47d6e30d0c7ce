"""The example region: Hagen as the circular of 25.08.2011 describes it, through real actions.

Facts are the circular's; persons are invented; institutions are the 64 schools of the open register
for Hagen, taken in by the product's own importer, with addresses that lead nowhere.
"""

from datetime import date, datetime, time
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from bildungsnetz.accounts import actions as accounts
from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory import actions as directory
from bildungsnetz.directory.models import Institution, InstitutionKind, Person
from bildungsnetz.example import texts
from bildungsnetz.meetings import actions as meetings
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.office.models import Circular
from bildungsnetz.organs import actions as organs
from bildungsnetz.organs.models import Mandate, Organ, Seat
from bildungsnetz.regions import actions as regions
from bildungsnetz.regions.models import FieldOfAction, Region
from bildungsnetz.regions.rules import Party

BY = Actor(label="Beispieldaten")
SIGNED = date(2011, 3, 28)
CONSTITUTED = date(2011, 6, 22)
CIRCULAR_DATED = date(2011, 8, 25)
CONFERENCE_DAY = date(2011, 11, 17)
REGISTER = Path(__file__).parent / "data" / "schulen_hagen_2024_25.csv"
REGISTER_NAME = "Schulverzeichnis NRW 2024/25"
FIELDS = (
    ("Individuelle Förderung in Schule gestalten", False),
    ("Übergänge gestalten", False),
    ("Ganztag gestalten", False),
    ("Lebensbegleitendes Lernen gestalten", False),
    ("Inklusion gestalten", True),
)
# Kinds that carry the all-day offer, and stages that speak for the other two fields.
ALL_DAY = {
    "grundschule", "gesamtschule", "sekundarschule", "hauptschule", "realschule", "jugendhilfe",
    "jugendeinrichtung", "musikschule", "foerderschule-grund-hauptschule",
}  # fmt: skip
TRANSITIONS = {"kita", "sekundarstufe-2", "ausbildung-studium", "beruf"}
LIFELONG = {"weiterbildung"}
# Invented: salutation, title, given name, family name, nominating party, function besides the seat.
MEMBERS = (
    ("mr", "", "Bernhard", "Beispielmann", "Stadt Hagen", Mandate.Role.CHAIR),
    ("mrs", "", "Sabine", "Musterfrau", "Stadt Hagen", ""),
    ("mrs", "Dr.", "Ulrike", "Probst-Beispiel", "Land Nordrhein-Westfalen", "deputy_chair"),
    ("mr", "", "Mehmet", "Muster", "Land Nordrhein-Westfalen", ""),
    ("mrs", "", "Katharina", "Vorlage", "Schulleitungen", ""),
    ("mr", "", "Thomas", "Entwurf", "Schulleitungen", ""),
)
STAFF = (("mrs", "", "Heike", "Beispiel"), ("mr", "", "Jonas", "Probe"))


@transaction.atomic
def load(at: datetime) -> Region:
    """Make the example region; to be called on a database without regions."""
    region = _region(at)
    regions.seed_region(region=region, by=BY, at=at)
    directory.seed_kinds(region=region, by=BY, at=at)
    fields = _fields(region, at)
    _kinds_fields(region, fields, at)
    _charter(region, at)
    conference, steering, office = _organs(region, fields, at)
    _schools(region, at)
    _members(steering, at)
    _staff(office, at)
    _conference(region, conference, fields, at)
    _circular(region, at)
    return region


def _region(at: datetime) -> Region:
    region = Region.objects.create(
        slug="hagen",
        name="Bildungsregion Hagen",
        network_name="Bildungsnetzwerk Hagen",
        ags="05914000",
        land="NW",
        introduction=texts.INTRODUCTION,
        office_name="Regionale Geschäftsstelle (Bildungsbüro)",
        office_department="Amt für Schulverwaltung und Hochschulwesen",
        office_building="Rathaus II, Zimmer C. 410",
        office_city="Hagen",
        office_phone="02331 207-5000 (Vermittlung)",
        office_email="bildungsbuero@hagen.example",
        is_example=True,
        created_at=at,
    )
    audit.record(region=region, by=BY, at=at, action="region.founded", on=region)
    return region


def _fields(region: Region, at: datetime) -> list[FieldOfAction]:
    return [
        regions.save_field(
            region=region,
            field=None,
            values={
                "name": name,
                "is_cross_cutting": crossing,
                "question": "Was heißt das für Inklusion?" if crossing else "",
            },
            by=BY,
            at=at,
        )
        for name, crossing in FIELDS
    ]


def _kinds_fields(region: Region, fields: list[FieldOfAction], at: datetime) -> None:
    """What the charter's fields mean for each kind, from its stages; ours, not the circular's."""
    support, transitions, all_day, lifelong, inclusion = fields
    for kind in InstitutionKind.objects.filter(region=region).prefetch_related("stages"):
        stages = {stage.slug for stage in kind.stages.all()}
        chosen = [inclusion] if kind.slug.startswith("foerderschule") else []
        chosen += [support] if kind.is_school or kind.slug == "schulaufsicht" else []
        chosen += [all_day] if kind.slug in ALL_DAY else []
        chosen += [transitions] if stages & TRANSITIONS or kind.slug in ALL_DAY else []
        chosen += [lifelong] if stages & LIFELONG or not chosen else []
        directory.save_kind(
            region=region,
            kind=kind,
            facts={"name": kind.name},
            stages=list(kind.stages.all()),
            fields=chosen,
            by=BY,
            at=at,
        )


def _charter(region: Region, at: datetime) -> None:
    regions.save_agreement(
        region=region,
        agreement=None,
        values={
            "title": "Kooperationsvertrag zur Entwicklung eines Bildungsnetzwerkes "
            "in der Bildungsregion Hagen",
            "signed_on": SIGNED,
            "active_from": SIGNED,
            "text": texts.AGREEMENT,
        },
        parties=[
            Party("Land Nordrhein-Westfalen", "die Ministerin"),
            Party("Stadt Hagen", "der Oberbürgermeister"),
        ],
        by=BY,
        at=at,
    )


def _organs(
    region: Region, fields: list[FieldOfAction], at: datetime
) -> tuple[Organ, Organ, Organ]:
    conference, steering, office = (
        organs.create_organ(
            region=region,
            values={"kind": kind, "name": name, "tasks": tasks, "founded_on": founded},
            fields=fields,
            by=BY,
            at=at,
        )
        for kind, name, tasks, founded in (
            (Organ.Kind.CONFERENCE, "Bildungskonferenz", texts.CONFERENCE_TASKS, SIGNED),
            (Organ.Kind.STEERING, "Lenkungskreis", texts.STEERING_TASKS, CONSTITUTED),
            (Organ.Kind.OFFICE, "Bildungsbüro", texts.OFFICE_TASKS, SIGNED),
        )
    )
    for party in dict.fromkeys(member[4] for member in MEMBERS):
        organs.add_seats(
            organ=steering, party=party, count=2, active_from=CONSTITUTED, by=BY, at=at
        )
    return conference, steering, office


def _person(region: Region, row: tuple[str, ...], at: datetime) -> Person:
    salutation, title, given, family = row[:4]
    email = f"{given}.{family}@hagen.example".lower().replace("ü", "ue").replace("ö", "oe")
    person = directory.add_person(
        region=region,
        salutation=salutation,
        title=title,
        given_name=given,
        family_name=family,
        email=email,
        is_public=True,
        source="nomination",
        by=BY,
        at=at,
    )
    return directory.allow_sign_in(person=person, by=BY, at=at)


def _members(steering: Organ, at: datetime) -> None:
    """Six seats, and the election of 22.06.2011: chair from the city, deputy from the Land."""
    seats = list(Seat.objects.filter(organ=steering).order_by("number"))
    for seat, row in zip(seats, MEMBERS, strict=True):
        person = _person(steering.region, row, at)
        organs.fill_seat(seat=seat, person=person, active_from=CONSTITUTED, by=BY, at=at)
        if row[5]:
            organs.set_chair(
                organ=steering,
                person=person,
                role=row[5],
                active_from=CONSTITUTED,
                note="gewählt in der konstituierenden Sitzung",
                by=BY,
                at=at,
            )
    heads = Institution.objects.filter(region=steering.region, kind__slug="grundschule")
    school = heads.order_by("number").first()
    if school is not None:
        directory.add_affiliation(
            person=Person.objects.get(region=steering.region, family_name="Vorlage"),
            institution=school,
            function="Schulleiterin",
            represents=True,
            by=BY,
            at=at,
        )


def _staff(office: Organ, at: datetime) -> None:
    for row in STAFF:
        person = _person(office.region, row, at)
        organs.add_function(
            organ=office, person=person, role=Mandate.Role.STAFF, active_from=SIGNED, by=BY, at=at
        )
        accounts.add_clerk(region=office.region, email=person.email, name=str(person), by=BY, at=at)


def _schools(region: Region, at: datetime) -> None:
    directory.import_at_once(
        region=region,
        file_name=REGISTER.name,
        content=REGISTER.read_bytes(),
        source=REGISTER_NAME,
        licence_note=texts.LICENCE,
        publish=True,
        by=BY,
        at=at,
    )


def _conference(region: Region, organ: Organ, fields: list[FieldOfAction], at: datetime) -> None:
    main = _meeting(
        Meeting(region=region, title="1. Hagener Bildungskonferenz", description=texts.CONFERENCE),
        organ,
        fields,
        at,
    )
    for title, host in (
        ("Jugendkonferenz", "Jobcenter und Stadt Hagen"),
        ("Konferenz zum Regionalen Übergangsmanagement", "Regionales Übergangsmanagement Hagen"),
    ):
        part = Meeting(region=region, title=title, part_of=main, host=host)
        _meeting(part, organ, fields[1:2], at)


def _meeting(meeting: Meeting, organ: Organ, fields: list[FieldOfAction], at: datetime) -> Meeting:
    """The circular gives the day only; the hours are those of later conferences of the region."""
    meeting.kind, meeting.venue = Meeting.Kind.CONFERENCE, "Hagen"
    meeting.starts_at, meeting.ends_at = (
        timezone.make_aware(datetime.combine(CONFERENCE_DAY, time(hour))) for hour in (13, 17)
    )
    made = meetings.plan_meeting(meeting=meeting, organs=[organ], fields=fields, by=BY, at=at)
    return meetings.show_meeting(meeting=made, is_public=True, by=BY, at=at)


def _circular(region: Region, at: datetime) -> None:
    circular = Circular.objects.create(
        region=region,
        reference="43",
        dated_on=CIRCULAR_DATED,
        subject=texts.CIRCULAR_SUBJECT,
        body=texts.CIRCULAR,
        signed_by="Vorsitzender des Lenkungskreises",
        is_public=True,
    )
    audit.record(region=region, by=BY, at=at, action="circular.entered", on=circular)

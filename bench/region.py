"""Makes the example region large by bulk inserts: a big city's register and several years."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle, islice

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from bench import decisions, gatherings, traffic
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import User
from bildungsnetz.directory import actions
from bildungsnetz.directory.models import (
    Affiliation,
    Audience,
    ContactBasis,
    Institution,
    InstitutionKind,
    Person,
)
from bildungsnetz.example import load as example
from bildungsnetz.jobs.running import run_next
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.organs.models import Mandate, NominatingParty, Organ, Seat
from bildungsnetz.regions.models import CooperationAgreement, FieldOfAction, Region, Topic

BY = Actor(label="Messung")
FAMILY_NAMES = ("Müller", "Schäfer", "Öztürk", "Weiß", "Kowalski", "von der Heide", "Ångström")
GIVEN_NAMES = ("Änne", "Björn", "Çiğdem", "Dörte", "Émile", "Friederike", "Günther", "Hülya")
TOPICS = ("Sprachförderung", "Elternarbeit", "Ganztag", "Berufswahl", "Lesen", "Sport", "Digitales")


@dataclass(frozen=True, slots=True)
class Size:
    """How large the region becomes; numbers of rows in all."""

    institutions: int = 500
    persons: int = 1500
    past_years: int = 3
    past_workshops: int = 6
    past_guests: int = 200
    workshops: int = 10
    guests: int = 150
    recommendations: int = 60
    voters: int = 30
    groups: int = 12
    messages: int = 1500
    entries: int = 3000


SMALL = Size(80, 60, 2, 2, 10, 3, 10, 6, 4, 2, 20, 50)


@dataclass(frozen=True, slots=True)
class Large:
    """The rows that the measurements name."""

    region: Region
    conference: Meeting


def enlarge(region: Region, size: Size, *, at: datetime) -> Large:
    """Add rows of every kind until the region is of this size."""
    large = _enlarge(region, size, at)
    _documents(region, at)
    return large


@transaction.atomic
def _enlarge(region: Region, size: Size, at: datetime) -> Large:
    institutions = _institutions(region, size, at)
    persons = _persons(region, size, institutions, at)
    _groups(region, size, persons, institutions, at.date())
    fields = list(FieldOfAction.objects.filter(region=region))
    organ = Organ.objects.get(region=region, kind=Organ.Kind.CONFERENCE)
    audience = Audience.objects.create(
        region=region, name="Alle Einrichtungen", query={}, created_at=at
    )
    past = [
        gatherings.past_conference(
            region, organ, fields, institutions[: size.past_guests],
            workshops=size.past_workshops, at=at - timedelta(days=365 * years),
        )
        for years in range(size.past_years, 0, -1)
    ]  # fmt: skip
    decisions.recommend(region, past, fields, count=size.recommendations, voters=size.voters)
    coming = gatherings.coming_conference(
        region, organ, fields, institutions, audience, workshops=size.workshops,
        guests=size.guests, at=at,
    )  # fmt: skip
    traffic.messages(region, size.messages, at=at)
    traffic.entries(region, size.entries, at=at)
    return Large(region, coming)


def _institutions(region: Region, size: Size, at: datetime) -> list[Institution]:
    kinds = list(InstitutionKind.objects.filter(region=region).order_by("pk"))
    topics = Topic.objects.bulk_create(
        [Topic(region=region, slug=f"bench-{name.lower()}"[:60], name=name) for name in TOPICS]
    )
    have = list(Institution.objects.filter(region=region).order_by("pk"))
    rows = [
        Institution(
            region=region,
            kind=kind,
            name=f"{kind.name} an der {FAMILY_NAMES[number % 7]}straße {number}",
            number=f"9{number:05}",
            street=f"Lange Straße {number}",
            postcode="58095",
            city="Hagen",
            email=f"einrichtung{number}@schule.example",
            is_public=True,
            profile="Ein Steckbrief in einem Satz.",
            source=ContactBasis.Source.IMPORT,
            created_at=at,
            changed_at=at,
        )
        for number, kind in enumerate(islice(cycle(kinds), max(0, size.institutions - len(have))))
    ]
    added = Institution.objects.bulk_create(rows, batch_size=500)
    tie = Institution.topics.through
    tie._default_manager.bulk_create(
        tie(institution_id=one.pk, topic_id=topic.pk)
        for one, topic in zip(added, cycle(topics), strict=False)
    )
    return [*have, *added]


def _persons(
    region: Region, size: Size, institutions: list[Institution], at: datetime
) -> list[Person]:
    count = max(0, size.persons - Person.objects.filter(region=region).count())
    persons = Person.objects.bulk_create(
        [
            Person(
                region=region,
                salutation=Person.Salutation.OPEN,
                given_name=GIVEN_NAMES[number % len(GIVEN_NAMES)],
                family_name=f"{FAMILY_NAMES[number % len(FAMILY_NAMES)]}-{number}",
                email=f"person{number}@netz.example",
                phone="02331 207-0",
                created_at=at,
            )
            for number in range(count)
        ],
        batch_size=500,
    )
    Affiliation.objects.bulk_create(
        [
            Affiliation(
                person=person,
                institution=institution,
                function="Schulleitung" if number < len(institutions) else "Lehrkraft",
                represents=number < len(institutions),
                active_from=date(2020, 8, 1),
            )
            for number, (person, institution) in enumerate(
                zip(persons, cycle(institutions), strict=False)
            )
        ],
        batch_size=500,
    )
    ContactBasis.objects.bulk_create(
        [
            ContactBasis(
                person=person,
                purpose=ContactBasis.Purpose.OFFICIAL,
                basis=ContactBasis.Basis.PUBLIC_TASK,
                source="Messung",
                recorded_at=at,
            )
            for person in persons
        ],
        batch_size=500,
    )
    return persons


def _groups(
    region: Region,
    size: Size,
    persons: list[Person],
    institutions: list[Institution],
    today: date,
) -> None:
    """Working groups with eight seats each, two of them vacant, and institutions as members."""
    party = NominatingParty.objects.filter(region=region).first()
    party = party or NominatingParty.objects.create(region=region, name="Stadt")
    since = today - timedelta(days=400)
    people = cycle(persons)
    for number in range(size.groups):
        organ = Organ.objects.create(
            region=region,
            slug=f"arbeitskreis-{number}",
            kind=Organ.Kind.GROUP,
            name=f"Arbeitskreis {number}",
            founded_on=since,
            order=10 + number,
        )
        seats = Seat.objects.bulk_create(
            [Seat(organ=organ, party=party, number=n, active_from=since) for n in range(1, 9)]
        )
        member = Mandate.Role.MEMBER
        holders = [
            Mandate(organ=organ, seat=seat, person=next(people), role=member, active_from=since)
            for seat in seats[:6]
        ]
        chair = Mandate(
            organ=organ, person=holders[0].person, role=Mandate.Role.CHAIR, active_from=since
        )
        joined = [
            Mandate(organ=organ, institution=one, role=member, active_from=since)
            for one in institutions[number : number + 5]
        ]
        Mandate.objects.bulk_create([*holders, chair, *joined])


def _documents(region: Region, at: datetime) -> None:
    """The charter as a file, and a register of next year whose preview waits for the office."""
    agreement = CooperationAgreement.objects.filter(region=region).latest("version")
    agreement.document.save("vertrag.pdf", ContentFile(b"%PDF-1.4\n%%EOF\n"))
    register = example.REGISTER.read_bytes().replace("traße".encode(), b"tr.")
    actions.upload_import(
        region=region,
        file_name="schulen.csv",
        content=register,
        source=example.REGISTER_NAME,
        by=BY,
        at=at,
    )
    while run_next(timezone.now, lambda: False):
        pass


def clerk(region: Region) -> User:
    """Somebody of the office."""
    user = User.objects.filter(roles__region=region).order_by("pk").first()
    assert user is not None
    return user

"""The cast of the house: Anna runs the office, Ben chairs the Lenkungskreis, Clara is a member,
Deniz runs the office of another region and must see nothing of this one."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from bildungsnetz.accounts.models import Role, User
from bildungsnetz.directory.models import Institution, InstitutionKind, Person
from bildungsnetz.organs.models import Mandate, NominatingParty, Organ, Seat
from bildungsnetz.regions.models import FieldOfAction, Region, Stage

NOW = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
TODAY = date(2026, 9, 14)


def make_region(slug: str, name: str) -> Region:
    """A region with one field, one cross-cutting theme, two stages."""
    region = Region.objects.create(
        slug=slug,
        name=f"Bildungsregion {name}",
        network_name=f"Bildungsnetzwerk {name}",
        office_name="Bildungsbüro",
        office_email=f"buero@{slug}.example",
        office_phone="02331 207-0",
        land="NW",
        created_at=NOW,
    )
    FieldOfAction.objects.create(
        region=region, slug="uebergaenge", name="Übergänge gestalten", order=1
    )
    FieldOfAction.objects.create(
        region=region,
        slug="inklusion",
        name="Inklusion gestalten",
        is_cross_cutting=True,
        question="Was heißt das für Inklusion?",
        order=2,
    )
    for order, (stage_slug, stage) in enumerate(
        [("primarstufe", "Primarstufe"), ("sekundarstufe-1", "Sekundarstufe I")]
    ):
        Stage.objects.create(region=region, slug=stage_slug, name=stage, order=order)
    return region


def make_user(email: str, name: str) -> User:
    """A user who may sign in."""
    return User.objects.create(email=email, display_name=name, created_at=NOW)


def make_clerk(region: Region, email: str, name: str) -> User:
    """Somebody who works in the region's office."""
    user = make_user(email, name)
    Role.objects.create(user=user, region=region, kind=Role.Kind.CLERK)
    return user


def make_institution(region: Region, name: str, *, number: str = "", kind: str = "Grundschule",
                     email: str = "") -> Institution:  # fmt: skip
    """A school with an address that leads nowhere."""
    slug = kind.lower().replace(" ", "-")
    the_kind, _ = InstitutionKind.objects.get_or_create(
        region=region, slug=slug, defaults={"name": kind, "is_school": True}
    )
    the_kind.stages.set(Stage.objects.filter(region=region, slug="primarstufe"))
    institution = Institution.objects.create(
        region=region,
        kind=the_kind,
        name=name,
        number=number,
        city="Hagen",
        postcode="58095",
        email=email or f"{number or slug}@schule.example",
        created_at=NOW,
        changed_at=NOW,
    )
    institution.stages.set(the_kind.stages.all())
    return institution


def make_member(organ: Organ, user: User, role: str, party: str, number: int) -> Mandate:
    """A person with a seat in the organ; a chair or deputy chair gets that mandate besides."""
    given, family = user.display_name.split(" ", 1)
    person = Person.objects.create(
        region=organ.region,
        user=user,
        given_name=given,
        family_name=family,
        email=user.email,
        is_public=True,
        created_at=NOW,
    )
    the_party, _ = NominatingParty.objects.get_or_create(region=organ.region, name=party)
    seat = Seat.objects.create(organ=organ, party=the_party, number=number)
    since = date(2026, 1, 1)
    mandate = Mandate.objects.create(
        organ=organ, seat=seat, person=person, role=Mandate.Role.MEMBER, active_from=since
    )
    if role != Mandate.Role.MEMBER:
        Mandate.objects.create(organ=organ, person=person, role=role, active_from=since)
    return mandate


@pytest.fixture
def hagen(db: None) -> Region:
    """The region of the cast."""
    return make_region("hagen", "Hagen")


@pytest.fixture
def anna(hagen: Region) -> User:
    """Anna Albers, office clerk in Hagen."""
    return make_clerk(hagen, "anna@hagen.example", "Anna Albers")


@pytest.fixture
def steering(hagen: Region) -> Organ:
    """The Lenkungskreis of Hagen."""
    return Organ.objects.create(
        region=hagen, slug="lenkungskreis", kind=Organ.Kind.STEERING, name="Lenkungskreis", order=2
    )


@pytest.fixture
def plenary(hagen: Region) -> Organ:
    """The Bildungskonferenz of Hagen."""
    return Organ.objects.create(
        region=hagen,
        slug="bildungskonferenz",
        kind=Organ.Kind.CONFERENCE,
        name="Bildungskonferenz",
        order=1,
    )


@pytest.fixture
def ben(steering: Organ) -> User:
    """Ben Becker, chair of the Lenkungskreis (named by the city)."""
    user = make_user("ben@hagen.example", "Ben Becker")
    make_member(steering, user, Mandate.Role.CHAIR, "Stadt", 1)
    return user


@pytest.fixture
def clara(steering: Organ) -> User:
    """Clara Celik, member of the Lenkungskreis (named by the Land)."""
    user = make_user("clara@land.example", "Clara Celik")
    make_member(steering, user, Mandate.Role.MEMBER, "Land", 2)
    return user


@pytest.fixture
def deniz(db: None) -> User:
    """Deniz Demir, office clerk of another region."""
    return make_clerk(make_region("herne", "Herne"), "deniz@herne.example", "Deniz Demir")


def signed_in(user: User) -> Client:
    """A browser in which the user is signed in."""
    client = Client()
    client.force_login(user)
    return client

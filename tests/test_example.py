"""The example region is Hagen as the circular of 25.08.2011 describes it."""

from datetime import date

import pytest

from bildungsnetz.accounts.models import Role
from bildungsnetz.directory.models import ImportRun, Institution
from bildungsnetz.example.load import load
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.office.models import Circular
from bildungsnetz.organs.models import Mandate, Seat
from bildungsnetz.regions.models import CooperationAgreement, FieldOfAction, Region
from tests.cast import NOW


@pytest.fixture
def example(db: None) -> Region:
    """The region as the first start loads it."""
    return load(NOW)


def test_every_school_and_every_kind_carries_a_field_of_action(example: Region) -> None:
    """From its stages: primary schools the all-day offer, Berufskollegs transitions."""
    assert Institution.objects.filter(region=example, fields=None).count() == 0
    kinds = {
        kind.slug: [field.name.split()[0] for field in kind.fields.order_by("order")]
        for kind in example.institution_kinds.all()
    }
    assert not [slug for slug, fields in kinds.items() if not fields]
    assert (kinds["grundschule"], kinds["berufskolleg"], kinds["volkshochschule"]) == (
        ["Individuelle", "Übergänge", "Ganztag"],
        ["Individuelle", "Übergänge"],
        ["Lebensbegleitendes"],
    )
    assert kinds["foerderschule-grund-hauptschule"][-1] == "Inklusion"


def test_the_charter(example: Region) -> None:
    """Signed on 28.03.2011 by Land and city; four fields and Inklusion across them."""
    agreement = CooperationAgreement.objects.get(region=example)
    assert agreement.signed_on == date(2011, 3, 28)
    assert list(agreement.parties.order_by("order").values_list("name", "signed_by")) == [
        ("Land Nordrhein-Westfalen", "die Ministerin"),
        ("Stadt Hagen", "der Oberbürgermeister"),
    ]
    fields = FieldOfAction.objects.filter(region=example).order_by("order")
    assert list(fields.values_list("name", "is_cross_cutting")) == [
        ("Individuelle Förderung in Schule gestalten", False),
        ("Übergänge gestalten", False),
        ("Ganztag gestalten", False),
        ("Lebensbegleitendes Lernen gestalten", False),
        ("Inklusion gestalten", True),
    ]


def test_six_seats_and_the_election_of_22_june_2011(example: Region) -> None:
    """Two seats each; the chair from the city, the deputy from the Land."""
    seats = Seat.objects.filter(organ__slug="lenkungskreis").order_by("number")
    assert [seat.party.name for seat in seats] == [
        "Stadt Hagen", "Stadt Hagen",
        "Land Nordrhein-Westfalen", "Land Nordrhein-Westfalen",
        "Schulleitungen", "Schulleitungen",
    ]  # fmt: skip
    elected = Mandate.objects.filter(role__in=["chair", "deputy_chair"]).order_by("role")
    parties = {
        mandate.role: Mandate.objects.get(person=mandate.person, seat__isnull=False).seat
        for mandate in elected
    }
    assert {role: seat.party.name for role, seat in parties.items() if seat} == {
        "chair": "Stadt Hagen",
        "deputy_chair": "Land Nordrhein-Westfalen",
    }
    assert {mandate.active_from for mandate in elected} == {date(2011, 6, 22)}


def test_the_conference_carries_two_others(example: Region) -> None:
    """17.11.2011 with Jugendkonferenz and Übergangsmanagement."""
    main = Meeting.objects.get(region=example, part_of__isnull=True)
    assert main.starts_at.date() == date(2011, 11, 17)
    assert sorted(main.parts.values_list("title", flat=True)) == [
        "Jugendkonferenz",
        "Konferenz zum Regionalen Übergangsmanagement",
    ]


def test_the_circular(example: Region) -> None:
    """43, 25.08.2011."""
    circular = Circular.objects.get(region=example)
    assert (circular.reference, circular.dated_on) == ("43", date(2011, 8, 25))


def test_sixty_four_schools_came_through_the_importer(example: Region) -> None:
    """As counted in the register; with the licence named where they are shown."""
    run = ImportRun.objects.get(region=example)
    assert (run.state, run.counts["new"], run.counts["refused"]) == ("committed", 64, 0)
    kinds = Institution.objects.filter(region=example).values_list("kind__name", flat=True)
    assert {name: list(kinds).count(name) for name in set(kinds)} == {
        "Grundschule": 31,
        "Gymnasium": 7,
        "Berufskolleg": 6,
        "Förderschule Grund-/Hauptschule": 5,
        "Gesamtschule": 5,
        "Realschule": 4,
        "Hauptschule": 2,
        "Sekundarschule": 2,
        "Freie Waldorfschule": 1,
        "Weiterbildungskolleg": 1,
    }
    example.refresh_from_db()
    assert "Datenlizenz Deutschland – Namensnennung – Version 2.0" in example.data_source_note


def test_no_address_leads_anywhere(example: Region) -> None:
    """Nothing is ever sent to a real address from the example region."""
    assert example.is_example
    addresses = [
        *Institution.objects.values_list("email", flat=True),
        *Role.objects.values_list("user__email", flat=True),
        example.office_email,
    ]
    assert {address.rsplit(".", 1)[-1] for address in addresses} == {"example"}

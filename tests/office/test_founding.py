"""A real office moves in, by its own names."""

from datetime import timedelta

import pytest

from bildungsnetz.accounts import links
from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import PersonalLink, Role
from bildungsnetz.directory import actions as directory
from bildungsnetz.directory.models import InstitutionKind
from bildungsnetz.office import founding
from bildungsnetz.office.founding_forms import FieldsForm, OrgansForm
from bildungsnetz.organs.models import Organ, Seat
from bildungsnetz.regions.models import FieldOfAction, Region, SchoolHoliday, Stage
from tests.cast import NOW


def setup_link() -> PersonalLink:
    """The link printed at the first start of an empty installation."""
    return links.issue(
        purpose=PersonalLink.Purpose.SETUP,
        subject="setup",
        region=None,
        at=NOW,
        expires_at=NOW + timedelta(hours=24),
    )


def found(link: PersonalLink, name: str = "Bildungsregion Kreis Olpe") -> Region:
    """A region of another kind of name than Hagen's."""
    region, _clerk = founding.found_region(
        link=link,
        name=name,
        network_name="Bildungsnetzwerk Olpe",
        ags="05966",
        land="NW",
        clerk_name="Olga Ohm",
        clerk_email="olga@olpe.example",
        at=NOW,
    )
    return region


def test_a_region_starts_with_stages_kinds_holidays_and_its_clerk(db: None) -> None:
    """What every office would otherwise type."""
    region = found(setup_link())
    assert region.slug == "kreis-olpe"
    assert Stage.objects.filter(region=region).count() == 7
    assert InstitutionKind.objects.filter(region=region, slug="grundschule").exists()
    assert SchoolHoliday.objects.filter(region=region).count() == 33
    assert [role.user.email for role in Role.objects.filter(region=region)] == ["olga@olpe.example"]


def test_the_setup_link_founds_one_region_only(db: None) -> None:
    """Nobody else can set the region up a second time."""
    link = setup_link()
    found(link)
    with pytest.raises(founding.SetupUsedUp):
        found(link)
    assert Region.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Bildungsregion Anmelden", "anmelden-2"), ("Bildungsregion Höxter", "hoexter")],
)
def test_a_regions_address_never_hides_another_page(db: None, name: str, slug: str) -> None:
    """/anmelden/ stays the sign-in."""
    assert found(setup_link(), name).slug == slug


def test_organs_bear_the_regions_own_names(db: None) -> None:
    """Row 1.7: a Steuerungsgruppe with 3 + 2 + 1 seats without a change of code."""
    region = found(setup_link())
    founding.set_up_organs(
        region=region,
        names={"conference": "Bildungsrat", "steering": "Steuerungsgruppe", "office": "RBB"},
        parties=[("Kreis", 3), ("Land", 2), ("Handwerk", 1)],
        by=CONSOLE,
        at=NOW,
    )
    assert list(Organ.objects.order_by("order", "pk").values_list("name", flat=True)) == [
        "Bildungsrat",
        "Steuerungsgruppe",
        "RBB",
    ]
    seats = Seat.objects.filter(organ__name="Steuerungsgruppe").order_by("number")
    assert [seat.party.name for seat in seats] == ["Kreis"] * 3 + ["Land"] * 2 + ["Handwerk"]


def test_setting_up_twice_changes_nothing(db: None) -> None:
    """A double click makes no second Lenkungskreis and no second field."""
    region = found(setup_link())
    names = {"conference": "Bildungskonferenz", "steering": "Lenkungskreis", "office": "Büro"}
    for _ in range(2):
        founding.set_up_organs(
            region=region, names=names, parties=[("Stadt", 2)], by=CONSOLE, at=NOW
        )
        founding.set_up_fields(
            region=region,
            names=["Ganztag"],
            cross_cutting=["Inklusion gestalten"],
            by=CONSOLE,
            at=NOW,
        )
    assert (Organ.objects.count(), Seat.objects.count(), FieldOfAction.objects.count()) == (3, 2, 2)
    assert (
        FieldOfAction.objects.get(is_cross_cutting=True).question == "Was heißt das für Inklusion?"
    )


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            "Stadt: 2\nLand: 2\nSchulleitungen: 2",
            [("Stadt", 2), ("Land", 2), ("Schulleitungen", 2)],
        ),
        ("Stadt 2", [("Stadt", 2)]),
        ("Land  :  10\n\n", [("Land", 10)]),
        ("IHK und HWK:1", [("IHK und HWK", 1)]),
    ],
)
def test_the_seats_are_read_line_by_line(text: str, parties: list[tuple[str, int]]) -> None:
    """As people write them."""
    form = OrgansForm({"conference": "K", "steering": "L", "office": "B", "parties": text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["parties"] == parties


@pytest.mark.parametrize("line", ["Stadt", "Stadt: viele", "Stadt: 0", "Stadt: 99"])
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    """The message quotes the line."""
    form = OrgansForm({"conference": "K", "steering": "L", "office": "B", "parties": line})
    assert not form.is_valid()
    assert form.errors["parties"] == [
        f"Die Zeile „{line}“ ist nicht verständlich. Erwartet wird „Stadt: 2“."
    ]


def test_fields_are_taken_without_bullets_and_doubles() -> None:
    """Pasted from the contract."""
    form = FieldsForm({"names": "- Ganztag\n• Übergänge\nGanztag\n\n", "cross_cutting": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"names": ["Ganztag", "Übergänge"], "cross_cutting": []}


def test_the_steps_tell_what_is_done(db: None) -> None:
    """At first nothing; then what was done."""
    region = found(setup_link())
    assert [step.done for step in founding.steps(region)] == [False] * 6
    founding.set_up_fields(region=region, names=["Ganztag"], cross_cutting=[], by=CONSOLE, at=NOW)
    assert [step.done for step in founding.steps(region)] == [False, True, *[False] * 4]
    directory.give_kinds_fields(region=region, fields=list(region.fields.all()), by=CONSOLE, at=NOW)
    assert [step.done for step in founding.steps(region)] == [False, True, True, *[False] * 3]

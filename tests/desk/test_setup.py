"""The steps of moving in, at the desk."""

import pytest
from django.test import Client

from bildungsnetz.accounts.models import User
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import signed_in


@pytest.fixture
def office(anna: User) -> Client:
    """Anna at her desk."""
    return signed_in(anna)


def test_organs_are_made_by_name(office: Client, hagen: Region) -> None:
    """One form for three organs and their seats."""
    response = office.post(
        "/hagen/buero/einrichtung/gremien/",
        {"conference": "Bildungsrat", "steering": "Steuerungsgruppe", "office": "Büro",
         "parties": "Stadt: 2\nLand: 1"},
    )  # fmt: skip
    assert response["Location"] == "/hagen/buero/einrichtung/"
    assert Organ.objects.get(region=hagen, kind="steering").seats.count() == 3


def test_a_wrong_line_keeps_what_was_typed(office: Client) -> None:
    """Nothing half done: no organ is made."""
    page = office.post(
        "/hagen/buero/einrichtung/gremien/",
        {"conference": "Bildungsrat", "steering": "S", "office": "B", "parties": "Stadt zwei"},
    ).content.decode()
    assert 'value="Bildungsrat"' in page
    assert Organ.objects.count() == 0


@pytest.mark.parametrize(
    ("steering", "parties", "told"),
    [
        ("Bildungsrat", "Stadt: 2", "Ein Gremium „Bildungsrat“ gibt es schon."),
        ("Lenkungskreis", "S" * 121 + ": 2", "ist nicht verständlich"),
    ],
)
def test_organs_named_alike_or_at_great_length(
    office: Client, steering: str, parties: str, told: str
) -> None:
    """The page says what is wrong and keeps what was typed; no organ is made."""
    page = office.post(
        "/hagen/buero/einrichtung/gremien/",
        {"conference": "Bildungsrat", "steering": steering, "office": "B", "parties": parties},
    ).content.decode()
    assert told in page
    assert 'value="Bildungsrat"' in page
    assert Organ.objects.count() == 0


def test_fields_are_made(office: Client, hagen: Region) -> None:
    """One line, one field."""
    before = FieldOfAction.objects.filter(region=hagen).count()
    office.post(
        "/hagen/buero/einrichtung/handlungsfelder/",
        {"names": "Ganztag gestalten\nSprache", "cross_cutting": "Demokratie"},
    )
    assert FieldOfAction.objects.filter(region=hagen).count() == before + 3


@pytest.mark.parametrize(
    ("names", "cross_cutting", "made"),
    [
        ("Sprache\nInklusion", "Inklusion", {"Sprache": False, "Inklusion": True}),
        ("S" * 121, "", {}),
        ("Sprache", "I" * 121, {}),
    ],
)
def test_fields_named_twice_or_at_great_length(
    office: Client, hagen: Region, names: str, cross_cutting: str, made: dict[str, bool]
) -> None:
    """What stands in both boxes is one cross-cutting theme; nothing half done when too long."""
    before = set(FieldOfAction.objects.values_list("pk", flat=True))
    page = office.post(
        "/hagen/buero/einrichtung/handlungsfelder/",
        {"names": names, "cross_cutting": cross_cutting},
        follow=True,
    ).content.decode()
    new = FieldOfAction.objects.filter(region=hagen).exclude(pk__in=before)
    assert dict(new.values_list("name", "is_cross_cutting")) == made
    assert ("höchstens 120 Zeichen" in page) is (made == {})


@pytest.mark.parametrize(
    ("path", "fields", "onward"),
    [
        ("einstellungen/region/", {"name": "Hagen", "network_name": "N"}, "einstellungen/"),
        ("register/arten/handlungsfelder/", {}, "register/arten/"),
    ],
)
def test_a_step_leads_back_to_the_steps(
    office: Client, hagen: Region, path: str, fields: dict[str, str], onward: str
) -> None:
    """Whoever came from the steps finds the next one; whoever came otherwise stays there."""
    field = FieldOfAction.objects.filter(region=hagen)[0]
    for query, address in (("?einrichten=1", "einrichtung/"), ("", onward)):
        sent = {"fields_of_action": str(field.pk), **fields}
        response = office.post(f"/hagen/buero/{path}{query}", sent)
        assert response["Location"] == f"/hagen/buero/{address}"


def test_nothing_to_choose_from_says_where_to_begin(office: Client) -> None:
    """A conference needs an organ, a recommendation a conference."""
    planning = office.get("/hagen/buero/konferenzen/neu/").content.decode()
    writing = office.get("/hagen/buero/empfehlungen/neu/").content.decode()
    assert 'href="/hagen/buero/einrichtung/gremien/"' in planning
    assert "Legen Sie zuerst den Termin an." in writing


def test_an_empty_register_offers_its_first_steps_and_nothing_to_search(office: Client) -> None:
    """Reading in a file, taking a person in; fields to search come with the first row."""
    for path, step in (("", "register/import/"), ("personen/", "register/personen/neu/")):
        page = office.get(f"/hagen/buero/register/{path}").content.decode()
        _head, _mark, empty = page.partition('<div class="netz-empty">')
        assert f'href="/hagen/buero/{step}"' in empty
        assert 'class="netz-search"' not in page

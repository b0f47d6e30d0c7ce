"""The desk's pages on data protection."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models import Person
from bildungsnetz.meetings.models import Registration
from bildungsnetz.organs.models import Mandate
from bildungsnetz.privacy.models import ErasureRecord, Responsibility
from bildungsnetz.privacy.record import record_of
from bildungsnetz.regions.models import Region
from tests.cast import NOW, signed_in
from tests.privacy.full import Full, make_full

GOLDEN = Path(__file__).parents[1] / "golden" / "verzeichnis.json"
BASE = "/hagen/buero/datenschutz/"


@pytest.fixture
def full(hagen: Region, settings: Any, tmp_path: Path) -> Full:
    """Somebody of whom everything is known; erasures stand in a ledger of the test's own."""
    settings.DATA_DIR = tmp_path
    return make_full(hagen, "kanarie1", 1)


@pytest.fixture
def client_of_office(anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


def test_the_record_of_processing_is_printed_from_the_declarations(hagen: Region) -> None:
    """To renew: write what record_of(region) gives into the file, and read it."""
    assert record_of(hagen) == json.loads(GOLDEN.read_text("utf-8"))


def test_the_record_shows_what_the_office_says_of_itself(
    client_of_office: Client, hagen: Region
) -> None:
    """The data protection officer and who runs the server."""
    said = {"officer": "Dora Datenschutz", "hoster": "Regio IT", "controller": "", "joint": "",
            "measures": ""}  # fmt: skip
    answer = client_of_office.post(f"{BASE}verantwortung/", said)
    assert (answer.status_code, answer["Location"]) == (302, f"{BASE}verzeichnis/")
    assert Responsibility.objects.get().officer == "Dora Datenschutz"
    page = client_of_office.get(f"{BASE}verzeichnis/").content.decode()
    assert "Dora Datenschutz" in page
    assert "1. Register der Einrichtungen und Ansprechpersonen" in page
    assert "Bildungsbüro" in page


def test_somebody_is_found_in_and_outside_the_register(
    client_of_office: Client, full: Full
) -> None:
    """By a part of the name or the address."""
    page = client_of_office.get(BASE, {"suche": "kanarie1nach"}).content.decode()
    assert f"/hagen/buero/register/personen/{full.person.pk}/datenschutz/" in page
    assert f'value="registration:{full.registration.pk}"' in page
    form = f'action="/hagen/buero/register/personen/{full.person.pk}/datenschutz/"'
    assert form not in page
    theirs = {"suche": "kanarie1nach", "person": str(full.person.pk)}
    assert form in client_of_office.get(BASE, theirs).content.decode()
    nothing = client_of_office.get(BASE, {"suche": "niemand"}).content.decode()
    assert "Nichts gefunden" in nothing


def test_the_page_of_a_person_says_what_an_erasure_does(
    client_of_office: Client, full: Full
) -> None:
    """What goes, what stays, and why."""
    address = f"/hagen/buero/register/personen/{full.person.pk}/datenschutz/"
    page = client_of_office.get(address).content.decode()
    assert "wird gelöscht" in page
    assert "Welche Stelle ein Amt wann besetzt hatte" in page
    assert "Endgültig löschen" in page


def test_a_person_is_erased_once_it_is_confirmed(client_of_office: Client, full: Full) -> None:
    """Without the tick nothing happens."""
    said = {"person": str(full.person.pk)}
    refused = client_of_office.post(f"{BASE}loeschen/", said)
    address = f"/hagen/buero/register/personen/{full.person.pk}/datenschutz/"
    assert (refused["Location"], ErasureRecord.objects.count()) == (address, 0)
    done = client_of_office.post(f"{BASE}loeschen/", {**said, "sure": "on"})
    assert done["Location"] == BASE
    assert Person.objects.get(pk=full.person.pk).family_name == "gelöschte Person"
    page = client_of_office.get(BASE).content.decode()
    assert ErasureRecord.objects.get().key[:8] in page


def test_an_obstacle_is_told(client_of_office: Client, full: Full) -> None:
    """On the page, and when somebody posts nevertheless."""
    Mandate.objects.update(active_to=None)
    address = f"/hagen/buero/register/personen/{full.person.pk}/datenschutz/"
    sentence = "Das Mandat „Mitglied“ in Kreis 1 läuft noch."
    page = client_of_office.get(address).content.decode()
    assert (sentence in page, "Endgültig löschen" in page) == (True, False)
    said = {"person": str(full.person.pk), "sure": "on"}
    assert client_of_office.post(f"{BASE}loeschen/", said)["Location"] == address
    assert ErasureRecord.objects.count() == 0


def test_a_guest_is_erased_by_the_rows_that_were_chosen(
    client_of_office: Client, full: Full
) -> None:
    """Somebody who is in no register."""
    guest = Registration.objects.create(
        meeting=full.registration.meeting, name="Gustav Gast", email="gast@x.example",
        registered_at=NOW,
    )  # fmt: skip
    row = f"registration:{guest.pk}"
    page = client_of_office.get(f"{BASE}fundstellen/", {"zeile": row}).content.decode()
    assert "Gustav Gast" in page
    client_of_office.post(f"{BASE}loeschen/", {"zeile": row, "sure": "on"})
    guest.refresh_from_db()
    assert (guest.name, guest.email) == (f"gelöschte Person {guest.pk}", "")
    assert client_of_office.get(f"{BASE}fundstellen/")["Location"] == BASE
    assert client_of_office.get(f"{BASE}fundstellen/", {"zeile": "user:1"}).status_code == 404


@pytest.mark.parametrize(
    ("address", "questions"), [("", 8), ("verzeichnis/", 4), ("verantwortung/", 4)]
)
def test_pages_ask_little(
    client_of_office: Client, full: Full, address: str, questions: int,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    """Whatever is held."""
    with django_assert_num_queries(questions):
        client_of_office.get(f"{BASE}{address}", {"suche": "kanarie1"})


def test_the_page_of_a_person_asks_little(
    client_of_office: Client, full: Full, django_assert_num_queries: Any
) -> None:
    """All tables are counted with one question."""
    with django_assert_num_queries(10):
        client_of_office.get(f"/hagen/buero/register/personen/{full.person.pk}/datenschutz/")

"""The office reads in a list of persons: who may, what is shown, what is decided."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models import Person, PersonImport
from tests.cast import make_institution, make_region, signed_in
from tests.directory.makers import make_person
from tests.directory.test_person_imports import IDA, TOM, listed, upload

BASE = "/hagen/buero/register/personen/einlesen/"


@pytest.fixture
def office(anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


@pytest.fixture
def school(hagen):
    return make_institution(hagen, "Goethe-Gymnasium", number="191000")


def send(client: Client, content: bytes, name: str = "personen.csv", **data: object):
    """The answer to an upload."""
    asked = {"source": "institution", "unknown": "refuse", **data}
    return client.post(BASE, {**asked, "file": SimpleUploadedFile(name, content)})


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, address: str, **data: object) -> str:
    answer = client.post(address, data)
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_reading_in_is_for_the_office_alone(hagen, anna, clara, deniz):
    assert signed_in(anna).get(BASE).status_code == 200
    assert [signed_in(user).get(BASE).status_code for user in (clara, deniz)] == [403, 403]
    assert Client().get(BASE).status_code == 302


def test_imports_of_another_region_are_not_there(office):
    run = upload(make_region("unna", "Unna"), listed(TOM))
    for part in ("", "spalten/", "fortschritt/"):
        assert office.get(f"{BASE}{run.pk}/{part}").status_code == 404
    for part in ("uebernehmen/", "neu/", "verwerfen/", "wer/"):
        assert office.post(f"{BASE}{run.pk}/{part}").status_code == 404


def test_a_list_is_sent_looked_at_and_taken_over(office, school):
    answer = send(office, listed(IDA, TOM), source_note="Schulamt")
    where = answer.headers["Location"]
    page = shown(office, where)
    assert "personen.csv, von der Einrichtung: Schulamt" in page
    assert "2 Zeilen übernehmen" in page
    assert "Schulleitung, Goethe-Gymnasium" in page
    assert post(office, f"{where}uebernehmen/") == where
    assert "2 Zeilen sind übernommen." in shown(office, where)
    assert Person.objects.count() == 2
    assert "personen.csv" in shown(office, BASE)


def test_the_source_must_be_told(office, hagen):
    answer = office.post(BASE, {"unknown": "refuse", "file": SimpleUploadedFile("a.csv", b"x")})
    assert list(answer.context["form"].errors) == ["source"]
    assert PersonImport.objects.count() == 0


def test_a_file_nothing_can_be_read_from_is_refused_at_its_field(office, hagen):
    answer = send(office, b"", "a.vcf")
    assert dict(answer.context["form"].errors) == {"file": ["Die übertragene Datei ist leer."]}
    answer = send(office, b"Guten Tag", "a.vcf")
    assert dict(answer.context["form"].errors) == {
        "file": ["Die Datei enthält keine Kontakte (vCard)."]
    }


def test_refusals_and_changes_are_told_row_by_row(office, hagen, school):
    make_person(hagen, "Fels", given_name="Tom", email="t@s.example")
    run = upload(hagen, listed("Herr;;Tom;Fels;t@s.example;0231 5;;;;;;", "Frau;;Ida;;;;;;;;;",
                               "Frau;;Eva;Berg;;;;999999;Leitung;;;"))  # fmt: skip
    page = shown(office, f"{BASE}{run.pk}/?gruppe=geaendert")
    assert "<ins>0231 5</ins>" in page
    page = shown(office, f"{BASE}{run.pk}/?gruppe=zurueckgewiesen")
    assert "Der Nachname fehlt." in page
    assert "Eine Einrichtung mit der Nummer 999999 steht nicht im Register." in page


def test_who_is_meant_is_asked_and_decided(office, hagen, school):
    known = make_person(hagen, "Zorn", given_name="Ida", email="alt@s.example")
    make_person(hagen, "Fels", given_name="Tom")
    run = upload(hagen, listed(IDA, TOM))
    where = f"{BASE}{run.pk}/"
    page = shown(office, where)
    assert "dieselbe Person wie Ida Zorn · alt@s.example (derselbe Name)" in page
    assert "Bitte entscheiden Sie zuerst" in page
    after = post(office, f"{where}wer/?seite=1", zeile_2=str(known.pk), zeile_3="")
    assert after == f"{where}?gruppe=offen&seite=1#zeilen"
    page = shown(office, where)
    assert "1 Zeile übernehmen" in page
    assert "Über 1 Zeile ist noch zu entscheiden; ohne Entscheidung bleibt sie draußen." in page
    post(office, f"{where}wer/?seite=1", zeile_2=str(known.pk), alle="neu")
    post(office, f"{where}uebernehmen/")
    known.refresh_from_db()
    assert (known.email, Person.objects.filter(family_name="Fels").count()) == ("i@s.example", 2)


def test_a_decision_that_was_not_asked_is_refused(office, hagen, school):
    make_person(hagen, "Zorn", given_name="Ida")
    other = make_person(hagen, "Berg")
    run = upload(hagen, listed(IDA))
    post(office, f"{BASE}{run.pk}/wer/", zeile_2=str(other.pk))
    run.refresh_from_db()
    assert run.decisions == {}


def test_columns_are_assigned_by_hand(office, hagen):
    run = upload(hagen, b"Wer;Ruft man\r\nZorn;Ida\r\n")
    where = f"{BASE}{run.pk}/"
    assert "nicht zu erkennen, welche Spalte den Namen enthält" in shown(office, where)
    page = shown(office, f"{where}spalten/")
    assert "zum Beispiel: Zorn" in page
    answer = office.post(f"{where}spalten/", {"spalte_0": "email", "spalte_1": "-",
                                              "unknown": "without"})  # fmt: skip
    assert answer.context["form"].non_field_errors() == [
        "Es fehlt eine Spalte für den Nachnamen. Bitte ordnen Sie sie zu."
    ]
    post(office, f"{where}spalten/", spalte_0="family_name", spalte_1="given_name",
         unknown="without")  # fmt: skip
    assert "1 Zeile übernehmen" in shown(office, where)


def test_a_changed_register_shows_a_new_preview(office, hagen, school):
    run = upload(hagen, listed(IDA))
    make_person(hagen, "Zorn", given_name="Ida", email="i@s.example")
    where = post(office, f"{BASE}{run.pk}/uebernehmen/")
    page = shown(office, where)
    assert "Das Register hat sich seit der Vorschau geändert." in page
    assert "Geändert: 1" in page


def test_a_list_is_put_aside(office, hagen):
    run = upload(hagen, listed(TOM))
    assert post(office, f"{BASE}{run.pk}/verwerfen/") == BASE
    assert "verworfen und gelöscht" in shown(office, f"{BASE}{run.pk}/")
    assert post(office, f"{BASE}{run.pk}/verwerfen/") == BASE


def test_progress_of_a_long_list(office, hagen, monkeypatch):
    monkeypatch.setattr("bildungsnetz.directory.actions.person_imports.SMALL_IMPORT", 1)
    run = upload(hagen, listed(IDA, TOM))
    where = f"{BASE}{run.pk}/"
    assert "Die Vorschau wird berechnet" in shown(office, where)
    assert "HX-Redirect" not in office.get(f"{where}fortschritt/").headers
    assert post(office, f"{where}neu/") == where


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_so_far_take_five_queries(office, hagen, count, django_assert_num_queries):
    for _number in range(count):
        upload(hagen, listed(TOM))
    with django_assert_num_queries(5):
        shown(office, BASE)


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_with_questions_takes_eight_queries(
    office, hagen, count, django_assert_num_queries
):
    for number in range(count):
        make_person(hagen, f"Fels{number}", given_name="Tom")
    run = upload(hagen, listed(*(TOM.replace("Fels", f"Fels{number}") for number in range(count))))
    assert run.counts["undecided"] == count
    with django_assert_num_queries(8):
        shown(office, f"{BASE}{run.pk}/")

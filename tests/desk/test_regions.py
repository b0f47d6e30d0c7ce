"""The region's settings: who may, what is written, what is refused and taken back."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from bildungsnetz.accounts.models import User
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions import queries
from bildungsnetz.regions.calendar import Period, shipped_school_holidays
from bildungsnetz.regions.models import (
    CooperationAgreement,
    FieldOfAction,
    Region,
    SchoolHoliday,
    Topic,
)
from tests.cast import signed_in
from tests.desk.browsing import errors, notes, post, shown

D = date
BASE = "/hagen/buero/einstellungen/"
AUTUMN = {
    "name": "Herbstferien",
    "first_day": "2026-10-17",
    "last_day": "2026-10-31",
    "source": "Ferienordnung",
}
CHARTER = {"title": "Vertrag 2011", "signed_on": "2011-03-28", "active_from": "2011-03-28"}
PARTIES = {
    "parteien-TOTAL_FORMS": 2,
    "parteien-INITIAL_FORMS": 0,
    "parteien-0-name": "Land NRW",
    "parteien-0-signed_by": "die Ministerin",
    "parteien-1-name": "Stadt Hagen",
    "parteien-1-signed_by": "der Oberbürgermeister",
}


@pytest.fixture
def office(anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


def test_only_the_own_office_may(hagen: Region, ben: User, deniz: User) -> None:
    pages = [
        "",
        "region/",
        "vertrag/",
        "vertrag/neu/",
        "handlungsfelder/",
        "handlungsfelder/alle/",
        "stufen/alle/",
        "themen/neu/",
        "ferien/",
        "ferien/neu/",
        "ferien/einlesen/",
    ]
    strangers = [Client(), signed_in(ben), signed_in(deniz)]
    found = {tuple(client.get(BASE + page).status_code for client in strangers) for page in pages}
    assert found == {(302, 403, 403)}


def test_every_setting_is_reached_from_the_overview(office: Client) -> None:
    text = shown(office, BASE)
    for page in ("region", "vertrag", "handlungsfelder/alle", "stufen/alle", "ferien"):
        assert f'href="{BASE}{page}/"' in text


def test_name_and_address(office: Client, hagen: Region) -> None:
    facts = {
        "name": "Bildungsregion Hagen",
        "network_name": "Netz",
        "office_name": "Bildungsbüro",
        "office_email": "neu@hagen.example",
    }
    assert post(office, BASE + "region/", **facts) == BASE
    hagen.refresh_from_db()
    assert (hagen.network_name, hagen.office_email) == ("Netz", "neu@hagen.example")
    said = errors(office, BASE + "region/", **{**facts, "ags": "12"})
    assert said == {"ags": ["Der AGS hat 5 oder 8 Ziffern."]}


def test_the_charter_is_entered_with_parties_and_pdf(
    office: Client, hagen: Region, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert "Noch kein Vertrag" in shown(office, BASE + "vertrag/")
    pdf = SimpleUploadedFile("vertrag.pdf", b"%PDF-1.7 Vertrag")
    where = post(office, BASE + "vertrag/neu/", **CHARTER, **PARTIES, document=pdf)
    made = CooperationAgreement.objects.get()
    parties = [(p.name, p.signed_by) for p in made.parties.order_by("order")]
    assert parties == [("Land NRW", "die Ministerin"), ("Stadt Hagen", "der Oberbürgermeister")]
    assert made.document.read() == b"%PDF-1.7 Vertrag"
    text = shown(office, where)
    assert ("gilt heute" in text, 'href="/hagen/vertrag/1.pdf"' in text) == (True, True)


def test_a_correction_keeps_the_pdf(
    office: Client, hagen: Region, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    pdf = SimpleUploadedFile("vertrag.pdf", b"%PDF-1.7 Vertrag")
    post(office, BASE + "vertrag/neu/", **CHARTER, **PARTIES, document=pdf)
    made = CooperationAgreement.objects.get()
    changed = {**CHARTER, "title": "Vertrag, berichtigt", "active_to": "2030-01-01"}
    fewer = {**PARTIES, "parteien-INITIAL_FORMS": 2, "parteien-1-name": ""}
    post(office, f"{BASE}vertrag/{made.pk}/", **changed, **fewer)
    made.refresh_from_db()
    assert (made.title, made.active_to, bool(made.document)) == (
        "Vertrag, berichtigt",
        D(2030, 1, 1),
        True,
    )
    assert [party.name for party in made.parties.all()] == ["Land NRW"]


@pytest.mark.parametrize(
    ("name", "content"), [("vertrag.pdf", b"MZ"), ("vertrag.exe", b"MZ%PDF-"), ("leer.pdf", b" ")]
)
def test_what_is_no_pdf_is_refused(office: Client, name: str, content: bytes) -> None:
    said = errors(
        office,
        BASE + "vertrag/neu/",
        **CHARTER,
        **PARTIES,
        document=SimpleUploadedFile(name, content, content_type="application/pdf"),
    )
    assert said == {"document": ["Bitte wählen Sie eine PDF-Datei von höchstens 10 MB."]}
    assert CooperationAgreement.objects.count() == 0


def test_a_charter_cannot_end_before_it_begins(office: Client) -> None:
    said = errors(office, BASE + "vertrag/neu/", **CHARTER, **PARTIES, active_to="2011-03-28")
    assert said == {"active_to": ["Dieser Tag liegt vor dem Beginn."]}


def test_a_field_is_added_changed_deleted_and_brought_back(office: Client, hagen: Region) -> None:
    where = BASE + "handlungsfelder/"
    post(office, f"{where}neu/", name="Ganztag gestalten", order=5, question="")
    field = FieldOfAction.objects.get(slug="ganztag-gestalten")
    post(
        office,
        f"{where}{field.pk}/",
        name="Ganztag",
        order=5,
        is_cross_cutting="on",
        question="Was heißt das für den Ganztag?",
    )
    field.refresh_from_db()
    assert (field.name, field.is_cross_cutting) == ("Ganztag", True)
    notes(office, f"{where}alle/")
    office.post(f"{where}{field.pk}/loeschen/")
    assert not FieldOfAction.objects.filter(name="Ganztag").exists()
    ((note, undo),) = notes(office, f"{where}alle/")
    assert note == "„Ganztag“ ist gelöscht."
    assert office.post(undo).status_code == 302
    back = FieldOfAction.objects.get(name="Ganztag")
    assert (back.question, back.order) == ("Was heißt das für den Ganztag?", 5)


def test_names_are_unique_and_used_words_stay(
    office: Client, hagen: Region, steering: Organ
) -> None:
    where = BASE + "handlungsfelder/"
    said = errors(office, f"{where}neu/", name="Inklusion gestalten", order=1)
    assert said == {"name": ["„Inklusion gestalten“ gibt es schon."]}
    field = FieldOfAction.objects.get(slug="inklusion")
    steering.fields.add(field)
    office.post(f"{where}{field.pk}/loeschen/")
    told = [note for note, _ in notes(office, f"{where}alle/")]
    assert told == [
        "„Inklusion gestalten“ wird noch verwendet und kann deshalb nicht gelöscht werden."
    ]
    assert FieldOfAction.objects.filter(pk=field.pk).exists()


def test_stages_topics_and_nothing_else(office: Client, hagen: Region) -> None:
    post(office, BASE + "stufen/neu/", name="Förderschule", order=9)
    post(office, BASE + "themen/neu/", name="Lesen")
    assert [stage.name for stage in queries.stages(hagen)][-1] == "Förderschule"
    assert [topic.name for topic in queries.topics(hagen)] == ["Lesen"]
    assert office.get(BASE + "farben/alle/").status_code == 404
    assert office.post(BASE + "themen/wiederherstellen/?was=gefälscht").status_code == 404


def test_words_of_another_region_are_not_found(office: Client, deniz: User) -> None:
    foreign = FieldOfAction.objects.filter(region__slug="herne")[0]
    assert office.get(f"{BASE}handlungsfelder/{foreign.pk}/").status_code == 404
    assert office.post(f"{BASE}handlungsfelder/{foreign.pk}/loeschen/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_words_ask_four_questions(
    office: Client, hagen: Region, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        Topic.objects.create(region=hagen, slug=f"t{number}", name=f"Thema {number}")
    with django_assert_num_queries(4):  # region, session, user, role, topics
        text = shown(office, BASE + "themen/alle/")
    assert text.count('<th scope="row">') == count


def test_holidays_are_entered_corrected_deleted_and_brought_back(
    office: Client, hagen: Region
) -> None:
    where = BASE + "ferien/"
    assert post(office, f"{where}neu/", **AUTUMN) == where
    row = SchoolHoliday.objects.get()
    said = errors(office, f"{where}neu/", **{**AUTUMN, "name": "Brückentag"})
    assert said == {
        "first_day": ["In dieser Zeit liegen schon: Herbstferien, 17.10.2026 bis 31.10.2026."]
    }
    said = errors(office, f"{where}{row.pk}/", **{**AUTUMN, "last_day": "2026-10-16"})
    assert said == {"last_day": ["Der letzte Tag liegt vor dem ersten."]}
    post(office, f"{where}{row.pk}/", **{**AUTUMN, "last_day": "2026-11-02"})
    longer = Period("Herbstferien", D(2026, 10, 17), D(2026, 11, 2))
    assert queries.holiday_periods(hagen) == [longer]
    notes(office, where)
    office.post(f"{where}{row.pk}/loeschen/")
    assert queries.holiday_periods(hagen) == []
    ((note, undo),) = notes(office, where)
    assert note == "Herbstferien sind gelöscht."
    office.post(undo)
    assert queries.holiday_periods(hagen) == [longer]
    assert SchoolHoliday.objects.get().source == "Ferienordnung"
    office.post(undo)
    told = [note for note, _ in notes(office, where)]
    assert told[-1].startswith("In dieser Zeit liegen schon: Herbstferien")
    assert office.post(f"{where}wiederherstellen/?was=gefälscht").status_code == 404


def upload(text: str) -> SimpleUploadedFile:
    """A list of holidays."""
    return SimpleUploadedFile("ferien.csv", text.encode())


def test_a_list_is_previewed_and_only_then_taken_over(office: Client, hagen: Region) -> None:
    where = BASE + "ferien/"
    post(office, f"{where}neu/", **AUTUMN)
    text = (
        "ferien;erster_tag;letzter_tag\n"
        "Herbstferien;17.10.2026;02.11.2026\n"
        "Osterferien;irgendwann;03.04.2027\n"
        "Weihnachtsferien;23.12.2026;06.01.2027\n"
    )
    answer = office.post(f"{where}einlesen/", {"file": upload(text), "source": "Erlass"})
    preview = answer.content.decode()
    assert "Bisher Herbstferien 17.10.2026–31.10.2026, in der Datei bis 02.11.2026." in preview
    assert "Zeile 3: „irgendwann“ ist kein Datum." in preview
    assert "Weihnachtsferien 23.12.2026–06.01.2027 steht nur in der Datei." in preview
    assert len(queries.holiday_periods(hagen)) == 1
    carried = answer.context["data"]
    done = {"content": carried["content"], "source": "Erlass", "uebernehmen": "ja"}
    assert post(office, f"{where}einlesen/", **done) == where
    assert [(row.name, row.last_day, row.source) for row in queries.holidays(hagen)] == [
        ("Herbstferien", D(2026, 11, 2), "Erlass"),
        ("Weihnachtsferien", D(2027, 1, 6), "Erlass"),
    ]


def test_lists_that_cannot_be_read(office: Client) -> None:
    where = BASE + "ferien/einlesen/"
    assert errors(office, where, source="S") == {"file": ["Bitte wählen Sie eine Datei."]}
    large = SimpleUploadedFile("ferien.csv", b"x" * 200_001)
    assert errors(office, where, source="S", file=large) == {
        "file": ["Die Datei ist zu groß für eine Ferienliste."]
    }
    answer = office.post(where, {"file": upload("nichts"), "source": "S"})
    assert (answer.status_code, answer.context["periods"]) == (200, [])
    assert SchoolHoliday.objects.count() == 0


def test_shipped_holidays_are_entered_once(office: Client, hagen: Region) -> None:
    where = BASE + "ferien/"
    assert "Mitgelieferte Ferien eintragen" in shown(office, where)
    office.post(f"{where}mitgelieferte/")
    assert queries.holiday_periods(hagen) == list(shipped_school_holidays("NW"))
    office.post(f"{where}mitgelieferte/")
    assert [note for note, _ in notes(office, where)] == [
        "Die mitgelieferten Ferien sind eingetragen.",
        "Für dieses Land sind keine Ferien mitgeliefert, oder es gibt schon welche.",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_holidays_ask_four_questions(
    office: Client, hagen: Region, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for year in range(2026, 2026 + count):
        SchoolHoliday.objects.create(
            region=hagen, name="Herbst", first_day=D(year, 10, 17), last_day=D(year, 10, 31)
        )
    with django_assert_num_queries(4):  # region, session, user, role, holidays
        text = shown(office, BASE + "ferien/")
    assert text.count("Schuljahr 20") == 2 * count


@pytest.mark.parametrize("count", [1, 3])
def test_the_charter_asks_five_questions(
    office: Client, hagen: Region, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for version in range(1, count + 1):
        CooperationAgreement.objects.create(
            region=hagen,
            version=version,
            title=f"V{version}",
            signed_on=D(2011, 1, 1),
            active_from=D(2011, 1, 1),
        )
    with django_assert_num_queries(5):  # region, session, user, role, versions, parties
        shown(office, BASE + "vertrag/")

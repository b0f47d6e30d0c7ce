"""The desk's own pages: today, the calendar, the circulars."""

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.accounts.models import User
from bildungsnetz.office.models import Circular
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, TODAY, signed_in
from tests.desk.browsing import errors, post, shown
from tests.office.makers import consultation, meeting, recommendation
from tests.organs.people import seats

BASE = "/hagen/buero/"
CIRCULAR = {
    "subject": "An alle",
    "dated_on": "2026-09-14",
    "reference": "43",
    "body": "Text",
    "signed_by": "Vorsitz",
}


@pytest.fixture(autouse=True)
def at_nine() -> object:
    """The clock of the cast."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


def test_only_the_own_office_may(hagen: Region, ben: User, deniz: User) -> None:
    pages = ["", "kalender/", "rundschreiben/", "rundschreiben/neu/"]
    strangers = [Client(), signed_in(ben), signed_in(deniz)]
    found = {tuple(client.get(BASE + page).status_code for client in strangers) for page in pages}
    assert found == {(302, 403, 403)}


def test_each_line_of_today_ends_in_its_action(
    office: Client, plenary: Organ, steering: Organ
) -> None:
    (seat,) = seats(steering, "Stadt")
    conference = meeting(plenary, 25)
    row = recommendation(meeting(plenary, -30), 1)
    waiting = consultation(row, steering, 100)
    text = shown(office, BASE)
    lines = text.split('<p class="netz-todo__title">')[1:]
    found = [
        (line.split("</p>")[0], line.split('href="')[1].split('"')[0].removeprefix(BASE))
        for line in lines
    ]
    assert found == [
        (
            f"Empfehlung {row} wartet seit 100 Tagen auf Antwort: Lenkungskreis.",
            f"empfehlungen/beratungen/{waiting.pk}/",
        ),
        (
            "Konferenz in 25 Tagen: Die Einladung muss bis zu diesem Tag hinaus.",
            f"konferenzen/{conference.pk}/einladung/",
        ),
        ("Das Netzwerk ist noch nicht fertig eingerichtet.", "einrichtung/"),
        ("Lenkungskreis: 1 Sitz ist frei (Stadt).", f"sitze/{seat.pk}/besetzen/"),
        (
            "Es fehlen Schulferien: Einladungsfristen lassen sich bald nicht mehr berechnen.",
            "einstellungen/ferien/",
        ),
    ]
    assert "Freitag, 18. September 2026 (in 4 Tagen)" in text


@pytest.mark.parametrize("count", [1, 3])
def test_today_asks_nine_questions(
    office: Client,
    plenary: Organ,
    steering: Organ,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    seats(steering, "Stadt", count)
    for number in range(count):
        consultation(recommendation(meeting(plenary, 25 + number), number), steering, 3)
    # region, session, user, role; 15 of the items; next date
    with django_assert_num_queries(9):
        shown(office, BASE)


def test_the_calendar_of_a_year(office: Client, plenary: Organ, steering: Organ) -> None:
    meeting(plenary, 40, "Konferenz")
    meeting(steering, 40, "Sitzung")
    text = shown(office, BASE + "kalender/")
    assert "Kalender 2026" in text
    assert "Überschneidet sich mit: Sitzung" in text
    assert "Einladung versenden: Konferenz" in text
    assert 'href="?jahr=2027"' in text
    other = shown(office, BASE + "kalender/?jahr=2025")
    assert ("Kalender 2025" in other, "Konferenz" in other.split("<main")[1]) == (True, False)
    assert "Kalender 2026" in shown(office, BASE + "kalender/?jahr=gestern")


def test_the_calendar_is_narrowed_to_a_field_of_action(
    office: Client, plenary: Organ, hagen: Region
) -> None:
    """Holidays stay; a clash is told although the other meeting is not shown."""
    carried = FieldOfAction.objects.create(region=hagen, name="Ganztag", slug="ganztag")
    meeting(plenary, 40, "Mit").fields.set([carried])
    meeting(plenary, 40, "Ohne").fields.clear()

    def titles(field: str) -> list[str]:
        months = office.get(BASE + "kalender/", {"handlungsfeld": field}).context["months"]
        found = [entry for month in months for entry in month.entries]
        return [entry.title for entry in found if entry.kind == "meeting"]

    assert {field: titles(field) for field in ("", "ganztag", "-")} == {
        "": ["Mit", "Ohne"], "ganztag": ["Mit"], "-": ["Ohne"],
    }  # fmt: skip
    text = shown(office, BASE + "kalender/?handlungsfeld=ganztag&jahr=2026")
    for said in ("Tag der Deutschen Einheit", "Überschneidet sich mit: Ohne"):
        assert said in text
    assert '<input type="hidden" name="jahr" value="2026">' in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_calendar_asks_seven_questions(
    office: Client, plenary: Organ, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        meeting(plenary, 40 + number)
    # region with role, session, user, fields of action, holidays, meetings, their organs
    with django_assert_num_queries(7):
        shown(office, BASE + "kalender/")


def test_a_circular_is_entered_and_published(office: Client, hagen: Region) -> None:
    assert "Noch kein Rundschreiben" in shown(office, BASE + "rundschreiben/")
    where = post(office, BASE + "rundschreiben/neu/", **CIRCULAR)
    made = Circular.objects.get()
    assert (where, made.is_public, made.dated_on) == (BASE + "rundschreiben/", False, TODAY)
    post(office, f"{where}{made.pk}/", **CIRCULAR, is_public="on")
    assert f'href="/hagen/rundschreiben/{made.pk}/"' in shown(office, where)
    assert errors(office, f"{where}{made.pk}/", **{**CIRCULAR, "subject": ""}) == {
        "subject": ["Bitte füllen Sie dieses Feld aus."]
    }


def test_foreign_circulars_are_not_found(office: Client, deniz: User) -> None:
    foreign = Circular.objects.create(
        region=Region.objects.get(slug="herne"), subject="S", dated_on=TODAY, body=""
    )
    assert office.get(f"{BASE}rundschreiben/{foreign.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_circulars_ask_four_questions(
    office: Client, hagen: Region, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        Circular.objects.create(region=hagen, subject=f"S{number}", dated_on=TODAY, body="")
    with django_assert_num_queries(4):  # region, session, user, role, circulars
        shown(office, BASE + "rundschreiben/")

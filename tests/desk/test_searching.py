"""The desk's search: who may, the page, and what comes while somebody types."""

import pytest
from django.test import Client

from bildungsnetz.regions.models import Topic
from tests.cast import make_institution, signed_in
from tests.directory.makers import make_affiliation, make_person

PAGE = "/hagen/buero/suche/"
TYPING = {"hx-request": "true", "hx-target": "kopftreffer"}


@pytest.fixture
def office(anna) -> Client:
    return signed_in(anna)


def test_the_search_opens_to_the_office_alone(hagen, anna, clara, deniz):
    assert signed_in(anna).get(PAGE).status_code == 200
    assert signed_in(clara).get(PAGE).status_code == 403
    assert signed_in(deniz).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_every_page_of_the_desk_has_the_field(office):
    for page in ("/hagen/buero/", "/hagen/buero/register/"):
        assert 'id="kopfsuche"' in office.get(page).content.decode()
    assert 'id="kopfsuche"' not in office.get(PAGE).content.decode()


def test_groups_are_counted_and_lead_on(office, hagen):
    school = make_institution(hagen, "Kaiserschule", number="191001")
    make_affiliation(make_person(hagen, "Kaiser"), school)
    Topic.objects.create(region=hagen, slug="kaiserzeit", name="Kaiserzeit")
    page = office.get(PAGE, {"suche": "kaiser"}).content.decode()
    assert "3 Treffer" in page
    for address in (
        f"/hagen/buero/register/einrichtungen/{school.pk}/",
        "/hagen/buero/register/?thema=kaiserzeit",
    ):
        assert f'href="{address}"' in page
    assert "Schulleitung, Kaiserschule" in page


def test_while_typing_only_the_findings_come(office, hagen):
    for number in range(7):
        make_institution(hagen, f"Kaiserschule {number}")
    answer = office.get(PAGE, {"suche": "kaiser"}, headers=TYPING)
    text = answer.content.decode()
    assert "<html" not in text
    assert text.count("netz-found__link") == 5
    assert 'href="/hagen/buero/register/?suche=kaiser&amp;stand=all"' in text
    assert "Alle 7 Einrichtungen anzeigen" in text
    assert "HX-Target" in answer.headers["Vary"]
    assert office.get(PAGE, {"suche": "k"}, headers=TYPING).content.strip() == b""


def test_all_shown_in_the_lists_are_those_counted(office, hagen):
    school = make_institution(hagen, "Eins")
    for number in range(12):
        make_affiliation(make_person(hagen, f"Person {number}"), school)
    page = office.get(PAGE, {"suche": "schulleitung"})
    assert page.context["found"].persons.total == 12
    listed = office.get("/hagen/buero/register/personen/?" + page.context["all_persons"])
    assert listed.context["page"].paginator.count == 12


def test_nothing_found_says_what_to_do(office):
    assert "Nichts gefunden" in office.get(PAGE, {"suche": "xyz"}).content.decode()
    assert "Zwei Buchstaben" in office.get(PAGE, {"suche": "x"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_nine_queries(office, hagen, count, django_assert_num_queries):
    school = make_institution(hagen, "Kaiserschule")
    for number in range(count):
        make_affiliation(make_person(hagen, f"Kaiser {number}"), school)
    with django_assert_num_queries(9):
        office.get(PAGE, {"suche": "kaiser"})

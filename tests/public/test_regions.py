"""The region for everybody: what is shown, to strangers alone, in how many questions."""

from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from bildungsnetz.accounts.models import User
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import AgreementParty, CooperationAgreement, FieldOfAction, Region
from tests.cast import NOW, make_region, signed_in
from tests.office.makers import consultation, meeting, recommendation

PDF = b"%PDF-1.7 Vertrag"


@pytest.fixture(autouse=True)
def at_nine() -> object:
    """The clock of the cast."""
    with time_machine.travel(NOW, tick=False):
        yield


def page(path: str) -> str:
    """What a stranger sees."""
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def agreement(
    region: Region, version: int = 1, start: date = date(2011, 3, 28)
) -> CooperationAgreement:
    """A version of the charter with its two parties."""
    made = CooperationAgreement.objects.create(
        region=region,
        version=version,
        title=f"Kooperationsvertrag {version}",
        signed_on=start,
        active_from=start,
        text="Der Vertrag vereinbart ein **Netzwerk**.",
    )
    for order, (name, by) in enumerate([("Land NRW", "Ministerin"), ("Stadt Hagen", "OB")]):
        AgreementParty.objects.create(agreement=made, name=name, signed_by=by, order=order)
    return made


def test_the_entry_leads_to_the_only_region(hagen: Region) -> None:
    response = Client().get("/")
    assert (response.status_code, response["Location"]) == (302, "/hagen/")


def test_the_entry_offers_a_choice_of_several(hagen: Region) -> None:
    make_region("herne", "Herne")
    text = page("/")
    assert [f'href="/{slug}/"' in text for slug in ("hagen", "herne")] == [True, True]


def test_the_entry_of_an_empty_house_leads_to_setting_up(db: None) -> None:
    response = Client().get("/")
    assert (response.status_code, response["Location"]) == (302, "/einrichten/")


def test_robots_keep_out_of_office_and_personal_links(hagen: Region) -> None:
    response = Client().get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines == [
        "User-agent: *",
        "Disallow: /einladung/",
        "Disallow: /runde/",
        "Disallow: /eintrag/",
        "Disallow: /abbestellen/",
        "Disallow: /auskunft/",
        "Disallow: /anmelden/",
        "Disallow: /einrichten/",
        "Disallow: /*/buero/",
        "Disallow: /*/mein/",
        "Allow: /",
    ]


def test_the_start_page_of_a_new_region(hagen: Region) -> None:
    text = page("/hagen/")
    assert '<h1 class="netz-head__title">Sie sind das Netzwerk!</h1>' in text
    assert "Der nächste Termin steht noch nicht fest" in text
    assert "Noch keine Empfehlung veröffentlicht" in text
    assert "02331 207-0" in text


def test_the_start_page_with_date_and_recommendations(
    hagen: Region, plenary: Organ, steering: Organ
) -> None:
    conference = meeting(plenary, 30, "16. Bildungskonferenz")
    for number in range(1, 5):
        recommendation(conference, number)
    hidden = recommendation(conference, 9, is_public=False)
    answered = consultation(conference.recommendations.get(number=4), steering, 9)
    answered.answer, answered.reason = "accepted", "Wird bis zum Sommer umgesetzt."
    answered.answered_at = answered.published_at = NOW
    answered.save()
    text = page("/hagen/")
    assert f'href="/hagen/konferenzen/{conference.pk}/"' in text
    assert "Mittwoch, 14. Oktober 2026, 10–14 Uhr" in text
    assert [f"/hagen/empfehlungen/2026/{n}/" in text for n in range(1, 5)] == [False, *[True] * 3]
    assert "Lenkungskreis, 14.09.2026: Wird bis zum Sommer umgesetzt." in text
    assert hidden.title not in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_start_page_asks_four_questions(
    hagen: Region, plenary: Organ, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        recommendation(meeting(plenary, 5 + number), number)
    # region, end of the trail, next date, recommendations, words
    with django_assert_num_queries(4):
        page("/hagen/")


def test_the_page_is_not_sent_again_while_nothing_was_written(
    hagen: Region, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tag = Client().get("/hagen/")["ETag"]
    with django_assert_num_queries(1):  # region, end of the trail
        again = Client().get("/hagen/", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_the_charter_with_parties_and_signing_day(hagen: Region) -> None:
    agreement(hagen)
    text = page("/hagen/vertrag/")
    for words in (
        "Kooperationsvertrag 1",
        "Montag, 28. März 2011",
        "seit 28.03.2011",
        "Unterschrift: Ministerin",
        "Unterschrift: OB",
        "<strong>Netzwerk</strong>",
        "Übergänge gestalten",
        "Inklusion gestalten",
    ):
        assert words in text
    assert "Vertrag als PDF öffnen" not in text


def test_a_region_without_a_charter_says_so(hagen: Region) -> None:
    assert "Zurzeit ist kein Vertrag in Kraft" in page("/hagen/vertrag/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_charter_asks_four_questions(
    hagen: Region, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for version in range(1, count + 1):
        agreement(hagen, version, date(2010 + version, 1, 1))
    # region, end of the trail, versions, parties, words
    with django_assert_num_queries(4):
        page("/hagen/vertrag/")


def test_the_signed_charter_as_pdf(hagen: Region, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    made = agreement(hagen)
    assert Client().get("/hagen/vertrag/1.pdf").status_code == 404
    made.document.save("vertrag.pdf", ContentFile(PDF))
    assert "Vertrag als PDF öffnen" in page("/hagen/vertrag/")
    response = Client().get("/hagen/vertrag/1.pdf")
    assert (response["Content-Type"], response.content) == ("application/pdf", PDF)
    assert Client().get("/hagen/vertrag/2.pdf").status_code == 404
    make_region("herne", "Herne")
    assert Client().get("/herne/vertrag/1.pdf").status_code == 404


def test_the_fields_with_matrix_and_picture(hagen: Region, plenary: Organ) -> None:
    recommendation(meeting(plenary, -400), 1)
    text = page("/hagen/handlungsfelder/")
    assert text.split("<figure>")[1].count("<circle") == 2
    assert 'r="24.0"' in text
    assert '<td data-label="Übergänge gestalten">1 Sitzung<br></td>' in text
    assert '<td data-label="Übergänge gestalten">1 Empfehlung<br></td>' in text
    assert "Was heißt das für Inklusion?" in text


def test_fields_without_anything_yet(hagen: Region) -> None:
    assert '<svg viewBox="0 0 ' not in page("/hagen/handlungsfelder/").split("<main")[1]
    FieldOfAction.objects.all().delete()
    assert "Noch keine Handlungsfelder" in page("/hagen/handlungsfelder/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_fields_ask_three_questions(
    hagen: Region, plenary: Organ, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        recommendation(meeting(plenary, -number), number)
    # region, end of the trail, fields with organs, numbers
    with django_assert_num_queries(3):
        page("/hagen/handlungsfelder/")


@pytest.mark.parametrize("count", [1, 3])
def test_one_field_with_its_dates_and_recommendations(
    hagen: Region, plenary: Organ, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        recommendation(meeting(plenary, -number, f"Treffen {number}"), number)
    # region, end of the trail, field with organs, dates, recommendations
    with django_assert_num_queries(4):
        text = page("/hagen/handlungsfelder/uebergaenge/")
    assert text.count("netz-event__title") == count
    assert "Treffen 0" not in page("/hagen/handlungsfelder/inklusion/")
    assert Client().get("/hagen/handlungsfelder/gibt-es-nicht/").status_code == 404


def test_whoever_is_signed_in_always_gets_a_fresh_page(hagen: Region, anna: User) -> None:
    tag = Client().get("/hagen/")["ETag"]
    response = signed_in(anna).get("/hagen/", headers={"If-None-Match": tag})
    assert (response.status_code, "Abmelden" in response.content.decode()) == (200, True)

"""Dates, circulars, contact, and the pages that the law asks for."""

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.office.models import Circular
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import Region
from tests.cast import NOW, TODAY, make_region
from tests.office.makers import meeting

PAGES = ("kontakt", "leichte-sprache", "barrierefreiheit", "datenschutz", "impressum")


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


def titles(text: str) -> list[str]:
    """The dates in the list, in order."""
    parts = text.split('netz-event__title">')[1:]
    return [part.split("</a>")[0].rsplit(">", 1)[1] for part in parts]


def test_dates_by_month_with_feeds(hagen: Region, plenary: Organ, steering: Organ) -> None:
    meeting(plenary, 40, "Konferenz")
    meeting(steering, 2, "Sitzung")
    meeting(steering, 3, "Vertraulich", is_public=False)
    meeting(plenary, -9, "Vorbei")
    text = page("/hagen/termine/")
    assert titles(text) == ["Sitzung", "Konferenz"]
    assert text.index("September 2026") < text.index("Oktober 2026")
    for feed in ("/hagen/kalender.ics", "/hagen/gremien/lenkungskreis/kalender.ics"):
        assert f'href="{feed}"' in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?zeit=vergangen", ["Vorbei"]),
        ("?gremium=lenkungskreis", ["Sitzung"]),
        ("?handlungsfeld=uebergaenge", ["Sitzung", "Konferenz"]),
        ("?handlungsfeld=inklusion", []),
        ("?handlungsfeld=gibt-es-nicht&zeit=morgen", ["Sitzung", "Konferenz"]),
    ],
)
def test_dates_narrowed(
    hagen: Region, plenary: Organ, steering: Organ, query: str, shown: list[str]
) -> None:
    meeting(plenary, 40, "Konferenz")
    meeting(steering, 2, "Sitzung")
    meeting(plenary, -9, "Vorbei")
    assert titles(page(f"/hagen/termine/{query}")) == shown


def test_a_cancelled_date_says_so(hagen: Region, plenary: Organ) -> None:
    called_off = meeting(plenary, 2)
    called_off.cancelled_at = NOW
    called_off.save()
    assert "netz-event--cancelled" in page("/hagen/termine/")


def test_empty_lists_say_why(hagen: Region) -> None:
    assert "Zurzeit ist kein Termin angekündigt" in page("/hagen/termine/")
    assert "Kein Termin passt zu dieser Auswahl" in page("/hagen/termine/?handlungsfeld=inklusion")
    assert "Noch kein Rundschreiben veröffentlicht" in page("/hagen/rundschreiben/")


@pytest.mark.parametrize("count", [1, 3])
def test_dates_ask_four_questions(
    hagen: Region, plenary: Organ, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        meeting(plenary, 1 + number)
    # region, end of the trail, fields, organs, dates with organs
    with django_assert_num_queries(4):
        assert len(titles(page("/hagen/termine/"))) == count


def test_circulars(hagen: Region) -> None:
    facts = {
        "region": hagen,
        "dated_on": TODAY,
        "body": "Letztlich gilt: **Sie**.",
        "reference": "43",
    }
    shown = Circular.objects.create(subject="An alle", signed_by="Vorsitz", is_public=True, **facts)
    hidden = Circular.objects.create(subject="Entwurf", signed_by="Vorsitz", **facts)
    text = page("/hagen/rundschreiben/")
    assert ("An alle" in text, "Entwurf" in text) == (True, False)
    single = page(f"/hagen/rundschreiben/{shown.pk}/")
    assert "Rundschreiben vom Montag, 14. September 2026, Zeichen 43" in single
    assert "<strong>Sie</strong>" in single
    assert "Gezeichnet: Vorsitz" in single
    assert Client().get(f"/hagen/rundschreiben/{hidden.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_circulars_ask_two_questions(
    hagen: Region, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        Circular.objects.create(
            region=hagen, subject=f"S{number}", dated_on=TODAY, body="", is_public=True
        )
    with django_assert_num_queries(2):  # region, end of the trail, circulars
        page("/hagen/rundschreiben/")


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_that_must_be_there(hagen: Region, steering: Organ, name: str) -> None:
    text = page(f"/hagen/{name}/")
    assert "02331 207-0" in text.split("<main")[1].split("</main>")[0]
    assert "buero@hagen.example" in text


def test_leichte_sprache_from_data(hagen: Region, plenary: Organ) -> None:
    empty = page("/hagen/leichte-sprache/")
    assert "Das wissen wir noch nicht." in empty
    meeting(plenary, 30, "16. Bildungskonferenz")
    text = page("/hagen/leichte-sprache/")
    assert "Das Treffen heißt: 16. Bildungskonferenz." in text
    assert "Es ist am Mittwoch, 14. Oktober 2026." in text
    assert "<li>Bildungskonferenz</li>" in text


def test_whom_to_turn_to_when_a_barrier_stays(hagen: Region) -> None:
    text = page("/hagen/barrierefreiheit/")
    assert "ombudsstelle-barrierefreie-it@mags.nrw.de" in text
    assert "BITVNRW" in text


def test_the_steering_group_has_its_own_name(hagen: Region) -> None:
    herne = make_region("herne", "Herne")
    Organ.objects.create(region=herne, slug="sg", kind="steering", name="Steuerungsgruppe")
    assert "legen wir dem Gremium „Steuerungsgruppe“ vor." in page("/herne/kontakt/")
    assert "legen wir dem Gremium" not in page("/hagen/kontakt/")

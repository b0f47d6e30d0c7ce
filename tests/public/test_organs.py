"""The organs for everybody: seat plan on any day, and no name without permission."""

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, TODAY, make_region
from tests.office.makers import meeting
from tests.organs.people import chair, fill, person, seats

D = date
PATH = "/hagen/gremien/lenkungskreis/"


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


@pytest.fixture
def held(hagen: Region, steering: Organ) -> Organ:
    """A public chair since 2014 after another, a member who is not named, a vacant seat."""
    city, land, _school = (seats(steering, name)[0] for name in ("Stadt", "Land", "Schulen"))
    arendt, brandt = person(hagen, "Anke Arendt"), person(hagen, "Bernd Brandt")
    fill(city, arendt, D(2011, 6, 22))
    fill(city, brandt, D(2014, 9, 1))
    fill(land, person(hagen, "Conny Conrad", is_public=False), D(2011, 6, 22))
    chair(steering, brandt, D(2014, 9, 1))
    return steering


def holders(text: str) -> list[str]:
    """The holders in the order of the seat plan."""
    plan = text.split('<ul class="netz-seats__list">')[1:]
    return [part.split("</span>")[2].split("<")[0].strip() for part in plan]


def test_the_seat_plan_of_today(held: Organ) -> None:
    text = page(PATH)
    assert holders(text) == ["Bernd Brandt", "besetzt", "nicht besetzt"]
    assert "2 von 3 Sitzen sind besetzt." in text
    assert "Stand am 14.09.2026" in text
    assert "Conrad" not in text


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2011-06-21", ["nicht besetzt"] * 3),
        ("2011-06-22", ["Anke Arendt", "besetzt", "nicht besetzt"]),
        ("2014-08-31", ["Anke Arendt", "besetzt", "nicht besetzt"]),
        ("2014-09-01", ["Bernd Brandt", "besetzt", "nicht besetzt"]),
        ("gestern", ["Bernd Brandt", "besetzt", "nicht besetzt"]),
    ],
)
def test_the_seat_plan_of_any_day(held: Organ, day: str, shown: list[str]) -> None:
    assert holders(page(f"{PATH}?am={day}")) == shown


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("", []),
        ("?am=2026-09-14", []),
        ("?am=2014-08-31", ["Sie sehen den Stand vom 31.08.2014."]),
        ("?am=2011-03-27", ["Am 27.03.2011 gab es dieses Gremium nicht."]),
    ],
)
def test_another_day_than_today_is_told(held: Organ, asked: str, told: list[str]) -> None:
    """With the way back; nobody takes the past for the present."""
    Organ.objects.filter(pk=held.pk).update(founded_on=date(2011, 3, 28))
    text = page(f"{PATH}{asked}")
    assert re.findall(r"(?:Sie sehen den Stand|Am [\d.]+ gab es)[^<]*", text) == told
    assert text.count(f'href="{PATH}"') == len(told)


def test_an_organ_without_seats_and_functions_lacks_no_chair(plenary: Organ) -> None:
    """A conference of everybody is not "not filled"."""
    assert 'id="funktionen"' not in page("/hagen/gremien/bildungskonferenz/")


def test_a_day_that_is_none_is_told(held: Organ) -> None:
    text = page(f"{PATH}?am=gestern")
    assert "Bitte ein gültiges Datum eingeben." in text


def test_functions_and_the_next_date(held: Organ) -> None:
    coming = meeting(held, 9, "Sitzung im Herbst")
    meeting(held, 3, "Vertraulich", is_public=False)
    text = page(PATH)
    assert "<dt>Vorsitz</dt><dd>Bernd Brandt</dd>" in text
    assert "<dt>stellvertretender Vorsitz</dt><dd>nicht besetzt</dd>" in text
    assert f'<a href="/hagen/konferenzen/{coming.pk}/">Sitzung im Herbst</a>' in text
    assert "Vertraulich" not in text
    assert "/hagen/gremien/lenkungskreis/kalender.ics" in text


@pytest.mark.parametrize("count", [1, 3])
def test_an_organ_asks_four_questions(
    hagen: Region, steering: Organ, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    steering.fields.set(FieldOfAction.objects.filter(region=hagen))
    for number, seat in enumerate(seats(steering, "Stadt", count)):
        fill(seat, person(hagen, f"Person {number}"), TODAY)
    # region, end of the trail, organ with fields and date, mandates, seats
    with django_assert_num_queries(4):
        text = page(PATH)
    assert text.count('class="netz-seat"') == count


def test_the_tree_with_closed_organs_below(hagen: Region, held: Organ) -> None:
    Organ.objects.create(
        region=hagen,
        slug="ak",
        kind="group",
        name="Arbeitskreis Sprache",
        parent=held,
        closed_on=D(2020, 1, 1),
        closing_reason="Auftrag erledigt",
        order=9,
    )
    text = page("/hagen/gremien/")
    open_ones, closed = text.split('id="beendet"')
    assert "2 von 3 Sitzen besetzt" in open_ones
    assert "gehört zu: Lenkungskreis" in closed
    assert "Beendet am 01.01.2020: Auftrag erledigt" in closed


@pytest.mark.parametrize("count", [1, 3])
def test_the_tree_asks_four_questions(
    hagen: Region, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        organ = Organ.objects.create(
            region=hagen, slug=f"g{number}", kind="group", name=f"Gruppe {number}"
        )
        organ.fields.set(FieldOfAction.objects.filter(region=hagen))
        seats(organ, "Stadt", count)
    # region, end of the trail, organs, fields, seats
    with django_assert_num_queries(4):
        text = page("/hagen/gremien/")
    assert text.count("kern-card__container") == count


def test_empty_and_foreign(hagen: Region, steering: Organ) -> None:
    make_region("herne", "Herne")
    assert "Noch keine Gremien" in page("/herne/gremien/")
    assert Client().get("/herne/gremien/lenkungskreis/").status_code == 404

"""The maps of institutions: as narrowed as the list, and nothing that is not released."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models import Institution
from bildungsnetz.kit.maps import Map
from bildungsnetz.regions.models import Region
from tests.cast import make_institution, signed_in

PUBLIC, DESK = "/hagen/einrichtungen/karte/", "/hagen/buero/register/karte/"
PLACE = {"easting": 390_000, "northing": 5_690_000}


@pytest.fixture
def schools(hagen: Region) -> None:
    """One shown with its address, one without, one not public, one whose place nobody knows."""
    for name, facts in {
        "Gezeigt": {**PLACE, "is_public": True, "public_fields": ["address"]},
        "Ohne Anschrift": {**PLACE, "is_public": True},
        "Verborgen": {**PLACE, "public_fields": ["address"]},
        "Ohne Lage": {"is_public": True, "public_fields": ["address"]},
    }.items():
        row = make_institution(hagen, name)
        Institution.objects.filter(pk=row.pk).update(**facts)


def names(picture: Map | None) -> list[str]:
    """Who stands on the map."""
    return sorted(name for dot in picture.dots for name in dot.names) if picture else []


@pytest.mark.parametrize(
    ("asked", "shown", "missing"),
    [("", ["Gezeigt"], 2), ("?suche=lage", [], 1), ("?suche=gymnasium", [], 0)],
)
@pytest.mark.usefixtures("schools")
def test_the_public_map(asked: str, shown: list[str], missing: int) -> None:
    found = Client().get(PUBLIC + asked).context["found"]
    assert (names(found.picture), found.shown, found.missing) == (shown, len(shown), missing)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("", ["Gezeigt", "Ohne Anschrift", "Verborgen"]), ("?suche=verb", ["Verborgen"])],
)
@pytest.mark.usefixtures("schools")
def test_the_map_at_the_desk(anna: User, asked: str, shown: list[str]) -> None:
    answer = signed_in(anna).get(DESK + asked)
    assert names(answer.context["found"].picture) == shown
    assert f'href="/hagen/buero/register/{asked}"' in answer.content.decode()


@pytest.mark.usefixtures("schools")
def test_the_list_leads_to_the_map_and_keeps_what_it_is_narrowed_to(hagen: Region) -> None:
    text = Client().get("/hagen/einrichtungen/?art=grundschule").content.decode()
    assert f'href="{PUBLIC}?art=grundschule"' in text


def test_an_empty_map_says_what_to_do(anna: User, hagen: Region) -> None:
    assert "Hier ist noch keine Lage bekannt" in Client().get(PUBLIC).content.decode()
    assert "/hagen/buero/register/import/" in signed_in(anna).get(DESK).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_map_asks_four_questions(
    hagen: Region, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        row = make_institution(hagen, f"Schule {number}")
        Institution.objects.filter(pk=row.pk).update(
            is_public=True, public_fields=["address"], easting=390_000 + number * 900,
            northing=5_690_000,
        )  # fmt: skip
    # region, end of the trail, what filters offer, places
    with django_assert_num_queries(3):
        assert Client().get(PUBLIC).context["found"].shown == count


@pytest.mark.parametrize(("place", "offered"), [(PLACE, True), ({}, False)])
def test_the_list_offers_no_empty_map(hagen: Region, place: dict[str, int], offered: bool) -> None:
    """While nobody knows where anything lies, there is nothing to look at."""
    row = make_institution(hagen, "Eins")
    Institution.objects.filter(pk=row.pk).update(is_public=True, **place)
    text = Client().get("/hagen/einrichtungen/").content.decode()
    assert (f'href="{PUBLIC}"' in text) is offered

"""Pages for what is not there or not allowed say whom to call."""

import re

import pytest
from django.test import Client

from bildungsnetz.accounts.models import User
from bildungsnetz.regions.models import Region
from tests.cast import make_region, signed_in

CALL = '<a href="tel:023312070">02331 207-0</a>'


def told(client: Client, address: str) -> tuple[int, str, int]:
    """Status, whose page it is, and how often the telephone stands in its main part."""
    answer = client.get(address)
    page = answer.content.decode()
    (title,) = re.findall(r"<title>.* – (.*)</title>", page)
    return answer.status_code, title, page.split("<main")[1].split("<footer")[0].count(CALL)


@pytest.mark.parametrize(
    "address", ["/hagen/gibt-es-nicht/", "/einladung/verkuerzt/", "/gibt-es-nicht/"]
)
def test_a_lost_page_names_the_only_office(hagen: Region, address: str) -> None:
    """Whoever comes from a mail with a broken link finds the number to call."""
    assert told(Client(), address) == (404, "Bildungsnetzwerk Hagen", 1)


@pytest.mark.parametrize(
    ("address", "whose", "calls"),
    [
        ("/herne/gibt-es-nicht/", "Bildungsnetzwerk Herne", 1),
        ("/hernestadt/", "Bildungsnetz", 0),
        ("/einladung/verkuerzt/", "Bildungsnetz", 0),
    ],
)
def test_of_several_offices_only_the_one_in_the_address(
    hagen: Region, address: str, whose: str, calls: int
) -> None:
    """Nobody is sent to the wrong office."""
    make_region("herne", "Herne")
    assert told(Client(), address) == (404, whose, calls)


def test_a_closed_page_names_who_opens_it(ben: User) -> None:
    """A member at the office's door."""
    assert told(signed_in(ben), "/hagen/buero/") == (403, "Bildungsnetzwerk Hagen", 1)


def test_signing_in_names_whom_to_call(hagen: Region) -> None:
    """The page before has the number in its foot, the one after where the mail is awaited."""
    assert CALL in Client().get("/anmelden/").content.decode()
    sent = Client().post("/anmelden/", {"email": "niemand@anderswo.example"}).content.decode()
    assert CALL in sent.split("<footer")[0]


@pytest.mark.parametrize(
    "address",
    ["/hagen/einrichtungen/", "/hagen/einrichtungen/karte/", "/hagen/buero/register/personen/"],
)
def test_a_question_that_no_database_can_read_is_refused(anna: User, address: str) -> None:
    """PostgreSQL has no texts with a NUL in them; what looks for mistakes sends them."""
    answer = signed_in(anna).get(address, {"suche": "a\0b"})
    assert (answer.status_code, "Das konnten wir nicht lesen" in answer.content.decode()) == (
        400,
        True,
    )

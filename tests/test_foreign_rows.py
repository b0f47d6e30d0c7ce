"""Another region's rows answer like rows that do not exist (bar E2)."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bildungsnetz.accounts.gate import Who
from bildungsnetz.accounts.models import User
from tests.browser.test_every_page import shown_everywhere
from tests.cast import signed_in
from tests.samples import ROWS
from tests.story import tell

NOBODYS = 987654321
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


def page(answer: HttpResponse) -> bytes:
    """The page without what is new in every page: the form's token."""
    return TOKEN.sub(b"", answer.content)


@pytest.fixture
def elsewhere(deniz: User) -> Client:
    """Deniz at his own desk in Herne, while Hagen's year is told."""
    return signed_in(deniz)


def test_foreign_rows_are_not_found(elsewhere: Client) -> None:
    """Each route with a key, asked in Herne for a row of Hagen, and for one that nobody has."""
    story = tell(timezone.now())
    told = []
    for name, gate, parameters in shown_everywhere():
        if gate.who is Who.LINK or "region" not in parameters or name not in ROWS:
            continue
        foreign = {"region": "herne", **ROWS[name](story)}
        if not {"pk", "slug", "number"} & set(foreign):
            continue  # names a kind of rows, not a row
        absent = {
            key: value if key == "region" or not isinstance(value, int) else NOBODYS
            for key, value in foreign.items()
        }
        answers = [elsewhere.get(reverse(name, kwargs=kwargs)) for kwargs in (foreign, absent)]
        told.append((name, *(answer.status_code for answer in answers)))
        if "slug" not in foreign:
            assert page(answers[0]) == page(answers[1]), name
    assert len(told) > 40
    assert [row for row in told if row[1:] != (404, 404)] == []

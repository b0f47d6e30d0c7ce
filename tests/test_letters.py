"""Letters the office does not word itself: each says who writes, until when, whom to call."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from bildungsnetz.accounts.models import User
from bildungsnetz.decisions.models import Recommendation
from bildungsnetz.directory.models import Person
from bildungsnetz.post.models import Message
from bildungsnetz.privacy import actions as privacy
from bildungsnetz.regions.models import Region
from tests.cast import NOW
from tests.decisions.cast import OFFICE, open_round

pytest_plugins = ["tests.decisions.fixtures"]
GOLDEN = Path(__file__).parent / "golden" / "briefe"


def letter() -> str:
    """Subject and words of the first letter."""
    message = Message.objects.order_by("pk")[0]
    return f"{message.subject}\n\n{message.body}"


def golden(name: str) -> str:
    """The letter as it was read aloud and found good."""
    return (GOLDEN / f"{name}.txt").read_text("utf-8")


@pytest.mark.django_db
def test_the_link_to_sign_in(anna: User) -> None:
    Client().post("/anmelden/", {"email": anna.email})
    assert letter() == golden("anmelden")


def test_the_link_to_ones_own_data_is_german_whatever_the_office_reads(hagen: Region) -> None:
    person = Person.objects.create(
        region=hagen, given_name="Eva", family_name="Ernst", email="eva@x.example", created_at=NOW
    )
    with translation.override("en"):
        privacy.send_copy_link(person=person, by=OFFICE, at=NOW)
    assert letter() == golden("auskunft")


def test_the_question_of_a_round(draft: Recommendation) -> None:
    open_round(draft)
    assert letter() == golden("runde")


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"office_email": ""}, "Haben Sie Fragen? Sie erreichen uns unter 02331 207-0."),
        (
            {"office_email": "", "office_phone": ""},
            "Haben Sie Fragen? Antworten Sie einfach auf diese Nachricht.",
        ),
    ],
)
def test_nobody_is_told_to_call_a_number_that_is_not_there(
    anna: User, facts: dict[str, str], line: str
) -> None:
    Region.objects.update(**facts)
    Client().post("/anmelden/", {"email": anna.email})
    assert line in letter().splitlines()

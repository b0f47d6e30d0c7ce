"""The desk's view of outgoing mail."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bildungsnetz.accounts import links
from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import PersonalLink, User
from bildungsnetz.post import actions, stopping
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region
from tests.cast import NOW, signed_in
from tests.desk.browsing import holds, notes, post, shown
from tests.post.conftest import smtp


def write(region: Region, number: int) -> Message:
    """A message with a personal link."""
    link = links.issue(
        purpose=PersonalLink.Purpose.INVITATION,
        subject=number,
        region=region,
        at=NOW,
        expires_at=NOW + timedelta(days=30),
    )
    message = actions.queue(
        region=region,
        batch="test",
        key=f"test:{number}",
        to_name=f"Schule {number}",
        to_address=f"schule{number}@schule.example",
        subject="Einladung",
        body="Bitte antworten:\n{link}",
        link=link,
        at=NOW,
        by=CONSOLE,
    )
    assert message is not None
    return message


@pytest.mark.parametrize("number", [1, 3])
def test_the_outbox_asks_the_database_six_times(
    anna: User,
    hagen: Region,
    number: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    """Region, session, user, role, three for the list; the same for one message and for three."""
    for each in range(number):
        write(hagen, each)
    office = signed_in(anna)
    with django_assert_num_queries(6):
        response = office.get("/hagen/buero/post/")
    assert response.context["page"].paginator.count == number


def test_a_kept_message_can_be_read_with_its_link(anna: User, hagen: Region) -> None:
    """Without a mail server the office passes the link on itself."""
    message = write(hagen, 1)
    page = signed_in(anna).get(f"/hagen/buero/post/{message.pk}/").content.decode()
    assert message.state == Message.State.KEPT
    assert message.link is not None
    assert links.address(message.link) in page


def test_a_sent_message_hides_its_link(anna: User, hagen: Region) -> None:
    """The link opens somebody else's answer."""
    message = write(hagen, 1)
    Message.objects.update(state=Message.State.SENT)
    page = signed_in(anna).get(f"/hagen/buero/post/{message.pk}/").content.decode()
    assert message.link is not None
    assert links.token(message.link) not in page


def test_another_offices_mail_is_not_found(anna: User, hagen: Region, deniz: User) -> None:
    """Foreign rows answer like absent ones."""
    message = write(hagen, 1)
    assert signed_in(deniz).get(f"/herne/buero/post/{message.pk}/").status_code == 404


def test_messages_are_filtered_by_state(anna: User, hagen: Region) -> None:
    """One click on "versandt" shows none of the kept ones."""
    write(hagen, 1)
    office = signed_in(anna)
    assert office.get("/hagen/buero/post/?stand=sent").context["page"].paginator.count == 0
    assert office.get("/hagen/buero/post/?stand=kept").context["page"].paginator.count == 1


def test_a_message_held_back_says_why_and_what_to_do(anna: User, hagen: Region) -> None:
    """The office sees it among the others, by its state and by its count."""
    key = stopping.address_hash("schule1@schule.example")
    stopping.set_stop(region=hagen, key=key, scope="all", source="office", by=CONSOLE, at=NOW)
    message = write(hagen, 1)
    office = signed_in(anna)
    page = office.get(f"/hagen/buero/post/{message.pk}/").content.decode()
    assert "gar keine Nachrichten (Widerspruch)" in page
    assert "schreiben Sie an deren allgemeine Adresse" in page
    listed = office.get("/hagen/buero/post/?stand=held")
    assert [row.pk for row in listed.context["page"]] == [message.pk]
    assert listed.context["counts"] == {"held": 1}


KEPT = "/hagen/buero/post/aufbewahrt/"


@pytest.fixture
def office(anna: User, hagen: Region, settings: Any) -> Client:
    """Anna's browser, a day after three messages were kept and the mail server was set up."""
    for number in range(3):
        write(hagen, number)
    smtp(settings, "smtp://127.0.0.1:25")
    return signed_in(anna)


@pytest.fixture
def next_day() -> Any:
    """It is the day after."""
    with time_machine.travel(NOW + timedelta(days=1), tick=False) as clock:
        yield clock


def states() -> list[str]:
    """How the messages stand."""
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_kept_messages_are_looked_through_and_released(next_day: Any, office: Client) -> None:
    said = "3 Nachrichten sind noch aufbewahrt."
    assert holds(shown(office, "/hagen/buero/post/"), said)
    (bundle,) = office.get(KEPT).context["bundles"]
    assert (bundle.batch, bundle.number) == ("test", 3)
    run = f"{KEPT}lauf/?lauf=test"
    last = office.get(f"{run}&seite=3")
    assert (last.context["shown"].to_name, last.context["button"]) == (
        "Schule 2",
        "3 Nachrichten freigeben",
    )
    assert states() == ["kept"] * 3
    assert post(office, run) == KEPT
    assert notes(office, KEPT)[-1][0] == "3 Nachrichten sind freigegeben."
    assert states() == ["queued"] * 3
    assert office.get(run)["Location"] == KEPT
    assert not holds(shown(office, "/hagen/buero/post/"), said)


def test_kept_messages_are_discarded(next_day: Any, office: Client) -> None:
    assert post(office, f"{KEPT}verwerfen/", lauf="test") == KEPT
    assert notes(office, KEPT)[-1][0] == "3 Nachrichten sind verworfen."
    assert states() == ["discarded"] * 3


def test_outdated_messages_are_counted_and_discarded(office: Client) -> None:
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        answer = office.get(KEPT)
        assert (answer.context["bundles"], answer.context["outdated"]) == ([], 3)
        post(office, f"{KEPT}verwerfen/")
    assert states() == ["discarded"] * 3


@pytest.mark.parametrize("is_example", [True, False])
def test_without_a_server_and_in_the_example_there_is_no_button(
    next_day: Any, office: Client, hagen: Region, settings: Any, is_example: bool
) -> None:
    """Nor does the address of the button send anything."""
    if is_example:
        Region.objects.update(is_example=True)
    else:
        settings.SMTP = None
    run = f"{KEPT}lauf/?lauf=test"
    assert not holds(shown(office, run), "3 Nachrichten freigeben")
    assert post(office, run) == KEPT
    assert notes(office, KEPT)[-1][0] == "Zurzeit kann nichts versandt werden."
    assert states() == ["kept"] * 3


@pytest.mark.parametrize("number", [1, 3])
def test_the_kept_ones_cost_the_same_questions(
    anna: User,
    hagen: Region,
    number: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    """Session, user, role with region, and two for the list or for the messages of a run."""
    for each in range(number):
        write(hagen, each)
    browser = signed_in(anna)
    with time_machine.travel(NOW, tick=False):
        for address in (KEPT, f"{KEPT}lauf/?lauf=test"):
            with django_assert_num_queries(5):
                browser.get(address)

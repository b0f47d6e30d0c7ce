"""Signing in by a mailed link: same answer for all, GET changes nothing, one use, limits."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import AuditEntry, PersonalLink, Session, User
from bildungsnetz.post import queries as post
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region


def ask(email: str, client: Client | None = None) -> tuple[int, str]:
    """Ask for a sign-in link; the status and the page."""
    response = (client or Client()).post("/anmelden/", {"email": email})
    return response.status_code, response.content.decode()


def mailed_path(user: User) -> str:
    """The path of the link in the newest mail to the user."""
    message = Message.objects.filter(to_address=user.email).latest("pk")
    text = post.written_text(message)
    return next(line for line in text.splitlines() if "/anmelden/" in line).split("8000", 1)[1]


def test_known_and_unknown_addresses_get_the_same_answer(anna: User) -> None:
    """Nobody learns from the page who works here (bar F3)."""
    known, unknown = ask(anna.email), ask("niemand@anderswo.example")
    assert known == unknown
    assert [message.to_address for message in Message.objects.all()] == [anna.email]


def test_get_and_head_of_the_mailed_link_change_nothing(anna: User) -> None:
    """Mail scanners follow links (bar F2)."""
    ask(anna.email)
    path = mailed_path(anna)
    before = (PersonalLink.objects.get().used_at, Session.objects.count())
    client = Client()
    assert (client.get(path).status_code, client.head(path).status_code) == (200, 200)
    assert (PersonalLink.objects.get().used_at, Session.objects.count()) == before


def test_posting_the_link_signs_in_once(anna: User) -> None:
    """The office lands at its desk; the same link then says that it was used."""
    ask(anna.email)
    path = mailed_path(anna)
    client = Client()
    response = client.post(path)
    assert (response.status_code, response["Location"]) == (302, "/hagen/buero/")
    session = Session.objects.get(user=anna)
    assert session.started_at is not None
    assert Client().post(path).status_code == 410
    signed = AuditEntry.objects.filter(action="user.signed_in")
    assert [row.actor for row in signed] == ["Anna Albers"]


def test_a_member_lands_at_the_members_home(ben: User) -> None:
    """Ben has no desk."""
    ask(ben.email)
    response = Client().post(mailed_path(ben))
    assert response["Location"] == "/hagen/mein/"


def test_a_link_of_yesterday_is_gone(anna: User) -> None:
    """Ten minutes, then 410 with the way on."""
    ask(anna.email)
    path = mailed_path(anna)
    assert "Bildungsnetzwerk Hagen" in Client().get(path).content.decode()
    PersonalLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    late = Client().get(path)
    assert late.status_code == 410
    assert "Bildungsnetzwerk Hagen" in late.content.decode()
    assert Client().post(path).status_code == 410


def test_a_guessed_link_is_not_found(db: None) -> None:
    """A token nobody was given."""
    assert Client().get("/anmelden/AAAAAAAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


def test_guessing_ends_after_fifty_tries(db: None) -> None:
    """Fifty in a quarter of an hour from one network (bar F1); reading is not counted."""
    guesser = Client()
    answers = [guesser.post(f"/anmelden/geraten-{number}/").status_code for number in range(51)]
    assert answers == [404] * 50 + [429]
    assert guesser.get("/anmelden/geraten/").status_code == 404


def test_three_mails_an_hour_to_one_address(anna: User) -> None:
    """The fourth request is told so; nobody can flood a mailbox (bar D6)."""
    answers = [ask(anna.email)[0] for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    assert Message.objects.count() == 3


def test_twenty_mails_an_hour_from_one_network(hagen: Region) -> None:
    """Whatever addresses are tried, and whatever forwarding header is sent."""
    client = Client()
    answers = [
        client.post(
            "/anmelden/",
            {"email": f"person{number}@hagen.example"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        ).status_code
        for number in range(21)
    ]
    assert answers == [200] * 20 + [429]


def test_sign_in_withdrawn_ends_the_session_at_the_next_request(anna: User) -> None:
    """Bar E5: a disabled account is dead at once."""
    client = Client()
    client.force_login(anna)
    assert client.get("/hagen/buero/zugang/").status_code == 200
    User.objects.update(is_active=False)
    assert client.get("/hagen/buero/zugang/").status_code == 302


def test_the_session_key_changes_when_signing_in(anna: User) -> None:
    """A planted session is worth nothing (bar F4)."""
    client = Client()
    client.get("/anmelden/?sprache=de")
    session = client.session
    session["x"] = 1
    session.save()
    planted = session.session_key
    client.cookies["sitzung"] = planted
    ask(anna.email, client)
    client.post(mailed_path(anna))
    assert Session.objects.get(user=anna).session_key != planted


@pytest.mark.parametrize("address", ["kein-anschluss", "", "a@b"])
def test_an_address_that_is_none_gets_a_sentence(db: None, address: str) -> None:
    """The message stands at the field; nothing is sent."""
    status, page = ask(address)
    assert status == 200
    assert "aria-invalid" in page
    assert Message.objects.count() == 0


def test_a_forged_host_never_reaches_a_mail(anna: User) -> None:
    """The link is built from the setting; a foreign Host header is refused outright."""
    response = Client().post("/anmelden/", {"email": anna.email}, headers={"Host": "boese.example"})
    assert response.status_code == 400
    ask(anna.email)
    text = post.written_text(Message.objects.latest("pk"))
    assert links.address(PersonalLink.objects.latest("pk")) in text

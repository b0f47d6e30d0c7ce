"""Delivery against a real mail server that answers as it is told."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bildungsnetz.accounts import links
from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.post import delivery, queries, stopping
from bildungsnetz.post.delivery import Sender
from bildungsnetz.post.models import Delivery, Message
from bildungsnetz.regions.models import Region
from tests.post.conftest import Clock, queue, send, smtp
from tests.post.server import Script, mail_server

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nSUMMARY:Sitzung Übergänge\r\nEND:VCALENDAR\r\n"


def test_a_message_arrives_as_it_was_queued(hagen: Region, server: Script, clock: Clock) -> None:
    message = queue(
        hagen,
        to_name="Jörg „Jo“ Müller, Schulleiter",
        subject="Einladung: Übergänge gestalten – gemeinsam",
        body="Guten Tag Herr Müller,\n\nÖffentliche Sitzung.\n",
        calendar=CALENDAR,
    )
    assert Sender()(clock, lambda: False) is True

    (mail,), (envelope,) = server.taken, server.envelopes
    assert envelope.mail_from == "buero@hagen.example"
    assert envelope.rcpt_tos == ["p1@schule.example"]
    assert str(mail["From"]) == "Bildungsnetzwerk Hagen <buero@hagen.example>"
    assert str(mail["To"]) == '"Jörg „Jo“ Müller, Schulleiter" <p1@schule.example>'
    assert mail["Cc"] is None
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Einladung: Übergänge gestalten – gemeinsam"
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(mail["Date"]) == "Mon, 14 Sep 2026 10:00:00 +0200"
    text, invitation = mail.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert text.get_content().replace("\r\n", "\n") == message.body
    assert invitation.get_content_type() == "text/calendar"
    assert invitation.get_param("method") == "PUBLISH"
    assert invitation.get_filename() == "termin.ics"
    assert "Sitzung Übergänge" in invitation.get_content()
    assert isinstance(envelope.content, bytes)
    assert envelope.content.isascii()

    message.refresh_from_db()
    assert (message.state, message.sent_at) == (Message.State.SENT, clock.now)
    attempt = message.deliveries.get()
    assert (attempt.outcome, attempt.answer) == (Delivery.Outcome.ACCEPTED, "250 OK queued")


def test_the_setting_names_the_sender_and_answers_go_to_the_office(
    hagen: Region, server: Script, clock: Clock, settings: Any
) -> None:
    settings.FROM = "netz@stadt.example"
    queue(hagen)
    send(clock)
    assert server.envelopes[0].mail_from == "netz@stadt.example"
    assert str(server.taken[0]["Reply-To"]) == "buero@hagen.example"


def test_the_personal_link_stands_only_in_the_mail(
    hagen: Region, server: Script, clock: Clock
) -> None:
    link = links.issue(
        purpose=PersonalLink.Purpose.INVITATION,
        subject=1,
        region=hagen,
        at=clock.now,
        expires_at=clock.now,
    )
    queue(hagen, link=link, body="Hier: {link}\n")
    message = send(clock)
    assert server.taken[0].get_content() == f"Hier: {links.address(link)}\r\n"
    assert links.token(link) not in str(Message.objects.values().get())
    assert queries.shown_text(message) == "Hier: …\n"


def test_many_go_over_one_connection_urgent_ones_first(
    hagen: Region, server: Script, clock: Clock
) -> None:
    for number in range(5):
        queue(hagen, number, priority=10 if number == 3 else 0)
    send(clock)
    assert [mail["To"].addresses[0].display_name for mail in server.taken] == [
        f"Person {number}" for number in (3, 0, 1, 2, 4)
    ]
    assert server.connections == 1


def test_a_told_stop_ends_after_the_message_in_hand(
    hagen: Region, server: Script, clock: Clock
) -> None:
    for number in range(3):
        queue(hagen, number)
    Sender()(clock, lambda: len(server.taken) == 1)
    assert len(server.taken) == 1
    assert queries.progress(hagen, "meeting:1:invitation").queued == 2


def test_4xx_is_deferred_with_growing_pauses_and_then_arrives(
    hagen: Region, server: Script, clock: Clock
) -> None:
    server.rcpt = lambda _address: "451 4.7.1 Greylisted, try again"
    queue(hagen)
    for minutes in (1, 5, 15):
        message = send(clock)
        assert message.state == Message.State.QUEUED
        assert message.failure == "451 4.7.1 Greylisted, try again"
        assert (message.send_after - clock.now).total_seconds() == minutes * 60
        assert Sender()(clock, lambda: False) is False
        clock.forward(minutes=minutes)
    server.rcpt = lambda _address: None
    message = send(clock)
    assert (message.state, message.is_unclear) == (Message.State.SENT, False)
    assert server.ids == [message.message_id]
    outcomes = [attempt.outcome for attempt in queries.deliveries(message)]
    assert outcomes == ["accepted", "deferred", "deferred", "deferred"]


def test_deferral_ends_after_five_days(hagen: Region, server: Script, clock: Clock) -> None:
    server.data = lambda _envelope: "452 Mailbox full"
    queue(hagen)
    assert send(clock).state == Message.State.QUEUED
    clock.forward(days=5)
    message = send(clock)
    assert (message.state, message.failure) == (Message.State.FAILED, "452 Mailbox full")


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_5xx_fails_with_the_servers_answer(
    hagen: Region, server: Script, clock: Clock, stage: str
) -> None:
    setattr(server, stage, lambda _it: "550 5.1.1 No such user here")
    queue(hagen, 1)
    message = send(clock)
    assert (message.state, message.failure) == (
        Message.State.FAILED,
        "550 5.1.1 No such user here",
    )
    assert message.deliveries.get().outcome == Delivery.Outcome.REFUSED


def test_one_bad_address_does_not_hold_the_others_up(
    hagen: Region, server: Script, clock: Clock
) -> None:
    server.rcpt = lambda address: "550 unknown" if address.startswith("p2@") else None
    for number in (1, 2, 3):
        queue(hagen, number)
    send(clock)
    seen = queries.progress(hagen, "meeting:1:invitation")
    assert (seen.sent, seen.failed) == (2, 1)


def test_cut_before_the_answer_is_sent_again_and_marked(
    hagen: Region, server: Script, clock: Clock
) -> None:
    server.cut = lambda _envelope: True
    queue(hagen)
    message = send(clock)
    assert (message.state, message.is_unclear) == (Message.State.QUEUED, True)
    assert message.deliveries.get().outcome == Delivery.Outcome.UNCLEAR
    server.cut = lambda _envelope: False
    clock.forward(minutes=1)
    message = send(clock)
    assert (message.state, message.is_unclear) == (Message.State.SENT, True)
    assert server.ids == [message.message_id] * 2


def test_a_refused_sender_is_nobodys_failure(hagen: Region, server: Script, clock: Clock) -> None:
    server.mail = "530 5.7.0 Authentication required"
    for number in range(3):
        queue(hagen, number)
    sender = Sender()
    send(clock, sender)
    assert queries.progress(hagen, "meeting:1:invitation").queued == 3
    assert [m.attempts for m in Message.objects.order_by("pk")] == [1, 0, 0]
    server.mail = None
    clock.forward(seconds=29)
    assert sender(clock, lambda: False) is False
    clock.forward(seconds=31)
    send(clock, sender)
    assert queries.progress(hagen, "meeting:1:invitation").sent == 3


def test_without_starttls_nothing_goes_in_the_clear(
    hagen: Region, settings: Any, clock: Clock
) -> None:
    script = Script()
    with mail_server(script) as port:
        smtp(settings, f"smtp+starttls://127.0.0.1:{port}")
        queue(hagen)
        message = send(clock)
    assert message.state == Message.State.QUEUED
    assert message.failure.startswith("Der Mailserver nimmt zurzeit nichts an:")
    assert (script.taken, script.connections) == ([], 1)


def test_an_unreachable_server_defers(hagen: Region, settings: Any, clock: Clock) -> None:
    with mail_server(Script()) as port:
        pass
    smtp(settings, f"smtp://127.0.0.1:{port}")
    queue(hagen)
    message = send(clock)
    assert (message.state, message.is_unclear) == (Message.State.QUEUED, False)
    assert message.deliveries.get().outcome == Delivery.Outcome.DEFERRED


def test_an_address_no_mail_can_carry_fails_in_plain_words(
    hagen: Region, server: Script, clock: Clock
) -> None:
    queue(hagen, to_address="jörg@schule.example")
    message = send(clock)
    assert message.state == Message.State.FAILED
    assert message.failure == "An diese Adresse lässt sich keine E-Mail schreiben."


def test_a_worker_that_lost_its_lease_does_not_overwrite(
    hagen: Region, server: Script, clock: Clock
) -> None:
    queue(hagen)
    slow = delivery.claim(clock.now)
    assert slow is not None
    clock.forward(minutes=2)
    message = send(clock)
    assert (message.state, message.is_unclear, message.attempts) == (Message.State.SENT, True, 2)
    refused = delivery.Outcome(Delivery.Outcome.REFUSED, "550 late")
    delivery._write_down(slow, refused, clock.now)
    message.refresh_from_db()
    assert (message.state, message.failure) == (Message.State.SENT, "")
    assert delivery._renew(slow, clock.now) is False


def test_a_message_that_kills_each_worker_is_given_up(
    hagen: Region, server: Script, clock: Clock
) -> None:
    queue(hagen)
    for _ in range(10):
        assert delivery.claim(clock.now) is not None
        clock.forward(minutes=2)
    assert delivery.claim(clock.now) is None
    message = Message.objects.get()
    assert (message.state, message.is_unclear) == (Message.State.FAILED, True)
    assert message.deliveries.filter(outcome=Delivery.Outcome.UNCLEAR).count() == 10


def test_what_was_read_ahead_is_good_for_a_second(
    hagen: Region, server: Script, clock: Clock
) -> None:
    """A sign-in link does not wait behind what was read, an objection holds for it."""
    for number in range(6):
        queue(hagen, number)

    def meanwhile() -> bool:
        """While the first message is written down, somebody signs in and somebody objects."""
        if not Message.objects.filter(key="sign-in").exists():
            queue(hagen, 9, key="sign-in", priority=10)
            key = stopping.address_hash("p4@schule.example")
            stopping.set_stop(
                region=hagen, key=key, scope="all", source="link", by=CONSOLE, at=clock.now
            )
            clock.forward(seconds=1)
        return False

    Sender()(clock, meanwhile)
    assert [str(mail["To"]).split()[1] for mail in server.taken] == ["0", "1", "9", "2", "3", "5"]
    assert Message.objects.get(to_name="Person 4").state == Message.State.HELD


def test_each_message_costs_the_same_number_of_queries(
    hagen: Region, server: Script, clock: Clock
) -> None:
    """Four writes in one transaction; where workers share the table, also the lock of the row."""
    costs = []
    for count in (1, 3):
        for number in range(count):
            queue(hagen, 100 * count + number)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            send(clock)
        costs.append(len(seen))
    assert costs[1] - costs[0] == 2 * {"sqlite": 6, "postgresql": 7}[connection.vendor]

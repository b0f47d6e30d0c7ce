"""Queuing: once per key, kept without a server, nothing that breaks out of its line."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as plain_settings
from django.db import transaction

from bildungsnetz.accounts import links
from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.post import actions, queries
from bildungsnetz.post.models import Message
from bildungsnetz.post.rules import UnsafeHeader, leads_nowhere
from bildungsnetz.regions.models import Region
from tests.cast import NOW
from tests.concurrency import run_processes
from tests.post.conftest import queue, smtp


def queue_the_same(_number: int, region: int) -> int:
    """What each of the racing processes does."""
    with transaction.atomic():
        return queue(Region.objects.get(pk=region)).pk


def test_without_a_mail_server_messages_are_kept(hagen: Region) -> None:
    assert plain_settings.SMTP is None
    message = queue(hagen)
    assert message.state == Message.State.KEPT
    assert "kein Mailserver" in message.failure


def test_the_same_key_makes_no_second_message(hagen: Region) -> None:
    assert queue(hagen).pk == queue(hagen, subject="anders").pk
    assert Message.objects.get().subject == "Einladung zur Sitzung"


def test_parallel_calls_make_one_message(transactional_db: None, hagen: Region) -> None:
    keys = run_processes(20, "tests.post.test_queue.queue_the_same", hagen.pk)
    assert set(keys) == {Message.objects.get().pk}


def test_nobody_is_written_to_without_an_address(hagen: Region) -> None:
    nobody = actions.queue(
        region=hagen,
        batch="b",
        key="k",
        to_name="Ohne Adresse",
        to_address="",
        subject="s",
        body="t",
        at=NOW,
        by=CONSOLE,
    )
    assert nobody is None
    assert Message.objects.count() == 0


@pytest.mark.parametrize("where", ["subject", "to_name", "to_address", "reply_to"])
@pytest.mark.parametrize("break_out", ["a\r\nBcc: x@y.example", "a\nb", "a\x00b", "a\x7f"])
def test_line_breaks_in_the_head_are_refused(hagen: Region, where: str, break_out: str) -> None:
    with pytest.raises(UnsafeHeader):
        queue(hagen, **{where: break_out})
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("p@schule.example", "queued"),
        ("p@schule.invalid", "queued"),
        ("p@mail.test", "queued"),
        ("p@localhost", "queued"),
        ("p@hagen.de", "kept"),
        ("p@example.de", "kept"),
        ("p@notexample", "kept"),
    ],
)
def test_the_example_region_writes_to_nobody_real(
    hagen: Region, settings: Any, address: str, state: str
) -> None:
    smtp(settings, "smtp://127.0.0.1:9")
    hagen.is_example = True
    message = queue(hagen, to_address=address)
    assert message.state == state
    assert leads_nowhere(address) == (state == "queued")
    hagen.is_example = False
    assert queue(hagen, 2, to_address=address).state == Message.State.QUEUED


def test_the_link_is_shown_only_while_mail_is_kept(hagen: Region) -> None:
    link = links.issue(
        purpose=PersonalLink.Purpose.INVITATION,
        subject=1,
        region=hagen,
        at=NOW,
        expires_at=NOW + timedelta(days=30),
    )
    message = queue(hagen, link=link, body="Bitte hier: {link} {x} {0.__class__}")
    assert message.body == "Bitte hier: {link} {x} {0.__class__}"
    shown = f"Bitte hier: {links.address(link)} {{x}} {{0.__class__}}"
    assert queries.shown_text(message) == shown
    for state in set(Message.State) - {Message.State.KEPT}:
        message.state = state
        assert queries.shown_text(message) == "Bitte hier: … {x} {0.__class__}"
    assert queries.written_text(message) == shown


def test_progress_counts_one_batch_of_one_region(
    hagen: Region, deniz: Any, django_assert_num_queries: Any
) -> None:
    other = Region.objects.get(slug="herne")
    states = ["kept", "queued", "queued", "in_flight", "sent", "sent", "sent", "failed"]
    for number, state in enumerate(states):
        message = queue(hagen, number)
        Message.objects.filter(pk=message.pk).update(state=state, is_unclear=number > 5)
    queue(other, 50)
    queue(hagen, 51, batch="another")
    with django_assert_num_queries(1):
        seen = queries.progress(hagen, "meeting:1:invitation")
    assert seen == queries.Progress(kept=1, queued=2, in_flight=1, sent=3, failed=1, unclear=2)
    assert (seen.total, seen.is_done) == (8, False)
    assert queries.progress(hagen, "another").is_done is True


def test_the_outbox_is_the_regions_own(hagen: Region, deniz: Any) -> None:
    other = Region.objects.get(slug="herne")
    first, second = queue(hagen, 1), queue(hagen, 2, at=NOW + timedelta(hours=1))
    third = queue(hagen, 3, batch="another")
    queue(other, 4)
    assert list(queries.outbox(hagen)) == [second, third, first]
    assert list(queries.outbox(hagen, batch="another")) == [third]
    assert list(queries.outbox(hagen, state="sent")) == []

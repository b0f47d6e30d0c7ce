"""What was kept without a mail server is sent when the office says so, and only then."""

from datetime import timedelta
from typing import Any

import pytest

from bildungsnetz.accounts import links
from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import AuditEntry, PersonalLink
from bildungsnetz.post import actions, queries, releasing, stopping
from bildungsnetz.post.delivery import Sender
from bildungsnetz.post.models import Message
from bildungsnetz.post.rules import StillKept
from bildungsnetz.regions.models import Region
from tests.cast import NOW, make_region
from tests.post.conftest import Clock, queue
from tests.post.server import Script

BATCH = "meeting:1:invitation"
DAY = timedelta(days=1)
LATER = NOW + 30 * DAY


@pytest.fixture
def kept(hagen: Region) -> list[Message]:
    """Two messages from the time without a mail server."""
    return [queue(hagen, number) for number in (1, 2)]


def link(region: Region, purpose: str = "invitation", **more: Any) -> PersonalLink:
    """A personal link that opens for two months."""
    at = {"at": NOW, "expires_at": NOW + 60 * DAY} | more
    return links.issue(purpose=PersonalLink.Purpose(purpose), subject=1, region=region, **at)


def release(region: Region, batch: str = BATCH) -> int:
    """Say so."""
    return releasing.release_kept(region=region, batch=batch, by=CONSOLE, at=LATER)


def test_a_server_alone_sends_nothing(kept: list[Message], server: Script, clock: Clock) -> None:
    clock.now = LATER
    assert Sender()(clock, lambda: False) is False
    assert server.taken == []


def test_released_they_arrive_once_in_their_old_words(
    hagen: Region, kept: list[Message], server: Script, clock: Clock
) -> None:
    other = queue(make_region("herne", "Herne"), 3)
    Message.objects.filter(pk=other.pk).update(state="kept")
    clock.now = LATER
    assert [release(hagen), release(hagen)] == [2, 0]
    Sender()(clock, lambda: False)
    assert sorted(server.ids) == sorted(message.message_id for message in kept)
    other.refresh_from_db()
    assert other.state == "kept"
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.detail) == ("post.released", {"batch": BATCH, "count": 2})


def test_the_days_until_giving_up_count_from_the_first_attempt(
    hagen: Region, kept: list[Message], server: Script, clock: Clock
) -> None:
    """A month old, it is tried as long as a new one."""
    server.rcpt = lambda _address: "451 4.7.1 later"
    clock.now = LATER
    release(hagen)
    Sender()(clock, lambda: False)
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
    clock.forward(days=5)
    Sender()(clock, lambda: False)
    assert set(Message.objects.values_list("state", flat=True)) == {"failed"}


def test_without_a_server_and_in_the_example_nothing_is_released(
    hagen: Region, kept: list[Message], settings: Any
) -> None:
    with pytest.raises(StillKept):
        release(hagen)
    settings.SMTP = {"BACKEND": "x"}
    hagen.is_example = True
    with pytest.raises(StillKept):
        release(hagen)
    assert set(Message.objects.values_list("state", flat=True)) == {"kept"}


def test_offered_is_only_what_is_of_use(hagen: Region) -> None:
    gone = link(hagen)
    PersonalLink.objects.filter(pk=gone.pk).update(revoked_at=NOW)
    made: dict[str, dict[str, Any]] = {
        "plain": {},
        "open link": {"link": link(hagen)},
        "coming": {"good_until": LATER + DAY},
        "over": {"good_until": LATER},
        "expired": {"link": link(hagen, expires_at=LATER)},
        "revoked": {"link": gone},
        "sign-in": {"link": link(hagen, "sign_in", expires_at=LATER + DAY)},
    }
    for number, (subject, more) in enumerate(made.items()):
        queue(hagen, number, subject=subject, **more)
    offered = queries.kept(hagen, at=LATER).values_list("subject", flat=True)
    rest = queries.outdated(hagen, at=LATER).values_list("subject", flat=True)
    assert set(offered) == {"plain", "open link", "coming"}
    assert set(rest) == {"over", "expired", "revoked", "sign-in"}


def test_what_was_stopped_in_the_meantime_is_held_back(
    hagen: Region, kept: list[Message], server: Script
) -> None:
    """Also where the first message of the run is one that no stop holds back."""
    Message.objects.filter(pk=kept[0].pk).update(kind="service")
    key = stopping.address_hash("p2@schule.example")
    stopping.set_stop(region=hagen, key=key, scope="all", source="link", by=CONSOLE, at=NOW)
    release(hagen)
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == [
        "queued",
        "held",
    ]


def test_discarded_they_never_leave(
    hagen: Region, kept: list[Message], server: Script, clock: Clock
) -> None:
    old = queue(hagen, 3, batch="alt", good_until=NOW)
    Message.objects.filter(pk=old.pk).update(state="kept")
    values: dict[str, Any] = {"region": hagen, "by": CONSOLE, "at": LATER}
    assert releasing.discard_kept(batch=BATCH, **values) == 2
    assert releasing.discard_outdated(**values) == 1
    assert releasing.discard_outdated(**values) == 0
    assert (release(hagen), release(hagen, "alt")) == (0, 0)
    assert set(Message.objects.values_list("state", flat=True)) == {"discarded"}
    assert AuditEntry.objects.filter(action="post.discarded").count() == 2
    progress = queries.progress(hagen, BATCH)
    assert (progress.discarded, progress.total, progress.is_done) == (2, 2, True)


def test_a_run_is_offered_with_its_number_and_days(hagen: Region) -> None:
    queue(hagen, 1, subject="Bildungskonferenz")
    queue(hagen, 2, subject="Ältere", batch="früher", at=NOW - DAY)
    queue(hagen, 3, subject="Bildungskonferenz", at=NOW + DAY)
    assert queries.kept_bundles(hagen, at=LATER) == [
        queries.Bundle("früher", "Ältere", 1, NOW - DAY, NOW - DAY),
        queries.Bundle(BATCH, "Bildungskonferenz", 2, NOW, NOW + DAY),
    ]


def test_drafts_of_a_batch_say_until_when_they_are_of_use(hagen: Region) -> None:
    draft = actions.Draft("k", "Ada", "ada@x.example", "s", "t", good_until=LATER)
    made = actions.queue_many([draft], region=hagen, batch="b", at=NOW, by=CONSOLE)
    assert made["k"].good_until == LATER

"""Who objects is obeyed when a message is queued and again when it is sent."""

from datetime import timedelta
from typing import Any

import pytest

from bildungsnetz.accounts import links
from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.post import queries, stopping
from bildungsnetz.post.delivery import Sender
from bildungsnetz.post.models import Message, Stop
from bildungsnetz.post.rules import holds_back
from bildungsnetz.regions.models import Region
from tests.cast import NOW
from tests.concurrency.processes import run_processes
from tests.post.conftest import Clock, queue, send
from tests.post.server import Script

ADDRESS = "p1@schule.example"
HELD = ["service", "official", "circular", "news"]


def stop(region: Region, scope: str, address: str = ADDRESS, **other: Any) -> Stop | None:
    """Let the address have what the scope leaves."""
    values = {"source": "office", "by": CONSOLE, "at": NOW} | other
    return stopping.set_stop(
        region=region, key=stopping.address_hash(address), scope=scope, **values
    )


@pytest.mark.parametrize(
    ("scope", "functional", "held"),
    [
        ("news", False, ["news"]),
        ("circular", False, ["circular", "news"]),
        ("all", False, ["official", "circular", "news"]),
        ("all", True, ["circular", "news"]),
    ],
)
def test_each_scope_leaves_out_its_kinds(scope: str, functional: bool, held: list[str]) -> None:
    """An official invitation to an institution's own address is nobody's data."""
    found = [kind for kind in HELD if holds_back(scope, kind=kind, is_functional=functional)]
    assert found == held


@pytest.mark.parametrize(
    ("kind", "state"),
    [("service", "queued"), ("official", "queued"), ("circular", "held"), ("news", "held")],
)
def test_a_stopped_kind_is_kept_back_when_queued(
    hagen: Region, server: Script, kind: str, state: str
) -> None:
    stop(hagen, "circular")
    message = queue(hagen, kind=kind)
    assert message.state == state
    assert message.failure == (
        "Die Adresse möchte seit dem 14.09.2026 keine Neuigkeiten und keine Rundschreiben."
        if state == "held"
        else ""
    )


def test_the_address_counts_whatever_its_capitals_and_only_in_its_region(
    hagen: Region, deniz: Any, server: Script
) -> None:
    stop(hagen, "all", " P1@Schule.Example ")
    assert queue(hagen).state == Message.State.HELD
    assert queue(hagen, 2).state == Message.State.QUEUED
    assert queue(Region.objects.get(slug="herne"), 3, to_address=ADDRESS).state == "queued"
    assert queue(hagen, 4, to_address=ADDRESS, is_functional=True).state == "queued"


def test_nothing_of_the_address_is_kept(hagen: Region) -> None:
    """A stop outlives the erasure of the person: only a keyed hash tells whose it is."""
    stop(hagen, "all")
    (row,) = Stop.objects.values()
    assert "p1" not in repr(row)
    assert row["address_hash"] == stopping.address_hash("P1@SCHULE.EXAMPLE")
    assert len(row["address_hash"]) == 40
    assert stopping.address_hash(ADDRESS) != stopping.address_hash("p2@schule.example")


def test_an_objection_after_queueing_is_obeyed_when_sending(
    hagen: Region, server: Script, clock: Clock
) -> None:
    """Also by a message whose worker died; what follows is sent."""
    first, dead, other = queue(hagen, 1), queue(hagen, 2), queue(hagen, 3)
    Message.objects.filter(pk=dead.pk).update(
        state="in_flight", lease_until=clock.now - timedelta(seconds=1), to_address=ADDRESS
    )
    stop(hagen, "all")
    assert Sender()(clock, lambda: False) is True
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {first.pk: "held", dead.pk: "held", other.pk: "sent"}
    assert [mail["To"] for mail in server.taken] == ["Person 3 <p3@schule.example>"]
    assert queries.progress(hagen, "meeting:1:invitation") == queries.Progress(
        kept=0, queued=0, in_flight=0, sent=1, failed=0, unclear=1, held=2
    )


def test_stops_are_lifted_not_overwritten_and_all_is_in_the_trail(hagen: Region) -> None:
    first = stop(hagen, "news", reason="zu viel")
    assert stop(hagen, "news") == first
    second = stop(hagen, "all", at=NOW + timedelta(days=1))
    assert stop(hagen, "", at=NOW + timedelta(days=2)) is None
    assert stop(hagen, "") is None
    rows = Stop.objects.order_by("pk").values_list("scope", "since", "lifted_at")
    assert list(rows) == [
        ("news", NOW, NOW + timedelta(days=1)),
        ("all", NOW + timedelta(days=1), NOW + timedelta(days=2)),
    ]
    assert second is not None
    told = AuditEntry.objects.order_by("number").values_list("action", "detail__scope")
    assert list(told) == [("stop.set", "news"), ("stop.set", "all"), ("stop.lifted", "")]


def stop_at_once(_number: int, region: int) -> int:
    """Stop everything; the key of what is in force."""
    found = stop(Region.objects.get(pk=region), "all")
    assert found is not None
    return found.pk


def test_parallel_stops_make_one(transactional_db: None, hagen: Region) -> None:
    keys = run_processes(10, "tests.post.test_stopping.stop_at_once", hagen.pk)
    assert set(keys) == {Stop.objects.get().pk}


@pytest.mark.parametrize(
    ("kind", "part"), [("news", "neuigkeiten"), ("circular", "rundschreiben"), ("official", None)]
)
def test_news_and_circulars_carry_the_way_out(
    hagen: Region, server: Script, clock: Clock, settings: Any, *, kind: str, part: str | None
) -> None:
    """RFC 8058: both headers, over https, readable by programs; and a line in the text."""
    settings.SITE_URL = "https://bildungsnetz.stadtverwaltung-mit-langem-namen.example"
    message = queue(hagen, kind=kind)
    send(clock)
    (mail,), (envelope,) = server.taken, server.envelopes
    if part is None:
        assert mail["List-Unsubscribe"] is None
        assert message.body == "Guten Tag,\n\nwir laden Sie ein.\n"
        return
    message.refresh_from_db()
    assert message.stop_link is not None
    address = links.address(message.stop_link)
    assert mail["List-Unsubscribe"] == f"<{address}{part}/>"
    assert f"List-Unsubscribe: <{address}{part}/>\r\n".encode() in envelope.content
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = mail.get_content().replace("\r\n", "\n")
    assert text.startswith("Guten Tag,\n\nwir laden Sie ein.\n\n-- \nSie möchten keine ")
    assert text.endswith(f" mehr? Einladungen bekommen Sie weiterhin:\n{address}\n")


def test_an_address_has_one_link_however_many_messages_it_gets(hagen: Region) -> None:
    """It is issued anew before it grows old; the token stands in no table."""
    first = queue(hagen, 1, kind="news")
    again = queue(hagen, 2, kind="circular", to_address="P1@schule.example")
    assert first.stop_link == again.stop_link
    later = queue(hagen, 3, kind="news", to_address=ADDRESS, at=NOW + timedelta(days=366))
    assert later.stop_link != first.stop_link
    assert first.stop_link is not None
    assert links.token(first.stop_link) not in first.body
    assert queries.shown_text(first).endswith(links.address(first.stop_link) + "\n")
    first.state = Message.State.SENT
    assert queries.shown_text(first).endswith(" weiterhin:\n…\n")

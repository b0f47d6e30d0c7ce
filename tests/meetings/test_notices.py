"""The invitation carries the notice of Art. 14 to whoever was not told; sent, it counts as told."""

from pathlib import Path
from typing import Any

import pytest

from bildungsnetz.accounts import links
from bildungsnetz.directory import actions as directory
from bildungsnetz.directory.models import Audience, Person
from bildungsnetz.directory.queries import contact
from bildungsnetz.meetings import actions
from bildungsnetz.meetings.models import Invitation
from bildungsnetz.post import stopping
from bildungsnetz.post.delivery import Sender
from bildungsnetz.regions.models import Region
from tests.cast import NOW, make_institution
from tests.meetings.making import (
    BY,
    IN_WINDOW,
    STARTS,
    invite,
    make_meeting,
    write,
)
from tests.post.conftest import Clock, clock, server  # noqa: F401
from tests.post.server import Script

GOLDEN = Path(__file__).parent.parent / "golden" / "einladung_mit_hinweis.txt"


def head(region: Region, name: str = "Muster", **facts: Any) -> Person:
    """Somebody who represents a school, entered by the office."""
    school = make_institution(
        region, f"Schule {name}", number=name, email=f"{name}@schule.example".lower()
    )
    values = {"source": "institution", "source_note": "Goethe-Gymnasium"} | facts
    person = directory.add_person(
        region=region, salutation="mrs", given_name="Eva", family_name=name,
        email=f"eva.{name}@hagen.example".lower(), by=BY, at=NOW, **values,
    )  # fmt: skip
    directory.add_affiliation(
        person=person, institution=school, function="Schulleitung", represents=True, by=BY, at=NOW
    )
    return person


def send(moments: Clock) -> None:
    """Send all that waits, during the conference's window."""
    moments.now = IN_WINDOW
    Sender()(moments, lambda: False)


def test_the_first_letter_tells_and_the_second_does_not(
    hagen: Region,
    server: Script,  # noqa: F811
    clock: Clock,  # noqa: F811
) -> None:
    """Told counts from the moment in which the server took the letter, and is in the trail."""
    person = head(hagen)
    (invitation,) = invite(make_meeting(hagen))
    assert invitation.message is not None
    assert invitation.message.body == GOLDEN.read_text("utf-8")
    assert contact.untold(hagen).get() == person
    send(clock)
    assert set(person.bases.values_list("notified_at", flat=True)) == {IN_WINDOW}
    assert not contact.untold(hagen).exists()
    (mail,) = server.taken
    assert invitation.message.stop_link is not None
    address = links.address(invitation.message.stop_link)
    assert f"Sie können der Nutzung jederzeit widersprechen:\n{address}\n" in (
        mail.get_content().replace("\r\n", "\n")
    )
    assert mail["List-Unsubscribe"] is None
    second = make_meeting(hagen, starts_at=STARTS)
    (again,) = invite_again(second)
    assert again.message is not None
    assert again.message.notice_for is None
    assert "Art. 14" not in again.message.body


def invite_again(meeting: Any) -> list[Invitation]:
    """The same audience, once more."""
    write(meeting, Audience.objects.get())
    actions.release_invitations(meeting=meeting, reason="", by=BY, at=IN_WINDOW)
    return list(Invitation.objects.filter(meeting=meeting).select_related("message"))


@pytest.mark.parametrize("code", ["550 5.1.1 unknown", "451 4.7.1 later"])
def test_what_was_not_taken_told_nobody(
    hagen: Region,
    server: Script,  # noqa: F811
    clock: Clock,  # noqa: F811
    code: str,
) -> None:
    person = head(hagen)
    invite(make_meeting(hagen))
    server.rcpt = lambda _address: code
    send(clock)
    assert contact.untold(hagen).get() == person


def test_the_school_is_invited_at_its_own_address_when_its_head_objects(
    hagen: Region, deniz: Any
) -> None:
    """By the person's record, and by the address alone after the person was entered anew."""
    objecting, anew, willing = (head(hagen, name) for name in ("Alt", "Neu", "Gern"))
    directory.choose_post(
        region=hagen, key=stopping.address_hash(objecting.email), persons=[objecting],
        scope="all", source="office", by=BY, at=NOW,
    )  # fmt: skip
    stopping.set_stop(
        region=hagen, key=stopping.address_hash(anew.email), scope="all", source="link",
        by=BY, at=NOW,
    )  # fmt: skip
    rows = invite(make_meeting(hagen))
    told = {row.institution.name: row.message for row in rows}
    assert {name: message.to_address for name, message in told.items() if message} == {
        "Schule Alt": "alt@schule.example",
        "Schule Neu": "neu@schule.example",
        "Schule Gern": willing.email,
    }
    assert {row.message.state for row in rows if row.message} == {"kept"}
    assert [message.notice_for for message in told.values() if message].count(willing.pk) == 1

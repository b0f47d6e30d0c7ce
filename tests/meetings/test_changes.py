"""A conference that was released is moved or called off: each who must know is told once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory.models import Institution
from bildungsnetz.meetings import actions, queries, rules
from bildungsnetz.meetings.actions import Guest
from bildungsnetz.meetings.models import Invitation, Meeting
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.delivery import Sender
from bildungsnetz.post.models import Message
from bildungsnetz.post.queries import kept
from bildungsnetz.regions.models import Region
from tests.cast import make_institution
from tests.meetings.making import (
    BY,
    ENDS,
    IN_WINDOW,
    STARTS,
    invite,
    link_of,
    make_head,
    make_meeting,
)
from tests.post.conftest import Clock, clock, server  # noqa: F401
from tests.post.server import Script

LATER = IN_WINDOW + timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
def meeting(hagen: Region, plenary: Organ) -> Meeting:
    """Invited: Ahorn accepts with Ada and Bo, Birke declines, Cedar is silent."""
    for name in ("Ahorn", "Birke", "Cedar"):
        make_institution(hagen, name, number=name, email=f"{name.lower()}@schule.example")
    planned = make_meeting(hagen, plenary, changes_until=STARTS - timedelta(days=2))
    ahorn, birke, _cedar = invite(planned)
    guests = [Guest("Ada", email="ada@x.example"), Guest("Bo", email="AHORN@schule.example")]
    actions.accept(invitation=ahorn, guests=guests, revision=0, by=BY, at=IN_WINDOW)
    actions.decline(invitation=birke, reason="", revision=0, by=BY, at=IN_WINDOW)
    return Meeting.objects.get(pk=planned.pk)


def change(meeting: Meeting, at: datetime = LATER, **values: Any) -> Meeting:
    """Save these values, as the form does; the meeting as it stands."""
    for name, value in values.items():
        setattr(meeting, name, value)
    actions.change_meeting(
        meeting=meeting, organs=meeting.organs.all(), fields=meeting.fields.all(),
        changed=list(values), by=BY, at=at,
    )  # fmt: skip
    return Meeting.objects.get(pk=meeting.pk)


def move(meeting: Meeting, by: timedelta = WEEK, at: datetime = LATER) -> Meeting:
    """Move the meeting."""
    return change(meeting, at, starts_at=meeting.starts_at + by, ends_at=meeting.ends_at + by)


def release(meeting: Meeting, *, to_declined: bool = False, at: datetime = LATER) -> int:
    """Tell them."""
    return actions.release_change(meeting=meeting, to_declined=to_declined, by=BY, at=at)


def told() -> dict[str, Message]:
    """The messages about changes, by address."""
    rows = Message.objects.filter(key__startswith="change:").order_by("pk")
    return {row.to_address: row for row in rows}


@pytest.mark.parametrize(
    ("values", "is_news"),
    [
        ({"starts_at": STARTS + WEEK, "ends_at": ENDS + WEEK}, True),
        ({"ends_at": ENDS + timedelta(hours=1)}, True),
        ({"venue": "Stadthalle"}, True),
        ({"address": "Ring 1"}, True),
        ({"title": "Herbstkonferenz", "description": "Neu", "capacity": 40}, False),
    ],
)
def test_news_are_another_date_hour_or_place(
    meeting: Meeting, values: dict[str, Any], is_news: bool
) -> None:
    assert (change(meeting, **values).untold_since == LATER) is is_news


def test_of_what_nobody_was_invited_to_nobody_is_told(hagen: Region, plenary: Organ) -> None:
    planned = make_meeting(hagen, plenary)
    assert move(planned).untold_since is None
    cancelled = actions.cancel_meeting(meeting=planned, by=BY, at=LATER)
    assert cancelled.untold_since is None
    with pytest.raises(rules.NothingToTell):
        release(cancelled)


def test_what_is_over_is_no_news(meeting: Meeting) -> None:
    over = ENDS + timedelta(days=1)
    assert change(meeting, over, venue="Stadthalle").untold_since is None
    assert actions.cancel_meeting(meeting=meeting, by=BY, at=over).untold_since is None


def test_moved_to_and_fro_there_is_nothing_to_tell(meeting: Meeting) -> None:
    back = move(move(meeting), -WEEK)
    assert (back.untold_since, back.former_starts_at) == (None, None)


def test_whoever_was_invited_in_between_knows_otherwise(meeting: Meeting) -> None:
    """Moved, a fourth school is invited to the new date, moved back: that school must hear."""
    moved = move(meeting)
    make_institution(meeting.region, "Distel", number="D", email="distel@schule.example")
    in_between, back_again = LATER + timedelta(hours=1), LATER + timedelta(hours=2)
    actions.release_invitations(meeting=moved, reason="Verlegt", by=BY, at=in_between)
    back = move(Meeting.objects.get(pk=moved.pk), -WEEK, back_again)
    assert back.untold_since == back_again
    release(back, at=back_again)
    assert "distel@schule.example" in told()


def test_twice_moved_they_read_what_they_knew(meeting: Meeting) -> None:
    release(move(move(meeting)))
    body = told()["cedar@schule.example"].body
    assert "Bisher: Donnerstag, 19. November 2026, 13–17 Uhr, Rathaus an der Volme\n" in body
    assert "Neu: Donnerstag, 3. Dezember 2026, 13–17 Uhr, Rathaus an der Volme\n" in body


def test_told_are_the_invited_and_the_registered_each_address_once(meeting: Meeting) -> None:
    """Bo gave the school's own address, which gets one message."""
    assert release(move(meeting)) == 3
    assert sorted(told()) == ["ada@x.example", "ahorn@schule.example", "cedar@schule.example"]
    ada, ahorn = told()["ada@x.example"], told()["ahorn@schule.example"]
    assert (ada.kind, ada.link) == ("service", None)
    assert (ahorn.kind, ahorn.link) == ("official", link_of(Invitation.objects.first()))
    assert AuditEntry.objects.latest("number").detail == {"count": 3, "to_declined": False}


def test_who_declined_is_told_when_the_office_wants(meeting: Meeting) -> None:
    assert release(move(meeting), to_declined=True) == 4
    message = told()["birke@schule.example"]
    assert "Für Birke hatten Sie abgesagt. Passt es jetzt, sagen Sie bis" in message.body


def test_a_second_click_sends_nothing_and_a_second_change_does(meeting: Meeting) -> None:
    moved = move(meeting)
    release(moved)
    with pytest.raises(rules.NothingToTell):
        release(moved)
    assert Message.objects.filter(key__startswith="change:").count() == 3
    assert release(move(Meeting.objects.get(pk=moved.pk))) == 3
    assert Message.objects.filter(key__startswith="change:").count() == 6


def test_whoever_learned_the_new_date_with_the_invitation_is_not_told(meeting: Meeting) -> None:
    moved = move(meeting)
    make_institution(meeting.region, "Distel", number="D", email="distel@schule.example")
    after = LATER + timedelta(hours=1)
    actions.release_invitations(meeting=moved, reason="Verlegt", by=BY, at=after)
    release(moved, at=after)
    assert "distel@schule.example" not in told()


def test_who_cannot_be_written_to_is_listed(meeting: Meeting) -> None:
    Institution.objects.filter(name="Cedar").update(email="")
    found = queries.told_of_change(move(meeting), to_declined=False, today=LATER.date())
    assert [one.institution.name for one in found.without_address] == ["Cedar"]
    assert (found.institutions, len(found.ready), found.declined) == (1, 2, 1)


def test_a_cancellation_carries_no_link_and_says_what_was_known(meeting: Meeting) -> None:
    """Moved and called off before anybody was told: they read the date they know."""
    move(meeting)
    cancelled = actions.cancel_meeting(meeting=meeting, by=BY, at=LATER)
    noted = actions.write_change_note(meeting=cancelled, note="Der Saal ist zu.", by=BY, at=LATER)
    release(noted)
    message = told()["ahorn@schule.example"]
    assert (message.subject, message.link) == ("Abgesagt: Bildungskonferenz 2026", None)
    known = "Donnerstag, 19. November 2026, 13–17 Uhr, Rathaus an der Volme"
    assert message.body.split("\n\n")[1:3] == [
        f"„Bildungskonferenz 2026“ findet nicht statt. Angekündigt war: {known}.",
        "Der Saal ist zu.",
    ]


def test_an_invitation_that_was_only_kept_is_not_offered_after_a_cancellation(
    meeting: Meeting,
) -> None:
    """The news of it are."""
    actions.cancel_meeting(meeting=meeting, by=BY, at=LATER)
    assert list(kept(meeting.region, at=LATER)) == []
    release(meeting)
    assert {one.subject for one in kept(meeting.region, at=LATER)} == {
        "Abgesagt: Bildungskonferenz 2026"
    }


def test_after_the_deadline_nobody_is_asked_to_answer(meeting: Meeting) -> None:
    late = STARTS - timedelta(days=1)
    release(change(meeting, late, venue="Stadthalle"), at=late)
    message = told()["cedar@schule.example"]
    assert (message.subject, message.link) == ("Neuer Ort: Bildungskonferenz 2026", None)
    assert "persönlichen Link" not in message.body


def test_nobody_need_be_told(meeting: Meeting) -> None:
    settled = actions.tell_nobody(meeting=move(meeting), by=BY, at=LATER)
    assert (settled.untold_since, told()) == (None, {})
    assert AuditEntry.objects.latest("number").action == "change.untold"
    with pytest.raises(rules.NothingToTell):
        release(settled)


def test_a_representative_is_greeted_by_name(meeting: Meeting) -> None:
    make_head(meeting.invitations.get(institution__name="Cedar").institution, email="m@x.example")
    release(move(meeting))
    assert told()["m@x.example"].body.startswith("Sehr geehrte Frau Dr. Müller,\n")


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_calendars_follow(
    meeting: Meeting,
    server: Script,  # noqa: F811
    clock: Clock,  # noqa: F811
    is_cancelled: bool,
) -> None:
    """Over the wire: the UID of the confirmation, a higher SEQUENCE, or taken out again."""
    before = Calendar.from_ical(Message.objects.get(to_address="ada@x.example").calendar)
    (old,) = before.walk("VEVENT")
    moved = move(meeting)
    if is_cancelled:
        moved = actions.cancel_meeting(meeting=moved, by=BY, at=LATER)
    release(moved)
    clock.now = LATER
    Sender()(clock, lambda: False)
    by_address = {str(mail["To"]).split("<")[-1].rstrip(">"): mail for mail in server.taken}
    (part,) = by_address["ada@x.example"].iter_attachments()
    calendar = Calendar.from_ical(part.get_content())
    (new,) = calendar.walk("VEVENT")
    assert new["UID"] == old["UID"]
    assert new["SEQUENCE"] > old["SEQUENCE"]
    assert new["DTSTART"].dt == STARTS + WEEK
    method = "CANCEL" if is_cancelled else None
    assert (calendar.get("METHOD"), part.get_param("method")) == (method, method)
    assert new["STATUS"] == ("CANCELLED" if is_cancelled else "CONFIRMED")
    assert new["ORGANIZER"] == "mailto:buero@hagen.example"
    (mail,) = (one for address, one in by_address.items() if address == "cedar@schule.example")
    body = mail.get_body().get_content()
    link = links.address(link_of(meeting.invitations.get(institution__name="Cedar")))
    assert (link in body) is not is_cancelled

"""The desk's way from a changed date to the message: numbers, real letters, one button."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.accounts.models import User
from bildungsnetz.meetings import actions
from bildungsnetz.meetings.actions import Guest
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region
from tests.cast import signed_in
from tests.desk.browsing import holds, notes, post, shown
from tests.meetings.making import BY, IN_WINDOW, invite, make_meeting, make_schools


@pytest.fixture(autouse=True)
def in_window() -> Any:
    """It is 23.10.2026."""
    with time_machine.travel(IN_WINDOW, tick=False) as clock:
        yield clock


@pytest.fixture
def desk(anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


@pytest.fixture
def meeting(hagen: Region, plenary: Organ) -> Meeting:
    """Three schools are invited; the first comes with Ada, the second declined."""
    make_schools(hagen, 3)
    planned = make_meeting(hagen, plenary)
    first, second, _third = invite(planned)
    ada = Guest("Ada", email="ada@x.example")
    actions.accept(invitation=first, guests=[ada], revision=0, by=BY, at=IN_WINDOW)
    actions.decline(invitation=second, reason="", revision=0, by=BY, at=IN_WINDOW)
    return Meeting.objects.get(pk=planned.pk)


def page(name: str, meeting: Meeting) -> str:
    """The address of a page of the conference."""
    return reverse(name, kwargs={"region": "hagen", "pk": meeting.pk})


def entry(meeting: Meeting, **changes: Any) -> dict[str, Any]:
    """The conference as the form holds it, with changes."""
    return {
        "kind": "conference",
        "title": meeting.title,
        "organs": [one.pk for one in meeting.organs.all()],
        "starts_at": "2026-11-19T13:00",
        "ends_at": "2026-11-19T17:00",
        "venue": meeting.venue,
        "fields": [one.pk for one in meeting.fields.all()],
        "wish_count": "3",
        **changes,
    }


MOVED = {"starts_at": "2026-11-26T13:00", "ends_at": "2026-11-26T17:00"}


def numbers(client: Client, address: str) -> list[tuple[int, str]]:
    """What stands beside the button."""
    found: list[tuple[int, str]] = client.get(address).context["numbers"]
    return found


def test_a_new_title_leads_to_the_record_and_a_new_date_to_the_message(
    desk: Client, meeting: Meeting
) -> None:
    edit = page("desk_conference_edit", meeting)
    assert post(desk, edit, **entry(meeting, title="Neu")) == page("desk_conference", meeting)
    assert post(desk, edit, **entry(meeting, **MOVED)) == page("desk_change", meeting)


def test_calling_off_leads_to_the_message(desk: Client, meeting: Meeting) -> None:
    assert post(desk, page("desk_conference_cancel", meeting)) == page("desk_change", meeting)


def test_the_numbers_follow_the_choice(desk: Client, meeting: Meeting) -> None:
    """A new date may suit those who declined; they are left out of a cancellation."""
    address = page("desk_change", meeting)
    post(desk, page("desk_conference_edit", meeting), **entry(meeting, **MOVED))
    everybody = [
        (4, "Nachrichten"),
        (3, "an eingeladene Einrichtungen"),
        (1, "an angemeldete Personen"),
    ]
    without = [
        (3, "Nachrichten"),
        (2, "an eingeladene Einrichtungen"),
        (1, "an angemeldete Personen"),
    ]
    assert numbers(desk, address) == everybody
    assert numbers(desk, f"{address}?abgesagte=nein") == without
    post(desk, page("desk_conference_cancel", meeting))
    assert numbers(desk, address) == without
    assert numbers(desk, f"{address}?abgesagte=ja") == everybody
    assert desk.get(address).context["button"] == "Absage an 3 Empfänger freigeben"


def test_one_steps_through_the_letters_with_ones_own_sentence(
    desk: Client, meeting: Meeting
) -> None:
    post(desk, page("desk_conference_cancel", meeting))
    address = page("desk_change", meeting)
    assert post(desk, page("desk_change_note", meeting), note="Sturm.") == address
    for number, to in ((1, "000000@schule.example"), (3, "ada@x.example")):
        answer = desk.get(f"{address}?seite={number}")
        assert answer.context["shown"].address == to
        assert "Sturm." in answer.context["body"]


def test_released_they_are_told_once(desk: Client, meeting: Meeting) -> None:
    """Twice clicked, the second says so; the page of the progress counts."""
    post(desk, page("desk_conference_cancel", meeting))
    address, progress = page("desk_change", meeting), page("desk_change_progress", meeting)
    assert post(desk, f"{address}?abgesagte=ja") == progress
    assert notes(desk, progress)[-1][0] == "4 Nachrichten sind freigegeben."
    assert post(desk, address) == progress
    refusal = "Darüber ist schon entschieden: Es geht keine Nachricht zweimal hinaus."
    assert notes(desk, progress)[-1][0] == refusal
    assert Message.objects.filter(key__startswith="change:").count() == 4
    assert desk.get(progress).context["progress"].total == 4
    assert desk.get(address)["Location"] == page("desk_conference", meeting)


def test_heute_and_the_record_remind_until_it_is_settled(desk: Client, meeting: Meeting) -> None:
    line = f"{meeting.title}: Von Absage oder Verlegung wissen die Eingeladenen noch nichts."
    said = "Die Eingeladenen wissen noch nicht, dass der Termin abgesagt ist."
    record = page("desk_conference", meeting)
    assert not holds(shown(desk, "/hagen/buero/"), line)
    post(desk, page("desk_conference_cancel", meeting))
    assert holds(shown(desk, "/hagen/buero/"), line)
    assert holds(shown(desk, record), said)
    assert post(desk, page("desk_change_nobody", meeting)) == record
    assert not holds(shown(desk, "/hagen/buero/"), line)
    assert not holds(shown(desk, record), said)
    assert Message.objects.filter(key__startswith="change:").count() == 0


def test_the_preview_asks_equally_often(
    desk: Client, meeting: Meeting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, user, region, role, meeting; invited, representatives, stops, persons."""
    post(desk, page("desk_conference_cancel", meeting))
    address = page("desk_change", meeting)
    desk.get(address)
    with django_assert_num_queries(7):
        desk.get(address)
    meeting.invitations.last().delete()
    with django_assert_num_queries(7):
        desk.get(address)

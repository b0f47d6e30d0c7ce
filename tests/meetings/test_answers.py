"""Answers to invitations: what is written, what is refused, what happens once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.meetings import actions, rules
from bildungsnetz.meetings.actions import Guest
from bildungsnetz.meetings.models import Invitation, Meeting, Registration, Wish
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region
from tests.meetings.making import (
    BY,
    IN_WINDOW,
    STARTS,
    invite,
    make_meeting,
    make_schools,
    make_workshop,
)

CLOSES = STARTS - timedelta(days=10)
CHANGES = STARTS - timedelta(days=3)


@pytest.fixture
def meeting(hagen: Region, plenary: Organ) -> Meeting:
    """Three places, two workshops, deadlines."""
    planned = make_meeting(
        hagen,
        plenary,
        capacity=3,
        registration_opens_at=IN_WINDOW - timedelta(days=1),
        registration_closes_at=CLOSES,
        changes_until=CHANGES,
    )
    make_workshop(planned, 1)
    make_workshop(planned, 2)
    make_schools(hagen, 2)
    return planned


@pytest.fixture
def first(meeting: Meeting) -> Invitation:
    """The first school's invitation."""
    return invite(meeting)[0]


def other(invitation: Invitation) -> Invitation:
    """The second school's invitation."""
    return Invitation.objects.exclude(pk=invitation.pk).get()


def accept(invitation: Invitation, *guests: Guest, revision: int = 0, **more: Any) -> Invitation:
    """Accept inside the window."""
    values = {"by": BY, "at": IN_WINDOW} | more
    return actions.accept(invitation=invitation, guests=guests, revision=revision, **values)


def people(invitation: Invitation) -> list[str]:
    """The registered names."""
    rows = Registration.objects.filter(invitation=invitation, state="registered")
    return sorted(rows.values_list("name", flat=True))


def row(name: str) -> Registration:
    """The registered person of this name."""
    return Registration.objects.get(name=name, state="registered")


def test_accepting_registers_persons_with_ranked_wishes(first: Invitation) -> None:
    one, two = first.meeting.workshops.order_by("number")
    answered = accept(
        first, Guest("Ada", "Schulleitung", "ada@x.example", (two.pk, one.pk)), Guest("Bo")
    )
    assert (answered.state, answered.revision, answered.answered_at) == (
        "accepted",
        1,
        IN_WINDOW,
    )
    wishes = Wish.objects.order_by("rank").values_list("rank", "workshop__number")
    assert list(wishes) == [(1, 2), (2, 1)]
    assert people(first) == ["Ada", "Bo"]
    assert AuditEntry.objects.latest("number").action == "invitation.accepted"


def test_changing_keeps_known_persons_and_cancels_the_others(first: Invitation) -> None:
    accept(first, Guest("Ada"), Guest("Bo"))
    ada = row("Ada")
    accept(first, Guest("Ada Lang", registration=ada.pk), Guest("Cem"), revision=1)
    assert people(first) == ["Ada Lang", "Cem"]
    assert row("Ada Lang").pk == ada.pk
    assert Registration.objects.get(name="Bo").cancelled_at == IN_WINDOW


def test_two_persons_may_change_names(first: Invitation) -> None:
    """The constraint on names must not see them halfway."""
    accept(first, Guest("Ada"), Guest("Bo"))
    ada, bo = row("Ada"), row("Bo")
    accept(first, Guest("Bo", registration=ada.pk), Guest("Ada", registration=bo.pk), revision=1)
    assert (row("Bo").pk, row("Ada").pk) == (ada.pk, bo.pk)


def test_wishes_can_be_reordered(first: Invitation) -> None:
    one, two = first.meeting.workshops.order_by("number")
    accept(first, Guest("Ada", wishes=(one.pk, two.pk)))
    ada = row("Ada").pk
    accept(first, Guest("Ada", wishes=(two.pk, one.pk), registration=ada), revision=1)
    wishes = Wish.objects.order_by("rank").values_list("workshop__number", flat=True)
    assert list(wishes) == [2, 1]


def test_the_same_answer_twice_has_one_effect(first: Invitation) -> None:
    """A double click posts the same form with the same revision."""
    for _click in range(2):
        answered = accept(first, Guest("Ada", email="ada@x.example"))
    assert (answered.revision, people(first)) == (1, ["Ada"])
    assert Message.objects.filter(key__startswith="confirmation:").count() == 1


def test_another_answer_is_not_overwritten(first: Invitation) -> None:
    """A form opened before another answer was saved (bar A8)."""
    accept(first, Guest("Ada"))
    with pytest.raises(rules.AnswerChanged):
        accept(first, Guest("Bo"))
    with pytest.raises(rules.AnswerChanged):
        actions.decline(invitation=first, reason="", revision=0, by=BY, at=IN_WINDOW)
    with pytest.raises(rules.AnswerChanged):
        actions.send_deputy(
            invitation=first, deputy=Guest("Bo", deputy_for="X"), revision=0, by=BY, at=IN_WINDOW
        )
    assert people(first) == ["Ada"]


def test_declining_cancels_everybody_and_keeps_the_reason(first: Invitation) -> None:
    accept(first, Guest("Ada"), Guest("Bo"))
    answered = actions.decline(
        invitation=first, reason="Klassenfahrt", revision=1, by=BY, at=IN_WINDOW
    )
    assert (answered.state, answered.decline_reason) == ("declined", "Klassenfahrt")
    assert people(first) == []


def test_declining_twice_has_one_effect(first: Invitation) -> None:
    for _click in range(2):
        answered = actions.decline(
            invitation=first, reason="Ferien", revision=0, by=BY, at=IN_WINDOW
        )
    assert answered.revision == 1


def test_accepting_after_declining_drops_the_reason(first: Invitation) -> None:
    actions.decline(invitation=first, reason="Ferien", revision=0, by=BY, at=IN_WINDOW)
    answered = accept(first, Guest("Ada"), revision=1)
    assert (answered.state, answered.decline_reason) == ("accepted", "")


def deputise(invitation: Invitation, name: str, deputy_for: str, revision: int) -> Invitation:
    """Send a deputy."""
    deputy = Guest(name, deputy_for=deputy_for)
    return actions.send_deputy(
        invitation=invitation, deputy=deputy, revision=revision, by=BY, at=IN_WINDOW
    )


def test_a_deputy_takes_the_place_of_the_person(first: Invitation) -> None:
    accept(first, Guest("Ada"), Guest("Bo"))
    deputise(first, "Cem", "ada", revision=1)
    assert people(first) == ["Bo", "Cem"]
    assert row("Cem").deputy_for == "ada"


def test_a_deputy_alone_is_an_acceptance(first: Invitation) -> None:
    answered = deputise(first, "Cem", "Dr. Eva Müller", revision=0)
    assert (answered.state, people(first)) == ("accepted", ["Cem"])


def test_a_registered_person_may_become_a_deputy(first: Invitation) -> None:
    accept(first, Guest("Ada"), Guest("Bo"))
    bo = row("Bo").pk
    deputise(first, "Bo", "Ada", revision=1)
    assert (people(first), row("Bo").pk, row("Bo").deputy_for) == (["Bo"], bo, "Ada")


def test_a_deputy_sent_twice_comes_once(first: Invitation) -> None:
    for _click in range(2):
        deputise(first, "Cem", "Ada", revision=0)
    assert people(first) == ["Cem"]


def test_a_deputy_stays_one_when_wishes_change(first: Invitation) -> None:
    """The form of an acceptance does not ask for whom somebody comes; it must not forget it."""
    deputise(first, "Cem", "Ada", revision=0)
    accept(first, Guest("Cem", "Lehrer", registration=row("Cem").pk), revision=1)
    assert (row("Cem").deputy_for, row("Cem").function) == ("Ada", "Lehrer")


def test_cancelling_one_person_keeps_the_others(first: Invitation) -> None:
    accept(first, Guest("Ada"), Guest("Bo"))
    actions.cancel_person(registration=row("Ada"), by=BY, at=IN_WINDOW)
    first.refresh_from_db()
    assert (people(first), first.state, first.revision) == (["Bo"], "accepted", 2)


def test_cancelling_the_last_person_declines(first: Invitation) -> None:
    accept(first, Guest("Ada"))
    ada = row("Ada")
    for _click in range(2):
        actions.cancel_person(registration=ada, by=BY, at=IN_WINDOW)
    first.refresh_from_db()
    assert (first.state, first.revision) == ("declined", 2)


def test_places_are_counted_over_all_institutions(first: Invitation) -> None:
    accept(first, Guest("Ada"), Guest("Bo"))
    with pytest.raises(rules.TooFewLeft) as refused:
        accept(other(first), Guest("Cem"), Guest("Dana"))
    assert str(refused.value) == (
        "Es ist nur noch 1 Platz frei. Bitte melden Sie weniger Personen an, oder rufen Sie uns "
        "an: Bildungsbüro, 02331 207-0, buero@hagen.example."
    )
    accept(other(first), Guest("Cem"))
    with pytest.raises(rules.Full) as full:
        accept(other(first), Guest("Cem", registration=row("Cem").pk), Guest("Dana"), revision=1)
    assert str(full.value) == (
        "Alle 3 Plätze sind vergeben. Sie können später noch einmal nachsehen, ob ein Platz frei "
        "geworden ist, oder uns anrufen: Bildungsbüro, 02331 207-0, buero@hagen.example."
    )


def test_when_full_one_may_still_change_and_swap(first: Invitation) -> None:
    accept(first, Guest("Ada"), Guest("Bo"), Guest("Cem"))
    ada = row("Ada").pk
    accept(
        first, Guest("Ada", "Leitung", registration=ada), Guest("Dana"), Guest("Eli"), revision=1
    )
    assert people(first) == ["Ada", "Dana", "Eli"]


def test_a_cancelled_place_is_free_again(first: Invitation) -> None:
    accept(first, Guest("Ada"), Guest("Bo"), Guest("Cem"))
    actions.cancel_person(registration=row("Cem"), by=BY, at=IN_WINDOW)
    accept(other(first), Guest("Dana"))
    assert people(other(first)) == ["Dana"]


def test_before_the_registration_nobody_is_registered(first: Invitation) -> None:
    early = IN_WINDOW - timedelta(days=2)
    with pytest.raises(rules.RegistrationNotOpen) as refused:
        accept(first, Guest("Ada"), at=early)
    assert str(refused.value) == "Die Anmeldung beginnt am 22.10.2026, 10:00 Uhr."
    declined = actions.decline(invitation=first, reason="", revision=0, by=BY, at=early)
    assert declined.state == "declined"


@pytest.mark.parametrize("at", [CLOSES, CHANGES - timedelta(seconds=1)])
def test_after_the_closing_only_changes(first: Invitation, at: datetime) -> None:
    accept(first, Guest("Ada"))
    with pytest.raises(rules.RegistrationClosed):
        accept(first, Guest("Ada", registration=row("Ada").pk), Guest("Bo"), revision=1, at=at)
    accept(first, Guest("Ada", "Leitung", registration=row("Ada").pk), revision=1, at=at)
    assert row("Ada").function == "Leitung"


def test_after_the_last_deadline_one_calls(first: Invitation) -> None:
    accept(first, Guest("Ada"))
    with pytest.raises(rules.AnswersClosed) as refused:
        actions.decline(invitation=first, reason="", revision=1, by=BY, at=CHANGES)
    assert str(refused.value) == (
        "Änderungen waren bis 16.11.2026, 13:00 Uhr möglich. Bitte rufen Sie uns an: Bildungsbüro, "
        "02331 207-0, buero@hagen.example."
    )
    with pytest.raises(rules.AnswersClosed):
        actions.cancel_person(registration=row("Ada"), by=BY, at=CHANGES)
    assert people(first) == ["Ada"]


def test_the_office_answers_after_the_deadline_within_the_places(first: Invitation) -> None:
    accept(first, Guest("Ada"), Guest("Bo"), Guest("Cem"), at=CHANGES, is_office=True)
    assert people(first) == ["Ada", "Bo", "Cem"]
    with pytest.raises(rules.Full):
        accept(other(first), Guest("Dana"), at=CHANGES, is_office=True)


def test_a_cancelled_meeting_takes_no_answer(first: Invitation) -> None:
    actions.cancel_meeting(meeting=first.meeting, by=BY, at=IN_WINDOW)
    with pytest.raises(rules.Cancelled):
        accept(first, Guest("Ada"), is_office=True)


def test_each_person_with_an_address_gets_one_confirmation(first: Invitation) -> None:
    one, _two = first.meeting.workshops.order_by("number")
    accept(first, Guest("Ada", email="ada@x.example", wishes=(one.pk,)), Guest("Bo"))
    message = Message.objects.get(key__startswith="confirmation:")
    assert (message.to_name, message.to_address, message.link) == ("Ada", "ada@x.example", None)
    assert message.subject == "Angemeldet: Bildungskonferenz 2026"
    lines = message.body.splitlines()
    assert lines[0] == "Guten Tag Ada,"
    assert lines[2] == "Sie sind für Schule 0000 angemeldet: Bildungskonferenz 2026."
    assert "1. Workshop 1" in lines
    assert f"UID:meeting-{first.meeting_id}@127.0.0.1" in message.calendar.splitlines()


def test_a_new_address_is_confirmed_a_new_wish_is_not(first: Invitation) -> None:
    one, _two = first.meeting.workshops.order_by("number")
    accept(first, Guest("Ada", email="ada@x.example"))
    ada = row("Ada").pk
    same = Guest("Ada", email="Ada@x.example", wishes=(one.pk,), registration=ada)
    accept(first, same, revision=1)
    assert Message.objects.filter(key__startswith="confirmation:").count() == 1
    accept(first, Guest("Ada", email="neu@x.example", registration=ada), revision=2)
    assert Message.objects.filter(key__startswith="confirmation:").count() == 2

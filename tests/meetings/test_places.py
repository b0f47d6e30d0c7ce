"""Places in workshops: computed, moved by hand, published once, taken later."""

from datetime import timedelta

import pytest

from bildungsnetz.meetings import actions, queries, rules
from bildungsnetz.meetings.actions import Guest
from bildungsnetz.meetings.allocation import AllocationError, Goal
from bildungsnetz.meetings.models import (
    Allocation,
    Meeting,
    Placement,
    Registration,
    Workshop,
)
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region
from tests.meetings.making import (
    BY,
    IN_WINDOW,
    invite,
    make_meeting,
    make_schools,
    make_workshop,
)


@pytest.fixture
def meeting(hagen: Region, plenary: Organ) -> Meeting:
    """Ada and Bo wish workshop 1 before 2, Cem has no wish; 1 has one place, 2 has two."""
    planned = make_meeting(hagen, plenary)
    first, second = make_workshop(planned, 1, capacity=1), make_workshop(planned, 2, capacity=2)
    make_schools(hagen, 1)
    (invitation,) = invite(planned)
    wishes = (first.pk, second.pk)
    guests = [
        Guest("Ada", email="ada@x.example", wishes=wishes),
        Guest("Bo", email="bo@x.example", wishes=wishes),
        Guest("Cem"),
    ]
    actions.accept(invitation=invitation, guests=guests, revision=0, by=BY, at=IN_WINDOW)
    return planned


def compute(meeting: Meeting, goal: Goal = Goal.GENEROUS, *, keep_moved: bool = True) -> Allocation:
    """Compute the places."""
    return actions.compute_allocation(
        meeting=meeting, goal=goal, keep_moved=keep_moved, by=BY, at=IN_WINDOW
    )


def person(name: str) -> Registration:
    """The registered person."""
    return Registration.objects.get(name=name)


def workshop(number: int) -> Workshop:
    """The workshop with the number."""
    return Workshop.objects.get(number=number)


def move(allocation: Allocation, name: str, number: int) -> Allocation:
    """Move somebody by hand."""
    return actions.move_by_hand(
        allocation=allocation, person=person(name), workshop=workshop(number), by=BY, at=IN_WINDOW
    )


def placed() -> dict[str, int]:
    """Who has a published place where."""
    rows = Placement.objects.values_list("registration__name", "workshop__number")
    return dict(rows)


def test_a_computed_allocation_is_not_published(meeting: Meeting) -> None:
    allocation = compute(meeting)
    assert (allocation.published_at, allocation.profile, allocation.unplaced) == (None, [1, 1], [])
    assert allocation.placements[str(person("Cem").pk)] == str(workshop(2).pk)
    assert (placed(), Message.objects.filter(batch__endswith="placement").count()) == ({}, 0)


def test_the_same_input_gives_the_same_places(meeting: Meeting) -> None:
    first, second = compute(meeting), compute(meeting)
    assert (first.placements, first.input_hash) == (second.placements, second.input_hash)
    assert Allocation.objects.count() == 1


def test_the_goal_is_kept(meeting: Meeting) -> None:
    assert compute(meeting, Goal.RANK_MAXIMAL).goal == "rank-maximal"


def test_without_workshops_or_persons_there_is_nothing_to_compute(hagen: Region) -> None:
    empty = make_meeting(hagen)
    with pytest.raises(rules.NothingToAllocate):
        compute(empty)
    make_workshop(empty, 1)
    with pytest.raises(rules.NothingToAllocate):
        compute(empty)


def test_a_cancelled_workshop_gets_nobody(meeting: Meeting) -> None:
    actions.cancel_workshop(workshop=workshop(1), by=BY, at=IN_WINDOW)
    allocation = compute(meeting)
    assert set(allocation.placements.values()) == {str(workshop(2).pk)}
    assert len(allocation.unplaced) == 1


def test_a_move_is_marked_and_counted(meeting: Meeting) -> None:
    workshop_two = workshop(2)
    workshop_two.capacity = 3
    workshop_two.save()
    allocation = compute(meeting)
    winner = next(n for n in ("Ada", "Bo") if allocation.placements[str(person(n).pk)]
                  == str(workshop(1).pk))  # fmt: skip
    moved = move(allocation, winner, 2)
    assert (moved.moved, moved.profile, moved.rank_sum) == ([str(person(winner).pk)], [0, 2], 4)


def test_no_move_into_a_full_workshop(meeting: Meeting) -> None:
    allocation = compute(meeting)
    in_two = next(n for n in ("Ada", "Bo") if allocation.placements[str(person(n).pk)]
                  == str(workshop(2).pk))  # fmt: skip
    with pytest.raises(rules.WorkshopFull):
        move(allocation, in_two, 1)


def test_moved_places_stay_when_computed_again_or_not(meeting: Meeting) -> None:
    workshop_one = workshop(1)
    workshop_one.capacity = 3
    workshop_one.save()
    move(compute(meeting), "Cem", 1)
    cem, one = str(person("Cem").pk), str(workshop(1).pk)
    again = compute(meeting)
    assert (again.placements[cem], again.moved) == (one, [cem])
    fresh = compute(meeting, keep_moved=False)
    assert (fresh.placements[cem], fresh.moved) == (str(workshop(2).pk), [])


def test_more_moved_than_places_is_refused_in_words(meeting: Meeting) -> None:
    workshop_one = workshop(1)
    workshop_one.capacity = 2
    workshop_one.save()
    draft = compute(meeting)
    for name in ("Ada", "Bo"):
        draft = move(draft, name, 1)
    workshop_one.capacity = 1
    workshop_one.save()
    with pytest.raises(AllocationError):
        compute(meeting)


def publish(allocation: Allocation) -> int:
    """Publish the places."""
    return actions.publish_allocation(allocation=allocation, by=BY, at=IN_WINDOW)


def test_publishing_gives_places_reasons_and_messages(meeting: Meeting) -> None:
    allocation = compute(meeting)
    assert publish(allocation) == 3
    assert sorted(placed().items(), key=lambda row: row[1])[0][1] == 1
    second = Placement.objects.get(rank=2)
    assert second.explanation == (
        "Sie erhalten Ihren 2. Wunsch „Workshop 2“: Ihr 1. Wunsch „Workshop 1“ hatte 1 Platz, "
        "2 Personen nannten ihn an erster Stelle."
    )
    messages = Message.objects.filter(batch=actions.placement_batch(meeting)).order_by("to_name")
    assert [message.to_name for message in messages] == ["Ada", "Bo"]
    told = messages.get(to_name=second.registration.name)
    assert second.explanation in told.body.splitlines()
    assert told.subject == "Ihr Platz: Bildungskonferenz 2026"


def test_publishing_twice_has_one_effect(meeting: Meeting) -> None:
    allocation = compute(meeting)
    assert (publish(allocation), publish(allocation)) == (3, 3)
    assert Message.objects.filter(batch=actions.placement_batch(meeting)).count() == 2


def test_published_places_are_not_computed_again(meeting: Meeting) -> None:
    allocation = compute(meeting)
    publish(allocation)
    with pytest.raises(rules.AlreadyPublished):
        compute(meeting)
    with pytest.raises(rules.AlreadyPublished):
        move(allocation, "Cem", 2)


def test_a_stale_preview_is_not_published(meeting: Meeting) -> None:
    allocation = compute(meeting)
    actions.cancel_person(registration=person("Cem"), by=BY, at=IN_WINDOW)
    with pytest.raises(rules.AllocationStale):
        publish(allocation)
    assert placed() == {}


def test_whoever_is_moved_reads_that(meeting: Meeting) -> None:
    workshop_one = workshop(1)
    workshop_one.capacity = 3
    workshop_one.save()
    publish(move(compute(meeting), "Cem", 1))
    reason = Placement.objects.get(registration=person("Cem")).explanation
    assert reason == "Das Büro hat Ihren Platz in „Workshop 1“ von Hand vergeben."


@pytest.fixture
def published(meeting: Meeting) -> Meeting:
    """Places are out; 1 and 2 are full."""
    publish(compute(meeting))
    return meeting


def take(name: str, number: int) -> Placement:
    """Take a place."""
    return actions.take_place(
        registration=person(name), workshop=workshop(number), by=BY, at=IN_WINDOW
    )


def test_a_full_workshop_takes_nobody(published: Meeting) -> None:
    in_two = next(name for name, number in placed().items() if number == 2)
    with pytest.raises(rules.WorkshopFull) as refused:
        take(in_two, 1)
    assert str(refused.value) == (
        "In „Workshop 1“ ist kein Platz mehr frei. Bitte wählen Sie einen anderen Workshop."
    )


def test_taking_the_own_place_again_is_harmless(published: Meeting) -> None:
    before = placed()
    take("Cem", before["Cem"])
    assert placed() == before


def test_a_place_given_up_can_be_taken(published: Meeting) -> None:
    winner = next(name for name, number in placed().items() if number == 1)
    actions.cancel_person(registration=person(winner), by=BY, at=IN_WINDOW)
    take("Cem", 1)
    assert placed()["Cem"] == 1
    assert winner not in placed()


def test_late_persons_choose_among_free_places(published: Meeting) -> None:
    workshop_two = workshop(2)
    workshop_two.capacity = 3
    workshop_two.save()
    invitation = published.invitations.get()
    known = [Guest(name, registration=person(name).pk) for name in ("Ada", "Bo", "Cem")]
    late = IN_WINDOW + timedelta(hours=1)
    guests = [*known, Guest("Dana")]
    actions.accept(invitation=invitation, guests=guests, revision=1, by=BY, at=late)
    assert queries.wishable_workshops(published) == []
    assert queries.choosable_workshops(person("Dana")) == [workshop_two]
    take("Dana", 2)
    assert placed()["Dana"] == 2
    with pytest.raises(rules.WorkshopFull):
        take(next(name for name, number in placed().items() if number == 1), 2)


def test_whoever_is_cancelled_takes_no_place(published: Meeting) -> None:
    actions.cancel_person(registration=person("Cem"), by=BY, at=IN_WINDOW)
    with pytest.raises(rules.PersonGone):
        take("Cem", 2)


def test_a_workshop_with_places_is_neither_cancelled_nor_shrunk(published: Meeting) -> None:
    with pytest.raises(rules.WorkshopInUse) as refused:
        actions.cancel_workshop(workshop=workshop(1), by=BY, at=IN_WINDOW)
    assert str(refused.value) == (
        "In diesem Workshop hat 1 Person einen Platz. Bitte geben Sie ihr zuerst einen anderen."
    )
    two = workshop(2)
    two.capacity = 1
    with pytest.raises(rules.TooFewPlaces):
        actions.change_workshop(workshop=two, fields=[], changed=["capacity"], by=BY, at=IN_WINDOW)


def test_published_sheets_list_everybody_by_name(published: Meeting) -> None:
    lists = queries.sign_in_sheets(published)
    assert [len(one.people) for one in lists] == [1, 2]
    names = [seated.person.name for seated in lists[1].people]
    assert names == sorted(names)

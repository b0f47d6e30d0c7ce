"""What is counted is locked: ballots, closing, numbers, rounds and revisions under real processes.

Each race is run twice: as it is, and with the lock taken away in the children, to see that the
test would notice.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import AuditEntry, AuditHead
from bildungsnetz.decisions import actions, queries
from bildungsnetz.decisions.actions import ballots
from bildungsnetz.decisions.models import Ballot, Entitled, Recommendation, Round, Version
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import Region
from tests.cast import NOW, TODAY
from tests.concurrency import run_processes
from tests.decisions.cast import (
    OFFICE,
    TEXT,
    make_adopted,
    make_recommendation,
    make_registration,
    new_order,
    open_round,
)

pytest_plugins = ["tests.decisions.fixtures"]
pytestmark = pytest.mark.django_db(transaction=True)
HERE = "tests.concurrency.test_ballots"
VOTERS = 12
LOCK = QuerySet.select_for_update
# A race does not show in each single run; without a lock it shows in one of so many.
TRIES = 15


def attempt(work: Callable[[], object], *, locked: bool) -> str:
    """Do it and say how it ended; without lock also where SQLite would wait at the beginning."""
    if locked:
        return outcome(work)
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"
    # The lock is a `FOR UPDATE`: without it the same rows are read at once, and slowly.
    with patch("django.db.models.query.QuerySet.select_for_update", slowly):
        return outcome(work)


def slowly(rows: Any, **options: Any) -> Any:
    """Read without a lock, and take some time between reading and writing; the audit chain keeps
    its lock, since it is not what these tests are about."""
    if rows.model is AuditHead:
        return LOCK(rows, **options)
    list(rows.values("pk")[:1])
    time.sleep(0.1)
    return rows.all()


def outcome(work: Callable[[], object]) -> str:
    """The name of what was raised, or "done"."""
    try:
        work()
    except (DatabaseError, actions.RoundClosed, actions.NotOpenable, actions.EditedMeanwhile) as no:
        return type(no).__name__
    return "done"


def answer(number: int, entitled_pk: int, locked: bool) -> str:
    """One of many answers by the same person, now this, now that."""
    entitled = Entitled.objects.get(pk=entitled_pk)
    choice = ("consent", "aside")[number % 2]
    return attempt(
        lambda: actions.cast_ballot(
            entitled=entitled, choice=choice, by=Actor(label=entitled.name), at=NOW
        ),
        locked=locked,
    )


def test_fifty_answers_of_one_person_are_one_ballot(draft: Recommendation) -> None:
    """All fifty are answered in peace; the last one counts, as the audit tells it."""
    eva = open_round(draft).entitled.get(name="Eva Ernst")
    results = run_processes(50, f"{HERE}.answer", eva.pk, True)
    assert results == ["done"] * 50
    written = AuditEntry.objects.filter(record_type="ballot").order_by("number")
    assert [row.action for row in written[:2]] == ["ballot.cast", "ballot.changed"]
    last = written.last()
    assert last is not None
    assert last.detail is not None
    assert list(Ballot.objects.values_list("choice")) == [(last.detail["choice"],)]


def test_without_the_lock_answers_would_break(draft: Recommendation) -> None:
    """Some would end in an error; thanks to the constraint none would count twice."""
    eva = open_round(draft).entitled.get(name="Eva Ernst")

    def breaks() -> bool:
        Ballot.objects.all().delete()
        return set(run_processes(20, f"{HERE}.answer", eva.pk, False)) != {"done"}

    assert any(breaks() for _ in range(TRIES))
    assert Ballot.objects.count() == 1


def test_the_database_refuses_a_second_ballot(draft: Recommendation) -> None:
    """Whoever writes it, and however."""
    eva = open_round(draft).entitled.get(name="Eva Ernst")
    Ballot.objects.create(entitled=eva, choice="consent", cast_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.bulk_create([Ballot(entitled=eva, choice="aside", cast_at=NOW)])
    assert Ballot.objects.count() == 1


def vote_or_close(number: int, round_pk: int, locked: bool) -> str:
    """Number 0 closes the round a moment later; every other one answers for a person of its own."""
    if number == 0:
        # Without the lock: after the others saw the round open, before they write (see below).
        time.sleep(0.05 if locked else 0.25)
        found = Round.objects.select_related("recommendation").get(pk=round_pk)
        return outcome(
            lambda: actions.close_round(round=found, minority_statement="", by=OFFICE, at=NOW)
        )
    entitled = Entitled.objects.filter(round=round_pk).order_by("pk")[number - 1]

    def cast() -> object:
        return ballots.cast_ballot(
            entitled=entitled, choice="consent", by=Actor(label=entitled.name), at=NOW
        )

    if locked:
        return outcome(cast)
    with patch.object(ballots, "open_round_of", hesitating):
        return attempt(cast, locked=False)


SEEN_OPEN = ballots.open_round_of


def hesitating(pk: int, *, at: datetime) -> Round:
    """See the round open, and write only after it was closed: what the lock forbids."""
    found = SEEN_OPEN(pk, at=at)
    time.sleep(0.3)
    return found


def race_against_closing(meeting: Meeting, *, locked: bool) -> tuple[list[str], Round]:
    """How each ended, and the round as it stands afterwards."""
    for number in range(VOTERS):
        make_registration(meeting, f"Person {number}")
    opened = open_round(make_recommendation(meeting), "meeting")
    results = run_processes(VOTERS + 1, f"{HERE}.vote_or_close", opened.pk, locked)
    opened.refresh_from_db()
    return results, opened


def test_what_is_accepted_while_the_round_closes_is_counted(held_conference: Meeting) -> None:
    """Accepted, stored and counted are the same number; all others are told it is closed."""
    for _ in range(3):
        held_conference.registrations.filter(name__startswith="Person").update(state="cancelled")
        results, closed = race_against_closing(held_conference, locked=True)
        accepted = results[1:].count("done")
        stored = Ballot.objects.filter(entitled__round=closed).count()
        assert (accepted, stored) == (closed.counts["answered"], closed.counts["answered"])
        assert results[0] == "done"
        assert results[1:].count("RoundClosed") == VOTERS - accepted


def lost_or_broken(conference: Meeting) -> bool:
    """One race without the lock: tell whether an accepted answer was not counted, or failed."""
    results, closed = race_against_closing(conference, locked=False)
    lost = results[1:].count("done") > closed.counts["answered"]
    return lost or set(results) - {"done", "RoundClosed"} != set()


def test_without_the_lock_an_accepted_answer_would_not_count(held_conference: Meeting) -> None:
    """On PostgreSQL answers get lost, on SQLite they end in an error; not in each single race."""
    assert any(lost_or_broken(held_conference) for _ in range(TRIES))


def write(_number: int, meeting_pk: int, locked: bool) -> str:
    """One more recommendation of the same conference."""
    meeting = Meeting.objects.select_related("region").get(pk=meeting_pk)
    return attempt(lambda: make_recommendation(meeting), locked=locked)


def numbers() -> list[int]:
    """All numbers of the year, in order."""
    return list(Recommendation.objects.order_by("number").values_list("number", flat=True))


def test_parallel_recommendations_get_numbers_without_gaps(held_conference: Meeting) -> None:
    """Twenty at once: 1 to 20."""
    assert run_processes(20, f"{HERE}.write", held_conference.pk, True) == ["done"] * 20
    assert numbers() == list(range(1, 21))


def test_without_the_lock_numbers_would_collide(held_conference: Meeting) -> None:
    """The constraint keeps them unique, but people would be turned away."""
    results: list[str] = []
    for _ in range(TRIES):
        results += run_processes(10, f"{HERE}.write", held_conference.pk, False)
        if set(results) != {"done"}:
            break
    assert set(results) - {"done"} != set()
    assert numbers() == list(range(1, results.count("done") + 1))


def open_it(_number: int, recommendation_pk: int, locked: bool) -> str:
    """Open a round on the same recommendation."""
    found = Recommendation.objects.select_related("region").get(pk=recommendation_pk)
    circle = queries.circle(found, "workshop", today=TODAY)
    return attempt(
        lambda: actions.open_round(
            recommendation=found, circle_key="workshop", seen=circle.stamp, moderated_by="Anna",
            closes_at=NOW + timedelta(days=7), by=OFFICE, at=NOW, today=TODAY,
        ),
        locked=locked,
    )  # fmt: skip


def test_of_parallel_openings_one_succeeds(draft: Recommendation) -> None:
    """The others are told so; letters go out once."""
    results = run_processes(8, f"{HERE}.open_it", draft.pk, True)
    assert sorted(results) == ["NotOpenable"] * 7 + ["done"]
    assert (Round.objects.count(), Entitled.objects.count()) == (1, 3)


def test_without_the_lock_openings_would_break(draft: Recommendation) -> None:
    """The constraint still leaves one; the others would see an error page."""

    def breaks() -> bool:
        Entitled.objects.all().delete()
        Round.objects.all().delete()
        Recommendation.objects.update(state=Recommendation.State.DRAFT)
        results = run_processes(8, f"{HERE}.open_it", draft.pk, False)
        return set(results) - {"done", "NotOpenable"} != set()

    assert any(breaks() for _ in range(TRIES))
    assert (Round.objects.count(), Entitled.objects.count()) == (1, 3)


def revise(number: int, recommendation_pk: int, locked: bool) -> str:
    """Save a form that was opened at revision 0."""
    found = Recommendation.objects.select_related("region").get(pk=recommendation_pk)
    fields = list(found.fields.all())
    return attempt(
        lambda: actions.revise_recommendation(
            recommendation=found, revision=0, title=found.title, text=f"{TEXT} Von {number}.",
            fields=fields, answers={}, by=OFFICE, at=NOW,
        ),
        locked=locked,
    )  # fmt: skip


def test_of_parallel_editors_one_saves(draft: Recommendation) -> None:
    """All others are shown the conflict."""
    results = run_processes(10, f"{HERE}.revise", draft.pk, True)
    assert sorted(results) == ["EditedMeanwhile"] * 9 + ["done"]
    assert Version.objects.count() == 2


def test_without_the_lock_editors_would_break(draft: Recommendation) -> None:
    """Several would save over each other, or run into an error instead of the conflict page."""

    def breaks() -> bool:
        Recommendation.objects.update(revision=0)
        results = run_processes(10, f"{HERE}.revise", draft.pk, False)
        return results.count("done") > 1 or set(results) - {"done", "EditedMeanwhile"} != set()

    assert any(breaks() for _ in range(TRIES))


def resolve(_number: int, consultation_pk: int, locked: bool) -> str:
    """Accept one of several recommendations that lie before the same organ."""
    region = Region.objects.get()
    consultations = queries.consultations(region).order_by("pk")
    found = consultations.get(pk=consultation_pk + _number)
    order = new_order(found.organ)
    return attempt(
        lambda: actions.answer_consultation(
            consultation=found, answer="accepted", reason="Gut für alle.", publish=True,
            resolution=actions.NewResolution("Ja.", TODAY, [order]), by=OFFICE, at=NOW,
        ),
        locked=locked,
    )  # fmt: skip


@pytest.mark.parametrize("locked", [True, False])
def test_parallel_resolutions_of_an_organ_get_different_numbers(
    held_conference: Meeting, held_workshop: Any, steering: Organ, locked: bool
) -> None:
    """Six at once: 1 to 6; without the lock some would fail."""
    laid = [
        actions.forward_recommendation(
            recommendation=make_adopted(held_conference, held_workshop), organ=steering, note="",
            by=OFFICE, at=NOW,
        )
        for _ in range(6)
    ]  # fmt: skip
    results = run_processes(6, f"{HERE}.resolve", min(row.pk for row in laid), locked)
    given = sorted(steering.resolutions.values_list("number", flat=True))
    assert given == list(range(1, results.count("done") + 1))
    assert (results == ["done"] * 6) is locked

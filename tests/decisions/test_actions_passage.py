"""Passing on, answering, orders and reports."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.decisions import actions
from bildungsnetz.decisions.actions import NewResolution
from bildungsnetz.decisions.models import Consultation, Order, Recommendation, Resolution
from bildungsnetz.meetings.models import Meeting, Workshop
from bildungsnetz.organs.models import Organ
from tests.cast import NOW, TODAY, make_region
from tests.decisions.cast import (
    OFFICE,
    accept,
    forward,
    make_adopted,
    make_recommendation,
    new_order,
    the_order,
)

pytest_plugins = ["tests.decisions.fixtures"]
LATER = NOW + timedelta(days=43)


@pytest.fixture
def adopted(held_conference: Meeting, held_workshop: Workshop) -> Recommendation:
    """A recommendation agreed in consensus."""
    return make_adopted(held_conference, held_workshop)


@pytest.fixture
def forwarded(adopted: Recommendation, steering: Organ) -> Consultation:
    """It lies before the Lenkungskreis."""
    return forward(adopted, steering, note="Bitte vor den Ferien.")


def state(consultation: Consultation) -> str:
    """The recommendation's state as everybody may know it."""
    return Recommendation.objects.get(pk=consultation.recommendation_id).state


def reject(consultation: Consultation, *, publish: bool) -> Consultation:
    """The organ says no."""
    return actions.answer_consultation(
        consultation=consultation, answer="rejected", reason="Dafür fehlen die Mittel.",
        publish=publish, resolution=None, by=OFFICE, at=LATER,
    )  # fmt: skip


def report(order: Order, percent: int) -> None:
    """A status report."""
    actions.report_status(
        order=order, percent=percent, text="Wir sind dabei.", by=OFFICE, at=LATER, today=TODAY
    )


def test_what_was_agreed_is_passed_on(forwarded: Consultation, plenary: Organ) -> None:
    """With where it comes from, the accompanying text, and the clock started."""
    assert (forwarded.from_organ, forwarded.note, forwarded.forwarded_at) == (
        plenary, "Bitte vor den Ferien.", NOW,
    )  # fmt: skip
    assert state(forwarded) == "forwarded"
    assert list(forwarded.organ.consultations.all()) == [forwarded]
    assert list(forwarded.recommendation.consultations.all()) == [forwarded]


def test_a_draft_is_not_passed_on(draft: Recommendation, steering: Organ) -> None:
    """First comes consensus."""
    with pytest.raises(actions.NotAgreed):
        forward(draft, steering)


def test_one_open_consultation_per_organ(
    forwarded: Consultation, steering: Organ, plenary: Organ
) -> None:
    """The same organ is not asked twice at a time, neither by rule nor by the database."""
    with pytest.raises(actions.AlreadyForwarded):
        forward(forwarded.recommendation, steering)
    forward(forwarded.recommendation, plenary)
    copy = Consultation(recommendation=forwarded.recommendation, organ=steering, forwarded_at=NOW)
    with (
        pytest.raises(IntegrityError, match=r"organ_id|one_open_consultation"),
        transaction.atomic(),
    ):
        copy.save()


def test_a_foreign_organ_is_refused(adopted: Recommendation) -> None:
    """Another region's organs are no address."""
    herne = make_region("herne", "Herne")
    foreign = Organ.objects.create(region=herne, slug="x", kind=Organ.Kind.STEERING, name="X")
    with pytest.raises(ValueError, match="region"):
        forward(adopted, foreign)


def test_an_acceptance_makes_a_resolution_and_orders(
    forwarded: Consultation, steering: Organ
) -> None:
    """Numbered within the organ, with the order tied to the recommendation."""
    resolution = accept(forwarded, [new_order(steering), new_order(steering, "Zweitens.")])
    assert (resolution.number, resolution.is_public) == (1, True)
    rows = resolution.orders.order_by("pk").values_list("text", "recommendation", "due_on")
    key = forwarded.recommendation_id
    due = TODAY + timedelta(days=100)
    assert list(rows) == [
        ("Eine Liste der Ansprechpersonen führen.", key, due),
        ("Zweitens.", key, due),
    ]
    assert state(forwarded) == "accepted"


def test_resolutions_count_per_organ(
    held_conference: Meeting, held_workshop: Workshop, steering: Organ, plenary: Organ
) -> None:
    """Each organ has its own row of numbers."""
    numbers = [
        accept(forward(make_adopted(held_conference, held_workshop), organ), []).number
        for organ in (steering, steering, plenary, steering)
    ]
    assert numbers == [1, 2, 1, 3]


def test_a_rejection_with_a_reason(forwarded: Consultation) -> None:
    """Published: the recommendation is not accepted."""
    reject(forwarded, publish=True)
    assert state(forwarded) == "rejected"
    assert Resolution.objects.count() == 0


def test_an_unpublished_answer_moves_nothing(forwarded: Consultation, steering: Organ) -> None:
    """Neither state nor resolution become public, even when the order is under way."""
    resolution = accept(forwarded, [new_order(steering)], publish=False)
    report(the_order(resolution), 40)
    assert (state(forwarded), resolution.is_public) == ("forwarded", False)
    actions.publish_answer(consultation=forwarded, by=OFFICE, at=LATER)
    resolution.refresh_from_db()
    forwarded.refresh_from_db()
    assert (state(forwarded), resolution.is_public) == ("in_progress", True)
    assert forwarded.published_at == LATER


def test_publishing_twice_is_harmless(forwarded: Consultation) -> None:
    """The first time counts."""
    reject(forwarded, publish=False)
    for at in (LATER, LATER + timedelta(days=1)):
        actions.publish_answer(consultation=forwarded, by=OFFICE, at=at)
    forwarded.refresh_from_db()
    assert forwarded.published_at == LATER
    assert AuditEntry.objects.filter(action="consultation.published").count() == 1


def test_there_is_nothing_to_publish_before_an_answer(forwarded: Consultation) -> None:
    """An open question is no answer."""
    with pytest.raises(actions.NotAnswered):
        actions.publish_answer(consultation=forwarded, by=OFFICE, at=LATER)


def test_the_final_answer_is_given_once(forwarded: Consultation) -> None:
    """Neither changed nor taken back to "in Prüfung"."""
    reject(forwarded, publish=False)
    with pytest.raises(actions.AlreadyAnswered):
        reject(forwarded, publish=True)
    with pytest.raises(actions.AlreadyAnswered):
        actions.note_evaluation(
            consultation=forwarded, reason="Doch noch einmal.", publish=True, by=OFFICE, at=LATER
        )


def test_an_interim_answer_keeps_the_clock_running(
    forwarded: Consultation, steering: Organ
) -> None:
    """Published "in Prüfung" stays public while the final answer is still internal."""
    actions.note_evaluation(
        consultation=forwarded, reason="Die Kämmerei rechnet.", publish=True, by=OFFICE, at=NOW
    )
    forwarded.refresh_from_db()
    assert (forwarded.answer, forwarded.answered_at) == ("evaluating", None)
    reject(forwarded, publish=False)
    forwarded.refresh_from_db()
    assert (forwarded.answer, forwarded.evaluating_reason) == ("rejected", "Die Kämmerei rechnet.")
    assert (forwarded.evaluating_published_at, forwarded.published_at) == (NOW, None)


def test_an_answer_fits_its_resolution(forwarded: Consultation) -> None:
    """An acceptance has one, a rejection has none, and "in Prüfung" is no final answer."""
    for answer, resolution in (
        ("accepted", None),
        ("rejected", NewResolution("Ja.", TODAY)),
        ("evaluating", None),
    ):
        with pytest.raises(ValueError, match="resolution"):
            actions.answer_consultation(
                consultation=forwarded, answer=answer, reason="Darum eben.", publish=True,
                resolution=resolution, by=OFFICE, at=LATER,
            )  # fmt: skip
    assert state(forwarded) == "forwarded"


def test_after_a_no_another_organ_may_be_asked(forwarded: Consultation, plenary: Organ) -> None:
    """And the same one again: its consultation is closed."""
    reject(forwarded, publish=True)
    forward(forwarded.recommendation, plenary)
    forward(forwarded.recommendation, forwarded.organ)
    assert state(forwarded) == "forwarded"


def test_reports_move_the_recommendation(forwarded: Consultation, steering: Organ) -> None:
    """In progress with the first report, done with the last order, open again by a lower one."""
    resolution = accept(forwarded, [new_order(steering)])
    second = actions.give_order(
        resolution=resolution, order=new_order(steering, "Dazu noch dies."), by=OFFICE, at=LATER
    )
    first = resolution.orders.order_by("pk")[0]
    seen = []
    for order, percent in ((first, 30), (first, 100), (second, 100), (second, 90)):
        report(order, percent)
        seen.append(state(forwarded))
    assert seen == ["in_progress", "in_progress", "done", "in_progress"]
    assert list(resolution.orders.order_by("pk").values_list("done_on")) == [(TODAY,), (None,)]


def test_a_report_is_between_0_and_100(forwarded: Consultation, steering: Organ) -> None:
    """The database refuses everything else."""
    order = the_order(accept(forwarded, [new_order(steering)]))
    with pytest.raises(IntegrityError), transaction.atomic():
        report(order, 101)
    assert order.reports.count() == 0


def test_every_step_is_audited(forwarded: Consultation, steering: Organ) -> None:
    """From the draft to the report, in order."""
    report(the_order(accept(forwarded, [new_order(steering)])), 100)
    done = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert done[-3:] == ["recommendation.forwarded", "consultation.answered", "order.reported"]


def test_a_recommendation_of_a_plain_meeting_has_no_workshop(held_conference: Meeting) -> None:
    """The circle of its workshop does not exist."""
    written = make_recommendation(held_conference)
    assert written.workshop is None

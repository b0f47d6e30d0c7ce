"""The rules of decisions: states, reasons, who may answer."""

from datetime import date

import pytest

from bildungsnetz.decisions import rules
from bildungsnetz.decisions.models import Recommendation, Round
from bildungsnetz.decisions.rules import Facts, OrderFacts

State = Recommendation.State
PASSED, NOT_PASSED, UNDECIDED = Round.Result.PASSED, Round.Result.NOT_PASSED, Round.Result.UNDECIDED


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(), State.DRAFT),
        (Facts(open_round=True), State.IN_ROUND),
        (Facts(open_round=True, results=[NOT_PASSED]), State.IN_ROUND),
        (Facts(results=[UNDECIDED]), State.DRAFT),
        (Facts(results=[NOT_PASSED]), State.NO_CONSENSUS),
        (Facts(results=[NOT_PASSED, UNDECIDED]), State.NO_CONSENSUS),
        (Facts(results=[NOT_PASSED, PASSED]), State.ADOPTED),
        (Facts(results=[PASSED], answers=[""]), State.FORWARDED),
        (Facts(results=[PASSED], answers=["accepted"]), State.ACCEPTED),
        (Facts(results=[PASSED], answers=["rejected"]), State.REJECTED),
        (Facts(results=[PASSED], answers=["rejected", ""]), State.FORWARDED),
        (Facts(results=[PASSED], answers=["rejected", "accepted", ""]), State.ACCEPTED),
        (
            Facts(results=[PASSED], answers=["accepted"], orders=[OrderFacts(False, False)]),
            State.ACCEPTED,
        ),
        (
            Facts(
                results=[PASSED],
                answers=["accepted"],
                orders=[OrderFacts(True, False), OrderFacts(False, False)],
            ),
            State.IN_PROGRESS,
        ),
        (
            Facts(
                results=[PASSED],
                answers=["accepted"],
                orders=[OrderFacts(False, True), OrderFacts(False, False)],
            ),
            State.IN_PROGRESS,
        ),
        (
            Facts(results=[PASSED], answers=["accepted"], orders=[OrderFacts(True, True)]),
            State.DONE,
        ),
    ],
)
def test_state_follows_from_what_happened(facts: Facts, state: str) -> None:
    """Every state, and which fact outweighs which."""
    assert rules.state_of(facts) == state


def test_the_hash_of_a_wording_is_what_ordinary_tools_give() -> None:
    """`printf "Übergänge" | sha256sum` on any machine."""
    assert rules.text_hash("Übergänge") == (
        "4b868d93b403c679845ef33736e5290f2708c915789c15700c5a970d943de67f"
    )


@pytest.mark.parametrize(
    ("is_clerk", "roles", "may"),
    [
        (False, [], False),
        (False, ["member"], False),
        (False, ["advisory", "guest", "staff", "substitute"], False),
        (False, ["member", "chair"], True),
        (False, ["deputy_chair"], True),
        (True, [], True),
    ],
)
def test_who_may_answer_a_consultation(is_clerk: bool, roles: list[str], may: bool) -> None:
    """The chair, the deputy chair, or the office."""
    assert rules.may_answer_consultation(is_clerk=is_clerk, roles=roles) is may


def test_who_may_see_a_consultation() -> None:
    """Anybody with an open mandate of the organ, nobody else."""
    assert rules.may_see_consultation(["guest"]) is True
    assert rules.may_see_consultation([]) is False


@pytest.mark.parametrize(
    ("today", "days"), [(date(2026, 9, 1), 0), (date(2026, 10, 14), 43), (date(2026, 8, 1), 0)]
)
def test_days_waiting(today: date, days: int) -> None:
    """Counted in whole days; never negative."""
    assert rules.days_waiting(date(2026, 9, 1), today) == days


def test_text_is_fixed_once_it_was_agreed() -> None:
    """Drafts and what found no consensus may be changed; what was agreed may be passed on."""
    assert {State.DRAFT, State.NO_CONSENSUS} == rules.EDITABLE
    assert (
        frozenset(
            {
                State.ADOPTED,
                State.FORWARDED,
                State.ACCEPTED,
                State.REJECTED,
                State.IN_PROGRESS,
                State.DONE,
            }
        )
        == rules.FORWARDABLE
    )

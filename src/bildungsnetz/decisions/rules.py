"""What may be done when and by whom; pure functions over facts that queries gather."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from bildungsnetz.decisions.models import Consultation, Recommendation, Round
from bildungsnetz.organs.models import Mandate

State = Recommendation.State
Answer = Consultation.Answer

# Whose consent counts in an organ: no guests, advisers, staff, nor a substitute beside the holder.
VOTING_ROLES = frozenset({Mandate.Role.CHAIR, Mandate.Role.DEPUTY_CHAIR, Mandate.Role.MEMBER})
LEADING_ROLES = frozenset({Mandate.Role.CHAIR, Mandate.Role.DEPUTY_CHAIR})
EDITABLE = frozenset({State.DRAFT, State.NO_CONSENSUS})
FORWARDABLE = frozenset(State) - EDITABLE - {State.IN_ROUND}


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What counts of a published order: whether anything was reported, whether it is done."""

    reported: bool
    done: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What a recommendation's state follows from; only published answers and orders count."""

    open_round: bool = False
    # Results of the closed rounds, oldest first.
    results: Sequence[str] = ()
    # The published final answer of each consultation, "" where there is none yet.
    answers: Sequence[str] = ()
    orders: Sequence[OrderFacts] = ()


def state_of(facts: Facts) -> Recommendation.State:
    """The state that everybody may know.

    A round in which nobody answered decides nothing: the state is what it was before it.
    """
    decided = [result for result in facts.results if result != Round.Result.UNDECIDED]
    if facts.open_round:
        return State.IN_ROUND
    if not decided:
        return State.DRAFT
    if decided[-1] == Round.Result.NOT_PASSED:
        return State.NO_CONSENSUS
    return _state_after_consensus(facts)


def _state_after_consensus(facts: Facts) -> Recommendation.State:
    if facts.orders and all(order.done for order in facts.orders):
        return State.DONE
    if any(order.reported or order.done for order in facts.orders):
        return State.IN_PROGRESS
    if Answer.ACCEPTED in facts.answers:
        return State.ACCEPTED
    if "" in facts.answers:
        return State.FORWARDED
    return State.REJECTED if facts.answers else State.ADOPTED


def text_hash(text: str) -> str:
    """SHA-256 over the wording in UTF-8, as hexadecimal text; `sha256sum` gives the same."""
    return hashlib.sha256(text.encode()).hexdigest()


def may_see_consultation(roles: Collection[str]) -> bool:
    """Whoever holds an open mandate of the organ, in whatever function."""
    return bool(roles)


def may_answer_consultation(*, is_clerk: bool, roles: Collection[str]) -> bool:
    """The chair, the deputy chair, or the office in their name."""
    return is_clerk or bool(LEADING_ROLES & set(roles))


def days_waiting(since: date, today: date) -> int:
    """Days without an answer; 0 on the day itself."""
    return max((today - since).days, 0)

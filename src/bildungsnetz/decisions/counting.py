"""From a round's rows to the pure core and back: ballots to verdict and figures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation

from bildungsnetz.decisions import procedures
from bildungsnetz.decisions.models import Ballot, Entitled, Objection, Round


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a round, the sentence that says what it follows from, and its figures."""

    result: str
    sentence: str
    counts: dict[str, int]


def consent_rule(number: int) -> dict[str, Any]:
    """The rule of a consent round as it is stored at the opening: what passes, who may object.

    `number` counts the rounds on this recommendation from 1.
    """
    return {
        "procedure": Round.Procedure.CONSENT.value,
        "round": number,
        "passed_when": "no_standing_objection",
        "least_answers": 1,
        "objection_needs_reason": True,
        "reason_visible_characters": procedures.consent.LEAST_VISIBLE,
        "not_valid_by": "moderation_with_reason",
    }


def consent_of(counted: Round) -> Outcome:
    """The verdict over the ballots as they stand; call it with the round's row locked."""
    people = counted.entitled.select_related("ballot__objection")
    return outcome(list(people), closed=True)


def outcome(people: Sequence[Entitled], *, closed: bool) -> Outcome:
    """The verdict over entitled people with their ballots and objections already loaded."""
    ballots = [person.ballot for person in people if hasattr(person, "ballot")]
    raised = [ballot.objection for ballot in ballots if hasattr(ballot, "objection")]
    with translation.override(settings.LANGUAGE_CODE):
        verdict = procedures.consent_verdict(
            [_core(objection) for objection in raised], len(people), len(ballots), closed=closed
        )
    return Outcome(verdict.state.value, verdict.sentence, _figures(people, ballots, raised))


def _core(objection: Objection) -> procedures.Objection:
    return procedures.Objection(
        objection.reason, procedures.Settled(objection.state), objection.answer
    )


def _figures(
    people: Sequence[Entitled], ballots: Iterable[Ballot], raised: Iterable[Objection]
) -> dict[str, int]:
    choices = Counter(ballot.choice for ballot in ballots)
    states = Counter(objection.state for objection in raised)
    answered = sum(choices.values())
    return {
        "entitled": len(people),
        "answered": answered,
        "silent": len(people) - answered,
        **{choice.value: choices[choice] for choice in Ballot.Choice},
        **{f"objections_{state.value}": states[state] for state in Objection.State},
    }

"""What every procedure ends in."""

from dataclasses import dataclass
from enum import StrEnum


class ProcedureError(ValueError):
    """Ballots or objections that the rule does not allow; the text is a German sentence."""


class State(StrEnum):
    """Where a procedure stands; a stored result is one of the last three."""

    OPEN = "open"
    PASSED = "passed"
    NOT_PASSED = "not_passed"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Verdict:
    """The result and one German sentence that says what it follows from."""

    state: State
    sentence: str

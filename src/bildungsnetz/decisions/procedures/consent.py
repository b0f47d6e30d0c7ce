"""Consent: passed when somebody answered and no valid objection remains."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext, ngettext

from .verdict import ProcedureError, State, Verdict

LEAST_VISIBLE = 6  # a reason needs more than five characters that can be seen
INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})  # control, format and space characters


class Settled(StrEnum):
    """What became of an objection."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    NOT_VALID = "not_valid"


@dataclass(frozen=True)
class Objection:
    """An objection, what became of it, and the answer of those who moderate.

    Raises ProcedureError without a reason: an objection is an argument, not a vote against.
    """

    reason: str
    settled: Settled = Settled.OPEN
    answer: str = ""

    def __post_init__(self) -> None:
        if not has_reason(self.reason):
            raise ProcedureError(
                gettext("Bitte begründen Sie den Einwand mit mehr als fünf Zeichen.")
            )

    @property
    def stands(self) -> bool:
        """Whether it still hinders: neither withdrawn nor found not valid with a reason."""
        if self.settled is Settled.NOT_VALID:
            return not has_reason(self.answer)
        return self.settled is Settled.OPEN


def has_reason(text: str) -> bool:
    """Whether a text has more than five visible characters."""
    return sum(unicodedata.category(char) not in INVISIBLE for char in text) >= LEAST_VISIBLE


def check_objection_time(
    *, is_entitled: bool, at: datetime, opened_at: datetime, closes_at: datetime
) -> None:
    """Refuse an objection from outside the snapshot or outside the time; the time is half-open:
    it begins with `opened_at` and ends just before `closes_at`. Raises ProcedureError."""
    if not is_entitled:
        raise ProcedureError(gettext("In dieser Runde dürfen Sie keinen Einwand erheben."))
    if at < opened_at:
        raise ProcedureError(gettext("Die Runde hat noch nicht begonnen."))
    if at >= closes_at:
        raise ProcedureError(gettext("Die Runde ist beendet; Einwände sind nicht mehr möglich."))


def consent_verdict(
    objections: Sequence[Objection], entitled: int, ballots: int, *, closed: bool
) -> Verdict:
    """The verdict of a consent round.

    `entitled` counts the snapshot at the opening, `ballots` those who answered (every objection is
    one of them). Passed when closed, at least one person answered and no objection stands.
    Raises ProcedureError for numbers that contradict each other.
    """
    if not len(objections) <= ballots <= entitled:
        raise ProcedureError(gettext("Die Zahlen der Antworten widersprechen sich."))
    standing = sum(objection.stands for objection in objections)
    turnout = _turnout(ballots, entitled)
    if not closed:
        return Verdict(State.OPEN, _open_sentence(turnout, standing))
    if ballots == 0:
        return Verdict(State.UNDECIDED, gettext("Nicht entschieden: Niemand hat geantwortet."))
    if standing:
        pattern = ngettext(
            "Kein Konsens: %(count)s Einwand besteht; %(turnout)s.",
            "Kein Konsens: %(count)s Einwände bestehen; %(turnout)s.",
            standing,
        )
        return Verdict(State.NOT_PASSED, pattern % {"count": standing, "turnout": turnout})
    return Verdict(State.PASSED, _consent_sentence(objections, turnout))


def _turnout(ballots: int, entitled: int) -> str:
    pattern = ngettext(
        "%(count)s von %(entitled)s hat geantwortet",
        "%(count)s von %(entitled)s haben geantwortet",
        ballots,
    )
    return pattern % {"count": ballots, "entitled": entitled}


def _open_sentence(turnout: str, standing: int) -> str:
    if standing == 0:
        return gettext("Die Runde läuft: %(turnout)s.") % {"turnout": turnout}
    pattern = ngettext(
        "Die Runde läuft: %(turnout)s, %(count)s Einwand besteht.",
        "Die Runde läuft: %(turnout)s, %(count)s Einwände bestehen.",
        standing,
    )
    return pattern % {"turnout": turnout, "count": standing}


def _consent_sentence(objections: Sequence[Objection], turnout: str) -> str:
    if not objections:
        return gettext("Konsens erreicht: kein Einwand; %(turnout)s.") % {"turnout": turnout}
    withdrawn = sum(objection.settled is Settled.WITHDRAWN for objection in objections)
    return gettext(
        "Konsens erreicht: kein Einwand besteht mehr (%(withdrawn)s zurückgezogen, "
        "%(not_valid)s nicht stichhaltig); %(turnout)s."
    ) % {
        "withdrawn": withdrawn,
        "not_valid": len(objections) - withdrawn,
        "turnout": turnout,
    }

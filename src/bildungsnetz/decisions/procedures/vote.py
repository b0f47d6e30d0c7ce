"""Votes with a majority, a quorum of those present and a rule for ties."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext, ngettext

from .verdict import ProcedureError, State, Verdict


class Majority(StrEnum):
    """What the voices in favour have to exceed."""

    SIMPLE = "simple"  # the voices against
    ABSOLUTE = "absolute"  # those against and the abstentions
    ENTITLED = "entitled"  # half of all who are entitled
    TWO_THIRDS = "two_thirds"  # at least twice the voices against; abstentions do not count


class Quorum(StrEnum):
    """How many of the entitled have to be present."""

    NONE = "none"
    HALF = "half"
    TWO_THIRDS = "two_thirds"


class Vote(StrEnum):
    """One voice; here that of the chair when it decides a tie."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


@dataclass(frozen=True)
class Rule:
    """The rule of a vote, stored when it opens; the chair decides ties only by the charter."""

    majority: Majority = Majority.SIMPLE
    quorum: Quorum = Quorum.HALF
    chair_decides_ties: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain values for storage; `Rule.from_json` reads them back."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Rule":
        """The rule from stored values. Raises KeyError or ValueError for anything else."""
        return cls(
            Majority(stored["majority"]),
            Quorum(stored["quorum"]),
            bool(stored["chair_decides_ties"]),
        )

    def quorum_of(self, entitled: int) -> int:
        """The least number present: a half or two thirds, rounded up."""
        return {
            Quorum.NONE: 0,
            Quorum.HALF: -(-entitled // 2),
            Quorum.TWO_THIRDS: -(-2 * entitled // 3),
        }[self.quorum]


@dataclass(frozen=True)
class Tally:
    """The count of a vote: voices, those present and those entitled when it opened.

    `chair` is how the chair voted, for a rule that lets the chair decide a tie.
    Raises ProcedureError for negative numbers, more voices than present, more present than
    entitled.
    """

    yes: int
    no: int
    abstain: int
    present: int
    entitled: int
    chair: Vote | None = None

    def __post_init__(self) -> None:
        if min(self.yes, self.no, self.abstain) < 0:
            raise ProcedureError(gettext("Stimmen können nicht weniger als 0 sein."))
        if self.yes + self.no + self.abstain > self.present:
            raise ProcedureError(gettext("Es sind mehr Stimmen als Anwesende angegeben."))
        if self.present > self.entitled:
            raise ProcedureError(gettext("Es sind mehr Anwesende als Stimmberechtigte angegeben."))

    def against(self, majority: Majority) -> int:
        """What the voices in favour have to exceed under a majority other than two thirds."""
        return {
            Majority.SIMPLE: self.no,
            Majority.ABSOLUTE: self.no + self.abstain,
            Majority.ENTITLED: self.entitled - self.yes,
        }[majority]


def vote_verdict(rule: Rule, tally: Tally, *, closed: bool) -> Verdict:
    """The verdict of a vote, for example in the steering group.

    Undecided without the quorum, without any yes or no, and in a tie that the chair may not or does
    not decide; 0 : 0 never passes.
    """
    counts = _counts(tally)
    if not closed:
        return Verdict(State.OPEN, gettext("Die Abstimmung läuft."))
    needed = rule.quorum_of(tally.entitled)
    if tally.present < needed:
        return Verdict(State.UNDECIDED, _quorum_sentence(tally, needed))
    if tally.yes + tally.no == 0:
        return Verdict(
            State.UNDECIDED,
            gettext("Nicht entschieden: Niemand hat mit Ja oder Nein gestimmt (%(counts)s).")
            % {"counts": counts},
        )
    if _is_tie(rule, tally):
        return _tie_verdict(rule, tally, counts)
    if _reaches(rule, tally):
        return Verdict(State.PASSED, gettext("Angenommen: %(counts)s.") % {"counts": counts})
    return Verdict(State.NOT_PASSED, gettext("Nicht angenommen: %(counts)s.") % {"counts": counts})


def _counts(tally: Tally) -> str:
    pattern = ngettext(
        "%(yes)s Ja, %(no)s Nein, %(count)s Enthaltung",
        "%(yes)s Ja, %(no)s Nein, %(count)s Enthaltungen",
        tally.abstain,
    )
    return pattern % {"yes": tally.yes, "no": tally.no, "count": tally.abstain}


def _quorum_sentence(tally: Tally, needed: int) -> str:
    return gettext(
        "Nicht entschieden: nicht beschlussfähig, anwesend %(present)s von %(entitled)s, "
        "nötig %(needed)s."
    ) % {"present": tally.present, "entitled": tally.entitled, "needed": needed}


def _is_tie(rule: Rule, tally: Tally) -> bool:
    """As many for as against, and nothing else in the way: a higher majority that is missed (by
    abstentions, absence or two thirds) is a refusal, which no voice of the chair can mend."""
    if rule.majority is Majority.TWO_THIRDS:
        return False
    return tally.yes == tally.no == tally.against(rule.majority)


def _reaches(rule: Rule, tally: Tally) -> bool:
    if rule.majority is Majority.TWO_THIRDS:
        return tally.yes >= max(1, 2 * tally.no)
    return tally.yes > tally.against(rule.majority)


def _tie_verdict(rule: Rule, tally: Tally, counts: str) -> Verdict:
    fields = {"counts": counts}
    if rule.chair_decides_ties and tally.chair is Vote.YES:
        text = gettext("Angenommen mit der Stimme des Vorsitzes bei Gleichstand: %(counts)s.")
        return Verdict(State.PASSED, text % fields)
    if rule.chair_decides_ties and tally.chair is Vote.NO:
        text = gettext("Nicht angenommen mit der Stimme des Vorsitzes bei Gleichstand: %(counts)s.")
        return Verdict(State.NOT_PASSED, text % fields)
    return Verdict(State.UNDECIDED, gettext("Nicht entschieden: Gleichstand, %(counts)s.") % fields)

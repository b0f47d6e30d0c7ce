"""What becomes of rows that cannot stand beside each other. Rooms register their own.

Without a rule the kept record's row wins, what refers to the other row moves onto it, and the
other row is kept in the snapshot.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Model, Q

from bildungsnetz.accounts.models import PersonalLink, User
from bildungsnetz.directory.merging.packing import name_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from bildungsnetz.directory.merging.engine import Merger
    from bildungsnetz.directory.merging.references import Relation

Side = Literal["kept", "gone"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which of two rows wins and what it takes over.

    `winner` says whose row it is: the kept record's or the gone one's. With `spare` the other row
    is not removed but stays, changed so that both can stand.
    """

    winner: Side = "kept"
    changes: Mapping[str, Any] = field(default_factory=dict)
    spare: Mapping[str, Any] | None = None


Follow = Callable[["Merger", Any, Any], None]
Settle = Callable[["Merger", Any, Any], Verdict]


def _kept_wins(_merger: "Merger", _kept: Model, _gone: Model) -> Verdict:
    return Verdict()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What holds for the rows of one model that refer to merged records.

    `label` names the rows for people, `outcome` what happens to two that collide. `alike` tells
    which rows mean the same though no constraint says so: for a relation a condition on the kept
    record's rows, in which OuterRef names the row that moves. `settle(merger, kept_row, gone_row)`
    decides on two. `instead` does all of it in another way. `before` locks what must be locked.
    """

    label: "StrPromise | None" = None
    outcome: "StrPromise | None" = None
    alike: "Callable[[Relation], Q] | None" = None
    settle: Settle = _kept_wins
    instead: "Callable[[Merger, Relation, int, int], None] | None" = None
    before: "Callable[[Relation, int, int], None] | None" = None


PLAIN = Rule()
_rules: dict[str, Rule] = {}
_subjects: dict[str, tuple[str, bool]] = {}
_followers: "dict[str, list[Follow]]" = {}
_account_checks: list[Callable[[User, User], str]] = []


def rule(model: type[Model], found: Rule) -> None:
    """Register what holds for a model, a joining table for instance (`Audience.added.through`)."""
    _rules[name_of(model)] = found


def rule_of(model: type[Model]) -> Rule:
    """What holds for a model; PLAIN if no room said anything."""
    return _rules.get(name_of(model), PLAIN)


def label_of(name: str) -> "StrPromise | str":
    """What the rows of a model are called, "" if nobody named them."""
    return _rules.get(name, PLAIN).label or ""


def link_subject(
    purpose: PersonalLink.Purpose, model: type[Model] | None, *, follows: bool = True
) -> None:
    """Declare to which rows the links of a purpose lead; None: to none that could be merged.

    Links that follow lead to the other row afterwards, the others are revoked.
    """
    _subjects[purpose.value] = (name_of(model) if model is not None else "", follows)


def purposes_of(model: type[Model], *, follows: bool) -> list[str]:
    """The purposes of links whose subject is the key of such a row."""
    return [purpose for purpose, found in _subjects.items() if found == (name_of(model), follows)]


def declared_purposes() -> set[str]:
    """The purposes a room said something about."""
    return set(_subjects)


def follower(model: type[Model], follow: Follow) -> None:
    """Register what follows a row that went into another one where no foreign key names it: its
    key in a JSON field, for instance. `follow(merger, gone, kept)` logs what it changes."""
    _followers.setdefault(name_of(model), []).append(follow)


def followers_of(model: type[Model]) -> "list[Follow]":
    """What follows rows of a model."""
    return _followers.get(name_of(model), [])


def account_check(check: Callable[[User, User], str]) -> None:
    """Register a check before a person's second sign-in ends: check(staying, ending) answers with
    the sentence that forbids it, or with ""."""
    _account_checks.append(check)


def objection_to_ending(staying: User, ending: User) -> str:
    """The first sentence against it, or ""."""
    return next((said for check in _account_checks if (said := check(staying, ending))), "")

"""What goes into an allocation and what comes out, and the checks on the way in."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext

type Wishes = Mapping[str, Sequence[str] | Sequence[Collection[str]]]
type Ranked = tuple[tuple[str, ...], ...]  # groups of equally good workshops, best group first


class AllocationError(ValueError):
    """Wishes, places or fixed places that contradict each other; the text is a German sentence."""


class Goal(StrEnum):
    """What counts as a good allocation; the office chooses and the page names it.

    All but RANK_MAXIMAL first place as many persons as possible on one of their wishes.
    """

    RANK_SUM = "rank-sum"  # the smallest sum of ranks
    RANK_SQUARES = "rank-squares"  # the smallest sum of squared ranks: bad ranks weigh more
    GENEROUS = "generous"  # the fewest persons on the worst rank, then on the next better one …
    RANK_MAXIMAL = "rank-maximal"  # the most first wishes, then the most second …; some go empty


@dataclass(frozen=True)
class Edge:
    """One person's wish: row of the person, row of the workshop, rank from 1."""

    person: int
    workshop: int
    rank: int


@dataclass(frozen=True)
class Result:
    """An allocation.

    `profile` counts the persons on their 1st, 2nd … wish up to the last rank in use; `rank_sum` is
    the sum of those ranks. Persons placed without a wish (filled or fixed) have the rank None and
    count in neither. `placements` and `ranks` hold the same persons in sorted order.
    """

    goal: Goal
    rank_sum: int
    profile: tuple[int, ...]
    unplaced: tuple[str, ...]
    placements: dict[str, str]
    ranks: dict[str, int | None]
    fixed: frozenset[str]


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts "Forum 2" before "Forum 10"."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return tuple((0, int(p), "") if p[0] in "0123456789" else (1, 0, p) for p in parts)


def ranked(wishes: Sequence[str] | Sequence[Collection[str]]) -> Ranked:
    """One person's wishes as groups; a single name is a group of one. Groups are sorted."""
    return tuple((wish,) if isinstance(wish, str) else tuple(sorted(wish)) for wish in wishes)


def rank_of(workshop: str, wishes: Ranked) -> int | None:
    """The rank (from 1) of a workshop in one person's wishes; groups share a rank."""
    return next((n for n, group in enumerate(wishes, start=1) if workshop in group), None)


def checked_wishes(wishes: Wishes, capacities: Mapping[str, int]) -> dict[str, Ranked]:
    """All wishes as groups in the order of persons.

    Raises AllocationError for an unknown workshop, one named twice and an empty group.
    """
    found: dict[str, Ranked] = {}
    for person in sorted(wishes):
        groups = ranked(wishes[person])
        _check_person(person, groups, capacities)
        found[person] = groups
    return found


def _check_person(person: str, groups: Ranked, capacities: Mapping[str, int]) -> None:
    counts = Counter(workshop for group in groups for workshop in group)
    for workshop, count in counts.items():
        if workshop not in capacities:
            raise AllocationError(
                gettext("%(person)s wünscht „%(workshop)s“; dafür sind keine Plätze angegeben.")
                % {"person": person, "workshop": workshop}
            )
        if count > 1:
            raise AllocationError(
                gettext("%(person)s nennt „%(workshop)s“ mehrmals.")
                % {"person": person, "workshop": workshop}
            )
    if () in groups:
        raise AllocationError(gettext("Bei %(person)s ist ein Wunsch leer.") % {"person": person})


def free_places(capacities: Mapping[str, int], fixed: Mapping[str, str]) -> dict[str, int]:
    """The places left beside the fixed ones, in natural order of the workshops.

    Raises AllocationError for negative places, a fixed place in an unknown workshop and more fixed
    places than a workshop has.
    """
    free = {name: capacities[name] for name in sorted(capacities, key=natural_order)}
    for name, places in free.items():
        if places < 0:
            raise AllocationError(
                gettext("„%(workshop)s“ kann nicht weniger als 0 Plätze haben.")
                % {"workshop": name}
            )
    for person, name in sorted(fixed.items()):
        if name not in free:
            raise AllocationError(
                gettext("%(person)s soll fest zu „%(workshop)s“; das gibt es nicht.")
                % {"person": person, "workshop": name}
            )
        if free[name] == 0:
            raise AllocationError(
                gettext(
                    "Bei „%(workshop)s“ sind mehr Plätze fest vergeben, als es gibt (%(places)s)."
                )
                % {"workshop": name, "places": capacities[name]}
            )
        free[name] -= 1
    return free

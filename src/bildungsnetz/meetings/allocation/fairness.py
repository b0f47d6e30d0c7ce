"""Allocate places by ranked wishes under one of four notions of fairness."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from .model import (
    Edge,
    Goal,
    Ranked,
    Result,
    Wishes,
    checked_wishes,
    free_places,
    natural_order,
    rank_of,
)


def allocate(
    wishes: Wishes,
    capacities: Mapping[str, int],
    *,
    goal: Goal = Goal.RANK_SUM,
    fixed: Mapping[str, str] | None = None,
    fill: bool = False,
) -> Result:
    """Place persons on their wished workshops; the best possible result for `goal`.

    `wishes` names each person's workshops, best first; a collection in place of a name is a group
    of equally good ones. `fixed` places come first and need no wish. With `fill`, persons for whom
    no wish is left get a free place in the relatively emptiest workshop (rank None). The result
    does not depend on the order of the input. Raises AllocationError for contradicting input.
    Method: Kwanashie, Irving, Manlove, Sng (2014) for the notions, linear programming for the way.
    """
    fixed = fixed or {}
    groups = checked_wishes(wishes, capacities)
    free = free_places(capacities, fixed)
    placements = dict(fixed)
    placements |= _place({p: g for p, g in groups.items() if p not in fixed}, free, goal)
    if fill:
        _fill([p for p in groups if p not in placements], capacities, placements)
    return _result(goal, groups, placements, fixed)


def _place(groups: Mapping[str, Ranked], free: Mapping[str, int], goal: Goal) -> dict[str, str]:
    # HiGHS and numpy cost every start of the program a tenth of a second; few starts allocate.
    from .solver import solve

    persons, workshops = list(groups), list(free)
    row = {name: number for number, name in enumerate(workshops)}
    edges = [
        Edge(number, row[workshop], rank)
        for number, person in enumerate(persons)
        for rank, group in enumerate(groups[person], start=1)
        for workshop in group
    ]
    chosen = solve(edges, len(persons), list(free.values()), _stages(edges, goal))
    return {persons[edge.person]: workshops[edge.workshop] for edge in chosen}


def _stages(edges: Sequence[Edge], goal: Goal) -> list[list[int]]:
    """The costs of each edge, one list for each aim in turn."""
    ranks = sorted({edge.rank for edge in edges})
    if goal is Goal.RANK_MAXIMAL:
        return [[-int(edge.rank == rank) for edge in edges] for rank in ranks]
    most = [-1 for _ in edges]
    if goal is Goal.RANK_SUM:
        return [most, [edge.rank for edge in edges]]
    if goal is Goal.RANK_SQUARES:
        return [most, [edge.rank**2 for edge in edges]]
    return [most, *([int(edge.rank == rank) for edge in edges] for rank in reversed(ranks[1:]))]


def _fill(
    persons: Sequence[str], capacities: Mapping[str, int], placements: dict[str, str]
) -> None:
    taken = Counter(placements.values())
    for person in persons:
        free = [name for name, places in capacities.items() if taken[name] < places]
        if not free:
            return
        name = min(free, key=lambda n: (Fraction(taken[n], capacities[n]), natural_order(n), n))
        placements[person] = name
        taken[name] += 1


def _result(
    goal: Goal,
    groups: Mapping[str, Ranked],
    placements: Mapping[str, str],
    fixed: Mapping[str, str],
) -> Result:
    ranks = {p: rank_of(placements[p], groups.get(p, ())) for p in sorted(placements)}
    counts = Counter(rank for rank in ranks.values() if rank is not None)
    return Result(
        goal=goal,
        rank_sum=sum(rank * count for rank, count in counts.items()),
        profile=tuple(counts[rank] for rank in range(1, max(counts, default=0) + 1)),
        unplaced=tuple(person for person in groups if person not in placements),
        placements={person: placements[person] for person in ranks},
        ranks=ranks,
        fixed=frozenset(fixed),
    )

"""Optimal for every goal, checked against brute force, a second solver and random lots."""

import random
from collections import Counter
from itertools import product

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bildungsnetz.meetings.allocation import (
    AllocationError,
    Goal,
    Result,
    allocate,
    natural_order,
)

LONGEST = 8


def key(goal: Goal, profile: tuple[int, ...]) -> tuple[int, ...]:
    """What a goal minimises, in the order of its importance; straight from its definition."""
    counts = [*profile, *[0] * (LONGEST - len(profile))]
    placed = -sum(counts)
    ranks = range(1, LONGEST + 1)
    return {
        Goal.RANK_SUM: (placed, sum(r * n for r, n in zip(ranks, counts, strict=True))),
        Goal.RANK_SQUARES: (placed, sum(r * r * n for r, n in zip(ranks, counts, strict=True))),
        Goal.GENEROUS: (placed, *reversed(counts)),
        Goal.RANK_MAXIMAL: tuple(-n for n in counts),
    }[goal]


def profile_of(wishes, placements) -> tuple[int, ...]:
    counts = Counter()
    for person, workshop in placements.items():
        for rank, group in enumerate(wishes[person], start=1):
            if workshop in group:
                counts[rank] += 1
    return tuple(counts[rank] for rank in range(1, max(counts, default=0) + 1))


def brute_force(wishes, capacities, goal) -> tuple[int, ...]:
    """The best key over every allowed allocation."""
    persons = list(wishes)
    options = [[None, *(w for group in wishes[p] for w in group)] for p in persons]
    best = None
    for choice in product(*options):
        taken = Counter(w for w in choice if w is not None)
        if all(taken[w] <= capacities[w] for w in taken):
            chosen = {p: w for p, w in zip(persons, choice, strict=True) if w is not None}
            found = key(goal, profile_of(wishes, chosen))
            best = found if best is None else min(best, found)
    return best


def check_sound(result: Result, wishes, capacities) -> None:
    taken = Counter(result.placements.values())
    assert all(taken[w] <= capacities[w] for w in taken)
    assert sorted([*result.placements, *result.unplaced]) == sorted(wishes)
    assert result.profile == profile_of(wishes, result.placements)
    assert result.rank_sum == sum(r * n for r, n in enumerate(result.profile, start=1))
    assert list(result.placements) == sorted(result.placements)


@st.composite
def instances(draw, persons=6, workshops=3, ties=True):
    names = [f"w{n}" for n in range(draw(st.integers(1, workshops)))]
    capacities = {name: draw(st.integers(0, persons)) for name in names}
    wishes = {}
    for number in range(draw(st.integers(0, persons))):
        order = draw(st.permutations(names))[: draw(st.integers(0, len(names)))]
        groups = []
        for name in order:
            if groups and ties and draw(st.booleans()):
                groups[-1] = (*groups[-1], name)
            else:
                groups.append((name,))
        wishes[f"p{number}"] = groups
    return wishes, capacities


@pytest.mark.parametrize("goal", list(Goal))
@settings(max_examples=200)
@given(instance=instances())
def test_no_allocation_is_better(goal, instance):
    wishes, capacities = instance
    result = allocate(wishes, capacities, goal=goal)
    check_sound(result, wishes, capacities)
    assert key(goal, result.profile) == brute_force(wishes, capacities, goal)


def min_cost_flow(wishes, capacities, costs) -> tuple[int, int]:
    """Persons placed and their cost by the network simplex of another library."""
    graph = nx.DiGraph()
    graph.add_nodes_from(["source", "sink"])
    for person, groups in wishes.items():
        graph.add_edge("source", ("p", person), capacity=1, weight=0)
        for rank, group in enumerate(groups, start=1):
            for workshop in group:
                graph.add_edge(("p", person), ("w", workshop), capacity=1, weight=costs[rank])
    for workshop, places in capacities.items():
        graph.add_edge(("w", workshop), "sink", capacity=places, weight=0)
    flow = nx.max_flow_min_cost(graph, "source", "sink")
    return sum(flow["source"].values()), nx.cost_of_flow(graph, flow)


COSTS = {
    Goal.RANK_SUM: list(range(LONGEST + 1)),
    Goal.RANK_SQUARES: [rank**2 for rank in range(LONGEST + 1)],
    Goal.GENEROUS: [31**rank for rank in range(LONGEST + 1)],  # 30 persons below one rank worse
}


@pytest.mark.parametrize("goal", list(COSTS))
@settings(max_examples=40)
@given(instance=instances(persons=30, workshops=7))
def test_equal_to_a_min_cost_flow(goal, instance):
    wishes, capacities = instance
    profile = allocate(wishes, capacities, goal=goal).profile
    cost = sum(COSTS[goal][rank] * n for rank, n in enumerate(profile, start=1))
    assert (sum(profile), cost) == min_cost_flow(wishes, capacities, COSTS[goal])


def crowded(seed: int, persons: int = 120, workshops: int = 8, places: int = 16):
    """Skewed demand, as in conferences: everybody wants the same two workshops."""
    lot = random.Random(seed)
    names = [f"w{n}" for n in range(workshops)]
    wishes = {
        f"p{n:03}": sorted(names, key=lambda w: lot.random() * (1 + int(w[1:])))[:5]
        for n in range(persons)
    }
    return wishes, dict.fromkeys(names, places)


def serial_dictatorship(wishes, capacities, lot) -> tuple[int, ...]:
    free, counts = dict(capacities), Counter()
    for person in lot.sample(sorted(wishes), len(wishes)):
        for rank, workshop in enumerate(wishes[person], start=1):
            if free[workshop]:
                free[workshop] -= 1
                counts[rank] += 1
                break
    return tuple(counts[rank] for rank in range(1, 6))


@pytest.mark.parametrize("goal", list(Goal))
def test_no_random_order_is_better(goal):
    wishes, capacities = crowded(seed=7)
    best = key(goal, allocate(wishes, capacities, goal=goal).profile)
    lot = random.Random(1)
    runs = [key(goal, serial_dictatorship(wishes, capacities, lot)) for _ in range(200)]
    assert best <= min(runs)


@pytest.mark.parametrize("goal", list(Goal))
def test_the_order_of_the_input_changes_nothing(goal):
    wishes, capacities = crowded(seed=3)
    expected = allocate(wishes, capacities, goal=goal, fill=True)
    for seed in range(5):
        lot = random.Random(seed)
        shuffled = {p: wishes[p] for p in lot.sample(list(wishes), len(wishes))}
        places = {w: capacities[w] for w in lot.sample(list(capacities), len(capacities))}
        again = allocate(shuffled, places, goal=goal, fill=True)
        assert again == expected
        assert list(again.placements.items()) == list(expected.placements.items())


SHORT_CHAIN = {"a": ["v", "w", "z"], "b": ["w", "x"], "c": ["v"], "d": ["x", "y"]}
LONG_CHAIN = {**SHORT_CHAIN, "a": ["v", "w", "full", "z"], "e": ["y", "u"]}


@pytest.mark.parametrize(
    ("wishes", "goal", "profile"),
    [
        # one person on the third wish, or three on the second: 6 or 7 ranks, 12 or 13 squares
        (SHORT_CHAIN, Goal.RANK_SUM, (3, 0, 1)),
        (SHORT_CHAIN, Goal.RANK_SQUARES, (3, 0, 1)),
        (SHORT_CHAIN, Goal.GENEROUS, (1, 3)),
        (SHORT_CHAIN, Goal.RANK_MAXIMAL, (3, 0, 1)),
        # one on the fourth, or four on the second: 8 or 9 ranks, 20 or 17 squares
        (LONG_CHAIN, Goal.RANK_SUM, (4, 0, 0, 1)),
        (LONG_CHAIN, Goal.RANK_SQUARES, (1, 4)),
        (LONG_CHAIN, Goal.GENEROUS, (1, 4)),
        (LONG_CHAIN, Goal.RANK_MAXIMAL, (4, 0, 0, 1)),
    ],
)
def test_the_goals_differ_where_they_must(wishes, goal, profile):
    capacities = {**dict.fromkeys("uvwxyz", 1), "full": 0}
    assert allocate(wishes, capacities, goal=goal).profile == profile


@pytest.mark.parametrize(
    ("goal", "profile", "unplaced"),
    [(Goal.RANK_SUM, (0, 2), ()), (Goal.GENEROUS, (0, 2), ()), (Goal.RANK_MAXIMAL, (1,), ("b",))],
)
def test_only_rank_maximal_leaves_somebody_out_for_a_first_wish(goal, profile, unplaced):
    wishes = {"a": ["x", "y"], "b": ["full", "x"]}
    result = allocate(wishes, {"x": 1, "y": 1, "full": 0}, goal=goal)
    assert (result.profile, result.unplaced) == (profile, unplaced)


@pytest.mark.parametrize(
    ("wishes", "capacities", "expected"),
    [
        ({}, {}, ((), 0)),
        ({}, {"x": 3}, ((), 0)),
        ({"a": []}, {"x": 3}, ((), 1)),
        ({"a": ["x"]}, {"x": 0}, ((), 1)),
        ({"a": ["x"], "b": ["x"]}, {"x": 1}, ((1,), 1)),
        ({"a": [("x", "y")], "b": ["x"]}, {"x": 1, "y": 1}, ((2,), 0)),
        (
            {"a": [("x", "y"), "z"], "b": [("x", "y"), "z"], "c": [("x", "y"), "z"]},
            {"x": 1, "y": 1, "z": 1},
            ((2, 1), 0),
        ),
    ],
)
def test_small_cases(wishes, capacities, expected):
    result = allocate(wishes, capacities)
    assert (result.profile, len(result.unplaced)) == expected


def test_fixed_places_come_first_and_count_only_when_wished():
    wishes = {"a": ["x", "y"], "b": ["x", "y"]}
    result = allocate(wishes, {"x": 1, "y": 1, "z": 2}, fixed={"b": "x", "moderator": "z"})
    assert result.placements == {"a": "y", "b": "x", "moderator": "z"}
    assert result.ranks == {"a": 2, "b": 1, "moderator": None}
    assert (result.profile, result.rank_sum, result.unplaced) == ((1, 1), 3, ())
    assert result.fixed == frozenset({"b", "moderator"})


def test_fill_takes_the_relatively_emptiest_workshop():
    wishes = {"a": ["w2"], "b": [], "c": [], "d": [], "e": [], "f": []}
    capacities = {"w10": 4, "w2": 2, "w3": 0}
    without = allocate(wishes, capacities)
    assert without.unplaced == ("b", "c", "d", "e", "f")
    filled = allocate(wishes, capacities, fill=True)
    assert filled.placements == {
        "a": "w2",
        "b": "w10",  # 0/4 before 1/2
        "c": "w10",  # 1/4 before 1/2
        "d": "w2",  # 1/2 and 2/4: natural order
        "e": "w10",
        "f": "w10",
    }
    assert filled.ranks == {"a": 1, "b": None, "c": None, "d": None, "e": None, "f": None}
    assert (filled.profile, filled.rank_sum, filled.unplaced) == ((1,), 1, ())


def test_fill_leaves_out_who_finds_no_free_place():
    result = allocate({"a": ["x"], "b": [], "c": []}, {"x": 2}, fill=True)
    assert (result.placements, result.unplaced) == ({"a": "x", "b": "x"}, ("c",))


@pytest.mark.parametrize(
    ("wishes", "capacities", "fixed", "sentence"),
    [
        ({"a": ["y"]}, {"x": 1}, {}, "a wünscht „y“; dafür sind keine Plätze angegeben."),
        ({"a": ["x", "x"]}, {"x": 1}, {}, "a nennt „x“ mehrmals."),
        ({"a": ["x", ("y", "x")]}, {"x": 1, "y": 1}, {}, "a nennt „x“ mehrmals."),
        ({"a": [()]}, {"x": 1}, {}, "Bei a ist ein Wunsch leer."),
        ({}, {"x": -1}, {}, "„x“ kann nicht weniger als 0 Plätze haben."),
        ({}, {"x": 1}, {"a": "y"}, "a soll fest zu „y“; das gibt es nicht."),
        (
            {},
            {"x": 1},
            {"a": "x", "b": "x"},
            "Bei „x“ sind mehr Plätze fest vergeben, als es gibt (1).",
        ),
    ],
)
def test_contradicting_input_is_refused(wishes, capacities, fixed, sentence):
    with pytest.raises(AllocationError) as caught:
        allocate(wishes, capacities, fixed=fixed)
    assert str(caught.value) == sentence


def test_natural_order():
    names = ["Forum 10", "Forum 2", "Forum", "10", "9", "Forum 2b"]
    assert sorted(names, key=natural_order) == [
        "9",
        "10",
        "Forum",
        "Forum 2",
        "Forum 2b",
        "Forum 10",
    ]

"""Exact optimum over several goals in turn, by linear programming with HiGHS.

Persons and workshops form a transportation problem: every corner of its feasible set is integral,
so the simplex method yields whole placements without a search. After each goal the problem is cut
down to the solutions that reach it: a variable with a reduced cost stays 0, a row with a price
stays full (complementary slackness). What is left is a transportation problem again, so the next
goal is as exact as the first, with costs of 0, 1 or a squared rank and no weights like n ** rank,
which would leave the 53 bits of a float.
"""

from collections.abc import Sequence

import highspy
import numpy as np
from django.utils.translation import gettext

from .model import AllocationError, Edge

TOLERANCE = 1e-6
# The last optimum is a feasible start for the next goal, which only the primal method can use:
# 1,500 persons with 60 ranks each take 0.8 s instead of 11 s, and "generous" seconds, not minutes.
PRIMAL = 4


def solve(
    edges: Sequence[Edge], persons: int, places: Sequence[int], stages: Sequence[Sequence[int]]
) -> list[Edge]:
    """The chosen edges: at most one for each person and `places[w]` for each workshop.

    Each stage is a list of integer costs, one for each edge; the first is minimised, then the
    second among the optima of the first, and so on. The same input yields the same output.
    Raises AllocationError if the solver gives no proven, integral optimum.
    """
    if not edges:
        return []
    solver = _build(edges, persons, places)
    limits = np.array([1] * persons + list(places), dtype=np.float64)
    chosen = np.zeros(len(edges), dtype=bool)
    for costs in stages:
        chosen = _optimise(solver, costs)
        _keep_optima(solver, limits)
    return [edge for edge, taken in zip(edges, chosen, strict=True) if taken]


def _build(edges: Sequence[Edge], persons: int, places: Sequence[int]) -> highspy.Highs:
    rows, columns = persons + len(places), len(edges)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_ = np.zeros(columns)
    model.col_lower_ = np.zeros(columns)
    model.col_upper_ = np.full(columns, highspy.kHighsInf)
    # No lower limit: a price on "at least 0" would be taken for one on "at most full".
    model.row_lower_ = np.full(rows, -highspy.kHighsInf)
    model.row_upper_ = np.array([1] * persons + list(places), dtype=np.float64)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(0, 2 * columns + 1, 2, dtype=np.int32)
    pairs = [(edge.person, persons + edge.workshop) for edge in edges]
    model.a_matrix_.index_ = np.array(pairs, dtype=np.int32).ravel()
    model.a_matrix_.value_ = np.ones(2 * columns)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("solver", "simplex")  # a corner, never a point inside the optimal face
    solver.setOptionValue("simplex_strategy", PRIMAL)
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    return solver


def _optimise(solver: highspy.Highs, costs: Sequence[int]) -> np.ndarray:
    columns = np.arange(len(costs), dtype=np.int32)
    solver.changeColsCost(len(costs), columns, np.array(costs, dtype=np.float64))
    solver.run()
    values = np.array(solver.getSolution().col_value)
    proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if not proven or np.abs(values - np.round(values)).max() > TOLERANCE:
        raise AllocationError(gettext("Die Verteilung konnte nicht berechnet werden."))
    return values > 0.5


def _keep_optima(solver: highspy.Highs, limits: np.ndarray) -> None:
    """Whole costs give whole duals, so one half tells zero from not zero beyond any rounding."""
    solution = solver.getSolution()
    dear = np.flatnonzero(np.abs(np.array(solution.col_dual)) > 0.5).astype(np.int32)
    full = np.flatnonzero(np.abs(np.array(solution.row_dual)) > 0.5).astype(np.int32)
    zeros = np.zeros(len(dear))
    solver.changeColsBounds(len(dear), dear, zeros, zeros)
    solver.changeRowsBounds(len(full), full, limits[full], limits[full])

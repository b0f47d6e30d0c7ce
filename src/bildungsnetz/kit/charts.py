"""Pictures made on the server as SVG: geometry only, pure; templates write it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

CELL = 56
HEAD = 40
LARGEST = 24.0
SMALLEST = 11.0


@dataclass(frozen=True, slots=True)
class Bubble:
    """One value of a table as a circle; `words` are its tooltip."""

    x: int
    y: int
    radius: float
    value: int
    words: str


@dataclass(frozen=True, slots=True)
class BubbleChart:
    """Rows by number and columns by label, a circle for each value above 0."""

    width: int
    height: int
    columns: list[tuple[int, str]]
    rows: list[tuple[int, str]]
    bubbles: list[Bubble]


def bubble_chart(rows: Sequence[tuple[str, Sequence[int]]], columns: Sequence[str]) -> BubbleChart:
    """Place the values of `rows` (label, one value for each column); areas are proportional."""
    most = max((value for _, values in rows for value in values), default=0)
    bubbles = [
        Bubble(_middle(c), _middle(r), _radius(value, most), value, f"{label}, {columns[c]}")
        for r, (label, values) in enumerate(rows)
        for c, value in enumerate(values)
        if value > 0
    ]
    return BubbleChart(
        width=HEAD + CELL * len(columns),
        height=HEAD + CELL * len(rows),
        columns=[(_middle(c), label) for c, label in enumerate(columns)],
        rows=[(_middle(r), str(r + 1)) for r in range(len(rows))],
        bubbles=bubbles,
    )


def _middle(index: int) -> int:
    return HEAD + CELL * index + CELL // 2


def _radius(value: int, most: int) -> float:
    """Area follows the value; the smallest circle stays visible."""
    return round(max(SMALLEST, LARGEST * sqrt(value / most)), 1)

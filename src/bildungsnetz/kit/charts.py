"""Pictures made on the server as SVG: geometry only, pure; templates write it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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


@dataclass(frozen=True, slots=True)
class Bar:
    """A period as a bar: where it begins and how long it is, in per cent of the whole width."""

    label: str
    start: float
    width: float
    is_open: bool

    @property
    def x(self) -> str:
        """The beginning as SVG writes it, with a point in every language."""
        return f"{self.start:.1f}%"

    @property
    def length(self) -> str:
        """The length as SVG writes it."""
        return f"{self.width:.1f}%"


@dataclass(frozen=True, slots=True)
class PeriodChart:
    """Periods below one another on a common scale, with today's place on it in per cent."""

    bars: list[Bar]
    first: date
    last: date
    today: float

    @property
    def x(self) -> str:
        """Today's place as SVG writes it."""
        return f"{self.today:.1f}%"


def period_chart(
    rows: Sequence[tuple[str, date | None, date | None]], today: date
) -> PeriodChart | None:
    """Place periods (label, first day, first day no longer counted; None is open).

    The scale reaches from the first known day to the last one, today included; None without rows
    that have a day.
    """
    days = [day for _label, since, until in rows for day in (since, until) if day is not None]
    if not days:
        return None
    first, last = min(*days, today), max(*days, today) + timedelta(days=1)
    whole = (last - first).days

    def place(day: date) -> float:
        return round(100 * (day - first).days / whole, 1)

    bars = []
    for label, since, until in rows:
        start = place(since or first)
        width = max(0.5, round(place(until or last) - start, 1))
        bars.append(Bar(label, min(start, 99.5), width, is_open=until is None))
    return PeriodChart(bars, first, last - timedelta(days=1), place(today))

"""A map of dots made on the server as SVG: geometry only, pure; templates write it out.

No tiles and no foreign service: places lie to each other as their coordinates say, north up, with
the names of towns and a scale to find one's way.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

WIDTH = 720
MARGIN = 36
HIGHEST = 900
LOWEST = 200
CELL = 15
SMALLEST = 5.0
LARGEST = 20.0
LETTER = 8
LINE = 20
NAMED = 4
_ROUND_METRES = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


@dataclass(frozen=True, slots=True)
class Point:
    """Something with a place: metres east and north (ETRS89, UTM zone 32), its name and town."""

    easting: int
    northing: int
    name: str
    town: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One place or several that lie too close together to be told apart."""

    x: float
    y: float
    radius: float
    names: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.names)

    @property
    def shown(self) -> tuple[str, ...]:
        """The names for a tooltip; the rest is counted in `more`."""
        return self.names[:NAMED]

    @property
    def more(self) -> int:
        """How many names the tooltip leaves out."""
        return max(0, len(self.names) - NAMED)


@dataclass(frozen=True, slots=True)
class Map:
    """A picture of `width` times `height`; `bar` is the length of `bar_metres` on it."""

    width: int
    height: int
    dots: list[Dot]
    towns: list[tuple[float, float, str]]
    bar: float
    bar_metres: int


def dot_map(points: Sequence[Point]) -> Map | None:
    """Place the points on a picture WIDTH wide; None without any.

    Points in the same square of CELL become one dot, whose area follows their number. A town's
    name stands at the middle of its points or as near to it as it covers no dot, the towns with
    most points first; a name that would lie over another is left out.
    """
    if not points:
        return None
    scale, west, north = _frame(points)
    placed = [
        (MARGIN + (one.easting - west) * scale, MARGIN + (north - one.northing) * scale, one)
        for one in points
    ]
    dots = _dots(placed)
    height = max(LOWEST, round(max(y for _, y, _ in placed)) + MARGIN + LINE)
    metres = max((one for one in _ROUND_METRES if one * scale <= WIDTH / 4), default=100)
    return Map(
        width=WIDTH,
        height=height,
        dots=dots,
        towns=_towns(placed, dots, height),
        bar=round(metres * scale, 1),
        bar_metres=metres,
    )


def _frame(points: Sequence[Point]) -> tuple[float, int, int]:
    """Units of the picture per metre, the western and the northern edge."""
    west, east = _ends(one.easting for one in points)
    south, north = _ends(one.northing for one in points)
    across, down = max(east - west, 1), max(north - south, 1)
    # A single place, or a few in one street, is not blown up over the whole picture.
    scale = min((WIDTH - 2 * MARGIN) / across, (HIGHEST - 2 * MARGIN) / down, 0.25)
    return scale, west, north


def _ends(values: Iterable[int]) -> tuple[int, int]:
    known = list(values)
    return min(known), max(known)


def _dots(placed: Sequence[tuple[float, float, Point]]) -> list[Dot]:
    squares: dict[tuple[int, int], list[tuple[float, float, Point]]] = defaultdict(list)
    for x, y, point in placed:
        squares[int(x // CELL), int(y // CELL)].append((x, y, point))
    dots = [
        Dot(
            x=round(sum(x for x, _, _ in one) / len(one), 1),
            y=round(sum(y for _, y, _ in one) / len(one), 1),
            radius=round(min(LARGEST, SMALLEST * sqrt(len(one))), 1),
            names=tuple(sorted(point.name for _, _, point in one)),
        )
        for one in squares.values()
    ]
    return sorted(dots, key=lambda dot: (-dot.count, dot.x, dot.y))


def _towns(
    placed: Sequence[tuple[float, float, Point]], dots: Sequence[Dot], height: int
) -> list[tuple[float, float, str]]:
    by_town: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for x, y, point in placed:
        if point.town:
            by_town[point.town].append((x, y))
    named: list[tuple[float, float, str]] = []
    for town, places in sorted(by_town.items(), key=lambda item: (-len(item[1]), item[0])):
        half = len(town) * LETTER / 2
        middle = sum(x for x, _ in places) / len(places)
        x = round(min(max(middle, half), WIDTH - half), 1)
        y = _beside(x, round(sum(y for _, y in places) / len(places), 1), half, dots, height)
        if not any(_meet(x, y, town, other) for other in named):
            named.append((x, y, town))
    return named


def _beside(x: float, y: float, half: float, dots: Sequence[Dot], height: int) -> float:
    """The height next to `y` at which a name covers no dot; `y` itself where all is covered."""
    near = [dot for dot in dots if abs(dot.x - x) < half + dot.radius]
    steps = (y + sign * step for step in range(0, 4 * LINE, 4) for sign in (-1, 1))
    free = (
        at
        for at in steps
        if LINE / 2 <= at <= height - LINE / 2
        and all(abs(dot.y - at) >= LINE / 2 + dot.radius for dot in near)
    )
    return round(next(free, y), 1)


def _meet(x: float, y: float, town: str, other: tuple[float, float, str]) -> bool:
    half = (len(town) + len(other[2])) * LETTER / 2
    return abs(x - other[0]) < half and abs(y - other[1]) < LINE

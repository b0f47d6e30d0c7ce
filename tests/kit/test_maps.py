"""The map of dots: every place once, inside the picture, north up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildungsnetz.kit.maps import CELL, HIGHEST, LARGEST, LINE, WIDTH, Point, dot_map

METRES = st.integers(280_000, 530_000)
POINTS = st.lists(
    st.builds(
        Point,
        easting=METRES,
        northing=st.integers(5_570_000, 5_830_000),
        name=st.sampled_from(["Schule", "Kita", "Jobcenter"]),
        town=st.sampled_from(["", "Hagen", "Witten", "Hattingen (Ruhr)"]),
    ),
    min_size=1,
    max_size=60,
)


def test_nothing_makes_no_map() -> None:
    assert dot_map([]) is None


@given(POINTS)
def test_every_place_stands_once_inside_the_picture(points: list[Point]) -> None:
    found = dot_map(points)
    assert found is not None
    assert sorted(name for dot in found.dots for name in dot.names) == sorted(
        one.name for one in points
    )
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= found.height for dot in found.dots)
    assert found.height <= HIGHEST + LINE
    assert all(dot.radius <= LARGEST for dot in found.dots)
    assert 0 < found.bar <= WIDTH / 4
    assert len({(dot.x // CELL, dot.y // CELL) for dot in found.dots}) == len(found.dots)


def test_a_name_stands_beside_the_dots() -> None:
    """The town's name is to be read, and no school hides behind it."""
    row = [Point(390_000 + 700 * place, 5_690_000, f"S{place}", "Hagen") for place in range(5)]
    found = dot_map(row)
    assert found is not None
    ((x, y, _town),) = found.towns
    near = [dot for dot in found.dots if abs(dot.x - x) < 20]
    assert near
    assert all(abs(dot.y - y) >= LINE / 2 + dot.radius for dot in near)


@pytest.mark.parametrize(
    ("first", "second", "right", "below"),
    [
        ((390_000, 5_690_000), (400_000, 5_690_000), True, False),
        ((390_000, 5_690_000), (390_000, 5_680_000), False, True),
        ((390_000, 5_690_000), (400_000, 5_680_000), True, True),
    ],
)
def test_east_is_right_and_south_is_below(
    first: tuple[int, int], second: tuple[int, int], right: bool, below: bool
) -> None:
    found = dot_map([Point(*first, "A", ""), Point(*second, "B", "")])
    assert found is not None
    places = {dot.names[0]: dot for dot in found.dots}
    assert (places["B"].x > places["A"].x, places["B"].y > places["A"].y) == (right, below)


def test_close_ones_share_a_dot_and_towns_do_not_cover_each_other() -> None:
    found = dot_map([
        Point(390_000, 5_690_000, "A", "Hagen"),
        Point(390_001, 5_690_001, "B", "Hagen"),
        Point(390_002, 5_690_000, "C", "Wetter"),
        Point(420_000, 5_690_000, "D", "Iserlohn"),
    ])  # fmt: skip
    assert found is not None
    assert [dot.names for dot in found.dots] == [("A", "B", "C"), ("D",)]
    assert [town for *_, town in found.towns] == ["Hagen", "Iserlohn"]
    assert (found.bar_metres, found.dots[0].more) == (5_000, 0)

"""Places and wishes. Pure."""

from collections.abc import Sequence


def places_left(capacity: int | None, taken: int) -> int | None:
    """How many may still come, never negative; None when places are not limited."""
    return None if capacity is None else max(capacity - taken, 0)


def free_places(capacity: int, taken: int) -> int:
    """Free places of a workshop, never negative."""
    return max(capacity - taken, 0)


def repeated_wish(wishes: Sequence[object]) -> int | None:
    """The rank (from 1) of the first wish that was named before; None when all differ."""
    for rank, wish in enumerate(wishes, start=1):
        if wish in wishes[: rank - 1]:
            return rank
    return None

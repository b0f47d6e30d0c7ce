"""Telling how far a long list has been worked through."""

from collections.abc import Callable, Iterator, Sequence

type Tell = Callable[[int, int], None]
"""Is told how many of how many rows are done."""

_STEP = 250


def silent(_done: int, _total: int) -> None:
    """For those who do not ask."""


def told[T](rows: Sequence[T], tell: Tell) -> Iterator[T]:
    """The rows one by one; `tell` hears before the first and after every 250."""
    for place, row in enumerate(rows):
        if place % _STEP == 0:
            tell(place, len(rows))
        yield row


def part(tell: Tell, first: int, last: int) -> Tell:
    """A `tell` for a part of the work: from `first` to `last` hundredths of the whole."""

    def within(done: int, total: int) -> None:
        done = total * first + done * (last - first)
        tell(done // 100, total)

    return within

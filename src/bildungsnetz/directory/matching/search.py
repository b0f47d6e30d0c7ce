"""`find_duplicates`: who is compared with whom, and who belongs together."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Protocol

from bildungsnetz.directory.matching.comparing import THRESHOLD, Evidence
from bildungsnetz.directory.matching.institutions import Institutions
from bildungsnetz.directory.matching.model import Candidate, CandidateKind, Pair
from bildungsnetz.directory.matching.persons import Persons

_LARGEST_BLOCK = 60
_TELL_EVERY = 2_000
_KINDS: tuple[tuple[CandidateKind, "Callable[[Sequence[Candidate]], Comparison]"], ...] = (
    ("institution", Institutions),
    ("person", Persons),
)


class Comparison(Protocol):
    """How candidates of one kind are brought together and compared, by their index."""

    def blocks(self, index: int) -> Iterable[tuple[Hashable, tuple[Hashable, ...]]]:
        """Keys under which a candidate is compared, each with ways to part a large block."""

    def compare(self, left: int, right: int) -> Evidence | None:
        """The evidence on two candidates; None for those that are certainly different."""


def find_duplicates(
    records: Iterable[Candidate],
    *,
    threshold: float = THRESHOLD,
    tell: Callable[[int, int], None] | None = None,
) -> list[Pair]:
    """The pairs whose score is at least `threshold` (0 to 1), the likeliest first.

    Institutions are compared with institutions, persons with persons. Two institutions with
    different numbers of one register are never a pair. `tell(done, total)` is told now and then
    how many candidates of the kind at hand are compared. ValueError if a key occurs twice.
    """
    candidates = list(records)
    if len({one.key for one in candidates}) < len(candidates):
        raise ValueError("every candidate needs a key of its own")
    pairs: list[Pair] = []
    for kind, comparison in _KINDS:
        some = [one for one in candidates if one.kind == kind]
        pairs += _pairs(some, comparison(some), threshold, tell)
    return sorted(pairs, key=lambda pair: -pair.score)


def _pairs(
    candidates: Sequence[Candidate],
    comparison: Comparison,
    threshold: float,
    tell: Callable[[int, int], None] | None,
) -> Iterator[Pair]:
    for left, partners in enumerate(_partners(len(candidates), comparison)):
        if tell is not None and left % _TELL_EVERY == 0:
            tell(left, len(candidates))
        for right in sorted(partners):
            evidence = comparison.compare(left, right)
            if evidence is not None and (score := evidence.score) >= threshold:
                keys = candidates[left].key, candidates[right].key
                yield Pair(*keys, round(score, 4), evidence.reasons)


def _partners(count: int, comparison: Comparison) -> Iterator[set[int]]:
    """For each candidate the later ones to compare it with; a set at a time, for memory's sake."""
    blocks_of: list[list[list[int]]] = [[] for _index in range(count)]
    for block in _blocks(count, comparison):
        for index in block:
            blocks_of[index].append(block)
    for index in range(count):
        yield {other for block in blocks_of[index] for other in block if other > index}
        blocks_of[index] = []


def _blocks(count: int, comparison: Comparison) -> Iterator[list[int]]:
    """Blocks of 2 to 60 candidates; larger ones are parted, or left out if they cannot be."""
    found: dict[Hashable, list[tuple[int, tuple[Hashable, ...]]]] = defaultdict(list)
    for index in range(count):
        for key, parting in comparison.blocks(index):
            found[key].append((index, parting))
    waiting = list(found.values())
    while waiting:
        members = waiting.pop()
        if len(members) <= _LARGEST_BLOCK:
            if len(members) > 1:
                yield [index for index, _parting in members]
            continue
        parts: dict[Hashable, list[tuple[int, tuple[Hashable, ...]]]] = defaultdict(list)
        for index, parting in members:
            if parting:
                parts[parting[0]].append((index, parting[1:]))
        waiting += parts.values()


def groups(pairs: Iterable[Pair]) -> list[tuple[str, ...]]:
    """Keys that belong together over one or more pairs, in the order of the pairs."""
    circles: dict[str, list[str]] = {}
    for pair in pairs:
        left = circles.setdefault(pair.left, [pair.left])
        right = circles.setdefault(pair.right, [pair.right])
        if left is not right:
            left += right
            circles.update(dict.fromkeys(right, left))
    return list(dict.fromkeys(tuple(circle) for circle in circles.values()))

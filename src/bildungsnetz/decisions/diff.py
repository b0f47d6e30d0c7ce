"""What changed between two wordings, word by word; pure.

Words and the spaces between them are compared, so that both texts can be put together again:
the kept and removed pieces are the old text, the kept and added ones the new.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["kept", "removed", "added"]
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that was kept, removed or added."""

    kind: Kind
    text: str


def by_words(old: str, new: str) -> list[Piece]:
    """Compare two texts; removed pieces stand before the added ones that took their place."""
    return list(_pieces(_TOKEN.findall(old), _TOKEN.findall(new)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    removed = added = ""
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for index, (step, i1, i2, j1, j2) in enumerate(steps):
        before, after = "".join(old[i1:i2]), "".join(new[j1:j2])
        between_changes = 0 < index < len(steps) - 1
        # A lone space between two changes counts as changed: "alt neu" reads better than stitches.
        if step != "equal" or (between_changes and before == " "):
            removed, added = removed + before, added + after
            continue
        yield from _changed(removed, added)
        removed = added = ""
        yield Piece("kept", before)
    yield from _changed(removed, added)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)

"""What cannot be at once: rooms, speakers, too small rooms, workshops outside their conference."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Protocol

from django.utils.translation import gettext


class Slot(Protocol):
    """What is asked of a workshop (the model, or anything with these names)."""

    number: int
    title: str
    room: str
    room_seats: int | None
    speaker: str
    starts_at: datetime
    ends_at: datetime
    capacity: int


@dataclass(frozen=True, slots=True)
class Clash:
    """A warning about the workshop with this number: room, speaker, seats or time."""

    number: int
    kind: str
    sentence: str


def clashes(
    workshops: Iterable[Slot], *, starts_at: datetime, ends_at: datetime
) -> tuple[Clash, ...]:
    """All warnings about the workshops of a conference from `starts_at` to `ends_at`, by number.

    A clash of two workshops is told at both. Workshops that only touch (10–11, 11–12) do not
    clash. The same speaker is the same name, whatever its capitals; several are divided by ";".
    """
    ordered = sorted(workshops, key=lambda workshop: workshop.number)
    found = [
        *_pairs(ordered),
        *(clash for one in ordered for clash in _alone(one, starts_at, ends_at)),
    ]
    return tuple(sorted(found, key=lambda clash: (clash.number, clash.kind, clash.sentence)))


def _pairs(ordered: Sequence[Slot]) -> Iterator[Clash]:
    for one, other in combinations(ordered, 2):
        if one.starts_at >= other.ends_at or other.starts_at >= one.ends_at:
            continue
        for first, second in ((one, other), (other, one)):
            if _same(first.room, second.room):
                yield Clash(first.number, "room", _room_sentence(first, second))
            for name in _shared_speakers(first, second):
                yield Clash(first.number, "speaker", _speaker_sentence(name, second))


def _alone(one: Slot, starts_at: datetime, ends_at: datetime) -> Iterator[Clash]:
    if one.room_seats is not None and one.capacity > one.room_seats:
        sentence = gettext(
            "%(capacity)s Plätze sind mehr, als der Raum hat: %(seats)s Sitzplätze."
        ) % {"capacity": one.capacity, "seats": one.room_seats}
        yield Clash(one.number, "seats", sentence)
    if one.starts_at < starts_at or one.ends_at > ends_at:
        yield Clash(
            one.number, "time", gettext("Der Workshop liegt außerhalb der Zeit der Konferenz.")
        )


def _room_sentence(first: Slot, second: Slot) -> str:
    return gettext("Der Raum „%(room)s“ ist zur selben Zeit belegt: %(other)s.") % {
        "room": first.room,
        "other": _name(second),
    }


def _speaker_sentence(name: str, second: Slot) -> str:
    return gettext("%(speaker)s ist zur selben Zeit eingeplant: %(other)s.") % {
        "speaker": name,
        "other": _name(second),
    }


def _name(workshop: Slot) -> str:
    return gettext("Workshop %(number)s „%(title)s“") % {
        "number": workshop.number,
        "title": workshop.title,
    }


def _same(one: str, other: str) -> bool:
    return bool(one.strip()) and one.strip().casefold() == other.strip().casefold()


def _shared_speakers(one: Slot, other: Slot) -> list[str]:
    others = {name.casefold() for name in _speakers(other)}
    return [name for name in _speakers(one) if name.casefold() in others]


def _speakers(workshop: Slot) -> list[str]:
    return [name.strip() for name in re.split(r";|\n", workshop.speaker) if name.strip()]

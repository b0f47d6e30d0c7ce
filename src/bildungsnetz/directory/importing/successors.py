"""Why an institution is gone from a register, and which one likely follows it. Pure.

Schools merge, move and change their form under a new number: what stays is mostly the house, the
telephone or the name of the patron. Alone the house says little (school centres), so that only
what speaks clearest is proposed; the rest is offered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.importing.deciding import Proposal, name_of, reference
from bildungsnetz.directory.importing.planning import Existing, Plan, State
from bildungsnetz.directory.matching import Candidate
from bildungsnetz.directory.matching.features import InstitutionTraits, of_institution
from bildungsnetz.kit.tables import Remark

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_OFFERED = 3
_LIKELY = 4
_RARE = 2
_LONG_NUMBER = 4
_SCHOOL_YEAR_BEGINS = (8, 1)
_SAYS: dict[str, tuple[int, StrPromise]] = {
    "number": (4, _("nennt ihre Nummer")),
    "house": (3, _("gleiche Anschrift")),
    "phone": (3, _("gleiche Telefonnummer")),
    "email": (3, _("gleiche E-Mail-Adresse")),
    "word": (2, _("gemeinsamer Name")),
    "new": (1, _("neu in der Datei")),
}


@dataclass(frozen=True)
class Successor:
    """One that may follow. `reference` as in `deciding`; `why`: the reasons, the first weightiest.

    `opened_on` in ISO form or "".
    """

    reference: str
    name: str
    why: tuple[StrPromise, ...]
    opened_on: str = ""


@dataclass(frozen=True)
class Departure:
    """One that is gone: why it is thought to be, who may follow, and how to close it."""

    item: Existing
    reasons: tuple[Remark, ...]
    successors: tuple[Successor, ...]
    proposal: Proposal


@dataclass(frozen=True)
class _Open:
    """A possible successor."""

    successor: Successor
    traits: InstitutionTraits
    is_new: bool


def departures(
    drawn: Plan,
    existing: Iterable[Existing],
    *,
    closed: Collection[Hashable],
    schools: Collection[str],
    kinds: Collection[str],
    today: date,
) -> list[Departure]:
    """Each that is gone with its reason, likely successors and a day of closing, in their order.

    `closed` are keys of those that cannot follow; `schools` the slugs of kinds whose years begin
    on 1 August (§ 7 SchulG NRW), so that they close on that day. Where no likely successor is found
    and the kind is not among the `kinds` the table names, the proposal is doubtful.
    """
    gone = {item.key for item in drawn.gone}
    if not gone:
        return []
    index = _Index(_open(drawn, existing, gone | set(closed)))
    found = []
    for item in drawn.gone:
        successors, is_likely = index.following(item)
        first = successors[0] if is_likely else None
        lacks_kind = first is None and item.values.get("kind") not in kinds
        proposal = Proposal(
            on=_closing_day(item, first, schools, today),
            successor=first.reference if first else "",
            is_doubtful=lacks_kind,
        )
        found.append(Departure(item, _reasons(item, lacks_kind=lacks_kind), successors, proposal))
    return found


def _open(drawn: Plan, existing: Iterable[Existing], out: Collection[Hashable]) -> list[_Open]:
    new = [
        _possible(reference(new=name_of(row.record.values)), row.record.values, is_new=True)
        for row in drawn.in_state(State.NEW)
        if row.record
    ]
    old = [
        _possible(reference(existing=item.key), item.values, is_new=False)
        for item in existing
        if item.key not in out
    ]
    return [*new, *old]


def _possible(named: str, values: Mapping[str, str], *, is_new: bool) -> _Open:
    successor = Successor(named, values.get("name", ""), (), values.get("opened_on", ""))
    return _Open(successor, _traits(values), is_new)


def _traits(values: Mapping[str, str]) -> InstitutionTraits:
    """Numbers and forms are left out: a successor has others."""
    return of_institution(
        Candidate(
            key="",
            kind="institution",
            name=values.get("name", ""),
            street=values.get("street", ""),
            postcode=values.get("postcode", ""),
            city=values.get("city", ""),
            phone=values.get("phone", ""),
            email=values.get("email", ""),
        )
    )


class _Index:
    """The possible successors by what they may share with one that is gone."""

    def __init__(self, candidates: Sequence[_Open]) -> None:
        self._by: dict[tuple[str, Hashable], list[_Open]] = defaultdict(list)
        for one in candidates:
            for what, value in _marks(one.traits):
                self._by[what, value].append(one)

    def following(self, item: Existing) -> tuple[tuple[Successor, ...], bool]:
        """At most three, the likeliest first, and whether the first stands out."""
        said: dict[str, dict[str, int]] = defaultdict(dict)
        ones: dict[str, _Open] = {}
        for what, value in _marks(_traits(item.values)):
            sharing = self._by.get((what, value), []) if what in _SAYS else []
            for one in sharing if what != "word" or len(sharing) <= _RARE else []:
                ones[one.successor.reference] = one
                said[one.successor.reference][what] = _SAYS[what][0]
        number = item.values.get("number", "")
        for one in self._by.get(("mentions", number), []) if number else []:
            ones[one.successor.reference] = one
            said[one.successor.reference]["number"] = _SAYS["number"][0]
        for name, one in ones.items():
            if one.is_new:
                said[name]["new"] = _SAYS["new"][0]
        return _ranked(ones, said)


def _ranked(
    ones: Mapping[str, _Open], said: Mapping[str, Mapping[str, int]]
) -> tuple[tuple[Successor, ...], bool]:
    order = sorted(ones, key=lambda name: (-sum(said[name].values()), name))
    scores = [sum(said[name].values()) for name in order]
    stands_out = bool(scores) and scores[0] >= _LIKELY and scores[0] not in scores[1:]
    return tuple(_with_reasons(ones[name], said[name]) for name in order[:_OFFERED]), stands_out


def _with_reasons(one: _Open, said: Mapping[str, int]) -> Successor:
    found = one.successor
    why = tuple(_SAYS[what][1] for what in sorted(said, key=lambda what: -said[what]))
    return Successor(found.reference, found.name, why, found.opened_on)


def _marks(traits: InstitutionTraits) -> Iterable[tuple[str, Hashable]]:
    """What two may share, apart from nothing: house, telephone, mailbox, words of the name."""
    if traits.place:
        yield "house", traits.place
    if traits.phone:
        yield "phone", traits.phone
    if traits.email:
        yield "email", traits.email
    for word in sorted(traits.name.words):
        yield "word", (word, traits.city)
    for number in sorted(traits.name.contrasts[-1]):
        if len(number) >= _LONG_NUMBER:
            yield "mentions", number


def _reasons(item: Existing, *, lacks_kind: bool) -> tuple[Remark, ...]:
    number = item.values.get("number")
    missing = (
        Remark(_("Die Nummer %(number)s steht nicht mehr in der Datei."), number=number)
        if number
        else Remark(_("Name und Postleitzahl stehen nicht mehr in der Datei."))
    )
    if not lacks_kind:
        return (missing,)
    text = _(
        "Die Datei enthält keine einzige Einrichtung dieser Art; vielleicht führt das Register sie "
        "nicht mehr."
    )
    return missing, Remark(text)


def _closing_day(
    item: Existing, successor: Successor | None, schools: Collection[str], today: date
) -> date:
    """The day its successor opened, the last 1 August for a school, else today; never before it
    opened itself."""
    opened = item.values.get("opened_on") or date.min.isoformat()
    day = today
    if item.values.get("kind") in schools:
        begins = date(today.year, *_SCHOOL_YEAR_BEGINS)
        day = begins if begins <= today else begins.replace(year=today.year - 1)
    if successor and opened < successor.opened_on <= today.isoformat():
        day = date.fromisoformat(successor.opened_on)
    return max(day, date.fromisoformat(opened))

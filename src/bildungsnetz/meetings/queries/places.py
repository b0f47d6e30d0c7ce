"""Reads of registrations, wishes and places: who comes, what a computed allocation gives whom."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext, ngettext

from bildungsnetz.kit.composing import composed_once
from bildungsnetz.meetings import rules
from bildungsnetz.meetings.allocation import Goal, Result
from bildungsnetz.meetings.models import Allocation, Meeting, Registration, Wish, Workshop
from bildungsnetz.meetings.queries.conferences import workshops
from bildungsnetz.meetings.queries.participants import Coming, coming
from bildungsnetz.meetings.rules import free_places


@dataclass(frozen=True, slots=True)
class Inputs:
    """What goes into an allocation: keys as text, wishes best first, titles for the sentences."""

    wishes: dict[str, list[str]]
    capacities: dict[str, int]
    titles: dict[str, str]

    @property
    def hash(self) -> str:
        """SHA-256 of wishes and capacities; equal inputs have equal hashes."""
        plain = json.dumps([self.wishes, self.capacities], sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Seated:
    """One person in a workshop of the preview; `rank` is None without a wish for it."""

    person: Coming
    rank: int | None
    by_hand: bool


@dataclass(slots=True)
class WorkshopList:
    """One workshop of the preview with its persons."""

    workshop: Workshop
    people: list[Seated] = field(default_factory=list)

    @property
    def free(self) -> int:
        """Places left."""
        return free_places(self.workshop.capacity, len(self.people))


@dataclass(frozen=True, slots=True)
class Preview:
    """An allocation as its page shows it."""

    lists: list[WorkshopList]
    unplaced: list[Coming]
    profile: list[tuple[int, int]]
    without_wish: int
    is_stale: bool


def inputs(meeting: Meeting) -> Inputs:
    """The allocation's input as it stands now: registered persons, workshops that take place."""
    registered = meeting.registrations.filter(state=Registration.State.REGISTERED)
    people = registered.order_by("name", "pk").values_list("pk", flat=True)
    return _inputs(meeting, workshops(meeting), people)


def _inputs(meeting: Meeting, live: Sequence[Workshop], people: Iterable[int]) -> Inputs:
    """The input about these persons; wishes for workshops that do not take place are left out."""
    capacities = {str(workshop.pk): workshop.capacity for workshop in live}
    wishes: dict[str, list[str]] = {str(key): [] for key in people}
    for person, workshop in _wishes(meeting.pk):
        if str(person) in wishes and str(workshop) in capacities:
            wishes[str(person)].append(str(workshop))
    titles = {str(workshop.pk): workshop.title for workshop in live}
    return Inputs(wishes=wishes, capacities=capacities, titles=titles)


@composed_once
def _wishes(meeting: int) -> QuerySet[Wish, tuple[int, int]]:
    rows = Wish.objects.filter(registration__meeting=meeting).order_by("rank")
    return rows.values_list("registration", "workshop")


def result_of(allocation: Allocation, found: Inputs) -> Result:
    """The stored allocation as the pure core's result, for its sentences."""
    placements: dict[str, str] = dict(allocation.placements)
    return Result(
        goal=Goal(allocation.goal),
        rank_sum=allocation.rank_sum,
        profile=tuple(allocation.profile),
        unplaced=tuple(allocation.unplaced),
        placements=placements,
        ranks={key: rank_in(found.wishes, key, place) for key, place in placements.items()},
        fixed=frozenset(allocation.moved),
    )


def rank_in(wishes: Mapping[str, list[str]], person: str, workshop: str) -> int | None:
    """Which wish of the person the workshop is, from 1; None if it was not wished."""
    wished = wishes.get(person, [])
    return wished.index(workshop) + 1 if workshop in wished else None


def preview(allocation: Allocation) -> Preview:
    """The allocation's lists, its numbers and whether its input has changed since; 3 queries."""
    live = workshops(allocation.meeting)
    people = {str(person.pk): person for person in coming(allocation.meeting)}
    found = _inputs(allocation.meeting, live, [person.pk for person in people.values()])
    lists = {str(one.pk): WorkshopList(one) for one in live}
    moved = set(allocation.moved)
    for key, place in allocation.placements.items():
        if key in people and place in lists:
            rank = rank_in(found.wishes, key, place)
            lists[place].people.append(Seated(people[key], rank, key in moved))
    for one in lists.values():
        one.people.sort(key=lambda seated: (seated.person.name, seated.person.pk))
    placed = [seated for one in lists.values() for seated in one.people]
    return Preview(
        lists=list(lists.values()),
        unplaced=[people[key] for key in allocation.unplaced if key in people],
        profile=list(enumerate(allocation.profile, start=1)),
        without_wish=sum(seated.rank is None for seated in placed),
        is_stale=allocation.published_at is None and allocation.input_hash != found.hash,
    )


def in_words(shown: Preview) -> list[str]:
    """The totals as sentences: "48 Personen bekommen ihren 1. Wunsch."."""
    sentences = [
        ngettext(
            "%(count)s Person bekommt ihren %(rank)s. Wunsch.",
            "%(count)s Personen bekommen ihren %(rank)s. Wunsch.",
            count,
        )
        % {"count": count, "rank": rank}
        for rank, count in shown.profile
    ]
    if shown.without_wish:
        sentences.append(
            ngettext(
                "%(count)s Person bekommt einen freien Platz ohne Wunsch.",
                "%(count)s Personen bekommen einen freien Platz ohne Wunsch.",
                shown.without_wish,
            )
            % {"count": shown.without_wish}
        )
    return [*sentences, _unplaced_sentence(len(shown.unplaced))]


def bars(shown: Preview) -> list[tuple[str, int]]:
    """The numbers of the chart: persons by wish, without a wish, without a place."""
    rows = [(gettext("%(rank)s. Wunsch") % {"rank": rank}, count) for rank, count in shown.profile]
    return [
        *rows,
        (gettext("ohne Wunsch zugeteilt"), shown.without_wish),
        (gettext("ohne Platz"), len(shown.unplaced)),
    ]


def movable(shown: Preview) -> list[Coming]:
    """Everybody of the preview, those without a place first, then by name."""
    placed = [seated.person for one in shown.lists for seated in one.people]
    return [*shown.unplaced, *sorted(placed, key=lambda person: (person.name, person.pk))]


def _unplaced_sentence(count: int) -> str:
    if not count:
        return gettext("Alle haben einen Platz.")
    return ngettext(
        "%(count)s Person bleibt ohne Platz.", "%(count)s Personen bleiben ohne Platz.", count
    ) % {"count": count}


def allocations(meeting: Meeting) -> QuerySet[Allocation]:
    """The meeting's allocations, the published one first, then the latest."""
    return (
        Allocation.objects.filter(meeting=meeting)
        .select_related("meeting", "meeting__region")
        .order_by(F("published_at").desc(nulls_last=True), "-made_at", "-pk")
    )


def is_published(meeting: Meeting) -> bool:
    """Tell whether people were told their places: then wishes are no longer asked for."""
    return Allocation.objects.filter(meeting=meeting, published_at__isnull=False).exists()


def wishable_workshops(meeting: Meeting) -> list[Workshop]:
    """The workshops one may wish: none once the places are published."""
    return [] if is_published(meeting) else workshops(meeting)


def choosable_workshops(person: Registration) -> list[Workshop]:
    """The workshops with a free place that the person is not in; none before the publication."""
    if not is_published(person.meeting):
        return []
    own = getattr(getattr(person, "placement", None), "workshop_id", None)
    return [one for one in workshops(person.meeting) if _is_free(one) and one.pk != own]


def _is_free(workshop: Any) -> bool:
    """Of a workshop as `workshops` counts it."""
    return bool(free_places(workshop.capacity, workshop.taken))


def places_left(meeting: Meeting) -> int | None:
    """How many may still come; None when places are not limited. Not locked: only for showing."""
    if meeting.capacity is None:
        return None
    taken = Registration.objects.filter(meeting=meeting, state=Registration.State.REGISTERED)
    return rules.places_left(meeting.capacity, taken.count())


def sign_in_sheets(meeting: Meeting) -> list[WorkshopList]:
    """For each workshop the persons with a published place, by name."""
    lists = {one.pk: WorkshopList(one) for one in workshops(meeting)}
    for person in coming(meeting):
        if person.workshop in lists:
            lists[person.workshop].people.append(Seated(person, person.rank, by_hand=False))
    return list(lists.values())

"""Whatever refers to two records: nothing refers to the gone one afterwards, and all comes back."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bildungsnetz.directory.models import (
    Affiliation,
    Audience,
    Confirmation,
    ContactBasis,
    InstitutionPair,
    PersonPair,
)
from bildungsnetz.meetings.models import Invitation, Meeting, Registration
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.regions.models import Region
from tests.cast import NOW
from tests.directory.growing import dump, grow
from tests.directory.test_merging import left_to, merge, two, undo

YEARS = st.one_of(st.none(), st.integers(2000, 2008))
SPELL = st.tuples(YEARS, st.one_of(st.none(), st.integers(2009, 2015)))
WHO = st.sampled_from(["kept", "gone"])
ROWS = st.lists(
    st.tuples(
        WHO,
        st.sampled_from(["function", "mandate", "invited", "picked", "basis", "pair", "care"]),
        st.integers(0, 2),
        SPELL,
        st.booleans(),
    ),
    max_size=14,
)


class World:
    """Two records and what else there is; each random row refers to one of the two."""

    def __init__(self, region: Region, kind: str) -> None:
        self.region, self.kind = region, kind
        self.kept, self.gone = two(region, kind)
        model = "institution" if kind == "person" else "person"
        self.others = [two(region, model)[0]]
        self.meetings = [grow(Meeting, region=region) for _ in range(3)]
        self.organs = [grow(Organ, region=region) for _ in range(3)]
        self.audiences = [grow(Audience, region=region) for _ in range(3)]
        self.runs = [grow(Confirmation).run for _ in range(3)]  # type: ignore[attr-defined]
        self.strangers = [grow(type(self.kept), region=region) for _ in range(3)]

    def add(self, who: str, what: str, place: int, spell: Any, flag: bool) -> None:
        """One more row, unless the database refuses it."""
        target = self.kept if who == "kept" else self.gone
        with suppress(IntegrityError), transaction.atomic():
            getattr(self, what)(target, place, spell, flag)

    def spell(self, spell: Any) -> dict[str, Any]:
        begin, end = spell
        return {
            "active_from": begin and date(begin, 1, 1),
            "active_to": end and date(end, 1, 1),
        }

    def function(self, target: Any, place: int, spell: Any, flag: bool) -> None:
        other = "person" if self.kind == "institution" else "institution"
        grow(
            Affiliation, **{self.kind: target, other: self.others[0]}, represents=flag,
            function=f"Funktion {place}", **self.spell(spell),
        )  # fmt: skip

    def mandate(self, target: Any, place: int, spell: Any, flag: bool) -> None:
        period = self.spell((spell[0] or 2001, spell[1]))
        role = "guest" if flag else "member"
        grow(Mandate, organ=self.organs[place], role=role, **{self.kind: target}, **period)

    def invited(self, target: Any, place: int, spell: Any, flag: bool) -> None:
        if self.kind == "person":
            return
        meeting = self.meetings[place]
        state = "accepted" if flag else "invited"
        row = grow(Invitation, meeting=meeting, institution=target, state=state)
        for number in range(1 if flag else 0, 3 if spell[0] else 1):
            grow(Registration, meeting=meeting, invitation=row, name=f"Name {number}")

    def picked(self, target: Any, place: int, _spell: Any, flag: bool) -> None:
        if self.kind == "institution":
            audience = self.audiences[place]
            (audience.added if flag else audience.removed).add(target)

    def basis(self, target: Any, place: int, _spell: Any, flag: bool) -> None:
        if self.kind == "person":
            purpose = ["network", "news", "photos"][place]
            grow(ContactBasis, person=target, purpose=purpose, objected_at=NOW if flag else None)

    def pair(self, target: Any, place: int, _spell: Any, flag: bool) -> None:
        left, right = sorted([target.pk, self.strangers[place].pk])
        model = InstitutionPair if self.kind == "institution" else PersonPair
        grow(model, left_id=left, right_id=right, settled_at=NOW if flag else None)

    def care(self, target: Any, place: int, _spell: Any, flag: bool) -> None:
        if self.kind == "institution":
            answered = NOW if flag else None
            grow(Confirmation, institution=target, run=self.runs[place], answered_at=answered)


@pytest.mark.parametrize("kind", ["institution", "person"])
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, swapped=st.booleans())
def test_any_merger_leaves_nothing_behind_and_can_be_undone(
    hagen: Region, kind: str, rows: list[Any], swapped: bool
) -> None:
    with transaction.atomic():
        world = World(hagen, kind)
        for row in rows:
            world.add(*row)
        kept, gone = (world.gone, world.kept) if swapped else (world.kept, world.gone)
        before = dump()
        made = merge(kept, gone)
        assert left_to(type(gone), gone.pk) == []
        assert undo(made) == ()
        assert dump() == before
        transaction.set_rollback(True)

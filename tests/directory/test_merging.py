"""Two records become one: everything that refers to them moves along, and comes back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.actions.merging import merge_records, undo_merge
from bildungsnetz.directory.merging import rules
from bildungsnetz.directory.merging.references import Relation, relations
from bildungsnetz.directory.models import Institution, Merge, Person
from bildungsnetz.regions.models import Region
from tests.cast import NOW, make_institution
from tests.directory.growing import dump, grow
from tests.directory.makers import OFFICE, make_person

LATER = NOW + timedelta(days=29)
ALL = [
    pytest.param(kind, relation, id=relation.name)
    for kind, model in (("institution", Institution), ("person", Person))
    for relation in relations(model)
]


def two(region: Region, kind: str) -> tuple[Any, Any]:
    """The record that stays and the one that goes."""
    if kind == "institution":
        return (
            make_institution(region, "Goethe-Gymnasium", number="191000"),
            make_institution(region, "Goethe Gymnasium Hagen", number="191001"),
        )
    return (
        make_person(region, "Albers", given_name="Anna", email="a.albers@hagen.example"),
        make_person(region, "Albers", given_name="A.", phone="02331 1"),
    )


def merge(kept: Any, gone: Any, **choice: str) -> Merge:
    kind = kept._meta.model_name
    return merge_records(
        region=kept.region, kind=kind, kept=kept.pk, gone=gone.pk, choice=choice, by=OFFICE, at=NOW
    )


def undo(made: Merge) -> tuple[str, ...]:
    return undo_merge(merge=made, by=OFFICE, at=LATER).left


def left_to(model: type[Model], key: int) -> list[str]:
    """The relations in which anything still refers to the record."""
    return [one.name for one in relations(model) if one.rows(key).exists()]


@pytest.mark.parametrize(("kind", "relation"), ALL)
def test_every_reference_moves_along_and_comes_back(
    hagen: Region, kind: str, relation: Relation
) -> None:
    """For each model of the product that refers to a record, joining tables included."""
    kept, gone = two(hagen, kind)
    if relation.model._meta.model_name in {"institutionpair", "personpair"}:
        other = grow(type(gone), region=hagen)
        left, right = sorted([gone.pk, other.pk])
        row = grow(relation.model, left_id=left, right_id=right, settled_at=NOW)
    else:
        row = grow(relation.model, **{relation.column: gone.pk})
    before = dump()
    made = merge(kept, gone)
    assert left_to(type(gone), gone.pk) == []
    assert not type(gone).objects.filter(pk=gone.pk).exists()
    moved = relation.model._base_manager.get(pk=row.pk)
    assert kept.pk in [getattr(moved, field.attname) for field in moved._meta.concrete_fields]
    assert undo(made) == ()
    assert dump() == before


def test_links_of_every_purpose_are_thought_of() -> None:
    """A new purpose must say to which rows its links lead, or that they cannot be merged."""
    assert rules.declared_purposes() == set(PersonalLink.Purpose.values)

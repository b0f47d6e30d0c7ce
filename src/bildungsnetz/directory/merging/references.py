"""What refers to a record, found by introspection, so that rows of later models are found too."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    ForeignKey,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UniqueConstraint,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from bildungsnetz.directory.merging.packing import name_of
from bildungsnetz.directory.merging.rules import rule_of


@dataclass(frozen=True, slots=True)
class Relation:
    """A foreign key of some model, joining tables included, to the model of a merged record."""

    model: type[Model]
    field: "ForeignKey[Any, Any]"

    @property
    def column(self) -> str:
        """The name of the key's attribute, with `_id`."""
        return self.field.attname

    @property
    def name(self) -> str:
        """The model's name and the key's, as the page and the command count by it."""
        return f"{name_of(self.model)}.{self.field.name}"

    def rows(self, key: Any) -> QuerySet[Any]:
        """The rows that refer to the record."""
        return self.model._base_manager.filter(**{self.column: key})


def relations(model: type[Model]) -> tuple[Relation, ...]:
    """All foreign keys to a model, in a steady order."""
    return _relations(model)


@cache
def _relations(model: Any) -> tuple[Relation, ...]:
    found = [
        Relation(one.related_model, one.field)
        for one in model._meta.get_fields(include_hidden=True)
        if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)
    ]
    return tuple(sorted(found, key=lambda one: one.name))


def with_twins(relation: Relation, gone: Any, kept: Any) -> QuerySet[Any]:
    """Rows of the gone record that cannot stand beside one of the kept record's; `twin` is its key.

    Two collide by a constraint of the database, or because a rule calls them alike.
    """
    rows: QuerySet[Any] = relation.rows(gone)
    found = [
        Case(When(applies, then=Subquery(twins.order_by("pk").values("pk")[:1])), default=None)
        for applies, twins in _twins(relation, kept)
    ]
    if not found:
        return rows.none()
    twin = Coalesce(*found, Value(None), output_field=BigIntegerField())
    rows = rows.annotate(twin=twin).filter(twin__isnull=False)
    return rows.order_by("pk")


def _twins(relation: Relation, kept: Any) -> list[tuple[Q, QuerySet[Any]]]:
    """For each reason to collide: to which rows it applies, and the kept record's rows it names."""
    theirs = relation.rows(kept)
    found = [
        (applies, theirs.filter(applies, **{name: OuterRef(name) for name in others}))
        for applies, others in _unique_sets(relation)
    ]
    if alike := rule_of(relation.model).alike:
        found.append((Q(pk__isnull=False), theirs.filter(alike(relation))))
    return found


@cache
def _unique_sets(relation: Relation) -> tuple[tuple[Q, tuple[str, ...]], ...]:
    """Conditions and further fields of the constraints in which the key takes part."""
    meta, key = relation.model._meta, relation.field.name
    always = Q(pk__isnull=False)
    found: list[tuple[Q, tuple[str, ...]]] = [(always, ())] if relation.field.unique else []
    found += [(always, tuple(names)) for names in meta.unique_together if key in names]
    found += [
        (one.condition or always, tuple(one.fields))
        for one in meta.constraints
        if isinstance(one, UniqueConstraint) and key in one.fields
    ]
    return tuple(
        (applies, tuple(name for name in names if name != key)) for applies, names in found
    )

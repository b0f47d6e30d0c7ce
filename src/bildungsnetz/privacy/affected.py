"""Whom a breach concerns (Art. 33, 34 DSGVO): who stands behind what was written, or all."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import ForeignKey, Model

from bildungsnetz.accounts.models import AuditEntry, User
from bildungsnetz.directory.models import Person
from bildungsnetz.kit.privacy import Category, Table
from bildungsnetz.privacy.overview import label_of
from bildungsnetz.privacy.registry import TABLES
from bildungsnetz.regions.models import Region

# How many references a row may stand away from its human: a wish → the registration.
STEPS = 3
BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}


@dataclass
class Human:
    """One affected human: how she is reached, and which of her data were touched."""

    name: str
    address: str
    data: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)
    first: datetime | None = None
    last: datetime | None = None


@dataclass
class Affected:
    """Everybody whom it concerns, and how many touched records lead to nobody any more."""

    humans: list[Human]
    entries: int
    unknown: int


def affected(
    region: Region, *, since: datetime, until: datetime | None = None, by: str = ""
) -> Affected:
    """The humans behind all records that were written since a moment, by somebody or anybody."""
    entries = AuditEntry.objects.filter(region=region, at__gte=since).order_by("number")
    if until is not None:
        entries = entries.filter(at__lte=until)
    if by:
        entries = entries.filter(actor=by)
    found: dict[tuple[str, str], Human] = {}
    unknown = 0
    number = 0
    for entry in entries.iterator(chunk_size=1000):
        number += 1
        table = BY_NAME.get(entry.record_type)
        people = list(_people_of(table, entry.record_id)) if table else []
        unknown += not people and table is not None and table.rows_of is not None
        for name, address in people:
            _note(found.setdefault((name, address), Human(name, address)), entry, table)
    return Affected(sorted(found.values(), key=lambda one: one.name), number, unknown)


def everybody(region: Region) -> Affected:
    """All of whom the region holds a name or an address: a stolen backup concerns them all."""
    found: dict[tuple[str, str], Human] = {}
    for person in Person.objects.filter(region=region):
        pair = (str(person), person.email)
        found.setdefault(pair, Human(*pair)).data.add(str(BY_NAME["person"].label))
    for table in TABLES:
        if table.identity:
            rows = table.model._default_manager.filter(**{table.region: region.pk})
            for pair in rows.order_by().values_list(*table.identity).distinct():
                found.setdefault(pair, Human(*pair)).data.add(str(table.label))
    return Affected(sorted(found.values(), key=lambda one: one.name), 0, 0)


def _note(human: Human, entry: AuditEntry, table: Table | None) -> None:
    human.actions.add(entry.action)
    human.first, human.last = human.first or entry.at, entry.at
    if table is not None:
        human.data.update(
            str(label_of(table, name))
            for name, one in table.fields.items()
            if one.is_personal and one.category is not Category.REFERENCE
        )


def _people_of(table: Table, key: str) -> Iterator[tuple[str, str]]:
    row = table.model._default_manager.filter(pk=key).first() if key.isdecimal() else None
    if row is not None:
        yield from _behind(row, STEPS)


def _behind(row: Model, steps: int) -> Iterator[tuple[str, str]]:
    """Name and address of the human of a row, found on itself or along its references."""
    table = BY_NAME.get(row._meta.model_name or "")
    if isinstance(row, Person):
        yield str(row), row.email
    elif isinstance(row, User):
        yield row.display_name, row.email
    elif table is not None and table.identity:
        name, address = table.identity
        yield getattr(row, name), getattr(row, address)
    elif table is not None and table.rows_of is not None and steps:
        for target in _references(row, table):
            yield from _behind(target, steps - 1)


def _references(row: Model, table: Table) -> Iterator[Any]:
    for name, one in table.fields.items():
        column = row._meta.get_field(name)
        if isinstance(column, ForeignKey) and one.category is Category.REFERENCE:
            target = getattr(row, name)
            if target is not None:
                yield target

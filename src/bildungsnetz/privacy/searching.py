"""Finds somebody by name or address in all rooms: also a guest who is in no register."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from bildungsnetz.directory.models import Person
from bildungsnetz.kit.privacy import ANONYMOUS, Table
from bildungsnetz.privacy.registry import TABLES
from bildungsnetz.privacy.subjects import Keys
from bildungsnetz.regions.models import Region

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One row that may be somebody's."""

    key: str
    kind: "StrOrPromise"
    name: str
    address: str
    at: Any


def find_rows(region: Region, text: str) -> list[Found]:
    """Rows with a name or an address in which the text stands; at most 50 of each kind."""
    text = text.strip()
    if len(text) < 3:
        return []
    return [found for table in TABLES if table.identity for found in _rows(table, region, text)]


def find_persons(region: Region, text: str) -> list[Person]:
    """Contacts of the register in whose name or address all words stand; at most 50."""
    words = text.split()
    if len(text.strip()) < 3:
        return []
    rows = Person.objects.filter(region=region)
    for word in words:
        rows = rows.filter(
            Q(given_name__icontains=word)
            | Q(family_name__icontains=word)
            | Q(email__icontains=word)
        )
    return list(rows.exclude(family_name=ANONYMOUS).order_by("sort_name", "pk")[:MOST])


def _rows(table: Table, region: Region, text: str) -> list[Found]:
    if table.identity is None:
        return []
    name, address = table.identity
    rows = table.model._default_manager.filter(**{table.region: region.pk}).filter(
        Q(**{f"{name}__icontains": text}) | Q(**{f"{address}__icontains": text})
    )
    columns = ["pk", name, address, *([table.born] if table.born else [])]
    found = rows.exclude(**{f"{name}__startswith": ANONYMOUS}).order_by("-pk")
    return [
        Found(f"{table.name}:{row[0]}", table.label, row[1], row[2], row[3] if table.born else None)
        for row in found.values_list(*columns)[:MOST]
    ]


def keys_of(region: Region, chosen: list[str]) -> Keys:
    """The rows named in a form as "registration:12", as far as the region has them."""
    found: set[tuple[str, str]] = set()
    for table in TABLES:
        numbers = [
            number for one in chosen for kind, _colon, number in [one.partition(":")]
            if kind == table.name and number.isdecimal() and len(number) < 18
        ]  # fmt: skip
        if table.identity and numbers:
            here = table.model._default_manager.filter(**{table.region: region.pk}, pk__in=numbers)
            found.update((table.name, str(key)) for key in here.values_list("pk", flat=True))
    return frozenset(found)

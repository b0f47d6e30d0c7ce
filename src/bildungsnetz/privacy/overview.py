"""What is held of somebody, table by table, counted with one question to the database."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet, Value

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.kit.privacy import Erasure, Export, Row, Subject, Table
from bildungsnetz.privacy.registry import TABLES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that belong to somebody: how many, and what is declared of them."""

    table: Table
    count: int

    @property
    def basis(self) -> "StrOrPromise":
        """Why the data may be used."""
        return self.table.basis.label

    @property
    def is_deleted(self) -> bool:
        """Whether an erasure takes the rows as a whole."""
        return self.table.row is Row.DELETE

    @property
    def is_deleted_if_free(self) -> bool:
        """Whether it takes them unless a mandate has to stay."""
        return self.table.row is Row.DELETE_IF_FREE

    @property
    def emptied(self) -> "list[StrOrPromise]":
        """The fields that an erasure empties or makes anonymous in rows that stay."""
        return self._labels(Erasure.EMPTY, Erasure.ANONYMISE)

    @property
    def scrubbed(self) -> "list[StrOrPromise]":
        """The texts that stay, without the name."""
        return self._labels(Erasure.SCRUB)

    def _labels(self, *erasures: Erasure) -> "list[StrOrPromise]":
        return [
            label_of(self.table, name)
            for name, one in self.table.fields.items()
            if one.is_personal and one.export is Export.OWN and one.erasure in erasures
        ]

    @property
    def kept(self) -> "dict[str, list[StrOrPromise]]":
        """The fields that stay at an erasure, by the reason why."""
        found: dict[str, list[StrOrPromise]] = {}
        for name, one in self.table.fields.items():
            stays = one.is_personal and one.export is Export.OWN and one.erasure is Erasure.KEEP
            if stays and one.why:
                found.setdefault(str(one.why), []).append(label_of(self.table, name))
        return found


def label_of(table: Table, name: str) -> "StrOrPromise":
    """The German name of a field: as declared, else the model's own."""
    own: StrOrPromise = table.model._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return table.fields[name].label or own


def personal_tables() -> list[Table]:
    """The tables whose rows can belong to somebody, from the ground floor up."""
    return [table for table in TABLES if table.rows_of is not None]


def parts(subject: Subject, *, trail: bool = True) -> list[Part]:
    """What is held of somebody; tables without a row of hers are left out."""
    tables = [one for one in personal_tables() if trail or one.model is not AuditEntry]
    each = [_count(place, table, subject) for place, table in enumerate(tables)]
    found = {one["place"]: one["number"] for one in each[0].union(*each[1:], all=True)}
    return [Part(table, found[place]) for place, table in enumerate(tables) if found.get(place)]


def _count(place: int, table: Table, subject: Subject) -> QuerySet[Any, Any]:
    """The table's place and how many of its rows are hers, each once however often it is found."""
    if table.rows_of is None:
        raise ValueError(table.name)
    rows = table.rows_of(subject).order_by().values(place=Value(place))
    counted: QuerySet[Any, Any] = rows.annotate(number=Count("pk", distinct=True))
    return counted

"""What is held of somebody, table by table, counted with one question to the database."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, QuerySet, Value

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.kit import marks
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
    found = dict(marks.ask(asked(subject, trail=trail)))
    return [Part(table, found[place]) for place, table in enumerate(tables) if found.get(place)]


def asked(subject: Subject, *, trail: bool) -> marks.Question:
    """The question how many rows of each table are hers.

    Composed once for all humans of whom as many keys, addresses and names are known; where the
    office recognised single rows, for her alone.
    """
    if subject.rows:
        return compose(subject, trail=trail)
    known = (subject.persons, subject.users, subject.addresses, subject.names)
    shape = [len(one) for one in known]
    real = dict(zip(_marks(*shape), _real(subject), strict=True))
    return marks.fill(_composed(*shape, trail, connection.vendor), real)


def _marks(*shape: int) -> list[int | str]:
    """Region, persons, users; addresses, names."""
    persons, users, addresses, names = shape
    keys: list[int | str] = [marks.key_mark(place) for place in range(1 + persons + users)]
    return [*keys, *map(marks.text_mark, range(addresses + names))]


def _real(subject: Subject) -> list[Any]:
    """What the marks stand for, in their order."""
    addresses = [marks.as_whole(one) for one in subject.addresses]
    return [subject.region, *subject.persons, *subject.users, *addresses, *subject.names]


@lru_cache(64)
def _composed(
    persons: int, users: int, addresses: int, names: int, trail: bool, _vendor: str
) -> marks.Question:
    signs = _marks(persons, users, addresses, names)
    keys = [one for one in signs if isinstance(one, int)]
    texts = [one for one in signs if isinstance(one, str)]
    stand_in = Subject(
        region=keys[0],
        persons=frozenset(keys[1 : 1 + persons]),
        users=frozenset(keys[1 + persons :]),
        addresses=frozenset(texts[:addresses]),
        names=frozenset(texts[addresses:]),
    )
    return compose(stand_in, trail=trail)


def compose(subject: Subject, *, trail: bool) -> marks.Question:
    """The question about one human as Django writes it."""
    tables = [one for one in personal_tables() if trail or one.model is not AuditEntry]
    each = [_count(place, table, subject) for place, table in enumerate(tables)]
    return marks.question(each[0].union(*each[1:], all=True))


def _count(place: int, table: Table, subject: Subject) -> QuerySet[Any, Any]:
    """The table's place and how many of its rows are hers, each once however often it is found."""
    if table.rows_of is None:
        raise ValueError(table.name)
    rows = table.rows_of(subject).order_by().values(place=Value(place))
    counted: QuerySet[Any, Any] = rows.annotate(number=Count("pk", distinct=True))
    return counted

"""What is declared: fields, tables, and the human to whom rows belong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.privacy.periods import Retention
from bildungsnetz.kit.privacy.terms import Activity, Basis, Category, Erasure, Export, Row

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django_stubs_ext import StrOrPromise

NOBODY = Q(pk__in=[])
RECORDED = _(
    "Niederschriften, Empfehlungen und Beschlüsse bleiben im Wortlaut erhalten und werden dem "
    "Archiv angeboten (Art. 17 Abs. 3 Buchst. b und d DSGVO)."
)


@dataclass(frozen=True, slots=True)
class Field:
    """The declaration of one field. What it leaves open, its table says for all fields."""

    category: Category
    export: Export
    erasure: Erasure
    label: "StrOrPromise" = ""
    purpose: "StrOrPromise" = ""
    basis: Basis | None = None
    retention: Retention | None = None
    # Why a field with personal data stays at an erasure (Art. 17(3)).
    why: "StrOrPromise" = ""
    # Rows of others may name the person in this field too, so it is searched for her.
    searched: bool = False

    @property
    def is_personal(self) -> bool:
        """Tell whether the field holds data of the person to whom the row belongs."""
        return self.category not in {Category.NONE, Category.MENTION}


@dataclass(frozen=True, slots=True)
class Subject:
    """One human in one region: the keys, addresses and names under which she is known there."""

    region: int
    persons: frozenset[int] = frozenset()
    users: frozenset[int] = frozenset()
    # Lower-case addresses; whole names as they are written ("Anna Albers", "Dr. Anna Albers").
    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    # Rows that somebody of the office recognised as hers: (model's name, key).
    rows: frozenset[tuple[str, str]] = frozenset()

    def address_in(self, column: str) -> Q:
        """Rows whose `column` is one of her addresses, whatever its capitals."""
        found = NOBODY
        for address in self.addresses:
            found |= Q(**{f"{column}__iexact": address})
        return found

    def known_by(self, *, name: str, address: str) -> Q:
        """Rows that bear both a name and an address of hers.

        One of them alone does not do: schools share one address, and namesakes exist. Such rows
        are shown to the office, which decides (`maybe`).
        """
        return Q(**{f"{name}__in": self.names}) & self.address_in(address)

    def maybe(self, *, name: str, address: str) -> Q:
        """Rows that bear a name or an address of hers."""
        return Q(**{f"{name}__in": self.names}) | self.address_in(address)

    def chosen(self, model: "type[Model]") -> Q:
        """Rows of a model that were recognised as hers one by one."""
        name = model._meta.model_name
        return Q(pk__in=[key for kind, key in self.rows if kind == name])


Rows = Callable[[Subject], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The declaration of one model.

    `rows_of` names the rows that belong to a person (personal data only); `maybe` those which may.
    `identity` names the columns of name and address by which a row without a foreign key is known
    to be somebody's. `source` says where the data come from; `born` is the field that dates a row.
    """

    model: "type[Model]"
    activity: Activity
    purpose: "StrOrPromise"
    retention: Retention
    fields: Mapping[str, Field]
    label: "StrOrPromise" = ""
    basis: Basis = Basis.NONE
    source: "StrOrPromise" = ""
    rows_of: Rows | None = None
    maybe: Rows | None = None
    row: Row = Row.STAY
    identity: tuple[str, str] | None = None
    born: str = ""
    # What else changes in a row whose file had to be emptied because it named an erased person.
    emptied: "Callable[[Any], Mapping[str, Any]]" = lambda _row: {}
    # How to come from a row to its region, in double underscores; "" if it has none.
    region: str = "region"
    exported: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = tuple(name for name, one in self.fields.items() if one.export is Export.OWN)
        object.__setattr__(self, "exported", names)

    @property
    def name(self) -> str:
        """The model's name in small letters, as the audit trail writes it."""
        return self.model._meta.model_name or ""

    def basis_of(self, one: Field) -> Basis:
        """The legal basis of one of the fields."""
        return one.basis or self.basis

    def retention_of(self, one: Field) -> Retention:
        """How long one of the fields is kept."""
        return one.retention or self.retention


def plain(names: str) -> dict[str, Field]:
    """Declare fields, divided by spaces, that hold nothing about a person."""
    return dict.fromkeys(names.split(), Field(Category.NONE, Export.TECHNICAL, Erasure.KEEP))


def told(**labels: "StrOrPromise") -> dict[str, Field]:
    """Fields without data of their own that make a person's copy readable (dates, states).

    An empty label stands for the field's own name.
    """
    return {
        name: Field(Category.NONE, Export.OWN, Erasure.KEEP, label=label)
        for name, label in labels.items()
    }


def derived(names: str) -> dict[str, Field]:
    """Fields that the database computes from others; they vanish with those."""
    return dict.fromkeys(names.split(), Field(Category.NONE, Export.TECHNICAL, Erasure.DERIVED))


def mentions(names: str) -> dict[str, Field]:
    """Texts, data or files about something else in which people may be named."""
    one = Field(Category.MENTION, Export.OTHERS, Erasure.SCRUB, searched=True)
    return dict.fromkeys(names.split(), one)


def recorded(names: str) -> dict[str, Field]:
    """The wording of minutes and decisions: people may be named in it, and it is not rewritten."""
    one = Field(Category.MENTION, Export.OTHERS, Erasure.KEEP, why=RECORDED)
    return dict.fromkeys(names.split(), one)


def personal(
    category: Category, erasure: Erasure, *, export: Export = Export.OWN, **more: Any
) -> Field:
    """A field about the person to whom the row belongs; part of her copy unless said otherwise."""
    return Field(category, export, erasure, **more)


def machine(erasure: Erasure = Erasure.EMPTY, **more: Any) -> Field:
    """A key, secret or mark that stands for a person; never part of a copy."""
    return Field(Category.REFERENCE, Export.TECHNICAL, erasure, **more)


def kept(category: Category, why: "StrOrPromise", **more: Any) -> Field:
    """A field about the person that stays at an erasure, for a reason that she is told."""
    return Field(category, Export.OWN, Erasure.KEEP, why=why, **more)


def joining(
    *throughs: Any, activity: Activity, purpose: "StrOrPromise", retention: Retention
) -> list[Table]:
    """Tables that only join two records without personal data (many-to-many)."""
    return [
        Table(
            model=through,
            activity=activity,
            purpose=purpose,
            retention=retention,
            region="",
            fields=plain(" ".join(one.name for one in through._meta.concrete_fields)),
        )
        for through in throughs
    ]

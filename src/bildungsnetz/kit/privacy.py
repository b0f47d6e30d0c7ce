"""How a field of a model is declared under data protection law: what for, why, how long, to whom.

Each room keeps one `Table` for each of its models in its `privacy.py`. From them follow the record
of processing (Art. 30 DSGVO), the copy of one's own data (Art. 15, 20), erasure (Art. 17) and what
is deleted when its time is over (Art. 5(1)(e)). A field that nobody declared fails the build.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django_stubs_ext import StrOrPromise

NOBODY = Q(pk__in=[])


class Activity(Enum):
    """The processing activities of the record (Art. 30), in its order."""

    DIRECTORY = "directory"
    ORGANS = "organs"
    MEETINGS = "meetings"
    CIRCULARS = "circulars"
    ROUNDS = "rounds"
    SITE = "site"
    ACCESS = "access"
    BACKUPS = "backups"


class Basis(Enum):
    """Why data may be used. `TASK` is Art. 6(1)(e) with § 78a SchulG NRW and § 3 DSG NRW."""

    NONE = "none"
    TASK = "task"
    CONSENT = "consent"
    DUTY = "duty"

    @property
    def label(self) -> "StrOrPromise":
        """The basis in words, as it stands in the record and in the copy of one's data."""
        return BASIS_LABELS[self]


BASIS_LABELS: "Mapping[Basis, StrOrPromise]" = {
    Basis.NONE: _("kein Personenbezug"),
    Basis.TASK: _(
        "Aufgabe im öffentlichen Interesse (Art. 6 Abs. 1 Buchst. e DSGVO, § 78a SchulG NRW, "
        "§ 3 DSG NRW)"
    ),
    Basis.CONSENT: _("Einwilligung (Art. 6 Abs. 1 Buchst. a DSGVO)"),
    Basis.DUTY: _("rechtliche Verpflichtung (Art. 6 Abs. 1 Buchst. c, Art. 5 Abs. 2, 32 DSGVO)"),
}


class Category(Enum):
    """The kind of data in a field; `NONE` has nothing to do with a person."""

    NONE = "none"
    NAME = "name"
    CONTACT = "contact"
    FUNCTION = "function"
    PARTICIPATION = "participation"
    OPINION = "opinion"
    LETTER = "letter"
    ACCESS = "access"
    AUTHOR = "author"
    CONSENT = "consent"
    SENSITIVE = "sensitive"
    REFERENCE = "reference"
    # Texts and files about something else in which people may be named.
    MENTION = "mention"

    @property
    def label(self) -> "StrOrPromise":
        """The kind of data in words."""
        return CATEGORY_LABELS[self]


CATEGORY_LABELS: "Mapping[Category, StrOrPromise]" = {
    Category.NONE: _("Sachdaten"),
    Category.NAME: _("Namen, Anrede, Titel"),
    Category.CONTACT: _("dienstliche Erreichbarkeit"),
    Category.FUNCTION: _("Funktionen und Mandate mit Zeitraum"),
    Category.PARTICIPATION: _("Einladungen, Anmeldungen, Wünsche, Plätze"),
    Category.OPINION: _("Antworten in Konsensrunden, Einwände, Berichte"),
    Category.LETTER: _("versandte Schreiben"),
    Category.ACCESS: _("Anmeldung, Sitzungen, persönliche Links"),
    Category.AUTHOR: _("wer etwas eingetragen hat"),
    Category.CONSENT: _("Rechtsgrundlagen, Hinweise, Einwilligungen, Widersprüche"),
    Category.SENSITIVE: _("Angaben zu Verpflegung und Barrierefreiheit"),
    Category.REFERENCE: _("Zuordnung zu einer Person"),
    Category.MENTION: _("Texte und Dateien, in denen Personen genannt sein können"),
}


class Export(Enum):
    """Whether a field is part of the copy of one's own data."""

    OWN = "own"
    # Keys, secrets and marks of the machine, which tell a person nothing about herself.
    TECHNICAL = "technical"
    # It tells of others as well, who have rights of their own (Art. 15(4)).
    OTHERS = "others"


class Erasure(Enum):
    """What becomes of a field when its person is erased and the row stays."""

    EMPTY = "empty"
    ANONYMISE = "anonymise"
    # Names and addresses of the person are taken out of the text, the rest of it stays.
    SCRUB = "scrub"
    KEEP = "keep"
    # Computed from other fields; follows by itself.
    DERIVED = "derived"


class Row(Enum):
    """What becomes of a person's row as a whole."""

    STAY = "stay"
    DELETE = "delete"
    # Deleted unless something that must stay refers to it (a mandate); then emptied as declared.
    DELETE_IF_FREE = "delete_if_free"


class Anchor(Enum):
    """From which event a retention counts."""

    RECORDED = "recorded"
    EVENT_ENDED = "event_ended"
    FUNCTION_ENDED = "function_ended"
    FINISHED = "finished"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept: `period` after `anchor`; None means as long as it is needed."""

    key: str
    period: timedelta | None
    anchor: Anchor
    text: "StrOrPromise"

    @property
    def is_limited(self) -> bool:
        """Tell whether time alone ends it."""
        return self.period is not None


# The periods of the reliability bar's section on data protection (≈ ours where no law names one).
PERMANENT = Retention(
    "permanent", None, Anchor.RECORDED, _("dauerhaft; wird dem Archiv angeboten (§ 10 DSG NRW)")
)
WHILE_USED = Retention(
    "while_used", None, Anchor.RECORDED, _("solange die Bildungsregion damit arbeitet")
)
CONTACT = Retention(
    "contact",
    timedelta(days=365),
    Anchor.FUNCTION_ENDED,
    _("bis 12 Monate nach dem Ende der Funktion"),
)
REGISTRATION = Retention(
    "registration",
    timedelta(days=183),
    Anchor.EVENT_ENDED,
    _("bis 6 Monate nach der Veranstaltung, danach nur noch Zahlen"),
)
DIETARY = Retention(
    "dietary", timedelta(days=14), Anchor.EVENT_ENDED, _("bis 14 Tage nach der Veranstaltung")
)
MAIL_LOG = Retention(
    "mail_log", timedelta(days=90), Anchor.FINISHED, _("bis 90 Tage nach dem Versand")
)
FAILED_ATTEMPTS = Retention("failed_attempts", timedelta(days=30), Anchor.RECORDED, _("30 Tage"))
SESSION = Retention(
    "session", timedelta(0), Anchor.EXPIRED, _("bis zum Abmelden, längstens 14 Tage")
)
LINK = Retention(
    "link", timedelta(days=90), Anchor.EXPIRED, _("bis 90 Tage nach Ablauf ihrer Gültigkeit")
)
JOB = Retention("job", timedelta(days=30), Anchor.FINISHED, _("30 Tage nach der Erledigung"))
UPLOAD = Retention(
    "upload", timedelta(days=30), Anchor.FINISHED, _("Dateien bis 30 Tage nach der Übernahme")
)
TRAIL = Retention(
    "trail",
    timedelta(days=1096),
    Anchor.RECORDED,
    _("Namen und Einzelheiten 3 Jahre, die Prüfkette dauerhaft"),
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

    `rows_of` names the rows that belong to a person (personal data only); `maybe` those which may;
    `source` says where the data come from; `born` the field that dates a row.
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
    born: str = ""
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

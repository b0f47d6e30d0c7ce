"""The words of a declaration: activity, basis, kind of data, copy, erasure."""

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What stands in the place of a name. Stored, so always in the office's own language.
ANONYMOUS = "gelöschte Person"


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

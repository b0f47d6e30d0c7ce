"""What of an entry may stand in public: per field, off by default. Pure, apart from the words.

Persons: name and function of those who act for a public body may be named after they were told
(IFG NRW §§ 9 (3), 12); everything else, and everybody else, needs their consent.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.rules import DirectoryRefusal

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

INSTITUTION_FIELDS: Mapping[str, "StrPromise"] = {
    "address": _("Anschrift"),
    "phone": _("Telefon"),
    "fax": _("Telefax"),
    "email": _("E-Mail-Adresse"),
    "website": _("Internetseite"),
    "legal_form": _("Rechtsform"),
    "profile": _("Steckbrief"),
    "contacts": _("Ansprechpersonen, die selbst öffentlich genannt werden dürfen"),
    "activity": _("Mitwirkung: Gremien und besuchte Konferenzen"),
}
"""What can be released of an institution. A public one always shows name, kind, stages, fields of
action and topics."""

PERSON_FIELDS: Mapping[str, "StrPromise"] = {
    "function": _("Funktion"),
    "email": _("E-Mail-Adresse"),
    "phone": _("Telefon"),
}
"""What can be released of a person besides the name (`Person.is_public`)."""

COLUMNS: Mapping[str, tuple[str, ...]] = {"address": ("street", "postcode", "city")}
"""The columns behind a field, where they are not the one of its name."""

REGISTER_FIELDS = ("address", "phone", "email", "website")
"""What an open register publishes itself; the importer's choice "publish" releases these."""

PUBLISHING = _(
    "Für offene Register: Öffentlich stehen dann Name, Art und Stufen sowie Anschrift, Telefon, "
    "E-Mail-Adresse und Internetseite. Alles andere geben Sie einzeln frei."
)


class BasisWanting(DirectoryRefusal):
    """A person is named in public only for a reason that is written down."""

    sentence = _("Bitte wählen Sie, warum die Person öffentlich genannt werden darf.")
    field = "publication_basis"


class NameWanting(DirectoryRefusal):
    """Without the name nothing else of a person is shown."""

    sentence = _("Ohne den Namen kann nichts anderes der Person öffentlich stehen.")
    field = "public_fields"


class ConsentWanting(DirectoryRefusal):
    """The office covers name and function; telephone and address need the person's consent."""

    sentence = _("Telefon und E-Mail-Adresse einer Person brauchen ihre Einwilligung.")
    field = "publication_basis"


def cleaned(chosen: Collection[str], declared: Mapping[str, object]) -> list[str]:
    """The chosen fields, each once, as declared. Raises ValueError for one that is not declared."""
    if unknown := set(chosen) - set(declared):
        raise ValueError(f"Not declared: {sorted(unknown)}")
    return [name for name in declared if name in chosen]


def check_person(*, is_public: bool, fields: Collection[str], basis: str) -> None:
    """Raise NameWanting, BasisWanting or ConsentWanting unless these may stand in public.

    `basis` is "office", "consent" or "" (Person.PublicationBasis).
    """
    if fields and not is_public:
        raise NameWanting
    if is_public and not basis:
        raise BasisWanting
    if basis == "office" and set(fields) - {"function"}:
        raise ConsentWanting


def released_labels(fields: Collection[str]) -> list[str]:
    """The released fields of an institution in words, as declared."""
    return [str(label) for name, label in INSTITUTION_FIELDS.items() if name in fields]


def register_fields(*, publish: bool) -> list[str]:
    """What an imported institution shows: the fields of an open register, or nothing."""
    return list(REGISTER_FIELDS) if publish else []

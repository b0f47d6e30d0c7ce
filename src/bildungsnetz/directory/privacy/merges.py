"""Duplicates and mergers: what is kept to take a merger back."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import DuplicateSearch, InstitutionPair, Merge, PersonPair
from bildungsnetz.directory.privacy.persons import persons
from bildungsnetz.kit.privacy import (
    CONTACT,
    UPLOAD,
    WHILE_USED,
    Activity,
    Basis,
    Category,
    Erasure,
    Row,
    Subject,
    Table,
    machine,
    mentions,
    personal,
    plain,
    told,
)

TWICE = _("doppelte Einträge im Register finden und zusammenführen")
COMPARED = _("aus dem Vergleich der Einträge im Register")


def pairs(subject: Subject) -> QuerySet[Any]:
    """Pairs in which her record stands."""
    hers = persons(subject)
    return PersonPair.objects.filter(Q(left__in=hers) | Q(right__in=hers))


def mergers(subject: Subject) -> QuerySet[Any]:
    """Mergers of records of hers."""
    return Merge.objects.filter(region=subject.region, kind="person").filter(
        Q(kept__in=subject.persons) | Q(gone__in=subject.persons)
    )


TABLES = [
    Table(
        model=DuplicateSearch,
        activity=Activity.DIRECTORY,
        purpose=TWICE,
        retention=WHILE_USED,
        fields=plain("id region kind asked_at done_at compared"),
    ),
    Table(
        model=InstitutionPair,
        activity=Activity.DIRECTORY,
        purpose=TWICE,
        retention=WHILE_USED,
        fields=plain("id region score reasons found_at settled_at left right"),
    ),
    Table(
        model=PersonPair,
        activity=Activity.DIRECTORY,
        label=_("Ähnliche Einträge"),
        purpose=TWICE,
        basis=Basis.TASK,
        retention=CONTACT,
        source=COMPARED,
        row=Row.DELETE,
        rows_of=pairs,
        fields={
            **plain("id region score settled_at"),
            **told(found_at=_("Gefunden am")),
            # Who the other one is, is nobody's business but the office's.
            "left": machine(),
            "right": machine(),
            **mentions("reasons"),
        },
    ),
    Table(
        model=Merge,
        activity=Activity.DIRECTORY,
        label=_("Zusammengeführte Einträge"),
        purpose=TWICE,
        basis=Basis.TASK,
        retention=UPLOAD,
        source=COMPARED,
        rows_of=mergers,
        fields={
            **plain("id region kind undo_until absorbed"),
            **told(made_at=_("Zusammengeführt am"), undone_at=_("Rückgängig gemacht am")),
            "kept": machine(Erasure.KEEP, why=_("nur die Nummer eines Eintrags, kein Inhalt")),
            "gone": machine(Erasure.KEEP, why=_("nur die Nummer eines Eintrags, kein Inhalt")),
            "snapshot": personal(
                Category.CONTACT,
                Erasure.EMPTY,
                label=_("Angaben vor der Zusammenführung"),
                # What two institutions were before may name people in its texts.
                searched=True,
            ),
            **mentions("made_by"),
        },
    ),
]

"""The yearly confirmation: what institutions answered, and which changes they proposed."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import ChangeProposal, Confirmation, ConfirmationRun
from bildungsnetz.directory.privacy.persons import persons
from bildungsnetz.kit.privacy import (
    CONTACT,
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

CARE = _("das Register von den Einrichtungen selbst prüfen und berichtigen lassen")


def proposals(subject: Subject) -> QuerySet[Any]:
    """Changes of her own record and of what she does where."""
    hers = persons(subject)
    return ChangeProposal.objects.filter(Q(person__in=hers) | Q(affiliation__person__in=hers))


TABLES = [
    Table(
        model=ConfirmationRun,
        activity=Activity.DIRECTORY,
        purpose=CARE,
        retention=WHILE_USED,
        basis=Basis.TASK,
        fields={
            **plain("id region title audience closes_on state created_at released_at closed_at"),
            **plain("reminders"),
            **mentions("subject body"),
        },
    ),
    Table(
        model=Confirmation,
        activity=Activity.DIRECTORY,
        purpose=CARE,
        retention=WHILE_USED,
        region="run__region",
        fields=plain(
            "id run institution issued_for to_representative affiliation link message state "
            "answered_at confirmed_at reminded_at"
        ),
    ),
    Table(
        model=ChangeProposal,
        activity=Activity.DIRECTORY,
        label=_("Vorgeschlagene Änderungen"),
        purpose=CARE,
        basis=Basis.TASK,
        retention=CONTACT,
        source=_(
            "über den persönlichen Link der Einrichtung oder von der Person selbst mitgeteilt"
        ),
        row=Row.DELETE,
        rows_of=proposals,
        fields={
            **plain("id region confirmation decided_by made"),
            **told(
                kind=_("Art der Änderung"),
                proposed_at=_("Vorgeschlagen am"),
                state=_("Stand"),
                decided_at=_("Entschieden am"),
            ),
            "institution": personal(Category.FUNCTION, Erasure.EMPTY, label=_("Einrichtung")),
            "person": machine(),
            "affiliation": machine(),
            "field": personal(Category.CONTACT, Erasure.EMPTY, label=_("Angabe")),
            "old": personal(Category.CONTACT, Erasure.EMPTY, label=_("Bisher"), searched=True),
            "new": personal(Category.CONTACT, Erasure.EMPTY, label=_("Neu"), searched=True),
            **mentions("proposed_by reason"),
        },
    ),
]

"""Institutions, audiences, imports: no persons, but files and texts that may name some."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import (
    Audience,
    ImportLayout,
    ImportRun,
    Institution,
    InstitutionKind,
    Person,
)
from bildungsnetz.kit.privacy import (
    UPLOAD,
    WHILE_USED,
    Activity,
    Basis,
    Table,
    derived,
    joining,
    mentions,
    plain,
)

REGISTER = _("das Register der Einrichtungen im Netzwerk")


def without_rows(run: ImportRun) -> dict[str, Any]:
    """What changes in a run whose file is gone: its rows can be neither shown nor used."""
    gone: dict[str, Any] = {"preview": {}}
    if run.state == ImportRun.State.PREVIEW:
        gone["state"] = ImportRun.State.DISCARDED
    return gone


TABLES = [
    Table(
        model=InstitutionKind,
        activity=Activity.DIRECTORY,
        purpose=REGISTER,
        retention=WHILE_USED,
        fields=plain("id region slug name aliases is_school order"),
    ),
    Table(
        model=Institution,
        activity=Activity.DIRECTORY,
        purpose=REGISTER,
        basis=Basis.TASK,
        retention=WHILE_USED,
        fields={
            **plain("id region kind name number street postcode city district ags"),
            **plain("easting northing website legal_form is_public opened_on closed_on successor"),
            **plain("public_fields confirmed_at is_trusted created_at changed_at source"),
            # How the institution itself is reached, whoever answers there.
            **plain("phone fax email"),
            **mentions("profile"),
            **derived("sort_name search_text"),
        },
    ),
    *joining(
        InstitutionKind.stages.through,
        InstitutionKind.fields.through,
        Institution.stages.through,
        Institution.fields.through,
        Institution.topics.through,
        Audience.added.through,
        Audience.removed.through,
        ImportRun.fields.through,
        ImportLayout.fields.through,
        Person.topics.through,
        activity=Activity.DIRECTORY,
        purpose=REGISTER,
        retention=WHILE_USED,
    ),
    Table(
        model=Audience,
        activity=Activity.DIRECTORY,
        purpose=_("Verteiler als gespeicherte Abfragen über das Register"),
        retention=WHILE_USED,
        fields=plain("id region name query created_at"),
    ),
    Table(
        model=ImportRun,
        activity=Activity.DIRECTORY,
        purpose=_("Register einlesen, prüfen und übernehmen"),
        basis=Basis.TASK,
        retention=UPLOAD,
        emptied=without_rows,
        fields={
            **plain("id region source licence_note mapping only_city publish layout fingerprint"),
            **plain("planned_at state uploaded_at uploaded_by committed_at counts"),
            **mentions("file_name content preview decisions left"),
        },
    ),
    Table(
        model=ImportLayout,
        activity=Activity.DIRECTORY,
        purpose=_("wie die Spalten eines Registers beim nächsten Mal gelesen werden"),
        retention=WHILE_USED,
        fields=plain("id region source headers mapping licence_note only_city publish used_at"),
    ),
]

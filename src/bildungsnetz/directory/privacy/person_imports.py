"""Lists of persons on their way in: file and preview name people until the run is settled."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import PersonImport
from bildungsnetz.kit.privacy import UPLOAD, Activity, Basis, Table, mentions, plain


def without_rows(run: PersonImport) -> dict[str, Any]:
    """What changes in a run whose file is gone: its rows can be neither shown nor used."""
    gone: dict[str, Any] = {"preview": {}, "decisions": {}}
    if run.state == PersonImport.State.PREVIEW:
        gone["state"] = PersonImport.State.DISCARDED
    return gone


TABLES = [
    Table(
        model=PersonImport,
        activity=Activity.DIRECTORY,
        purpose=_("Listen von Personen einlesen, prüfen und übernehmen"),
        basis=Basis.TASK,
        retention=UPLOAD,
        emptied=without_rows,
        fields={
            **plain("id region source unknown headers columns fingerprint planned_at state"),
            **plain("counts uploaded_at uploaded_by settled_at"),
            **mentions("file_name source_note content preview decisions"),
        },
    ),
]

"""The privacy room's own tables: about the office, and about nobody any more."""

from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.privacy import PERMANENT, WHILE_USED, Activity, Basis, Table, plain
from bildungsnetz.privacy.models import ErasureRecord, Responsibility

TABLES = [
    Table(
        model=Responsibility,
        activity=Activity.SITE,
        purpose=_("Angaben zur verantwortlichen Stelle für das Verzeichnis"),
        basis=Basis.DUTY,
        retention=WHILE_USED,
        fields=plain("id region controller officer hoster joint measures changed_at"),
    ),
    Table(
        model=ErasureRecord,
        activity=Activity.BACKUPS,
        purpose=_("Löschungen nachweisen und nach dem Zurückspielen einer Sicherung wiederholen"),
        basis=Basis.DUTY,
        retention=PERMANENT,
        fields=plain("id region key at counts wiped_at"),
    ),
]

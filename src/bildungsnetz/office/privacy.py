"""The office's own register of circulars."""

from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.privacy import PERMANENT, Activity, Basis, Table, mentions, plain
from bildungsnetz.office.models import Circular

TABLES = [
    Table(
        model=Circular,
        activity=Activity.CIRCULARS,
        purpose=_("Rundschreiben, wie sie das Haus verlassen haben"),
        basis=Basis.TASK,
        retention=PERMANENT,
        fields={
            **plain("id region reference dated_on signed_by is_public audience kind released_at"),
            **mentions("subject body"),
        },
    )
]

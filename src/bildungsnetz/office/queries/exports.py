"""The register of circulars as a file."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.kit.listing import Listing
from bildungsnetz.office.models import Circular


def circular_listing(found: QuerySet[Circular]) -> Listing:
    """The circulars of a list, in its order, without their texts."""
    return Listing(
        name="rundschreiben",
        title=gettext("Rundschreiben"),
        headers=[
            gettext("Betreff"),
            gettext("Datum"),
            gettext("Zeichen"),
            gettext("Art der Nachricht"),
            gettext("Öffentlich"),
            gettext("Verteiler"),
            gettext("Versendet am"),
        ],
        rows=lambda: map(_cells, found.select_related("audience").defer("body")),
    )


def _cells(row: Circular) -> Sequence[str]:
    sent = timezone.localdate(row.released_at) if row.released_at else None
    return [
        row.subject,
        f"{row.dated_on:%d.%m.%Y}",
        row.reference,
        str(Circular.Kind(row.kind).label),
        gettext("ja") if row.is_public else gettext("nein"),
        row.audience.name if row.audience else "",
        f"{sent:%d.%m.%Y}" if sent else "",
    ]

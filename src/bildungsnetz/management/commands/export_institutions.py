"""`export_institutions --output FILE`: the register's institutions, or those of an audience."""

from django.utils import timezone
from django.utils.translation import gettext_noop

from bildungsnetz.directory import queries
from bildungsnetz.directory.models import Audience
from bildungsnetz.kit.listing import Listing
from bildungsnetz.management.exporting import ExportCommand
from bildungsnetz.regions.models import Region


class Command(ExportCommand):
    help = gettext_noop("Schreibt die Einrichtungen in eine Datei (CSV, Excel, vCard).")

    def listing(self, region: Region, audience: Audience | None) -> Listing:
        """All institutions, closed ones too; of an audience those of today."""
        today = timezone.localdate()
        rows = queries.institutions(region)
        if audience is not None:
            rows = queries.audience_institutions(audience, today=today)
        return queries.institution_listing(rows)

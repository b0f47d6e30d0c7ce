"""`export_persons --output FILE`: the register's persons, or those of an audience."""

from django.utils import timezone
from django.utils.translation import gettext_noop

from bildungsnetz.directory import queries
from bildungsnetz.directory.models import Audience
from bildungsnetz.kit.listing import Listing
from bildungsnetz.management.exporting import ExportCommand
from bildungsnetz.regions.models import Region


class Command(ExportCommand):
    help = gettext_noop("Schreibt die Personen in eine Datei (CSV, Excel, vCard).")

    def listing(self, region: Region, audience: Audience | None) -> Listing:
        """All persons with what they do now; of an audience those whom it reaches today."""
        today = timezone.localdate()
        rows = queries.persons(region)
        if audience is not None:
            rows = queries.audience_people(audience, today=today)
        return queries.person_listing(rows, today)

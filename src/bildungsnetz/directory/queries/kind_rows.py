"""The kinds of institutions as their list shows them."""

from django.db.models import QuerySet

from bildungsnetz.directory.models import Institution, InstitutionKind
from bildungsnetz.directory.queries.institutions import kinds
from bildungsnetz.kit.joined import joined_names, row_count
from bildungsnetz.regions.models import FieldOfAction, Region, Stage


def kinds_with_ties(region: Region) -> QuerySet[InstitutionKind]:
    """The kinds with `stage_names`, `field_names`, and `used`: how many institutions they have."""
    return kinds(region).annotate(
        stage_names=joined_names(Stage.objects.all(), "institution_kinds"),
        field_names=joined_names(FieldOfAction.objects.all(), "institution_kinds"),
        used=row_count(Institution, "kind"),
    )

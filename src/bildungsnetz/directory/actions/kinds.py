"""The kinds of institution a region starts with."""

from datetime import datetime

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.applying import make_kinds
from bildungsnetz.directory.importing import KINDS
from bildungsnetz.directory.models import InstitutionKind
from bildungsnetz.regions.models import Region


@transaction.atomic
def seed_kinds(*, region: Region, by: Actor, at: datetime) -> list[InstitutionKind]:
    """Give the region the school forms and the other kinds it lacks, with spellings and stages.

    Those it has stay as they are; a second call writes nothing.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    made = make_kinds(region, KINDS)
    if made:
        detail = {"kinds": [kind.slug for kind in made]}
        audit.record(region=region, by=by, at=at, action="kinds.seeded", on=region, detail=detail)
    return made

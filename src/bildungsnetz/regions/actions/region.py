"""Writes about the region itself, and what a new region starts with."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from bildungsnetz.kit import changes
from bildungsnetz.regions import rules, trail
from bildungsnetz.regions.actions.holidays import seed_holidays
from bildungsnetz.regions.models import Region, Stage, Topic

if TYPE_CHECKING:
    from bildungsnetz.accounts.audit import Actor


@transaction.atomic
def save_region(
    *, region: Region, values: Mapping[str, Any], by: "Actor", at: datetime
) -> dict[str, Any]:
    """Change names, office address and notes of the region; returns what changed."""
    changed = changes.apply(region, values)
    if changed:
        region.save(update_fields=list(changed))
        trail.record(
            region=region, by=by, at=at, action="region.changed", on=region, detail=changed
        )
    return changed


@transaction.atomic
def seed_region(*, region: Region, by: "Actor", at: datetime) -> dict[str, int]:
    """Give a new region the usual stages and topics and the shipped school holidays.

    Harmless when repeated: what is there stays as it is. Returns how many of each were made.
    """
    made = {"stages": 0, "topics": 0}
    for order, (slug, name) in enumerate(rules.DEFAULT_STAGES):
        _, new = Stage.objects.get_or_create(
            region=region, slug=slug, defaults={"name": name, "order": order}
        )
        made["stages"] += new
    for slug, name in rules.DEFAULT_TOPICS:
        _, new = Topic.objects.get_or_create(region=region, slug=slug, defaults={"name": name})
        made["topics"] += new
    made["holidays"] = seed_holidays(region=region, by=by, at=at)
    trail.record(region=region, by=by, at=at, action="region.seeded", on=region, detail=made)
    return made

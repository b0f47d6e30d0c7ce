"""Writes of the office itself: the register of circulars."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.kit import changes
from bildungsnetz.office.models import Circular
from bildungsnetz.regions.models import Region


@transaction.atomic
def save_circular(
    *, region: Region, circular: Circular | None, values: Mapping[str, Any], by: Actor, at: datetime
) -> Circular:
    """Write a circular into the register; None enters a new one."""
    record = circular or Circular(region=region)
    changed = changes.apply(record, values)
    record.save()
    action = "circular.changed" if circular else "circular.added"
    audit.record(region=region, by=by, at=at, action=action, on=record, detail=changed)
    return record

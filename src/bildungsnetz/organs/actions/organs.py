"""Writes about organs: founding, changing, closing."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.kit import changes
from bildungsnetz.kit.slugs import free_slug
from bildungsnetz.organs import rules
from bildungsnetz.organs.actions.errors import Refused
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region


@transaction.atomic
def create_organ(
    *,
    region: Region,
    values: Mapping[str, Any],
    fields: Collection[FieldOfAction] = (),
    by: Actor,
    at: datetime,
) -> Organ:
    """Found an organ: `values` are its columns, name and kind at least. Raises Refused."""
    Region.objects.select_for_update().get(pk=region.pk)
    known = Organ.objects.filter(region=region)
    organ = Organ(region=region)
    detail = changes.apply(organ, values)
    _check_name(organ)
    if not organ.slug:
        organ.slug = free_slug(organ.name, set(known.values_list("slug", flat=True)))
    organ.order = (known.aggregate(last=Max("order"))["last"] or 0) + 1
    organ.save(force_insert=True)
    organ.fields.set(fields)
    detail["fields"] = [field.name for field in fields]
    audit.record(region=region, by=by, at=at, action="organ.created", on=organ, detail=detail)
    return organ


@transaction.atomic
def change_organ(
    *,
    organ: Organ,
    values: Mapping[str, Any],
    fields: Collection[FieldOfAction] | None = None,
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
    """Change columns and, unless None, the fields of action. Returns what changed."""
    Organ.objects.select_for_update().get(pk=organ.pk)
    changed = changes.apply(organ, values)
    _check_name(organ)
    if changed:
        organ.save(update_fields=list(changed))
    if fields is not None and set(organ.fields.all()) != set(fields):
        organ.fields.set(fields)
        changed["fields"] = [field.name for field in fields]
    if changed:
        audit.record(
            region=organ.region, by=by, at=at, action="organ.changed", on=organ, detail=changed
        )
    return changed


@transaction.atomic
def close_organ(*, organ: Organ, on: date, reason: str, by: Actor, at: datetime) -> Organ:
    """Close an organ from a day on; seats and mandates stay as they were. Raises Refused."""
    locked = Organ.objects.select_for_update().get(pk=organ.pk)
    open_children = Organ.objects.filter(parent=organ, closed_on__isnull=True).count()
    if not rules.may_close(locked, on, open_children=open_children):
        raise Refused(_why_not_closed(locked, open_children))
    organ.closed_on, organ.closing_reason = on, reason
    organ.save(update_fields=["closed_on", "closing_reason"])
    detail = {"closed_on": on, "closing_reason": reason}
    audit.record(region=organ.region, by=by, at=at, action="organ.closed", on=organ, detail=detail)
    return organ


@transaction.atomic
def reopen_organ(*, organ: Organ, by: Actor, at: datetime) -> Organ:
    """Take back the closing of an organ; harmless when it is open."""
    if organ.closed_on is None:
        return organ
    organ.closed_on, organ.closing_reason = None, ""
    organ.save(update_fields=["closed_on", "closing_reason"])
    audit.record(region=organ.region, by=by, at=at, action="organ.reopened", on=organ)
    return organ


def _check_name(organ: Organ) -> None:
    others = Organ.objects.filter(region_id=organ.region_id, name=organ.name)
    if others.exclude(pk=organ.pk).exists():
        raise Refused(gettext("Ein Gremium „%(name)s“ gibt es schon.") % {"name": organ.name})


def _why_not_closed(organ: Organ, open_children: int) -> str:
    if organ.closed_on is not None:
        return gettext("„%(name)s“ ist schon beendet.") % {"name": organ.name}
    if open_children:
        return gettext(
            "Zu „%(name)s“ gehören noch offene Gremien. Beenden Sie diese zuerst oder ordnen Sie "
            "sie einem anderen Gremium zu."
        ) % {"name": organ.name}
    return gettext("„%(name)s“ kann nicht vor seinem Beginn enden.") % {"name": organ.name}

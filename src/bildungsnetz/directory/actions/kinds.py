"""Writes of the kinds of institution: those a region starts with, its own, their fields."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.applying import make_kinds
from bildungsnetz.directory.importing import KINDS
from bildungsnetz.directory.models import InstitutionKind
from bildungsnetz.directory.rules import KindNameTaken
from bildungsnetz.kit.slugs import free_slug
from bildungsnetz.regions.models import FieldOfAction, Region, Stage


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


@transaction.atomic
def save_kind(
    *,
    region: Region,
    kind: InstitutionKind | None,
    facts: Mapping[str, Any],
    stages: Collection[Stage],
    fields: Collection[FieldOfAction],
    by: Actor,
    at: datetime,
) -> InstitutionKind:
    """Write a kind with `facts` (name, aliases, is_school) and what its new institutions get.

    None makes a new one at the end. Institutions that are there keep theirs. Raises KindNameTaken.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    others = InstitutionKind.objects.filter(region=region)
    kept = kind or InstitutionKind(region=region, order=others.count() + 1)
    others = others.exclude(pk=kept.pk)
    for name, value in facts.items():
        setattr(kept, name, value)
    if others.filter(name=kept.name).exists():
        raise KindNameTaken
    if not kept.slug:
        kept.slug = free_slug(kept.name, set(others.values_list("slug", flat=True)))
    kept.save()
    kept.stages.set(stages)
    kept.fields.set(fields)
    detail = {
        **facts,
        "stages": sorted(stage.name for stage in stages),
        "fields": sorted(field.name for field in fields),
    }
    action = "kind.changed" if kind else "kind.added"
    audit.record(region=region, by=by, at=at, action=action, on=kept, detail=detail)
    return kept


@transaction.atomic
def give_kinds_fields(
    *, region: Region, fields: Collection[FieldOfAction], by: Actor, at: datetime
) -> int:
    """Add fields of action to all kinds of the region; how many kinds got one they lacked."""
    Region.objects.select_for_update().get(pk=region.pk)
    wanted = {field.pk for field in fields}
    through = InstitutionKind.fields.through
    kinds = set(InstitutionKind.objects.filter(region=region).values_list("pk", flat=True))
    have = set(
        through.objects.filter(institutionkind__region=region).values_list(
            "institutionkind", "fieldofaction"
        )
    )
    lacking = {(kind, field) for kind in kinds for field in wanted} - have
    through.objects.bulk_create(
        through(institutionkind_id=kind, fieldofaction_id=field) for kind, field in sorted(lacking)
    )
    count = len({kind for kind, _field in lacking})
    if count:
        detail = {"fields": sorted(field.name for field in fields), "kinds": count}
        audit.record(
            region=region, by=by, at=at, action="kinds.fields_added", on=region, detail=detail
        )
    return count

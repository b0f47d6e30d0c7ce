"""Writes about the region's own words: fields of action, stages, topics."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext

from bildungsnetz.kit import changes
from bildungsnetz.kit.slugs import free_slug
from bildungsnetz.regions import trail
from bildungsnetz.regions.models import FieldOfAction, Region, Stage, Topic

if TYPE_CHECKING:
    from bildungsnetz.accounts.audit import Actor

type Word = FieldOfAction | Stage | Topic


class NameTaken(ValueError):
    """The region has another entry of this name; the text is a German sentence."""


class WordInUse(ValueError):
    """The entry is used elsewhere and so must stay; the text is a German sentence."""


@transaction.atomic
def save_field(
    *,
    region: Region,
    field: FieldOfAction | None,
    values: dict[str, Any],
    by: "Actor",
    at: datetime,
) -> FieldOfAction:
    """Write a field of action; None makes a new one at the end. Raises NameTaken."""
    record = field or FieldOfAction(region=region, order=_next_order(FieldOfAction, region))
    return _save(record, values, "field", by, at)


@transaction.atomic
def save_stage(
    *, region: Region, stage: Stage | None, values: dict[str, Any], by: "Actor", at: datetime
) -> Stage:
    """Write a station of the Bildungsbiografie; None makes a new one. Raises NameTaken."""
    record = stage or Stage(region=region, order=_next_order(Stage, region))
    return _save(record, values, "stage", by, at)


@transaction.atomic
def save_topic(
    *, region: Region, topic: Topic | None, values: dict[str, Any], by: "Actor", at: datetime
) -> Topic:
    """Write a topic; None makes a new one. Raises NameTaken."""
    return _save(topic or Topic(region=region), values, "topic", by, at)


@transaction.atomic
def remove_word(*, word: Word, by: "Actor", at: datetime) -> dict[str, Any]:
    """Delete a field, stage or topic that nothing uses; returns its values for undoing.

    Raises WordInUse: a field that a meeting bears would silently vanish from the record.
    """
    if _is_used(word):
        raise WordInUse(
            gettext("„%(name)s“ wird noch verwendet und kann deshalb nicht gelöscht werden.")
            % {"name": word.name}
        )
    values = {
        name: getattr(word, name)
        for name in ("name", "description", "is_cross_cutting", "question", "order")
        if hasattr(word, name)
    }
    kind = _kind(word)
    trail.record(region=word.region, by=by, at=at, action=f"{kind}.removed", on=word, detail=values)
    word.delete()
    return values


def _save[W: FieldOfAction | Stage | Topic](
    word: W, values: dict[str, Any], kind: str, by: "Actor", at: datetime
) -> W:
    Region.objects.select_for_update().get(pk=word.region_id)
    others = type(word)._default_manager.filter(region_id=word.region_id).exclude(pk=word.pk)
    changed = changes.apply(word, values)
    if others.filter(name=word.name).exists():
        raise NameTaken(gettext("„%(name)s“ gibt es schon.") % {"name": word.name})
    action = f"{kind}.changed" if word.pk else f"{kind}.added"
    if not word.slug:
        word.slug = free_slug(word.name, set(others.values_list("slug", flat=True)))
    word.save()
    trail.record(region=word.region, by=by, at=at, action=action, on=word, detail=changed)
    return word


def _kind(word: Word) -> str:
    return {FieldOfAction: "field", Stage: "stage", Topic: "topic"}[type(word)]


def _next_order(model: type[FieldOfAction] | type[Stage], region: Region) -> int:
    last = model._default_manager.filter(region=region).aggregate(last=models.Max("order"))["last"]
    return 0 if last is None else last + 1


def _is_used(word: Word) -> bool:
    """Ask every relation that points here, from whichever room."""
    for relation in word._meta.related_objects:
        name = relation.get_accessor_name()
        if name and getattr(word, name).exists():
            return True
    return False

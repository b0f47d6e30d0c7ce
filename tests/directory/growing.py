"""Rows of any model, made by introspection, so that models of later rooms are tested too."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import GeneratedField, Model

from bildungsnetz.accounts.models import AuditEntry, AuditHead
from bildungsnetz.directory.merging.packing import pack
from bildungsnetz.directory.models import Merge
from tests.cast import NOW, TODAY

_numbers = count(1)
# What introspection cannot know: constraints between columns.
_SPECIAL: dict[str, dict[str, Any]] = {
    "meeting": {"starts_at": NOW, "ends_at": NOW + timedelta(hours=2)},
    "workshop": {"starts_at": NOW, "ends_at": NOW + timedelta(hours=1)},
    "mandate": {"active_from": TODAY, "role": "member"},
    "organ": {"invitation_min_days": 21, "invitation_max_days": 28},
}
_VALUES: list[tuple[Any, Any]] = [
    (models.DateTimeField, NOW),
    (models.DateField, TODAY),
    (models.EmailField, lambda number: f"zeile{number}@schule.example"),
    ((models.CharField, models.TextField), lambda number: f"z{number}"),
    (models.BooleanField, True),
    (models.BinaryField, b""),
]
_UNTOLD = {AuditEntry, AuditHead, Merge}


def grow(model: type[Model], **given: Any) -> Model:
    """A row of the model with all that it must have, and `given`."""
    number = next(_numbers)
    values = {**_SPECIAL.get(model._meta.model_name or "", {}), **given}
    for field in model._meta.concrete_fields:
        named = field.name in values or field.attname in values
        if named or isinstance(field, GeneratedField | models.AutoField) or field.has_default():
            continue
        if field.null or (field.blank and isinstance(field, models.CharField | models.TextField)):
            continue
        values[field.name] = _value(field, number, values)
    return model._base_manager.create(**values)


def _value(field: Any, number: int, values: dict[str, Any]) -> Any:
    if isinstance(field, models.ForeignKey):
        if field.related_model._meta.model_name == "region":
            return values.get("region") or _region()
        return grow(field.related_model, **_same_region(field.related_model))
    if field.choices:
        return field.choices[0][0]
    for kind, value in _VALUES:
        if isinstance(field, kind):
            text = value(number) if callable(value) else value
            return text[: field.max_length] if isinstance(text, str) else text
    return number % 30_000


def _same_region(model: type[Model]) -> dict[str, Any]:
    names = {field.name for field in model._meta.concrete_fields}
    return {"region": _region()} if "region" in names else {}


def _region() -> Any:
    region = apps.get_model("bildungsnetz", "region").objects.first()
    assert region is not None
    return region


def dump() -> dict[str, list[Any]]:
    """All rows of all tables apart from the audit trail and the mergers themselves."""
    found = {}
    for model in apps.get_app_config("bildungsnetz").get_models(include_auto_created=True):
        if model not in _UNTOLD:
            rows = model._base_manager.order_by("pk")
            found[model._meta.model_name or ""] = [pack(row) for row in rows]
    return found

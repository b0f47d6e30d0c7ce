"""Rows and values as plain JSON and back, without loss (DjangoJSONEncoder cuts microseconds)."""

import base64
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Field, GeneratedField, JSONField, Model

APP = "bildungsnetz"


def model_of(name: str) -> type[Model]:
    """The model of a name in small letters, joining tables included."""
    return apps.get_model(APP, name)


def name_of(model: type[Model]) -> str:
    """The name by which `model_of` finds the model again."""
    return model._meta.model_name or ""


def columns(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns that are written: all but those the database computes."""
    return [one for one in model._meta.concrete_fields if not isinstance(one, GeneratedField)]


def pack_value(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def unpack_value(field: "Field[Any, Any]", value: Any) -> Any:
    """The value again, as the field has it."""
    if value is None or isinstance(field, JSONField):
        return value
    return field.to_python(value)


def pack(row: Model) -> dict[str, Any]:
    """All columns of a row, by their names with `_id` for references."""
    return {one.attname: pack_value(getattr(row, one.attname)) for one in columns(type(row))}


def unpack(model: type[Model], values: Mapping[str, Any]) -> Model:
    """The row with its old key. Columns that were added meanwhile have their default."""
    return model(**unpack_values(model, values))


def unpack_values(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Some columns of a row again; columns that are no more are left out."""
    known = {one.attname: one for one in columns(model)}
    return {
        name: unpack_value(known[name], value) for name, value in values.items() if name in known
    }

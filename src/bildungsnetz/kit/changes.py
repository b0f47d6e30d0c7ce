"""Write changed values into a record and say which ones changed, for the audit trail."""

from collections.abc import Mapping
from typing import Any

TEXT_LIMIT = 200


def apply(record: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set the values that differ; return them by name, long texts cut to 200 characters."""
    changed: dict[str, Any] = {}
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)
            changed[name] = short(value)
    return changed


def short(value: Any) -> Any:
    """The value as it may stand in the trail: records by name, long texts cut."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [short(each) for each in value]
    text = str(value)
    return text if len(text) <= TEXT_LIMIT else f"{text[: TEXT_LIMIT - 1]}…"

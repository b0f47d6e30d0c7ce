"""The facets of a record in words, as the page and the command show them side by side."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext

from bildungsnetz.directory.merging.packing import name_of
from bildungsnetz.directory.merging.values import Facet
from bildungsnetz.directory.publication import INSTITUTION_FIELDS, PERSON_FIELDS
from bildungsnetz.kit import dates


def worded(row: Any, facet: Facet) -> str:
    """What a record says; "" where it says nothing."""
    if wording := _GROUPS.get(facet.key):
        return wording(row)
    name = facet.names[0]
    if facet.is_many:
        return ", ".join(str(one) for one in getattr(row, name).all())
    if display := getattr(row, f"get_{name}_display", None):
        return str(display())
    return plain(getattr(row, name))


def plain(value: Any) -> str:
    """A single value in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nein")
    if isinstance(value, date):
        return dates.day_short(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(getattr(value, "email", value)) if hasattr(value, "display_name") else str(value)


def _publication(row: Any) -> str:
    if not row.is_public:
        return gettext("nicht öffentlich")
    labels = PERSON_FIELDS if name_of(type(row)) == "person" else INSTITUTION_FIELDS
    shown = [str(labels[name]) for name in row.public_fields if name in labels]
    return ", ".join([gettext("öffentlich"), *shown])


def _closing(row: Any) -> str:
    if row.closed_on is None:
        return gettext("besteht")
    closed = gettext("geschlossen ab %(day)s") % {"day": dates.day_short(row.closed_on)}
    if row.successor is None:
        return closed
    return ", ".join([closed, gettext("Nachfolgerin: %(name)s") % {"name": row.successor.name}])


def _coordinates(row: Any) -> str:
    return "" if row.easting is None else f"{row.easting} / {row.northing}"


_GROUPS: dict[str, Callable[[Any], str]] = {
    "publication": _publication,
    "closing": _closing,
    "coordinates": _coordinates,
}

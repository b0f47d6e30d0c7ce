"""Where institutions lie, for the map that goes with a list."""

from dataclasses import dataclass

from django.db.models import QuerySet

from bildungsnetz.directory.models import Institution
from bildungsnetz.kit.maps import Map, Point, dot_map


@dataclass(frozen=True, slots=True)
class Located:
    """The map of a list's institutions, and how many of them it shows and leaves out."""

    picture: Map | None
    shown: int
    missing: int


def located(rows: QuerySet[Institution], *, released_only: bool = False) -> Located:
    """The institutions of a list on a map; one query, whatever the list's order.

    With `released_only` only those whose address may stand in public are placed (publication.py).
    """
    columns = ("name", "city", "easting", "northing", "public_fields")
    found = rows.order_by().values_list(*columns)
    points = []
    missing = 0
    for name, city, easting, northing, released in found:
        if easting is None or northing is None or (released_only and "address" not in released):
            missing += 1
        else:
            points.append(Point(easting, northing, name, city))
    return Located(dot_map(points), len(points), missing)

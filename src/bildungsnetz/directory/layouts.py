"""How a file was read the last time: by its header row, whatever the spelling."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from bildungsnetz.directory.importing import Mapping as Columns
from bildungsnetz.directory.importing.cleaning import key
from bildungsnetz.directory.models import ImportLayout, ImportRun
from bildungsnetz.regions.models import Region


def find(region: Region, headers: Sequence[str], source: str) -> ImportLayout | None:
    """The layout of the latest file with these headers; one of the same source goes first."""
    found = ImportLayout.objects.filter(region=region, headers=digest(headers)).order_by(
        "-used_at", "-pk"
    )
    layouts = list(found)
    same = [layout for layout in layouts if layout.source == source]
    return next(iter(same or layouts), None)


def mapping(layout: ImportLayout, headers: Sequence[str]) -> Columns:
    """The layout's mapping in the words of a file's own headers."""
    kept: Mapping[str, Sequence[int]] = layout.mapping
    return Columns(
        {field: tuple(headers[place] for place in places) for field, places in kept.items()}
    )


def keep(run: ImportRun, headers: Sequence[str], *, at: datetime) -> ImportLayout:
    """Remember how the run's file is read; within the audited write that decides on it."""
    places = {header: place for place, header in enumerate(headers)}
    layout, _made = ImportLayout.objects.update_or_create(
        region_id=run.region_id,
        headers=digest(headers),
        source=run.source,
        defaults={
            "mapping": {
                field: [places[header] for header in columns]
                for field, columns in run.mapping.items()
            },
            "licence_note": run.licence_note,
            "only_city": run.only_city,
            "publish": run.publish,
            "used_at": at,
        },
    )
    layout.fields.set(run.fields.all())
    return layout


def digest(headers: Sequence[str]) -> str:
    """The mark of a header row: equal for the same words in the same order."""
    return hashlib.sha256("\n".join(key(header) for header in headers).encode()).hexdigest()

"""Writes of audiences (Verteiler)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.models import Audience, Institution
from bildungsnetz.directory.queries.filtering import INSTITUTIONS
from bildungsnetz.directory.rules import AddedAndRemoved, AudienceNameTaken, clean_query
from bildungsnetz.regions.models import Region


@transaction.atomic
def save_audience(
    *,
    region: Region,
    name: str,
    query: Mapping[str, object],
    added: Collection[Institution] = (),
    removed: Collection[Institution] = (),
    audience: Audience | None = None,
    by: Actor,
    at: datetime,
) -> Audience:
    """Save an audience, a new one unless `audience` is given.

    `query` as Audience describes it; `added` and `removed` are the hand-picked and the hand-removed
    institutions of the same region. Raises AudienceNameTaken, AddedAndRemoved.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    _check(region, name.strip(), audience, added, removed)
    kept = audience or Audience(region=region, created_at=at)
    is_new = kept.pk is None
    kept.name, kept.query = name.strip(), clean_query(query, INSTITUTIONS.keys)
    kept.save()
    kept.added.set(added)
    kept.removed.set(removed)
    detail = {
        "name": kept.name,
        "query": kept.query,
        "added": [row.pk for row in added],
        "removed": [row.pk for row in removed],
    }
    action = "audience.added" if is_new else "audience.changed"
    audit.record(region=region, by=by, at=at, action=action, on=kept, detail=detail)
    return kept


def _check(
    region: Region,
    name: str,
    audience: Audience | None,
    added: Collection[Institution],
    removed: Collection[Institution],
) -> None:
    if any(row.region_id != region.pk for row in (*added, *removed)):
        raise ValueError("An audience's institutions belong to its region.")
    struck = {row.pk for row in removed}
    for row in added:
        if row.pk in struck:
            raise AddedAndRemoved(name=row.name)
    others = Audience.objects.filter(region=region, name=name)
    if audience is not None:
        others = others.exclude(pk=audience.pk)
    if others.exists():
        raise AudienceNameTaken

"""Writes about likely duplicates: have them searched, and say that two records are different."""

from datetime import datetime
from typing import Any

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory import tasks
from bildungsnetz.directory.actions.merging import locked
from bildungsnetz.directory.duplicates import PAIRS
from bildungsnetz.directory.models import DuplicateSearch
from bildungsnetz.regions.models import Region


@transaction.atomic
def search_duplicates(*, region: Region, kind: str, by: Actor, at: datetime) -> DuplicateSearch:
    """Have the register searched in the background; harmless while a search is running."""
    Region.objects.select_for_update().get(pk=region.pk)
    running = DuplicateSearch.objects.filter(region=region, kind=kind, done_at=None).first()
    if running is not None and tasks.is_under_way(region, kind):
        return running
    found = tasks.order_search(region, kind, at=at)
    detail = {"kind": kind}
    audit.record(region=region, by=by, at=at, action="duplicates.searched", on=found, detail=detail)
    return found


@transaction.atomic
def settle_pair(
    *, region: Region, kind: str, one: int, other: int, by: Actor, at: datetime
) -> None:
    """Two records are different ("keine Dublette") and are never proposed again.

    Raises MergeRefused where one of them is no more.
    """
    _settle(region, kind, one, other, by=by, at=at, settled_at=at)


@transaction.atomic
def unsettle_pair(
    *, region: Region, kind: str, one: int, other: int, by: Actor, at: datetime
) -> None:
    """Take that back: the pair is proposed as it was found."""
    _settle(region, kind, one, other, by=by, at=at, settled_at=None)


def _settle(
    region: Region,
    kind: str,
    one: int,
    other: int,
    *,
    by: Actor,
    at: datetime,
    settled_at: datetime | None,
) -> None:
    Region.objects.select_for_update().get(pk=region.pk)
    locked(region, kind, one, other)
    left, right = sorted((one, other))
    rows: Any = PAIRS[kind]._base_manager
    pair, _new = rows.get_or_create(
        region=region, left_id=left, right_id=right, defaults={"found_at": at}
    )
    if (pair.settled_at is None) == (settled_at is None):
        return
    pair.settled_at = settled_at
    pair.save(update_fields=["settled_at"])
    action = "pair.settled" if settled_at else "pair.reopened"
    detail = {"kind": kind, "left": left, "right": right}
    audit.record(region=region, by=by, at=at, action=action, on=pair, detail=detail)

"""What it took to undo a merger is personal data: it goes when nobody can undo it any more."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from bildungsnetz.directory.models import Merge


def forget_snapshots(*, at: datetime) -> int:
    """Delete what is left of gone records after 30 days; how many mergers are final now."""
    over = Merge.objects.filter(undo_until__lte=at, snapshot__isnull=False)
    return over.update(snapshot=None)


def forget_snapshots_of(kind: str, keys: Collection[int]) -> int:
    """Delete at once what mergers of these records hold, since the records are erased."""
    theirs = Merge.objects.filter(Q(kept__in=keys) | Q(gone__in=keys), kind=kind)
    return theirs.filter(snapshot__isnull=False).update(snapshot=None)

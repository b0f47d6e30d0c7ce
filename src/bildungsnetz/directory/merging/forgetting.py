"""What it took to undo a merger is personal data: it goes when nobody can undo it any more."""

from datetime import datetime

from bildungsnetz.directory.models import Merge


def forget_snapshots(*, at: datetime) -> int:
    """Delete what is left of gone records after 30 days; how many mergers are final now."""
    over = Merge.objects.filter(undo_until__lte=at, snapshot__isnull=False)
    return over.update(snapshot=None)

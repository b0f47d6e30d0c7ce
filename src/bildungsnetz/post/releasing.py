"""What was kept while there was no mail server: released or discarded, when the office says so."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.post import actions, queries
from bildungsnetz.post.models import Message
from bildungsnetz.post.rules import StillKept
from bildungsnetz.regions.models import Region


@transaction.atomic
def release_kept(*, region: Region, batch: str, by: Actor, at: datetime) -> int:
    """Have what was kept of a run sent, as far as it is of use; the number of messages.

    What a recipient stopped in the meantime is held back. A second release finds nothing and
    returns 0. Raises StillKept without a mail server and in the example region.
    """
    if not queries.may_release_kept(region):
        raise StillKept
    rows = list(queries.kept(region, at=at).filter(batch=batch).select_for_update(of=("self",)))
    for row in rows:
        row.state, row.failure, row.send_after = Message.State.QUEUED, "", at
    actions.obey_stops(rows, region)
    columns = ["state", "failure", "send_after"]
    Message.objects.bulk_update(rows, columns, batch_size=actions.BATCH_SIZE)
    _record(region, "post.released", by, at, {"batch": batch, "count": len(rows)})
    return len(rows)


@transaction.atomic
def discard_kept(*, region: Region, batch: str, by: Actor, at: datetime) -> int:
    """Never send what was kept of a run and is of use; the number of messages."""
    count = _discard(queries.kept(region, at=at).filter(batch=batch))
    _record(region, "post.discarded", by, at, {"batch": batch, "count": count})
    return count


@transaction.atomic
def discard_outdated(*, region: Region, by: Actor, at: datetime) -> int:
    """Never send what was kept and is of no use any more; the number of messages."""
    count = _discard(queries.outdated(region, at=at))
    _record(region, "post.discarded", by, at, {"batch": "", "count": count})
    return count


def outdate_kept(*, batches: str, at: datetime) -> None:
    """From now on what was kept of the runs whose names begin so is of no use to anybody."""
    rows = Message.objects.filter(batch__startswith=batches, state=Message.State.KEPT)
    rows.update(good_until=at)


def _discard(found: QuerySet[Message]) -> int:
    count, keys = 0, list(found.order_by().values_list("pk", flat=True))
    for start in range(0, len(keys), actions.BATCH_SIZE):
        rows = Message.objects.filter(
            pk__in=keys[start : start + actions.BATCH_SIZE], state=Message.State.KEPT
        )
        count += rows.update(state=Message.State.DISCARDED, failure="")
    return count


def _record(
    region: Region, action: str, by: Actor, at: datetime, detail: dict[str, object]
) -> None:
    if detail["count"]:
        audit.record(region=region, by=by, at=at, action=action, on=region, detail=detail)

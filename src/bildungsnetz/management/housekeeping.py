"""What the worker does again and again: close rounds whose time is up, forget what is over; and
once a day: delete what was kept long enough."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bildungsnetz.accounts import throttle
from bildungsnetz.accounts.models import Session
from bildungsnetz.decisions.actions import close_due_rounds
from bildungsnetz.directory import tasks
from bildungsnetz.directory.merging.forgetting import forget_snapshots
from bildungsnetz.jobs.models import Job
from bildungsnetz.kit.clock import Clock
from bildungsnetz.privacy.purging import purge

EVERY = timedelta(seconds=20)
PURGE_EVERY = timedelta(days=1)
JOBS_ARE_KEPT = timedelta(days=30)


class Housekeeping:
    """A source of work that is due every twenty seconds."""

    def __init__(self) -> None:
        self._due: datetime | None = None
        self._purge_due: datetime | None = None

    def __call__(self, clock: Clock, _stopping: Callable[[], bool], /) -> bool:
        """Do all of it if it is due; never claims that there is more."""
        now = clock()
        if self._due is None or now >= self._due:
            self._due = now + EVERY
            keep_house(at=now)
        if self._purge_due is None or now >= self._purge_due:
            self._purge_due = now + PURGE_EVERY
            purge(at=now)
        return False


def keep_house(*, at: datetime) -> None:
    """Each part is harmless when repeated, also by several workers at once."""
    close_due_rounds(at=at)
    throttle.forget_old(at=at)
    tasks.order_due_searches(at=at)
    forget_snapshots(at=at)
    Session.objects.filter(expire_date__lt=at).delete()
    done = (Job.Status.SUCCESSFUL, Job.Status.FAILED)
    Job.objects.filter(status__in=done, finished_at__lt=at - JOBS_ARE_KEPT).delete()

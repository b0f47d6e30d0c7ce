"""Background work of the privacy room."""

from django.tasks import task
from django.utils import timezone

from bildungsnetz.jobs.models import Job
from bildungsnetz.privacy import wiping
from bildungsnetz.privacy.models import ErasureRecord


def ask_for_wipe() -> None:
    """Have the traces removed; one job that waits serves all erasures before it starts."""
    waiting = Job.objects.filter(task=wipe.module_path, status=Job.Status.READY)
    if not waiting.exists():
        wipe.enqueue()


@task
def wipe() -> None:
    """Remove the traces of all erasures so far; harmless when it runs again."""
    open_ = list(ErasureRecord.objects.filter(wiped_at=None).values_list("pk", flat=True))
    if not open_:  # an earlier job did it for this erasure as well
        return
    wiping.wipe()
    ErasureRecord.objects.filter(pk__in=open_).update(wiped_at=timezone.now())

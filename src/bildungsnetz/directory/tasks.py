"""Background work of the register."""

from datetime import UTC, datetime
from typing import Any

from django.tasks import task
from django.utils import timezone

from bildungsnetz.directory import duplicates, planning
from bildungsnetz.directory.models import DuplicateSearch, ImportRun, Institution, Person
from bildungsnetz.jobs.models import Job
from bildungsnetz.jobs.running import progress
from bildungsnetz.regions.models import Region

MANY_NEW = 100
"""New records since the last search from which on the worker searches anew by itself."""

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


@task
def preview_import(run: int) -> None:
    """Compute the preview of a long register; harmless when it runs again."""
    found = ImportRun.objects.select_related("region").filter(pk=run).first()
    if found is not None and found.state == ImportRun.State.PREVIEW:
        planning.preview(found, at=timezone.now(), tell=progress)


@task
def search_duplicates(region: int, kind: str) -> None:
    """Look for records that stand in the register twice; harmless when it runs again."""
    found = Region.objects.filter(pk=region).first()
    if found is not None:
        duplicates.search(found, kind, at=timezone.now(), tell=progress)


def order_search(region: Region, kind: str, *, at: datetime) -> DuplicateSearch:
    """Note that a search is asked for, and have it done in the background."""
    found, _new = DuplicateSearch.objects.update_or_create(
        region=region, kind=kind, defaults={"asked_at": at, "done_at": None}
    )
    search_duplicates.enqueue(region.pk, kind)
    return found


def latest_search(region: Region, kind: str) -> Job | None:
    """The job of the latest search, None if it was never asked for or is long over."""
    jobs = Job.objects.filter(task=search_duplicates.module_path)
    return jobs.filter(arguments__args=[region.pk, kind]).order_by("-pk").first()


def is_under_way(region: Region, kind: str) -> bool:
    """Tell whether a search waits for the worker or is running."""
    job = latest_search(region, kind)
    return job is not None and job.status in {Job.Status.READY, Job.Status.RUNNING}


def order_due_searches(*, at: datetime) -> None:
    """Search again where many records came in since the last time, a big import for instance."""
    asked = {(one.region_id, one.kind): one.asked_at for one in DuplicateSearch.objects.all()}
    records: list[tuple[str, Any]] = [("institution", Institution), ("person", Person)]
    for region in Region.objects.all():
        for kind, model in records:
            # The latest records have the highest keys: one look at the index, not at all rows.
            latest = model.objects.filter(region=region).order_by("-pk").values_list("created_at")
            last = asked.get((region.pk, kind), LONG_AGO)
            if any(created > last for (created,) in latest[MANY_NEW - 1 : MANY_NEW]):
                order_search(region, kind, at=at)

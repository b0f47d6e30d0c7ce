"""Background work of the register."""

from django.tasks import task
from django.utils import timezone

from bildungsnetz.directory import planning
from bildungsnetz.directory.models import ImportRun
from bildungsnetz.jobs.running import progress


@task
def preview_import(run: int) -> None:
    """Compute the preview of a long register; harmless when it runs again."""
    found = ImportRun.objects.select_related("region").filter(pk=run).first()
    if found is not None and found.state == ImportRun.State.PREVIEW:
        planning.preview(found, at=timezone.now(), tell=progress)

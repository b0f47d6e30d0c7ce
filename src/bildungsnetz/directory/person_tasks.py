"""Background work of imports of persons."""

from django.tasks import task
from django.utils import timezone

from bildungsnetz.directory import person_plans
from bildungsnetz.directory.models import PersonImport
from bildungsnetz.jobs.running import progress


@task
def preview_person_import(run: int) -> None:
    """Compute the preview of a long list; harmless when it runs again."""
    found = PersonImport.objects.select_related("region").filter(pk=run).first()
    if found is not None and found.state == PersonImport.State.PREVIEW:
        person_plans.preview(found, at=timezone.now(), tell=progress)

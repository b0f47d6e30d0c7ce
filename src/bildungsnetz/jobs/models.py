"""Background jobs in the database, with a lease: a killed worker's job is taken up again."""

from django.db import models


class Job(models.Model):
    """One call of a task function. At-least-once: every task must be idempotent."""

    class Status(models.TextChoices):
        """The states of Django's tasks API (django.tasks.TaskResultStatus)."""

        READY = "READY"
        RUNNING = "RUNNING"
        SUCCESSFUL = "SUCCESSFUL"
        FAILED = "FAILED"

    task = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.READY)
    enqueued_at = models.DateTimeField()
    run_after = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The fencing token: a worker may finish or renew only the lease that it took itself.
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    failure = models.TextField(blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["status", "run_after"], name="job_due")]

    def __str__(self) -> str:
        return f"{self.task} ({self.status})"

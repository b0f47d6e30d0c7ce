"""Django's tasks API on the database: a call becomes a row, a worker takes it with a lease.

Enqueuing inside `transaction.atomic()` commits or vanishes with the write it belongs to.
"""

from __future__ import annotations

from typing import Any

from django.tasks import Task, TaskResult, TaskResultStatus
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import TaskError
from django.tasks.exceptions import TaskResultDoesNotExist
from django.tasks.signals import task_enqueued
from django.utils import timezone
from django.utils.json import normalize_json
from django.utils.module_loading import import_string

from bildungsnetz.jobs.models import Job

# Evaluated by type checkers only: at run time Django's classes take no parameters.
type AnyTask = Task[Any, Any]
type AnyResult = TaskResult[Any, Any]


class LeaseBackend(BaseTaskBackend):
    """Tasks run at least once: each must be harmless when it runs again."""

    supports_defer = True
    supports_get_result = True

    def enqueue(self, task: AnyTask, args: Any, kwargs: Any) -> AnyResult:
        """Store the call. Arguments and results must be plain JSON."""
        self.validate_task(task)
        now = timezone.now()
        job = Job.objects.create(
            task=task.module_path,
            arguments={"args": normalize_json(args), "kwargs": normalize_json(kwargs)},
            enqueued_at=now,
            run_after=task.run_after or now,
        )
        result = as_result(job, self.alias)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> AnyResult:
        """The state of one call. Raises TaskResultDoesNotExist."""
        try:
            job = Job.objects.get(pk=result_id)
        except (Job.DoesNotExist, ValueError) as absent:
            raise TaskResultDoesNotExist(result_id) from absent
        return as_result(job, self.alias)


def as_result(job: Job, alias: str = "default") -> AnyResult:
    """The row as Django's tasks API describes it; one worker id for each attempt."""
    result: AnyResult = TaskResult(
        task=import_string(job.task),
        id=str(job.pk),
        status=TaskResultStatus(job.status),
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.arguments["args"],
        kwargs=job.arguments["kwargs"],
        backend=alias,
        errors=_errors(job),
        worker_ids=[job.lease_token] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result


def _errors(job: Job) -> list[TaskError]:
    if not job.failure:
        return []
    name, _, trace = job.failure.partition("\n")
    return [TaskError(exception_class_path=name, traceback=trace)]

"""Takes due jobs with a lease, runs them, and writes down what became of them."""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from traceback import format_exception
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.tasks import TaskContext
from django.utils.json import normalize_json
from django.utils.module_loading import import_string

from bildungsnetz.jobs.backend import AnyTask, as_result
from bildungsnetz.jobs.lease import Heartbeat, new_token
from bildungsnetz.jobs.models import Job
from bildungsnetz.kit.clock import Clock

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
# Before the second, third … attempt of a job that raised.
BACKOFF = [timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)]
_running: ContextVar[Job] = ContextVar("running job")


def run_next(clock: Clock, _stopping: Callable[[], bool] | None = None) -> bool:
    """Run one due job to its end; False if none was due."""
    job = claim(clock())
    if job is None:
        return False
    with Heartbeat(lambda: _renew(job, clock()), seconds=settings.JOB_LEASE_SECONDS / 3):
        outcome = _run(job)
    _finish(job, at=clock(), **outcome)
    return True


def progress(done: int, total: int) -> None:
    """Say how far the running task is; silently nothing outside a worker.

    Seen by others once it is committed, so call it outside the task's own transactions.
    """
    if (job := _running.get(None)) is not None:
        _held(job).update(progress_done=done, progress_total=total)


def claim(at: datetime) -> Job | None:
    """Take the job that waits longest, or one whose worker no longer lives; None if none is due.

    Looks with a plain SELECT first: opening a write transaction each half second would make
    others wait on SQLite.
    """
    if not _due(at).exists():
        return None
    with transaction.atomic():
        rows = _due(at).select_for_update(skip_locked=True).order_by("run_after", "pk")
        while (job := rows.first()) is not None:
            if _given_up(job, at):
                continue
            job.status, job.lease_token, job.started_at = Job.Status.RUNNING, new_token(), at
            job.attempts += 1
            job.lease_until = at + timedelta(seconds=settings.JOB_LEASE_SECONDS)
            job.save()
            return job
    return None


def _due(at: datetime) -> QuerySet[Job]:
    ready = Q(status=Job.Status.READY, run_after__lte=at)
    return Job.objects.filter(ready | Q(status=Job.Status.RUNNING, lease_until__lte=at))


def _given_up(job: Job, at: datetime) -> bool:
    """Fail a job whose worker died with it each time; it would take the next worker down too."""
    if job.status != Job.Status.RUNNING or job.attempts < MAX_ATTEMPTS:
        return False
    job.status, job.finished_at, job.lease_until = Job.Status.FAILED, at, None
    job.failure = "builtins.RuntimeError\nThe worker died in each attempt."
    job.save()
    return True


def _held(job: Job) -> QuerySet[Job]:
    """The row as long as it is ours: every later write filters on the fencing token."""
    return Job.objects.filter(pk=job.pk, lease_token=job.lease_token, status=Job.Status.RUNNING)


def _renew(job: Job, at: datetime) -> bool:
    until = at + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    return _held(job).update(lease_until=until) == 1


def _run(job: Job) -> dict[str, Any]:
    """Call the task's function; what is to be written down: its result or its failure."""
    token = _running.set(job)
    try:
        task: AnyTask = import_string(job.task)
        context: list[Any] = [TaskContext(task_result=as_result(job))] if task.takes_context else []
        result = task.call(*context, *job.arguments["args"], **job.arguments["kwargs"])
        return {"result": normalize_json(result), "failure": ""}
    except Exception as error:  # a task may raise anything; its worker must outlive it
        log.exception("The job %s failed in attempt %s.", job, job.attempts)
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        return {"result": None, "failure": "\n".join([kind, *format_exception(error)])}
    finally:
        _running.reset(token)


def _finish(job: Job, *, at: datetime, result: Any, failure: str) -> None:
    if not failure:
        change = {"status": Job.Status.SUCCESSFUL, "finished_at": at}
    elif job.attempts >= MAX_ATTEMPTS:
        change = {"status": Job.Status.FAILED, "finished_at": at}
    else:
        change = {"status": Job.Status.READY, "run_after": at + BACKOFF[job.attempts - 1]}
    if not _held(job).update(**change, result=result, failure=failure, lease_until=None):
        log.warning("The job %s was taken over by another worker meanwhile.", job)

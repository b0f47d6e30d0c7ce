"""The queue: transactional, fenced, and rerun after a kill."""

import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.tasks import TaskResultStatus
from django.tasks.exceptions import TaskResultDoesNotExist

from bildungsnetz.jobs import running
from bildungsnetz.jobs.models import Job
from tests.concurrency import start_worker
from tests.jobs.tasks import count_to, fail, note, tell_attempt


class Clock:
    """A clock that the test moves; it begins now, as enqueuing reads the real one."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC) + timedelta(seconds=1)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def wait_until(met: Callable[[], bool], *, seconds: float = 30) -> None:
    """Wait for something another process does."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.05)


def test_a_job_runs_and_its_result_can_be_read(db: None, clock: Clock) -> None:
    result = count_to.enqueue(3)

    assert running.run_next(clock) is True
    assert running.run_next(clock) is False

    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL
    assert result.return_value == 3
    assert result.attempts == 1
    job = Job.objects.get()
    assert (job.progress_done, job.progress_total) == (3, 3)


def test_progress_outside_a_worker_is_nothing(db: None) -> None:
    assert count_to.call(2) == 2
    assert Job.objects.count() == 0


def test_a_job_vanishes_with_its_transaction(db: None) -> None:
    with transaction.atomic():
        count_to.enqueue(3)
        transaction.set_rollback(True)
    assert Job.objects.count() == 0


def test_a_job_waits_for_its_hour(db: None, clock: Clock) -> None:
    count_to.using(run_after=clock.now + timedelta(hours=1)).enqueue(1)
    assert running.run_next(clock) is False
    clock.forward(hours=1)
    assert running.run_next(clock) is True


def test_a_failing_job_is_tried_five_times_with_growing_pauses(db: None, clock: Clock) -> None:
    result = fail.enqueue()
    pauses = []
    for _ in range(4):
        assert running.run_next(clock) is True
        job = Job.objects.get()
        assert job.status == Job.Status.READY
        pauses.append((job.run_after - clock.now).total_seconds())
        assert running.run_next(clock) is False
        clock.forward(seconds=pauses[-1])
    assert running.run_next(clock) is True

    result.refresh()
    assert pauses == [10, 60, 300, 1800]
    assert result.status == TaskResultStatus.FAILED
    assert result.attempts == 5
    assert [error.exception_class for error in result.errors] == [ZeroDivisionError]
    assert "never again" in result.errors[0].traceback
    clock.forward(days=9)
    assert running.run_next(clock) is False


def test_a_job_that_kills_its_worker_each_time_is_given_up(db: None, clock: Clock) -> None:
    count_to.enqueue(1)
    for attempt in range(1, 6):
        job = running.claim(clock.now)
        assert job is not None
        assert job.attempts == attempt
        clock.forward(minutes=2)
    assert running.claim(clock.now) is None
    assert Job.objects.get().status == Job.Status.FAILED


def test_a_worker_that_lost_its_lease_writes_nothing(db: None, clock: Clock) -> None:
    count_to.enqueue(1)
    slow = running.claim(clock.now)
    clock.forward(minutes=2)
    other = running.claim(clock.now)
    assert slow is not None
    assert other is not None

    running._finish(slow, at=clock.now, result="late", failure="")
    assert running._renew(slow, clock.now) is False
    assert Job.objects.get().status == Job.Status.RUNNING
    assert running._renew(other, clock.now) is True


def test_the_task_is_told_its_attempt(db: None, clock: Clock) -> None:
    result = tell_attempt.enqueue()
    running.run_next(clock)
    result.refresh()
    assert result.return_value == 1


def test_an_unknown_result_is_said_to_be_unknown(db: None) -> None:
    for unknown in ("4711", "no number"):
        with pytest.raises(TaskResultDoesNotExist):
            count_to.get_result(unknown)


def test_two_workers_run_each_job_once(transactional_db: None, tmp_path: Path) -> None:
    file = tmp_path / "notes"
    for number in range(60):
        note.enqueue(str(file), str(number), 0.1)
    workers = [start_worker(), start_worker()]
    try:
        wait_until(lambda: Job.objects.filter(status=Job.Status.SUCCESSFUL).count() == 60)
    finally:
        for worker in workers:
            worker.terminate()
        codes = [worker.wait(20) for worker in workers]
    lines = [line.split() for line in file.read_text().splitlines()]
    runs = Counter(number for number, _process in lines)
    assert len({process for _number, process in lines}) == 2
    assert runs == {str(number): 1 for number in range(60)}
    assert codes == [0, 0]


def test_a_job_is_rerun_after_its_worker_is_killed(transactional_db: None, tmp_path: Path) -> None:
    file = tmp_path / "notes"
    result = note.enqueue(str(file), "once more", 3)
    first = start_worker(BILDUNGSNETZ_JOB_LEASE_SECONDS="2")
    wait_until(file.exists)
    time.sleep(2.5)  # longer than the lease: only the heartbeat keeps the job
    assert Job.objects.get().attempts == 1
    first.send_signal(signal.SIGKILL)
    first.wait()
    second = start_worker(BILDUNGSNETZ_JOB_LEASE_SECONDS="2")
    try:
        wait_until(lambda: Job.objects.get().status == Job.Status.SUCCESSFUL)
    finally:
        second.terminate()
        second.wait(20)
    assert Job.objects.get().attempts == 2
    assert len(file.read_text().splitlines()) == 2
    result.refresh()
    assert result.return_value == "once more"

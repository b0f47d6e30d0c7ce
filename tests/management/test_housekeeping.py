"""What the worker does again and again."""

from datetime import datetime, timedelta

from bildungsnetz.accounts.models import Attempt, Session
from bildungsnetz.jobs.models import Job
from bildungsnetz.management.housekeeping import Housekeeping, keep_house
from tests.cast import NOW


def test_attempts_sessions_and_jobs_are_forgotten_when_they_are_over(db: None) -> None:
    """A day, the session's own end, thirty days."""
    for age in (timedelta(hours=23), timedelta(hours=25)):
        Attempt.objects.create(scope="x", key_hash="y", at=NOW - age)
    for number, end in enumerate((timedelta(seconds=-1), timedelta(seconds=1))):
        Session.objects.create(session_key=f"s{number}", session_data="", expire_date=NOW + end)
    for age in (29, 31):
        done = NOW - timedelta(days=age)
        Job.objects.create(
            task="t", status="SUCCESSFUL", enqueued_at=done, run_after=done, finished_at=done
        )
    for _ in range(2):
        keep_house(at=NOW)
        assert (Attempt.objects.count(), Session.objects.count(), Job.objects.count()) == (1, 1, 1)


def test_it_is_due_every_twenty_seconds(db: None) -> None:
    """The worker asks twice a second; the database is left alone in between."""
    moments: list[datetime] = [NOW, NOW + timedelta(seconds=10), NOW + timedelta(seconds=21)]
    left = []
    house = Housekeeping()
    for moment in moments:
        Attempt.objects.create(scope="x", key_hash="y", at=NOW - timedelta(days=2))
        house(lambda now=moment: now, lambda: False)  # type: ignore[misc]
        left.append(Attempt.objects.count())
    assert left == [0, 1, 0]

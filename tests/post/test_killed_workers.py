"""Workers that are killed in the middle of a run: none lost, few twice, those marked (bar B1).

The long form of the bar: BILDUNGSNETZ_TEST_MAILS=2000 BILDUNGSNETZ_TEST_KILLS=30.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from bildungsnetz.post.models import Delivery, Message
from bildungsnetz.regions.models import Region
from tests.concurrency import child_environment, start_worker
from tests.concurrency.processes import ROOT
from tests.post.conftest import queue
from tests.post.server import Script, mail_server

MAILS = int(os.environ.get("BILDUNGSNETZ_TEST_MAILS", "300"))
KILLS = int(os.environ.get("BILDUNGSNETZ_TEST_KILLS", "8"))
WORKERS = 2
# The server takes its time, so that a killed worker is likely to be in the middle of a message.
SECONDS = 0.02


def wait_until(met: Callable[[], bool], *, seconds: float = 120) -> None:
    """Wait for something another process does."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.01)


def fill_outbox(settings: object, port: int, count: int) -> None:
    """Queue `count` messages as an installation with this server would."""
    region = Region.objects.get(slug="hagen")
    settings.SMTP = {"port": port}  # type: ignore[attr-defined]
    for number in range(count):
        queue(region, number)
    assert Message.objects.filter(state=Message.State.QUEUED).count() == count


def environment(port: int) -> dict[str, str]:
    """The settings of the worker processes."""
    return {
        "BILDUNGSNETZ_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "BILDUNGSNETZ_MAIL_LEASE_SECONDS": "1",
    }


@pytest.mark.parametrize("seed", [1])
def test_killed_workers_lose_nothing(
    transactional_db: None, hagen: Region, settings: object, seed: int
) -> None:
    script, chance = Script(seconds=SECONDS), random.Random(seed)
    with ExitStack() as stack:
        port = stack.enter_context(mail_server(script))
        fill_outbox(settings, port, MAILS)
        workers = [start_worker(**environment(port)) for _ in range(WORKERS)]
        stack.callback(lambda: [worker.kill() or worker.wait() for worker in workers])
        for kill in range(1, KILLS + 1):
            mark = kill * MAILS // (KILLS + 1)
            wait_until(lambda mark=mark: len(script.taken) >= mark)  # type: ignore[misc]
            time.sleep(chance.random() * SECONDS)
            number = chance.randrange(WORKERS)
            workers[number].kill()
            workers[number].wait()
            workers[number] = start_worker(**environment(port))
        wait_until(lambda: not Message.objects.exclude(state=Message.State.SENT).exists())
        for worker in workers:
            worker.terminate()
        # The one that was started last may be told to stop before it has begun.
        assert {worker.wait(20) for worker in workers} <= {0, -signal.SIGTERM}

    arrived = Counter(script.ids)
    twice = {number for number, times in arrived.items() if times > 1}
    unclear = set(Message.objects.filter(is_unclear=True).values_list("message_id", flat=True))
    assert set(arrived) == set(Message.objects.values_list("message_id", flat=True))
    assert sum(arrived.values()) - MAILS <= KILLS * WORKERS
    assert twice <= unclear
    assert len(unclear) <= KILLS
    assert Delivery.objects.filter(outcome=Delivery.Outcome.STARTED).count() == 0
    assert Delivery.objects.filter(outcome=Delivery.Outcome.ACCEPTED).count() == MAILS
    print(f"{MAILS} mails, {KILLS} kills: {len(twice)} twice, {len(unclear)} unclear")


def test_without_the_first_commit_messages_come_twice_and_nobody_knows(
    transactional_db: None, hagen: Region, settings: object
) -> None:
    """The counter-proof: the same figures fail for a worker that commits only afterwards."""
    script = Script(seconds=SECONDS)
    with mail_server(script) as port:
        fill_outbox(settings, port, 30)
        careless = subprocess.Popen(
            [sys.executable, "-m", "tests.post.careless"],
            cwd=ROOT,
            env=child_environment(**environment(port)),
        )
        wait_until(lambda: len(script.taken) >= 10)
        careless.kill()
        careless.wait()
        worker = start_worker(**environment(port))
        try:
            wait_until(lambda: not Message.objects.exclude(state=Message.State.SENT).exists())
        finally:
            worker.terminate()
            worker.wait(20)
    assert len(script.taken) - 30 >= 10
    assert Message.objects.filter(is_unclear=True).count() == 0

"""Tasks for the tests of the queue. Each writes a line to a file, which a rollback cannot undo."""

import os
import time
from pathlib import Path
from typing import Any

from django.tasks import TaskContext, task

from bildungsnetz.jobs.running import progress


@task
def note(file: str, text: str, seconds: float = 0) -> str:
    """Write a line, then take a while."""
    with Path(file).open("a") as stream:
        stream.write(f"{text} {os.getpid()}\n")
    time.sleep(seconds)
    return text


@task
def count_to(total: int) -> int:
    """Report progress."""
    for done in range(1, total + 1):
        progress(done, total)
    return total


@task
def fail() -> None:
    """Raise in every attempt."""
    raise ZeroDivisionError("never again")


@task(takes_context=True)
def tell_attempt(context: TaskContext) -> Any:
    """Which attempt this is."""
    return context.attempt

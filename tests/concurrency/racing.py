"""Forks processes from one that is set up already, so that 200 of them start within a second.

`python -m tests.concurrency.racing COUNT FUNCTION ARGUMENTS` prints a JSON list of outcomes.
"""

import json
import multiprocessing
import sys
import traceback
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from typing import Any

import django
from django.db import connections
from django.utils.module_loading import import_string


def race(
    number: int, function: str, args: list[Any], start: Barrier, out: "SimpleQueue[Any]"
) -> None:
    """Connect, wait for the others, call, hand the outcome back."""
    try:
        call = import_string(function)
        connections["default"].ensure_connection()
        start.wait()
        outcome = {"result": call(number, *args)}
    except Exception:  # any failure is the test's to judge
        outcome = {"raised": traceback.format_exc()}
    finally:
        connections.close_all()
    out.put((number, outcome))


def main(count: int, function: str, args: list[Any]) -> list[dict[str, Any]]:
    """The outcomes of `count` parallel calls, in the order of their numbers."""
    context = multiprocessing.get_context("fork")
    start, out = context.Barrier(count), context.SimpleQueue()
    runners = [
        context.Process(target=race, args=(number, function, args, start, out))
        for number in range(count)
    ]
    for runner in runners:
        runner.start()
    outcomes = dict(out.get() for _ in runners)
    for runner in runners:
        runner.join()
    return [outcomes[number] for number in range(count)]


if __name__ == "__main__":
    django.setup()
    import_string(sys.argv[2])
    connections.close_all()
    print(json.dumps(main(int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]))))

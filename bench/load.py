"""A bounded load generator: N kept connections send a fixed number of requests, then it ends.

`python -m bench.load` reads a plan from standard input and prints the outcome, both as JSON.
It talks to this machine only.
"""

import http.client
import itertools
import json
import statistics
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

HOST = "127.0.0.1"
TIMEOUT = 30
MOST_REQUESTS = 100_000
MOST_CONNECTIONS = 64


@dataclass(slots=True)
class Plan:
    """What to send: `requests` in turn, `total` in all; every answer should have `expected`."""

    port: int
    connections: int
    total: int
    expected: int
    requests: list[dict[str, Any]]


@dataclass(slots=True)
class Outcome:
    """What came back; each thread adds to lists, which is safe in CPython."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, seconds: float, status: str) -> None:
        """Write down one answer."""
        with self.lock:
            self.times.append(seconds)
            self.statuses[status] += 1


def run(plan: Plan) -> dict[str, Any]:
    """Send everything; requests per second, p50 and p95 in milliseconds, answers by status."""
    if plan.total > MOST_REQUESTS or plan.connections > MOST_CONNECTIONS:
        raise ValueError("Too much for one machine.")
    outcome, numbers = Outcome(), itertools.count()
    threads = [
        threading.Thread(target=_send, args=(plan, numbers, outcome))
        for _connection in range(plan.connections)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    cuts = statistics.quantiles(outcome.times, n=20)
    return {
        "per_second": plan.total / seconds,
        "p50_ms": statistics.median(outcome.times) * 1000,
        "p95_ms": cuts[18] * 1000,
        "statuses": dict(outcome.statuses),
        "wrong": plan.total - outcome.statuses[str(plan.expected)],
    }


def _send(plan: Plan, numbers: "itertools.count[int]", outcome: Outcome) -> None:
    """One kept connection: takes the next number until all are taken."""
    connection = http.client.HTTPConnection(HOST, plan.port, timeout=TIMEOUT)
    while (number := next(numbers)) < plan.total:
        request = plan.requests[number % len(plan.requests)]
        began = time.perf_counter()
        try:
            connection.request(
                request.get("method", "GET"),
                request["path"],
                body=request.get("body"),
                headers=request.get("headers", {}),
            )
            answer = connection.getresponse()
            answer.read()
            status = str(answer.status)
        except (OSError, http.client.HTTPException) as failure:
            connection.close()
            status = type(failure).__name__
        outcome.add(time.perf_counter() - began, status)
    connection.close()


if __name__ == "__main__":
    json.dump(run(Plan(**json.load(sys.stdin))), sys.stdout)

"""Starts what is measured as real processes, and reads their CPU time from Linux."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_TIMEOUT = 60.0
CONSOLE = ("-P", "-m", "bildungsnetz.management.console")


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """This process's environment for a process that must find our code."""
    places = [str(place) for place in (ROOT, ROOT / "src") if place.is_dir()]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(places), **more}


@contextmanager
def process(*arguments: str, port: int = 0, **more: str) -> "Iterator[subprocess.Popen[bytes]]":
    """Run Python with these arguments until the block ends.

    Waits until `port`, if named, takes connections. Raises RuntimeError when it ends too early.
    """
    child = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(**more),
        stdout=subprocess.DEVNULL,
    )
    try:
        if port:
            _wait_for(child, port)
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(timeout=30)


@contextmanager
def product(port: int) -> Iterator[int]:
    """The product as `./bildungsnetz start` runs it: web process and worker."""
    with process(*CONSOLE, "start", "--port", str(port), "--empty", port=port) as child:
        yield child.pid


@contextmanager
def bare(port: int) -> Iterator[int]:
    """The bare hello page behind the same server."""
    with process("-m", "bench.hello", str(port), port=port) as child:
        yield child.pid


def _wait_for(child: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise RuntimeError(f"The server ended with {child.returncode}.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The server did not start in time.")


def web_processes(pid: int) -> list[int]:
    """The processes that answer pages: gunicorn's, that is, whoever has a child or is one."""
    found = [child for child in children(pid) if children(child)]
    return [below for child in found for below in (child, *children(child))] or [
        pid,
        *children(pid),
    ]


def children(pid: int) -> list[int]:
    """The processes that a process started and that live."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(part) for part in text.split()]


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of the processes so far."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")

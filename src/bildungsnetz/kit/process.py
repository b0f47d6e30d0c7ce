"""Processes that start, watch and stop others, and locks between them."""

import ctypes
import fcntl
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

Program = Callable[[], int]
# How often the supervisor looks, and how long it waits for an orderly end, in seconds.
GLANCE = 0.1
PATIENCE = 10.0
LONGEST_PAUSE = 30.0
# A child that lived this long starts anew at once when it ends.
LONG_LIFE = 60.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1


class Busy(Exception):
    """Another process holds the lock."""


@contextmanager
def locked(file: Path, *, shared: bool = False, wait: bool = True) -> Iterator[None]:
    """Hold a lock on a file between processes; forked children hold it too.

    Raises Busy when it is taken and `wait` is False.
    """
    kind = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
    with file.open("a") as handle:
        try:
            fcntl.flock(handle, kind)
        except BlockingIOError as taken:
            raise Busy from taken
        yield


@dataclass
class Child:
    """One program that is kept running."""

    name: str
    program: Program
    pid: int = 0
    started: float = 0.0
    starts_at: float = 0.0
    pause: float = 0.0


class Supervisor:
    """Keeps programs running, each in a process of its own, until it is told to stop."""

    def __init__(
        self,
        programs: Mapping[str, Program],
        *,
        before_fork: Callable[[], None],
        on_restart: Callable[[str], None],
    ) -> None:
        self._children = [Child(name, program) for name, program in programs.items()]
        self._before_fork = before_fork
        self._on_restart = on_restart
        self._stopping = False

    def run(self) -> None:
        """Start all and watch them; returns once all have ended after a stop signal."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._stop)
        while not self._stopping:
            for child in self._children:
                self._look_after(child)
            time.sleep(GLANCE)
        self._end_all()

    def _stop(self, *_signal: object) -> None:
        self._stopping = True

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
            lived = now - child.started
            child.pid = 0
            child.pause = 0.0 if lived > LONG_LIFE else min(LONGEST_PAUSE, child.pause * 2 + 0.5)
            child.starts_at = now + child.pause
            self._on_restart(child.name)
        if not child.pid and now >= child.starts_at and not self._stopping:
            self._before_fork()
            child.pid, child.started = fork(child.program), now

    def _end_all(self) -> None:
        deadline = time.monotonic() + PATIENCE
        self._signal_all(signal.SIGTERM)
        while any(child.pid for child in self._children):
            for child in self._children:
                if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                    child.pid = 0
            if time.monotonic() > deadline:
                # Safe: what is interrupted is taken up again when its lease has run out.
                self._signal_all(signal.SIGKILL)
            time.sleep(GLANCE)

    def _signal_all(self, number: signal.Signals) -> None:
        for child in self._children:
            if child.pid:
                os.kill(child.pid, number)


def fork(program: Program) -> int:
    """Run a program in a child process; its number. The child never returns from here.

    It gets a process group of its own, so that Ctrl-C reaches the supervisor alone, which then
    ends it in an orderly way.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    if pid := os.fork():
        return pid
    code = 1
    try:
        os.setpgid(0, 0)
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        _die_with(parent)
        code = program()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # nothing may get past here into the supervisor's own code
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _die_with(parent: int) -> None:
    """Ask Linux to end this process when its parent is killed; elsewhere it would live on."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

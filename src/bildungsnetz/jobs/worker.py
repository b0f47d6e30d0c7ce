"""The worker: looks for work again and again until it is told to stop."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Protocol

from django.db import DatabaseError, connections

from bildungsnetz.kit.clock import Clock

log = logging.getLogger(__name__)
# How soon new work is seen, and how long a failing database is left alone, in seconds.
PAUSE = 0.5
PAUSE_AFTER_FAILURE = 5.0


class Source(Protocol):
    """A kind of work: does a piece of it, ends early when `stopping`; False if there was none."""

    def __call__(self, clock: Clock, stopping: Callable[[], bool], /) -> bool: ...


class Worker:
    """Runs each source in a thread of its own, so that a long job delays no sign-in mail."""

    def __init__(self, sources: Mapping[str, Source], *, clock: Clock) -> None:
        self._sources = sources
        self._clock = clock
        self._stop = threading.Event()
        self._broken = False

    def stop(self, *_signal: object) -> None:
        """Stop after the pieces of work in hand; may be called from a signal handler."""
        self._stop.set()

    def run(self) -> bool:
        """Work until `stop`; False when a source broke, which stops the others as well."""
        threads = [
            threading.Thread(target=self._loop, args=(source,), name=name)
            for name, source in self._sources.items()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            # In slices, so that signals are handled between them.
            while thread.is_alive():
                thread.join(PAUSE)
        return not self._broken

    def _loop(self, source: Source) -> None:
        try:
            while not self._stop.is_set():
                self._stop.wait(self._work(source))
        except BaseException:
            self._broken = True
            raise
        finally:
            self._stop.set()
            connections.close_all()

    def _work(self, source: Source) -> float:
        """Do one piece; the seconds to wait before the next."""
        try:
            return 0 if source(self._clock, self._stop.is_set) else PAUSE
        except DatabaseError:
            log.exception("The database does not answer; the worker tries again.")
            connections.close_all()
            return PAUSE_AFTER_FAILURE

"""Leases: whoever takes a piece of work owns it for a while, and renews while it lives.

A worker that is killed renews no more, so its work is taken up again; one that was only slow
finds its token gone and may not write any more (fencing).
"""

import logging
import secrets
import threading
from collections.abc import Callable
from types import TracebackType

from django.db import DatabaseError, connections

log = logging.getLogger(__name__)


def new_token() -> str:
    """A fencing token: 128 bits as hexadecimal text."""
    return secrets.token_hex(16)


class Heartbeat:
    """Calls `renew` every `seconds` in a thread of its own while the block runs.

    Stops early when `renew` returns False: the lease went to somebody else. A database that is
    busy for a moment is asked again at the next beat.
    """

    def __init__(self, renew: Callable[[], bool], *, seconds: float) -> None:
        self._renew = renew
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._stop.wait(self._seconds):
                if not self._renewed():
                    return
        finally:
            connections.close_all()

    def _renewed(self) -> bool:
        try:
            return self._renew()
        except DatabaseError as busy:
            log.warning("A lease could not be renewed just now: %s", busy)
            return True

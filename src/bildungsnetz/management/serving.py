"""The web server inside the start command: gunicorn, one process with eight threads."""

import gc
import os
import socket
import sys
from concurrent.futures import Future
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

BACKLOG = 512
# In seconds: how long a thread waits for a connection's first word; how long requests under way
# may still take once all shall end, and how long after that the process is waited for.
SILENCE = 0.5
LAST_WORDS = 2
PATIENCE = 6


def listen(host: str, port: int) -> socket.socket:
    """Open the socket that the web process will serve. Raises OSError if the port is taken.

    It stays with the supervisor, so that nobody is turned away while the web process restarts.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
        door.listen(BACKLOG)
    except OSError:
        door.close()
        raise
    return door


class Threads(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's threads, which end in time whatever browsers keep open.

    Browsers connect ahead and say nothing for a while. gunicorn's own would keep a thread waiting
    for five seconds, as long as its supervisor waits for the end before it kills.
    """

    def init_process(self) -> None:
        """Give requests less time to end than the supervisor gives the process.

        What is loaded by now stays for good: the collector need not look through it each time.
        """
        self.cfg.set("graceful_timeout", LAST_WORDS)
        gc.collect()
        gc.freeze()
        super().init_process()

    def handle(self, conn: TConn) -> object:
        """Answer, or leave a connection that stays silent to the loop, which needs no thread."""
        if not conn.initialized and not conn.wait_for_data(SILENCE):
            return _DEFER
        return super().handle(conn)

    def finish_request(self, conn: TConn, done: Future[object]) -> None:
        """At the end close at once what never spoke; gunicorn would wait for an answer to that."""
        if self.alive or conn.initialized:
            super().finish_request(conn, done)
        else:
            self.nr_conns -= 1
            conn.close()

    def run(self) -> None:
        """Serve; then end although a request goes on: what it has not committed never was."""
        super().run()
        if self.nr_conns:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)


class WebServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn on an open socket, without its control socket and without an access log.

    An access log would keep addresses of people and the tokens of personal links.
    """

    def __init__(self, application: WSGIHandler, door: socket.socket) -> None:
        self._application = application
        self._door = door
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults; the environment is not asked."""
        options: dict[str, Any] = {
            "bind": f"fd://{self._door.fileno()}",
            "workers": 1,
            "threads": 8,
            "worker_class": Threads,
            "timeout": 60,
            "graceful_timeout": PATIENCE,
            "backlog": BACKLOG,
            "control_socket_disable": True,
            "loglevel": "error",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        """The application; it was loaded before the fork."""
        return self._application

"""The web server inside the start command: gunicorn, one process with eight threads."""

import socket
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from gunicorn.app.base import BaseApplication

BACKLOG = 512


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
            "worker_class": "gthread",
            "timeout": 60,
            "graceful_timeout": 5,
            "backlog": BACKLOG,
            "control_socket_disable": True,
            "loglevel": "error",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        """The application; it was loaded before the fork."""
        return self._application

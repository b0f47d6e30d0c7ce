"""`start`: the web pages and the worker from one command, both ended by Ctrl-C."""

import errno
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from bildungsnetz.kit.process import Supervisor, locked
from bildungsnetz.management.command import OurCommand
from bildungsnetz.management.commands.worker import work
from bildungsnetz.management.greeting import greeting
from bildungsnetz.management.serving import WebServer, listen
from bildungsnetz.regions.models import Region

WEB, WORKER = "web", "worker"


class Command(OurCommand):
    help = gettext_noop("Startet Bildungsnetz; beendet wird es mit Strg+C.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, help=gettext("Port der Webseiten, sonst 8000"))
        parser.add_argument("--empty", action="store_true", help=gettext("ohne Beispielregion"))

    def handle(self, *_args: Any, **_options: Any) -> None:
        door = self._open_door()
        application = get_wsgi_application()
        self._greet()
        supervisor = Supervisor(
            {WEB: lambda: WebServer(application, door).run() or 0, WORKER: work},
            before_fork=close_databases,
            on_restart=self._report,
        )
        with locked(settings.DATA_DIR / ".laeuft", shared=True):
            supervisor.run()
        self.stdout.write(gettext("Bildungsnetz ist beendet."))

    def _open_door(self) -> socket.socket:
        place = {"host": settings.BIND, "port": settings.PORT}
        try:
            return listen(settings.BIND, settings.PORT)
        except OSError as refused:
            if refused.errno == errno.EADDRINUSE:
                sentence = gettext(
                    "Der Port %(port)s ist schon belegt. Läuft Bildungsnetz bereits? "
                    "Ein anderer Port: ./bildungsnetz start --port 8001"
                )
            else:
                sentence = gettext(
                    "Unter %(host)s, Port %(port)s, ist kein Start möglich. BILDUNGSNETZ_BIND "
                    "nennt eine Adresse dieses Rechners, zum Beispiel 127.0.0.1; Ports unter 1024 "
                    "sind dem System vorbehalten."
                )
            self.stderr.write(sentence % place)
            sys.exit(2)

    def _greet(self) -> None:
        lines = list(greeting(at=timezone.now(), with_links=sys.stdout.isatty()))
        width = max(len(line.label) for line in lines)
        self.stdout.write(gettext("Bildungsnetz läuft."))
        for line in lines:
            self.stdout.write(f"  {line.label + ':':<{width + 1}}  {line.address}")
        self.stdout.write(self._about_links())
        self.stdout.write(gettext("Beenden mit Strg+C."))
        self.stdout.flush()

    def _about_links(self) -> str:
        region = Region.objects.order_by("pk").first()
        if region is None:
            return gettext("Die Adresse zum Einrichten gilt sieben Tage und einmal.")
        if region.is_example or sys.stdout.isatty():
            return gettext("Die Anmeldelinks gelten 24 Stunden und jeweils einmal.")
        return gettext("Einen Anmeldelink gibt: ./bildungsnetz link ADRESSE")

    def _report(self, name: str) -> None:
        part = {WEB: gettext("Die Webseiten"), WORKER: gettext("Die Hintergrundarbeit")}[name]
        self.stderr.write(gettext("%(part)s: unerwartet beendet, Neustart folgt.") % {"part": part})


def close_databases() -> None:
    """Leave no connection open that a forked process would share."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()

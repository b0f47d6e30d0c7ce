"""`init`: a data folder without the example region, and the address to set the first one up."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from bildungsnetz.management.command import OurCommand
from bildungsnetz.management.greeting import greeting


class Command(OurCommand):
    help = gettext_noop("Richtet einen leeren Datenordner ein und nennt die Adresse dafür.")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help=gettext("ohne Beispielregion"))

    def handle(self, *_args: Any, **_options: Any) -> None:
        # The console has set the folder up already (management.console).
        for line in greeting(at=timezone.now(), with_links=sys.stdout.isatty()):
            self.stdout.write(f"{line.label}: {line.address}")
        self.stdout.write(
            gettext("Die Seiten antworten, sobald Bildungsnetz läuft: %(command)s")
            % {"command": f"./bildungsnetz start --data {settings.DATA_DIR}"}
        )

"""`backup FILE`: everything in one file, also while people work."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from bildungsnetz.management.backups import CannotBackUp, back_up
from bildungsnetz.management.command import OurCommand


class Command(OurCommand):
    help = gettext_noop("Sichert Datenbank, Schlüssel und Dateien in eine Datei.")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="DATEI", type=Path, help=gettext("Datei der Sicherung"))

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"].absolute()
        try:
            size = back_up(file, at=timezone.now())
        except CannotBackUp as refused:
            self.stderr.write(str(refused))
            sys.exit(2)
        except OSError as failed:
            self.stderr.write(
                gettext("Die Sicherung ließ sich nicht schreiben: %(reason)s")
                % {"reason": failed.strerror}
            )
            sys.exit(2)
        self.stdout.write(
            gettext(
                "Gesichert und geprüft: %(file)s (%(size)s kB). Die Datei enthält persönliche "
                "Daten und den Schlüssel; bitte verschlossen aufbewahren."
            )
            % {"file": file, "size": -(-size // 1000)}
        )

"""`restore FILE`: a backup in the place of the data folder; the old folder is kept aside."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from bildungsnetz.management.backups import CannotBackUp, restore
from bildungsnetz.management.command import OurCommand
from bildungsnetz.management.preparing import prepare
from bildungsnetz.privacy.actions import ledger_file


class Command(OurCommand):
    help = gettext_noop("Spielt eine Sicherung zurück; der bisherige Ordner bleibt daneben stehen.")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="DATEI", type=Path, help=gettext("Datei der Sicherung"))
        parser.add_argument(
            "--erasures",
            metavar="DATEI",
            type=Path,
            help=gettext("neueres Löschverzeichnis (geloescht.jsonl), falls woanders aufbewahrt"),
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            aside = restore(
                options["file"].absolute(), at=timezone.now(), erased=options["erasures"]
            )
        except CannotBackUp as refused:
            self.stderr.write(str(refused))
            sys.exit(2)
        except OSError as failed:
            self.stderr.write(
                gettext("Neben „%(folder)s“ ließ sich nicht schreiben: %(reason)s")
                % {"folder": settings.DATA_DIR, "reason": failed.strerror}
            )
            sys.exit(2)
        self.stdout.write(gettext("Die Sicherung ist geprüft und zurückgespielt."))
        if aside is not None:
            self.stdout.write(gettext("Der bisherige Ordner: %(folder)s") % {"folder": aside})
        if ledger_file().exists():
            # Whoever was erased since the backup was made is erased again before anybody looks.
            prepare(empty=True, at=timezone.now())

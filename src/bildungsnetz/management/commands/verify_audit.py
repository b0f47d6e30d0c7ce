"""`verify-audit`: is the audit trail as it was written?"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext, gettext_noop

from bildungsnetz.accounts.chain import problems
from bildungsnetz.accounts.models import AuditHead
from bildungsnetz.management.command import OurCommand


class Command(OurCommand):
    help = gettext_noop("Prüft, ob das Protokoll vollständig und unverändert ist.")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", default="", metavar="WERT", help=gettext("früher notierter Prüfwert")
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        found = False
        for sentence in problems(known_head=options["head"]):
            found = True
            self.stdout.write(sentence)
        if found:
            sys.exit(1)
        head = AuditHead.objects.filter(pk=1).first() or AuditHead(number=0, hash="")
        self.stdout.write(
            gettext("Das Protokoll ist unverändert: %(number)s Einträge.") % {"number": head.number}
        )
        self.stdout.write(gettext("Prüfwert zum Notieren: %(hash)s") % {"hash": head.hash or "–"})

"""`link ADDRESS`: a fresh sign-in link for somebody who cannot get at the mail."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from bildungsnetz.accounts.models import User
from bildungsnetz.management.command import OurCommand
from bildungsnetz.management.greeting import sign_in_address


class Command(OurCommand):
    help = gettext_noop("Stellt einen neuen Anmeldelink aus; er gilt 24 Stunden und einmal.")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="ADRESSE", help=gettext("E-Mail-Adresse der Person"))
        parser.add_argument("--port", type=int, help=gettext("Port der Webseiten, sonst 8000"))

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            self.stderr.write(
                gettext("Mit der Adresse %(email)s darf sich niemand anmelden.") % options
            )
            sys.exit(2)
        self.stdout.write(sign_in_address(user=user, at=timezone.now()))

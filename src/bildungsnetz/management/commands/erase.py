"""`erase`: what the desk's page does (Art. 17 DSGVO), for one contact of the register."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from bildungsnetz.accounts import audit
from bildungsnetz.directory.models import Person
from bildungsnetz.management.command import OurCommand
from bildungsnetz.privacy import plan, subjects
from bildungsnetz.privacy.actions import NotYet, erase


class Command(OurCommand):
    help = gettext_noop("Löscht eine Person mit allem, was zu ihr gehört (Art. 17 DSGVO).")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", required=True, help=gettext("Kurzname der Region"))
        parser.add_argument(
            "--person", required=True, type=int, help=gettext("Nummer der Person im Register")
        )
        parser.add_argument(
            "--yes", action="store_true", help=gettext("wirklich löschen; sonst nur anzeigen")
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        person = Person.objects.filter(
            region__slug=options["region"], pk=options["person"]
        ).select_related("region").first()  # fmt: skip
        if person is None:
            self.stderr.write(gettext("Diese Person gibt es in dieser Region nicht."))
            sys.exit(2)
        subject = subjects.of_person(person)
        if not options["yes"]:
            self.stdout.write(json.dumps(self._planned(subject), ensure_ascii=False, indent=1))
            return
        try:
            record = erase(
                region=person.region, subject=subject, by=audit.CONSOLE, at=timezone.now()
            )
        except NotYet as refused:
            self.stderr.write("\n".join(refused.sentences))
            sys.exit(1)
        self.stdout.write(json.dumps({"erasure": record.key, "counts": record.counts}, indent=1))

    def _planned(self, subject: Any) -> dict[str, Any]:
        """What would be done, and what stands against it."""
        steps = {
            step.table.name: {"delete": len(step.deleted), "empty": len(step.changed)}
            for step in plan.steps(plan.erasable(subject))
            if step.deleted or step.changed
        }
        return {"obstacles": list(plan.obstacles(subject)), "rows": steps}

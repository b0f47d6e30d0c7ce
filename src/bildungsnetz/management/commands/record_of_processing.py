"""`record-of-processing`: the record of Art. 30 DSGVO, printed from the declarations."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext, gettext_noop

from bildungsnetz.management.command import OurCommand
from bildungsnetz.privacy.record import record_of
from bildungsnetz.regions.models import Region


class Command(OurCommand):
    help = gettext_noop("Gibt das Verzeichnis der Verarbeitungen aus (Art. 30 DSGVO).")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", required=True, help=gettext("Kurzname der Region"))
        parser.add_argument("--json", action="store_true", help=gettext("als Daten ausgeben"))

    def handle(self, *_args: Any, **options: Any) -> None:
        region = Region.objects.filter(slug=options["region"]).first()
        if region is None:
            self.stderr.write(gettext("Diese Region gibt es nicht."))
            sys.exit(2)
        record = record_of(region)
        if options["json"]:
            self.stdout.write(json.dumps(record, ensure_ascii=False, indent=1))
            return
        for line in self._lines(record):
            self.stdout.write(line)

    def _lines(self, record: dict[str, Any]) -> Iterator[str]:
        yield f"{record['region']}: {record['controller']}"
        for number, one in enumerate(record["activities"], start=1):
            yield f"\n{number}. {one['title']}"
            yield f"   {gettext('Zweck')}: {one['purpose']}"
            yield f"   {gettext('Betroffene Personen')}: {one['people']}"
            yield f"   {gettext('Arten der Daten')}: {'; '.join(one['data'])}"
            yield f"   {gettext('Rechtsgrundlage')}: {'; '.join(one['basis'])}"
            yield f"   {gettext('Empfänger')}: {one['recipients']}"
            for kept in one["kept"]:
                yield f"   {gettext('Löschfrist')}: {kept['until']} – {'; '.join(kept['what'])}"

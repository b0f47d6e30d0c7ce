"""`affected`: whom a breach concerns, within minutes (Art. 33 DSGVO: 72 hours)."""

import json
import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext, gettext_noop

from bildungsnetz.management.command import OurCommand
from bildungsnetz.privacy.affected import Affected, affected, everybody
from bildungsnetz.regions.models import Region


class Command(OurCommand):
    help = gettext_noop("Nennt die Personen, die eine Datenpanne betrifft (Art. 33 DSGVO).")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", required=True, help=gettext("Kurzname der Region"))
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--since", help=gettext("ab Tag oder Zeitpunkt, z. B. 2026-11-23T08:00"))
        which.add_argument(
            "--everybody", action="store_true", help=gettext("alle, z. B. nach Verlust der Daten")
        )
        parser.add_argument("--until", help=gettext("bis Tag oder Zeitpunkt"))
        parser.add_argument(
            "--by", default="", help=gettext("nur was diese Person geschrieben hat")
        )
        parser.add_argument("--json", action="store_true", help=gettext("als Daten ausgeben"))

    def handle(self, *_args: Any, **options: Any) -> None:
        region = Region.objects.filter(slug=options["region"]).first()
        if region is None:
            self._refuse(gettext("Diese Region gibt es nicht."))
        if options["everybody"]:
            found = everybody(region)
        else:
            until = self._moment(options["until"]) if options["until"] else None
            since = self._moment(options["since"])
            found = affected(region, since=since, until=until, by=options["by"])
        self._tell(found, as_json=options["json"])

    def _moment(self, text: str) -> datetime:
        """A day or a moment, in the office's zone unless it names another."""
        try:
            found = parse_datetime(text)
            day = None if found else parse_date(text)
        except ValueError:
            found = day = None
        if found is None and day is None:
            self._refuse(gettext("„%(text)s“ ist kein Zeitpunkt.") % {"text": text})
        moment = found or datetime.combine(day, datetime.min.time())  # type: ignore[arg-type]
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

    def _tell(self, found: Affected, *, as_json: bool) -> None:
        rows: list[dict[str, Any]] = [
            {"name": one.name, "address": one.address, "data": sorted(one.data),
             "actions": sorted(one.actions), "first": one.first, "last": one.last}
            for one in found.humans
        ]  # fmt: skip
        if as_json:
            said = {"people": rows, "entries": found.entries, "unknown": found.unknown}
            self.stdout.write(json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write(f"{row['name']} <{row['address']}>: {', '.join(row['data'])}")
        self.stdout.write(gettext("Betroffene Personen: %(number)s") % {"number": len(rows)})
        if found.unknown:
            self.stdout.write(
                gettext("Vorgänge zu Daten, die es nicht mehr gibt: %(number)s")
                % {"number": found.unknown}
            )

    def _refuse(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(2)

"""`import_persons FILE`: takes over a list of persons, or says what it would do."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.checks import Tags
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.directory import actions, person_plans
from bildungsnetz.directory.models import ContactBasis, PersonImport
from bildungsnetz.directory.person_importing import Plan, State
from bildungsnetz.directory.rules import DirectoryRefusal, UnusableFile
from bildungsnetz.kit.tables import DEFAULT
from bildungsnetz.management.command import OurCommand
from bildungsnetz.management.refusing import in_one_line
from bildungsnetz.regions.models import Region


class Command(OurCommand):
    # The check for a safe database belongs to these; routes and templates need no proof here.
    requires_system_checks = (Tags.compatibility,)
    help = gettext_noop("Liest eine Liste von Personen ein (CSV, Excel oder vCard).")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="DATEI", type=Path, help=gettext("Liste der Personen"))
        parser.add_argument("--region", required=True, help=gettext("Kurzname der Region"))
        parser.add_argument(
            "--commit", action="store_true", help=gettext("übernehmen statt nur vorausschauen")
        )
        parser.add_argument(
            "--source",
            choices=ContactBasis.Source.values,
            default=ContactBasis.Source.IMPORT,
            help=gettext("woher die Daten stammen"),
        )
        parser.add_argument(
            "--source-note", default="", metavar="TEXT", help=gettext("woher genauer")
        )
        parser.add_argument(
            "--without-unknown",
            action="store_true",
            help=gettext("Personen aus unbekannten Einrichtungen ohne Tätigkeit aufnehmen"),
        )
        parser.add_argument("--json", action="store_true", help=gettext("Ausgabe als JSON"))

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            figures = _figures(_run(options), committed=options["commit"])
        except DirectoryRefusal as problem:
            self.stderr.write(in_one_line(problem))
            sys.exit(2)
        self.stdout.write(
            json.dumps(figures, ensure_ascii=False) if options["json"] else _as_text(figures)
        )


def _run(options: dict[str, Any]) -> Plan:
    """The plan; with --commit after everything was written as a whole."""
    region = Region.objects.filter(slug=options["region"]).first()
    if region is None:
        sentence = gettext("Eine Region „%(slug)s“ gibt es hier nicht.")
        raise UnusableFile(reason=sentence % {"slug": options["region"]})
    content, name = _content(options["file"]), options["file"].name
    unknown = PersonImport.Unknown.WITHOUT if options["without_unknown"] else "refuse"
    if options["commit"]:
        return actions.import_persons_at_once(
            region=region,
            file_name=name,
            content=content,
            source=options["source"],
            source_note=options["source_note"],
            unknown=unknown,
            by=CONSOLE,
            at=timezone.now(),
        )
    table = person_plans.read(content, name)
    columns = person_plans.propose(region, table)
    return person_plans.draw_up(region, table, columns, unknown=unknown, at=timezone.now())


def _content(path: Path) -> bytes:
    """The file's bytes; one that is too large is not read to its end."""
    try:
        with path.open("rb") as file:
            return file.read(DEFAULT.file_bytes + 1)
    except OSError:
        sentence = gettext("Die Datei „%(path)s“ lässt sich nicht lesen.")
        raise UnusableFile(reason=sentence % {"path": path}) from None


def _figures(found: Plan, *, committed: bool) -> dict[str, Any]:
    counts = found.counts
    undecided = [
        {"row": step.row, "reason": "; ".join(sorted({str(one.reason) for one in step.perhaps}))}
        for step in found.in_state(State.UNDECIDED)
    ]
    return {
        **{name: counts[name] for name in ("new", "changed", "unchanged", "persons", "functions")},
        "undecided": undecided,
        "undecided_count": counts["undecided"],
        "refused": [
            {"row": step.row, "reason": str(step.reason)} for step in found.in_state(State.REFUSED)
        ],
        "refused_count": counts["refused"],
        "committed": committed,
    }


def _as_text(figures: dict[str, Any]) -> str:
    rows = [
        (gettext("Neu"), figures["new"]),
        (gettext("Geändert"), figures["changed"]),
        (gettext("Unverändert"), figures["unchanged"]),
        (gettext("Vielleicht schon im Register"), figures["undecided_count"]),
        (gettext("Zurückgewiesen"), figures["refused_count"]),
    ]
    lines = [f"{label}: {number}" for label, number in rows]
    for row in (*figures["undecided"], *figures["refused"]):
        lines.append(gettext("Zeile %(row)s: %(reason)s") % row)
    if figures["undecided"]:
        lines.append(
            gettext(
                "Ob es dieselben Personen sind, entscheiden Sie im Büro unter „Personen einlesen“."
            )
        )
    if not figures["committed"]:
        lines.append(gettext("Nichts wurde geschrieben; mit --commit wird übernommen."))
    return "\n".join(lines)

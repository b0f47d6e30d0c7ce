"""`import_institutions FILE`: takes over a register of institutions, or says what it would do."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.checks import Tags
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.directory import actions, planning, previews
from bildungsnetz.directory.importing import Departure
from bildungsnetz.directory.rules import DirectoryRefusal, UnusableFile
from bildungsnetz.management.command import OurCommand
from bildungsnetz.management.refusing import in_one_line
from bildungsnetz.regions.models import FieldOfAction, Region

SOURCE = "Einrichtungsregister"
_LARGEST = 20_000_000


class Command(OurCommand):
    # The check for a safe database belongs to these; routes and templates need no proof here.
    requires_system_checks = (Tags.compatibility,)
    help = gettext_noop("Liest ein Register von Einrichtungen ein (CSV, Excel, vCard).")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="DATEI", type=Path, help=gettext("Register"))
        parser.add_argument("--region", required=True, help=gettext("Kurzname der Region"))
        parser.add_argument(
            "--commit", action="store_true", help=gettext("übernehmen statt nur vorausschauen")
        )
        parser.add_argument(
            "--only-city",
            default="",
            metavar="ORT",
            help=gettext("nur Einrichtungen in diesem Ort"),
        )
        parser.add_argument(
            "--source", default=SOURCE, help=gettext("Name des Registers, jedes Jahr gleich")
        )
        parser.add_argument(
            "--licence", default="", help=gettext("Quelle und Lizenz, wie sie öffentlich stehen")
        )
        parser.add_argument(
            "--publish", action="store_true", help=gettext("neue Einrichtungen öffentlich zeigen")
        )
        parser.add_argument(
            "--field",
            action="append",
            default=[],
            metavar="KURZNAME",
            help=gettext("Handlungsfeld für alle neuen Einrichtungen; mehrfach möglich"),
        )
        parser.add_argument(
            "--close-gone",
            action="store_true",
            help=gettext("mit --commit: was in der Datei fehlt, wie vorgeschlagen schließen"),
        )
        parser.add_argument("--json", action="store_true", help=gettext("Ausgabe als JSON"))

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            figures = _run(options)
        except DirectoryRefusal as problem:
            self.stderr.write(in_one_line(problem))
            sys.exit(2)
        self.stdout.write(
            json.dumps(figures, ensure_ascii=False) if options["json"] else _as_text(figures)
        )


def _run(options: dict[str, Any]) -> dict[str, Any]:
    """The figures; with --commit after everything was written as a whole."""
    region = Region.objects.filter(slug=options["region"]).first()
    if region is None:
        sentence = gettext("Eine Region „%(slug)s“ gibt es hier nicht.")
        raise UnusableFile(reason=sentence % {"slug": options["region"]})
    asked = {
        "region": region,
        "file_name": options["file"].name,
        "content": _content(options["file"]),
        "source": options["source"],
        "only_city": options["only_city"],
    }
    now = timezone.now()
    if options["commit"]:
        outcome = actions.import_at_once(
            **asked,
            licence_note=options["licence"],
            publish=options["publish"],
            fields=_fields(region, options["field"]),
            close_gone=options["close_gone"],
            by=CONSOLE,
            at=now,
        )
    else:
        outcome = planning.of_file(**asked, today=timezone.localdate(now))
    return {
        **_figures(outcome),
        "gone_rows": [_gone(one) for one in outcome.departures],
        "closed": _closed(outcome) if options["commit"] and options["close_gone"] else 0,
        "committed": options["commit"],
    }


def _closed(outcome: planning.Outcome) -> int:
    """How many `--close-gone` closes: all that are gone apart from doubtful ones."""
    return sum(not one.proposal.is_doubtful for one in outcome.departures)


def _figures(outcome: planning.Outcome) -> dict[str, Any]:
    figures = planning.counts(outcome)
    names = ("new", "changed", "unchanged", "gone", "elsewhere", "left")
    return {
        **{name: figures[name] for name in names},
        "refused": [
            {"row": row["row"], "reason": row["reason"]} for row in previews.refusals(outcome.plan)
        ],
        "refused_count": figures["refused"],
    }


def _gone(one: Departure) -> dict[str, Any]:
    """One that the file lacks: the reason, and how it would be closed; "" where that is open."""
    row = previews.gone_row(one, {})
    names = {other["reference"]: other["name"] for other in row["successors"]}
    return {
        **{name: row[name] for name in ("number", "name", "reason")},
        "closed_on": "" if row["doubtful"] else row["on"],
        "successor": names.get(row["successor"], ""),
    }


def _fields(region: Region, slugs: list[str]) -> list[FieldOfAction]:
    found = {field.slug: field for field in FieldOfAction.objects.filter(region=region)}
    if unknown := [slug for slug in slugs if slug not in found]:
        sentence = gettext("Ein Handlungsfeld „%(slug)s“ gibt es in dieser Region nicht.")
        raise UnusableFile(reason=sentence % {"slug": unknown[0]})
    return [found[slug] for slug in slugs]


def _content(path: Path) -> bytes:
    """The file's bytes; one that is too large is not read to its end."""
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST + 1)
    except OSError:
        sentence = gettext("Die Datei „%(path)s“ lässt sich nicht lesen.")
        raise UnusableFile(reason=sentence % {"path": path}) from None


def _as_text(figures: dict[str, Any]) -> str:
    rows = [
        (gettext("Neu"), figures["new"]),
        (gettext("Geändert"), figures["changed"]),
        (gettext("Unverändert"), figures["unchanged"]),
        (gettext("Nicht mehr enthalten"), figures["gone"]),
        (gettext("An anderem Ort"), figures["elsewhere"]),
        (gettext("Zurückgewiesen"), figures["refused_count"]),
    ]
    if figures["left"]:
        rows.append((gettext("Wie beim letzten Mal belassen"), figures["left"]))
    lines = [f"{label}: {number}" for label, number in rows]
    lines += [_gone_in_words(one) for one in figures["gone_rows"]]
    for refused in figures["refused"]:
        lines.append(gettext("Zeile %(row)s: %(reason)s") % refused)
    if not figures["committed"]:
        lines.append(gettext("Nichts wurde geschrieben; mit --commit wird übernommen."))
    return "\n".join(lines)


def _gone_in_words(one: dict[str, Any]) -> str:
    """Who is gone, why, and how `--close-gone` would close it."""
    parts = [f"– {one['name']} ({one['number']})" if one["number"] else f"– {one['name']}"]
    parts.append(one["reason"])
    if one["closed_on"]:
        parts.append(gettext("Vorschlag: geschlossen ab %(day)s.") % {"day": one["closed_on"]})
    if one["successor"]:
        parts.append(gettext("Nachfolgerin: %(name)s.") % {"name": one["successor"]})
    return " ".join(parts)

"""`merge`: what the merging of two records would do, doing it, and taking it back."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.directory.actions.merging import merge_records, undo_merge
from bildungsnetz.directory.merging.refusals import AlreadyMerged, MergeRefused, SameRecord
from bildungsnetz.directory.models import Merge, RecordKind
from bildungsnetz.directory.queries import duplicates as queries
from bildungsnetz.directory.queries.duplicates import FacetRow, ReferenceRow
from bildungsnetz.management.command import OurCommand
from bildungsnetz.regions.models import Region

_SIDES = {"left": "keep", "right": "gone", "both": "both"}
_CHOICES = {"keep": "kept", "gone": "gone", "both": "both"}


class Unusable(Exception):
    """The arguments lead nowhere; the text is the German sentence."""


class Command(OurCommand):
    help = gettext_noop("Führt zwei Einträge des Registers zusammen oder nimmt das zurück.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", help=gettext("Kurzname der Region"))
        parser.add_argument("--kind", choices=RecordKind.values, default="institution")
        parser.add_argument("keep", nargs="?", type=int, help=gettext("der Eintrag, der bleibt"))
        parser.add_argument("gone", nargs="?", type=int, help=gettext("der in ihm aufgeht"))
        parser.add_argument(
            "--take",
            action="append",
            type=_choice,
            default=[],
            metavar="FELD=keep|gone|both",
            help=gettext("welcher Wert gilt; ohne Angabe der Vorschlag"),
        )
        parser.add_argument(
            "--commit", action="store_true", help=gettext("tun, nicht nur zeigen, was geschähe")
        )
        parser.add_argument(
            "--undo", type=int, metavar="NUMMER", help=gettext("nimmt eine Zusammenführung zurück")
        )
        parser.add_argument("--json", action="store_true", help=gettext("Ausgabe als JSON"))

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            told = _undo(options["undo"]) if options["undo"] is not None else _merge(options)
        except (Unusable, MergeRefused) as problem:
            self.stderr.write(str(problem))
            sys.exit(2)
        as_json = json.dumps(told, ensure_ascii=False)
        self.stdout.write(as_json if options["json"] else "\n".join(_lines(told)))


def _choice(text: str) -> tuple[str, str]:
    field, _sign, side = text.partition("=")
    if side not in _CHOICES:
        raise ArgumentTypeError(gettext("Bitte als FELD=keep, FELD=gone oder FELD=both."))
    return field, side


def _undo(key: int) -> dict[str, Any]:
    merge = Merge.objects.filter(pk=key).first()
    if merge is None:
        sentence = gettext("Eine Zusammenführung mit der Nummer %(key)s gibt es nicht.")
        raise Unusable(sentence % {"key": key})
    done = undo_merge(merge=merge, by=CONSOLE, at=timezone.now())
    return {"undone": key, "restored": merge.gone, "left": list(done.left)}


def _merge(options: dict[str, Any]) -> dict[str, Any]:
    """The plan, and with --commit the number of the merger."""
    if not options["region"]:
        raise Unusable(gettext("Es fehlt: %s") % "--region")
    region = Region.objects.filter(slug=options["region"]).first()
    if region is None:
        sentence = gettext("Eine Region „%(slug)s“ gibt es hier nicht.")
        raise Unusable(sentence % {"slug": options["region"]})
    kind, kept, gone = options["kind"], options["keep"], options["gone"]
    if kept is None or gone is None:
        raise Unusable(gettext("Bitte beide Einträge nennen: erst den, der bleibt."))
    taken = dict(options["take"])
    told = _plan(region, kind, kept, gone, taken)
    if not options["commit"]:
        return told
    choice = {field: _CHOICES[side] for field, side in taken.items()}
    made = merge_records(
        region=region, kind=kind, kept=kept, gone=gone, choice=choice, by=CONSOLE,
        at=timezone.now(),
    )  # fmt: skip
    return {**told, "merge": made.pk, "undo_until": made.undo_until.isoformat()}


def _plan(region: Region, kind: str, kept: int, gone: int, taken: dict[str, str]) -> dict[str, Any]:
    if kept == gone:
        raise SameRecord
    rows = queries.records(region, kind).filter(Q(pk=kept) | Q(pk=gone))
    both = {row.pk: row for row in rows}
    if len(both) < 2:
        raise AlreadyMerged
    queries.put_sets(*both.values())
    lines = queries.side_by_side(both[kept], both[gone])
    if unknown := set(taken) - {line.key for line in lines}:
        sentence = gettext("Diese Felder gibt es nicht: %(fields)s.")
        raise Unusable(sentence % {"fields": ", ".join(sorted(unknown))})
    return {
        "kind": kind,
        "keep": {"key": kept, "name": str(both[kept])},
        "gone": {"key": gone, "name": str(both[gone])},
        "fields": [_field(line, taken) for line in lines if line.differs],
        "references": list(map(_reference, queries.references(kind, kept, gone))),
    }


def _field(line: FacetRow, taken: dict[str, str]) -> dict[str, str]:
    proposed = _SIDES[line.source]
    return {
        "field": line.key, "label": line.label, "keep": line.left, "gone": line.right,
        "take": taken.get(line.key, proposed), "reason": line.reason,
    }  # fmt: skip


def _reference(row: ReferenceRow) -> dict[str, Any]:
    return {
        "label": row.label, "keep": row.left, "gone": row.right, "colliding": row.colliding,
        "outcome": row.outcome,
    }  # fmt: skip


def _lines(told: dict[str, Any]) -> list[str]:
    if "undone" in told:
        return [gettext("Beide Einträge stehen wieder im Register."), *told["left"]]
    lines = [gettext("Bleibt: %(keep)s. Geht auf: %(gone)s.") % {
        side: f"{told[side]['name']} [{told[side]['key']}]" for side in ("keep", "gone")
    }]  # fmt: skip
    for one in told["fields"]:
        lines.append(f"  {one['label']} ({one['field']}): {one['keep']} | {one['gone']}")
        reason = f" ({one['reason']})" if one["reason"] else ""
        lines.append(f"    → {one['take']}{reason}")
    for one in told["references"]:
        twice = f", {one['colliding']}: {one['outcome']}" if one["colliding"] else ""
        lines.append(f"  {one['label']}: {one['keep']} + {one['gone']}{twice}")
    if "merge" in told:
        words = gettext("Zusammengeführt. Rückgängig: merge --undo %(merge)s")
        return [*lines, words % {"merge": told["merge"]}]
    return [*lines, gettext("Nichts wurde geändert. Mit --commit geschieht es.")]

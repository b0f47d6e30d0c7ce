"""`duplicates`: institutions and persons that stand twice in a register, or in a file."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from bildungsnetz.directory import duplicates
from bildungsnetz.directory.importing import MappingError, Record, propose_mapping, to_records
from bildungsnetz.directory.matching import THRESHOLD, Candidate, Pair, find_duplicates, groups
from bildungsnetz.kit.tables import TableError, read_table
from bildungsnetz.management.command import OurCommand
from bildungsnetz.regions.models import Region

_KINDS = ("institution", "person")


class Unusable(Exception):
    """The arguments lead nowhere; the text is the German sentence."""


class Command(OurCommand):
    help = gettext_noop("Findet Einrichtungen und Personen, die vermutlich doppelt vorkommen.")
    # A file is searched without a data folder.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--region", help=gettext("Kurzname der Region"))
        source.add_argument(
            "--file", metavar="DATEI", type=Path, help=gettext("Register (CSV oder Excel)")
        )
        parser.add_argument(
            "--min-score",
            type=_score,
            default=THRESHOLD,
            metavar="ZAHL",
            help=gettext("von 0 bis 1: ab wann ein Paar genannt wird"),
        )
        parser.add_argument("--json", action="store_true", help=gettext("Ausgabe als JSON"))

    def handle(self, *_args: Any, **options: Any) -> None:
        region = None
        refused: list[dict[str, object]] = []
        try:
            if options["region"] is not None:
                region = _region(options["region"])
                candidates = _of_region(region)
            else:
                candidates, refused = _of_file(options["file"])
        except (Unusable, MappingError, TableError) as problem:
            self.stderr.write(str(problem))
            sys.exit(2)
        pairs = find_duplicates(candidates, threshold=options["min_score"])
        if region is not None:
            pairs = _unsettled(region, pairs)
        as_text = _as_json if options["json"] else _as_text
        self.stdout.write(as_text(candidates, pairs, refused))


def _score(text: str) -> float:
    try:
        score = float(text.replace(",", "."))
    except ValueError:
        score = -1
    if not 0 <= score <= 1:
        raise ArgumentTypeError(gettext("Bitte eine Zahl von 0 bis 1, zum Beispiel 0.8."))
    return score


def _region(slug: str) -> Region:
    region = Region.objects.filter(slug=slug).first()
    if region is None:
        sentence = gettext("Eine Region „%(slug)s“ gibt es hier nicht.")
        raise Unusable(sentence % {"slug": slug})
    return region


def _of_region(region: Region) -> list[Candidate]:
    """The region's open institutions and its persons; keys are "institution-7", "person-3"."""
    today = timezone.localdate()
    return [
        replace(
            one,
            key=f"{kind}-{one.key}",
            institutions=tuple(f"institution-{key}" for key in one.institutions),
        )
        for kind in _KINDS
        for one in duplicates.candidates(region, kind, today)
    ]


def _unsettled(region: Region, pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs without those the office found to be different."""
    settled = {
        (f"{kind}-{left}", f"{kind}-{right}")
        for kind in _KINDS
        for left, right in duplicates.settled_pairs(region, kind)
    }
    return [
        pair for pair in pairs if not {(pair.left, pair.right), (pair.right, pair.left)} & settled
    ]


def _of_file(path: Path) -> tuple[list[Candidate], list[dict[str, object]]]:
    """The institutions of a table, keys are "row-12", and the rows that cannot be used."""
    try:
        table = read_table(path, name=path.name)
    except OSError:
        sentence = gettext("Die Datei „%(path)s“ lässt sich nicht lesen.")
        raise Unusable(sentence % {"path": path}) from None
    reading = to_records(table, propose_mapping(table))
    refused: list[dict[str, object]] = [
        {"row": one.row, "reason": str(one.reason)} for one in reading.refusals
    ]
    return list(map(_of_record, reading.records)), refused


def _of_record(record: Record) -> Candidate:
    values = record.values
    return Candidate(
        key=f"row-{record.row}",
        kind="institution",
        name=values["name"],
        number=values.get("number", ""),
        form="" if "kind" in record.guessed else values.get("kind", ""),
        street=values.get("street", ""),
        postcode=values.get("postcode", ""),
        city=values.get("city", ""),
        phone=values.get("phone", ""),
        email=values.get("email", ""),
    )


def _as_json(
    candidates: Sequence[Candidate], pairs: Sequence[Pair], refused: Sequence[dict[str, object]]
) -> str:
    named = {one.key: _name(one) for one in candidates}
    fields = {
        "compared": {kind: sum(one.kind == kind for one in candidates) for kind in _KINDS},
        "pairs": [
            {
                "left": {"key": pair.left, "name": named[pair.left]},
                "right": {"key": pair.right, "name": named[pair.right]},
                "score": pair.score,
                "reasons": list(pair.reasons),
            }
            for pair in pairs
        ],
        "groups": [list(circle) for circle in groups(pairs)],
        "refused": list(refused),
    }
    return json.dumps(fields, ensure_ascii=False)


def _as_text(
    candidates: Sequence[Candidate], pairs: Sequence[Pair], refused: Sequence[dict[str, object]]
) -> str:
    named = {one.key: _name(one) for one in candidates}
    lines = [
        gettext("Verglichen: %(compared)s. Vermutlich doppelt: %(pairs)s.")
        % {"compared": len(candidates), "pairs": len(pairs)}
    ]
    for pair in pairs:
        lines.append(f"{pair.score:.2f}  {named[pair.left]} [{pair.left}]")
        lines.append(f"      {named[pair.right]} [{pair.right}]")
        lines += [f"      - {reason}" for reason in pair.reasons]
    lines += [gettext("Zeile %(row)s: %(reason)s") % one for one in refused]
    return "\n".join(lines)


def _name(candidate: Candidate) -> str:
    parts = (candidate.given_name, candidate.name)
    if candidate.kind == "institution":
        parts = (candidate.name, f"({candidate.city})" if candidate.city else "")
    return " ".join(filter(None, parts))

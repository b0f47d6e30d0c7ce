"""`allocate FILE`: distribute places by ranked wishes, on the command line."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, gettext_noop

from bildungsnetz.management.command import OurCommand
from bildungsnetz.meetings.allocation import AllocationError, Goal, Result, allocate
from bildungsnetz.meetings.preflib import Preferences, WishFileError, read_wishes


class Command(OurCommand):
    help = gettext_noop("Verteilt Plätze nach gereihten Wünschen (PrefLib-Datei oder Tabelle).")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("wishes", metavar="DATEI", help=gettext("Datei mit den Wünschen"))
        parser.add_argument(
            "--capacities",
            required=True,
            help=gettext(
                "Plätze je Angebot in der Reihenfolge der Datei (bei Tabellen nach Namen), "
                "zum Beispiel 22,22,30; eine einzelne Zahl gilt für alle"
            ),
        )
        parser.add_argument(
            "--goal", default=Goal.RANK_SUM.value, help=", ".join(goal.value for goal in Goal)
        )
        parser.add_argument(
            "--fill", action="store_true", help=gettext("freie Plätze auch ohne Wunsch vergeben")
        )
        parser.add_argument("--json", action="store_true", help=gettext("Ausgabe als JSON"))

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            preferences = _read(options["wishes"])
            result = allocate(
                preferences.wishes,
                _capacities(options["capacities"], preferences),
                goal=_goal(options["goal"]),
                fill=options["fill"],
            )
        except (AllocationError, WishFileError) as error:
            self.stderr.write(str(error))
            sys.exit(2)
        as_text = _as_json(result) if options["json"] else _as_text(result, preferences)
        self.stdout.write(as_text)


def _read(path: str) -> Preferences:
    try:
        data = Path(path).read_bytes()
    except OSError:
        raise WishFileError(
            gettext("Die Datei „%(path)s“ lässt sich nicht lesen.") % {"path": path}
        ) from None
    return read_wishes(data)


def _capacities(text: str, preferences: Preferences) -> dict[str, int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and len(part) <= 6 for part in parts):
        raise AllocationError(
            gettext("„%(text)s“ ist keine Liste von Platzzahlen wie 22,22,30.") % {"text": text}
        )
    keys = list(preferences.workshops)
    numbers = [int(part) for part in parts] * (len(keys) if len(parts) == 1 else 1)
    if len(numbers) != len(keys):
        raise AllocationError(
            gettext("Die Datei nennt %(expected)s Angebote, angegeben sind %(given)s Platzzahlen.")
            % {"expected": len(keys), "given": len(numbers)}
        )
    return dict(zip(keys, numbers, strict=True))


def _goal(text: str) -> Goal:
    try:
        return Goal(text)
    except ValueError:
        raise AllocationError(
            gettext("Das Ziel „%(goal)s“ gibt es nicht; möglich sind %(goals)s.")
            % {"goal": text, "goals": ", ".join(goal.value for goal in Goal)}
        ) from None


def _as_json(result: Result) -> str:
    fields = {
        "goal": result.goal.value,
        "rank_sum": result.rank_sum,
        "profile": list(result.profile),
        "unplaced": list(result.unplaced),
        "placements": result.placements,
    }
    return json.dumps(fields, ensure_ascii=False)


def _as_text(result: Result, preferences: Preferences) -> str:
    profile = "/".join(map(str, result.profile)) or "0"
    lines = [
        gettext("Auf dem 1./2./… Wunsch: %(profile)s") % {"profile": profile},
        gettext("Summe der Ränge: %(sum)s") % {"sum": result.rank_sum},
        gettext("Ohne Platz: %(persons)s")
        % {"persons": ", ".join(result.unplaced) or gettext("niemand")},
    ]
    lines += [f"{p}: {preferences.workshops[w]}" for p, w in result.placements.items()]
    return "\n".join(lines)

"""`window DAY`: the invitation window before a meeting, on the command line."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, gettext_noop

from bildungsnetz.management.command import OurCommand
from bildungsnetz.regions.calendar import (
    CalendarError,
    Period,
    Window,
    invitation_window,
    parse_school_holidays,
    shipped_school_holidays,
)


class Command(OurCommand):
    help = gettext_noop("Nennt die Tage, an denen die Einladung zu einer Sitzung hinausgehen darf.")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", metavar="TAG", help=gettext("Tag der Sitzung, JJJJ-MM-TT"))
        parser.add_argument(
            "--min-days", type=int, default=21, help=gettext("Mindestfrist in Tagen")
        )
        parser.add_argument(
            "--max-days", type=int, default=28, help=gettext("Höchstfrist in Tagen")
        )
        parser.add_argument(
            "--land", default="NW", help=gettext("Kürzel des Landes, zum Beispiel NW")
        )
        parser.add_argument(
            "--holidays", metavar="DATEI", help=gettext("eigene Schulferien (CSV, JSON)")
        )
        parser.add_argument("--json", action="store_true", help=gettext("Ausgabe als JSON"))

    def handle(self, *_args: Any, **options: Any) -> None:
        land: str = options["land"].upper()
        try:
            window = invitation_window(
                _day(options["day"]),
                min_days=options["min_days"],
                max_days=options["max_days"],
                land=land,
                holidays=_holidays(options["holidays"], land),
            )
        except CalendarError as error:
            self.stderr.write(str(error))
            sys.exit(2)
        if window.uncovered:
            self.stderr.write(window.note)
        self.stdout.write(_as_json(window) if options["json"] else _as_text(window))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CalendarError(
            gettext("„%(text)s“ ist kein Datum in der Form JJJJ-MM-TT.") % {"text": text}
        ) from None


def _holidays(path: str | None, land: str) -> Sequence[Period]:
    if path is None:
        return shipped_school_holidays(land)
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise CalendarError(
            gettext("Die Datei „%(path)s“ lässt sich nicht lesen.") % {"path": path}
        ) from None
    periods, problems = parse_school_holidays(text, land=land)
    for problem in problems:
        raise CalendarError(
            gettext("Zeile %(row)s: %(reason)s") % {"row": problem.row, "reason": problem.reason}
        )
    return periods


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _as_json(window: Window) -> str:
    fields: dict[str, Any] = {
        "from": _iso(window.from_date),
        "to": _iso(window.to_date),
        "school_days": [_iso(day) for day in window.school_days],
        "closed_by": list(window.closed_by),
        "last_school_day_before": _iso(window.last_school_day_before),
        "first_school_day_after": _iso(window.first_school_day_after),
    }
    if window.last_working_day:
        fields["last_working_day"] = _iso(window.last_working_day)
    if window.uncovered:
        fields["uncovered"] = True
    return json.dumps(fields, ensure_ascii=False)


def _as_text(window: Window) -> str:
    def german(day: date | None) -> str:
        return gettext("unbekannt") if day is None else f"{day:%d.%m.%Y}"

    rows = [
        (gettext("Zeitraum"), f"{german(window.from_date)}–{german(window.to_date)}"),
        (gettext("Schultage"), ", ".join(map(german, window.school_days)) or gettext("keine")),
        (gettext("Geschlossen durch"), ", ".join(window.closed_by) or gettext("nichts")),
        (gettext("Letzter Schultag davor"), german(window.last_school_day_before)),
        (gettext("Erster Schultag danach"), german(window.first_school_day_after)),
    ]
    if window.last_working_day:
        rows.insert(1, (gettext("Letzter Arbeitstag"), german(window.last_working_day)))
    return "\n".join(f"{label}: {value}" for label, value in rows)

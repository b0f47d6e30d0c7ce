"""Read the office's own list of school holidays and compare it with the known one."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from .days import CalendarError, Period

LONGEST_HOLIDAY_DAYS = 60  # summer holidays last about 45 days; more is a slip of the pen
HEADINGS = {
    "name": {"ferien", "name", "bezeichnung", "ferienname"},
    "first": {"erster_tag", "erster tag", "von", "beginn", "start"},
    "last": {"letzter_tag", "letzter tag", "bis", "ende", "end"},
}
GERMAN_DATE = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Problem:
    """A row that was not taken over: its number in the file (from 1) and the German reason."""

    row: int
    reason: str


@dataclass(frozen=True)
class Difference:
    """A holiday on which the known and the incoming list disagree; one side may be missing."""

    known: Period | None
    incoming: Period | None

    @property
    def sentence(self) -> str:
        """One German sentence with both sides, so that the office can decide."""
        if self.known is None:
            return gettext("%(new)s steht nur in der Datei.") % {"new": _span(self.incoming)}
        if self.incoming is None:
            return gettext("%(old)s fehlt in der Datei.") % {"old": _span(self.known)}
        old, new = self.known, self.incoming
        if (old.name, old.first_day) == (new.name, new.first_day):
            return gettext("Bisher %(old)s, in der Datei bis %(day)s.") % {
                "old": _span(old),
                "day": f"{new.last_day:%d.%m.%Y}",
            }
        return gettext("Bisher %(old)s, in der Datei %(new)s.") % {
            "old": _span(old),
            "new": _span(new),
        }


type _Row = tuple[int, Sequence[str]]  # number, (name, first day, last day)


def parse_school_holidays(text: str, *, land: str = "NW") -> tuple[list[Period], list[Problem]]:
    """Read school holidays from CSV (`schuljahr;ferien;erster_tag;letzter_tag` or `name;von;bis`;
    separated by semicolon, comma or tab; ISO or German dates) or from a JSON list of objects with
    start, end, stateCode and name_cp, of which only those of `land` are taken.

    Returns the readable holidays by first day and one Problem for every row left out. Never raises.
    """
    text = text.lstrip("\ufeff").replace("\x00", "")
    try:
        rows = list(_json_rows(text, land) if text.lstrip()[:1] in {"[", "{"} else _csv_rows(text))
    except (CalendarError, csv.Error) as error:
        return [], [Problem(getattr(error, "row", 1), str(error))]
    return _collect(rows)


def _collect(rows: Iterable[_Row]) -> tuple[list[Period], list[Problem]]:
    periods: list[Period] = []
    problems: list[Problem] = []
    for number, cells in rows:
        try:
            period = _period(cells)
            _check_against(period, periods)
        except CalendarError as error:
            problems.append(Problem(number, str(error)))
        else:
            periods.append(period)
    return sorted(periods, key=lambda p: p.first_day), problems


def _period(cells: Sequence[str]) -> Period:
    name, first, last = ((*cells, "", "", "")[n].strip() for n in range(3))
    if not name:
        raise CalendarError(gettext("Der Name der Ferien fehlt."))
    period = Period(name, _date(first), _date(last))
    if (period.last_day - period.first_day).days >= LONGEST_HOLIDAY_DAYS:
        raise CalendarError(
            gettext("„%(name)s“ wäre länger als %(limit)s Tage. Bitte prüfen Sie das Jahr.")
            % {"name": name, "limit": LONGEST_HOLIDAY_DAYS}
        )
    return period


def _check_against(period: Period, others: Sequence[Period]) -> None:
    for other in others:
        if period.first_day <= other.last_day and other.first_day <= period.last_day:
            raise CalendarError(
                gettext("%(new)s überschneidet sich mit %(old)s.")
                % {"new": _span(period), "old": _span(other)}
            )


def _date(text: str) -> date:
    """ISO, German, or a time stamp: of "2023-08-03T23:59Z" the day as written counts, because a
    shift into local time would turn the last minute of a holiday into the day after."""
    german = GERMAN_DATE.fullmatch(text)
    iso = ISO_DATE.match(text)
    try:
        if german:
            day, month, year = map(int, german.groups())
            return date(year, month, day)
        if iso and text[10:11] in {"", "T", " "}:
            return date.fromisoformat(iso.group())
    except ValueError:
        pass  # a date like 31.02.: the same sentence as for something that is no date
    raise CalendarError(gettext("„%(text)s“ ist kein Datum.") % {"text": text})


def _csv_rows(text: str) -> Iterator[_Row]:
    lines = text.splitlines()
    head = next((line for line in lines if line.strip()), "")
    reader = csv.reader(lines, delimiter=max(";,\t", key=head.count))
    columns: tuple[int, int, int] | None = None
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns = _columns(cells)
            if columns is not None:
                continue
            columns = (1, 2, 3) if len(cells) >= 4 else (0, 1, 2)
        yield reader.line_num, [cells[n] if n < len(cells) else "" for n in columns]


def _columns(cells: Sequence[str]) -> tuple[int, int, int] | None:
    """Where name, first and last day stand by the headings; None when this is a row of data."""
    heads = [cell.strip().casefold() for cell in cells]
    found = {
        key: next((n for n, head in enumerate(heads) if head in names), None)
        for key, names in HEADINGS.items()
    }
    if all(position is None for position in found.values()):
        return None
    name, first, last = found["name"], found["first"], found["last"]
    if name is None or first is None or last is None:
        raise CalendarError(
            gettext("Erwartet werden die Spalten „ferien“, „erster_tag“ und „letzter_tag“.")
        )
    return name, first, last


def _json_rows(text: str, land: str) -> Iterator[_Row]:
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise CalendarError(gettext("Die Datei ist kein lesbares JSON.")) from None
    if not isinstance(data, list):
        raise CalendarError(gettext("Erwartet wird eine Liste von Ferien."))
    for number, item in enumerate(data, start=1):
        if not isinstance(item, dict):
            yield number, ("", "", "")
        elif item.get("stateCode") == land:
            name = item.get("name_cp") or item.get("name") or ""
            yield number, [str(name), str(item.get("start", "")), str(item.get("end", ""))]


def differences(known: Sequence[Period], incoming: Sequence[Period]) -> list[Difference]:
    """Where an incoming list disagrees with the known one, by first day; equal holidays are left
    out, and so are known holidays outside the time the incoming list speaks of."""
    if not incoming:
        return []
    start = min(period.first_day for period in incoming)
    end = max(period.last_day for period in incoming)
    open_known = [p for p in known if p.last_day >= start and p.first_day <= end]
    found: list[Difference] = []
    for new in sorted(incoming, key=lambda p: p.first_day):
        old = next((p for p in open_known if _overlap(p, new)), None)
        if old is not None:
            open_known.remove(old)
        if old != new:
            found.append(Difference(old, new))
    found += [Difference(old, None) for old in open_known]
    return sorted(found, key=_first_day)


def _overlap(one: Period, other: Period) -> bool:
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _first_day(difference: Difference) -> date:
    sides = (difference.known, difference.incoming)
    return min(side.first_day for side in sides if side is not None)


def _span(period: Period | None) -> str:
    if period is None:
        return ""
    if period.first_day == period.last_day:
        return f"{period.name} {period.first_day:%d.%m.%Y}"
    return f"{period.name} {period.first_day:%d.%m.%Y}–{period.last_day:%d.%m.%Y}"

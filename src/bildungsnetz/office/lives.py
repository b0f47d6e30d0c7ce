"""How the life of a person or an institution is shown: years, today among them, and a picture."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext

from bildungsnetz.kit import dates
from bildungsnetz.kit.addresses import address
from bildungsnetz.kit.charts import PeriodChart, period_chart

if TYPE_CHECKING:
    from bildungsnetz.directory.queries.biography import Entry

# Legal bases last, too, but are no part of anything.
_UNPICTURED = {"basis"}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words; `is_today` marks the line that is today itself."""

    when: str = ""
    label: str = ""
    title: str = ""
    detail: str = ""
    url: str = ""
    is_now: bool = False
    is_coming: bool = False
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Life:
    """Entries by year, the latest first, and the picture of what lasts."""

    years: list[tuple[str, list[Line]]] = field(default_factory=list)
    picture: PeriodChart | None = None


def life(entries: "Iterable[Entry]", today: date, region: str, pages: Mapping[str, str]) -> Life:
    """The entries for a page; `pages` names the routes that the reader may follow."""
    found = list(entries)
    coming = [one for one in found if one.is_coming(today)]
    known = [one for one in found if one.since is not None and not one.is_coming(today)]
    undated = [one for one in found if one.since is None]
    lines = [(one.since.year, _line(one, today, region, pages)) for one in coming if one.since]
    lines.append((today.year, Line(when=_day(today), is_today=True)))
    lines += [(one.since.year, _line(one, today, region, pages)) for one in known if one.since]
    years = [
        (str(year), [line for _year, line in group])
        for year, group in groupby(lines, key=lambda one: one[0])
    ]
    if undated:
        years.append((gettext("ohne Datum"), [_line(one, today, region, pages) for one in undated]))
    lasting = [one for one in found if not one.is_moment and one.kind not in _UNPICTURED]
    lasting.sort(key=lambda one: one.since or date.min)
    rows = [(f"{one.title}: {one.detail}", one.since, one.until) for one in lasting]
    return Life(years, period_chart(rows, today))


def _line(entry: "Entry", today: date, region: str, pages: Mapping[str, str]) -> Line:
    route = pages.get(entry.page)
    url = ""
    if route and entry.key is not None:
        url = address(route, region=region, pk=entry.key)
    language = get_language() or dates.GERMAN
    when = dates.period(entry.since, entry.until, language)
    if entry.is_moment and entry.since:
        when = dates.day_short(entry.since, language)
    return Line(
        when=when,
        label=entry.label,
        title=entry.title,
        detail=entry.detail,
        url=url,
        is_now=entry.holds(today),
        is_coming=entry.is_coming(today),
    )


def _day(day: date) -> str:
    return dates.day_short(day, get_language() or dates.GERMAN)

"""Public holidays, school holidays and school days of one Land."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from django.utils.translation import gettext
from holidays import country_holidays

FIRST_YEAR, LAST_YEAR = 1991, 2100  # what the library `holidays` knows of Germany
# Between two school holidays lie at most 101 days in Nordrhein-Westfalen (2023-2030); other Länder
# reach 104. A longer gap means that somebody has not entered a holiday yet.
LONGEST_TERM_DAYS = 112
LAENDER = {
    "BW": "Baden-Württemberg", "BY": "Bayern", "BE": "Berlin", "BB": "Brandenburg", "HB": "Bremen",
    "HH": "Hamburg", "HE": "Hessen", "MV": "Mecklenburg-Vorpommern", "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen", "RP": "Rheinland-Pfalz", "SL": "Saarland", "SN": "Sachsen",
    "ST": "Sachsen-Anhalt", "SH": "Schleswig-Holstein", "TH": "Thüringen",
}  # fmt: skip
SATURDAY = 5


class CalendarError(ValueError):
    """A date, a span of days or a Land that cannot be computed; the text is a German sentence."""


@dataclass(frozen=True)
class Period:
    """One school holiday, first and last day inclusive. Raises CalendarError if it ends early."""

    name: str
    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise CalendarError(
                gettext("„%(name)s“ endet vor dem ersten Tag.") % {"name": self.name}
            )

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


def day_text(first: date, last: date | None = None) -> str:
    """A day or a span in German short form without the year: "01.11." or "17.10.–31.10."."""
    if last is None or first == last:
        return f"{first:%d.%m.}"
    return f"{first:%d.%m.}–{last:%d.%m.}"


@cache
def public_holidays(land: str, year: int) -> Mapping[date, str]:
    """The public holidays of a Land ("NW", "BY" …) in one year, 1991 to 2100, with German names.

    Raises CalendarError for an unknown Land or a year outside. Holidays that hold only in parts of
    a Land (Augsburg, Fronleichnam in Saxony) are not included.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarError(
            gettext("Feiertage sind nur für die Jahre %(first)s bis %(last)s bekannt.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    if land not in LAENDER:
        raise CalendarError(
            gettext("„%(land)s“ ist kein Kürzel eines Landes (zum Beispiel „NW“).") % {"land": land}
        )
    found = country_holidays("DE", subdiv=land, years=year, language="de")
    return MappingProxyType(dict(sorted(found.items())))


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= SATURDAY


def day_off(day: date, *, land: str) -> str:
    """Why offices are closed on a day: Samstag, Sonntag, the holiday's name; "" on working days."""
    if is_weekend(day):
        return gettext("Samstag") if day.weekday() == SATURDAY else gettext("Sonntag")
    return public_holidays(land, day.year).get(day, "")


def last_working_day(day: date, *, land: str) -> date:
    """The latest day up to and including `day` that is Monday to Friday and no public holiday."""
    while day_off(day, land=land):
        day -= timedelta(days=1)
    return day


def is_school_day(day: date, *, land: str, holidays: Sequence[Period]) -> bool:
    """Monday to Friday, no public holiday of the Land and in none of the school holidays."""
    if is_weekend(day) or day in public_holidays(land, day.year):
        return False
    return not any(day in period for period in holidays)


def is_covered(day: date, holidays: Sequence[Period]) -> bool:
    """Whether the school holidays around a day are known.

    True inside a holiday, and between two holidays at most `LONGEST_TERM_DAYS` days apart. Before
    the first, after the last and in a gap that no school year has, nobody knows the school days.
    """
    if any(day in period for period in holidays):
        return True
    before = max((p.last_day for p in holidays if p.last_day < day), default=None)
    after = min((p.first_day for p in holidays if p.first_day > day), default=None)
    if before is None or after is None:
        return False
    return after - before <= timedelta(days=LONGEST_TERM_DAYS)


@cache
def shipped_school_holidays(land: str) -> tuple[Period, ...]:
    """The school holidays that come with the product, by first day; empty for other Länder."""
    if not land.isalnum():
        return ()
    source = files("bildungsnetz.regions") / "data" / f"schulferien_{land.lower()}.csv"
    if not source.is_file():
        return ()
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines(), delimiter=";")
    periods = [
        Period(
            row["ferien"],
            date.fromisoformat(row["erster_tag"]),
            date.fromisoformat(row["letzter_tag"]),
        )
        for row in rows
    ]
    return tuple(sorted(periods, key=lambda period: period.first_day))

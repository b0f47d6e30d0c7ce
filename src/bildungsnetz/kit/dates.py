"""Days and times as an office writes them, in German and English; pure, no clock, no settings.

All functions take local times: whoever calls converts to the office's zone first.
"""

from datetime import date, datetime, time, timedelta

GERMAN = "de"
# What offices write about: the oldest schools, and no plan beyond the century after ours. Beside
# that lie slips of the keyboard and the 31.12.9999 of other programs, which stands for "no end".
FIRST_YEAR, LAST_YEAR = 1000, 2199
_DAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
GERMAN_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_MONTHS = {
    "de": GERMAN_MONTHS,
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


def known(language: str) -> str:
    """The language whose forms are used: "en" for any English, German for everything else."""
    return "en" if language.startswith("en") else GERMAN


def is_near(value: date) -> bool:
    """Tell whether a day or moment lies in a year that an office can mean."""
    return FIRST_YEAR <= value.year <= LAST_YEAR


def day(value: date, language: str = GERMAN) -> str:
    """Write a day in full: "Donnerstag, 19. November 2026", "Thursday, 19 November 2026"."""
    code = known(language)
    name, month = _DAYS[code][value.weekday()], _MONTHS[code][value.month - 1]
    dot = "." if code == GERMAN else ""
    return f"{name}, {value.day}{dot} {month} {value.year}"


def day_short(value: date, language: str = GERMAN) -> str:
    """Write a day for tables: "19.11.2026", "19 Nov 2026"."""
    if known(language) == GERMAN:
        return f"{value:%d.%m.%Y}"
    return f"{value.day} {_MONTHS['en'][value.month - 1][:3]} {value.year}"


def month(value: date, language: str = GERMAN) -> str:
    """Write a month as a heading: "November 2026"."""
    return f"{_MONTHS[known(language)][value.month - 1]} {value.year}"


def clock(value: time | datetime, language: str = GERMAN) -> str:
    """Write a time of day: "13:05 Uhr", "13:05"."""
    return f"{value:%H:%M} Uhr" if known(language) == GERMAN else f"{value:%H:%M}"


def moment(value: datetime, language: str = GERMAN) -> str:
    """Write a point in time: "19.11.2026, 13:05 Uhr", "19 Nov 2026, 13:05"."""
    return f"{day_short(value, language)}, {clock(value, language)}"


def when(starts: datetime, ends: datetime, language: str = GERMAN) -> str:
    """Write from when to when: "Donnerstag, 19. November 2026, 13–17 Uhr".

    Minutes are written for both ends as soon as one of them has any; two days are written out.
    """
    if starts.date() == ends.date():
        return f"{day(starts, language)}, {_hours(starts, ends, language)}"
    first, last = (f"{day(at, language)}, {_hour(at, language)}" for at in (starts, ends))
    return f"{first}, bis {last}" if known(language) == GERMAN else f"{first}, to {last}"


def _hours(starts: datetime, ends: datetime, language: str) -> str:
    if known(language) != GERMAN:
        return f"{starts:%H:%M}–{ends:%H:%M}"
    if starts.minute or ends.minute:
        return f"{starts:%H:%M}–{ends:%H:%M} Uhr"
    return f"{starts.hour}–{ends.hour} Uhr"


def _hour(at: datetime, language: str) -> str:
    if known(language) == GERMAN and not at.minute:
        return f"{at.hour} Uhr"
    return clock(at, language)


def period(first: date | None, end: date | None, language: str = GERMAN) -> str:
    """Write a half-open period by its days: "01.09.2024–31.08.2026", "seit 01.09.2024".

    `end` is the first day no longer counted, as periods are stored; the day before it is shown.
    Empty if neither is known.
    """
    german = known(language) == GERMAN
    since = day_short(first, language) if first else ""
    last = day_short(end - timedelta(days=1), language) if end else ""
    if since and last:
        return f"{since}–{last}" if german else f"{since} – {last}"
    if since:
        return f"seit {since}" if german else f"since {since}"
    return (f"bis {last}" if german else f"until {last}") if last else ""


def distance(value: date, today: date, language: str = GERMAN) -> str:
    """Say how far a day is away: "heute", "morgen", "in 5 Tagen", "vor 3 Tagen"."""
    days = (value - today).days
    near = {
        "de": {-1: "gestern", 0: "heute", 1: "morgen"},
        "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
    }[known(language)]
    if days in near:
        return near[days]
    if known(language) == GERMAN:
        return f"in {days} Tagen" if days > 0 else f"vor {-days} Tagen"
    return f"in {days} days" if days > 0 else f"{-days} days ago"

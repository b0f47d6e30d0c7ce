"""The invitation window: how many days before a meeting the invitation has to be out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from .days import (
    CalendarError,
    Period,
    day_off,
    day_text,
    is_covered,
    is_school_day,
    is_weekend,
    last_working_day,
    public_holidays,
)

SEARCH_DAYS = 366  # no Land closes its schools for a year; a longer search means wrong data
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """The days on which an invitation may go out, both ends inclusive.

    `uncovered` is True when the school holidays around the window are not known: then `school_days`
    are only working days, and `note` says so in a sentence for the office.

    If the last day is no working day, `day_off` says why, and `last_working_day` is the last one of
    the window before it, None if the window has none.
    """

    from_date: date
    to_date: date
    school_days: tuple[date, ...]
    closed_by: tuple[str, ...]
    last_school_day_before: date | None
    first_school_day_after: date | None
    uncovered: bool
    note: str
    day_off: str = ""
    last_working_day: date | None = None


def invitation_window(
    day: date, *, min_days: int, max_days: int, land: str, holidays: Sequence[Period]
) -> Window:
    """The window from `max_days` to `min_days` (0 to 366) before the meeting on `day`.

    Raises CalendarError when the span is turned round or outside the range, for an unknown Land
    and for years without known public holidays. Rule: circular of 2011, invitation window.
    """
    _check_span(min_days, max_days)
    try:
        first, last = day - timedelta(days=max_days), day - timedelta(days=min_days)
    except OverflowError:
        raise CalendarError(gettext("Der Termin liegt zu weit zurück.")) from None
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    before = _school_day(_walk(first, -ONE_DAY), land, holidays)
    after = _school_day(_walk(last, ONE_DAY), land, holidays)
    known = all(is_covered(day, holidays) for day in [*days, before or first, after or last])
    off = day_off(last, land=land)
    worked = last_working_day(last, land=land)
    return Window(
        from_date=first,
        to_date=last,
        school_days=tuple(d for d in days if is_school_day(d, land=land, holidays=holidays)),
        closed_by=_closed_by(days, land, holidays),
        last_school_day_before=before,
        first_school_day_after=after,
        uncovered=not known,
        note="" if known else _uncovered_note(first, last),
        day_off=off,
        last_working_day=worked if off and worked >= first else None,
    )


def _check_span(min_days: int, max_days: int) -> None:
    if not 0 <= min_days <= SEARCH_DAYS or not 0 <= max_days <= SEARCH_DAYS:
        raise CalendarError(
            gettext("Die Fristen müssen zwischen 0 und %(limit)s Tagen liegen.")
            % {"limit": SEARCH_DAYS}
        )
    if min_days > max_days:
        raise CalendarError(
            gettext(
                "Die Mindestfrist (%(min_days)s Tage) ist länger als die Höchstfrist "
                "(%(max_days)s Tage)."
            )
            % {"min_days": min_days, "max_days": max_days}
        )


def _walk(start: date, step: timedelta) -> Iterator[date]:
    return (start + step * n for n in range(1, SEARCH_DAYS + 1))


def _school_day(days: Iterable[date], land: str, holidays: Sequence[Period]) -> date | None:
    return next((d for d in days if is_school_day(d, land=land, holidays=holidays)), None)


def _closed_by(days: Sequence[date], land: str, holidays: Sequence[Period]) -> tuple[str, ...]:
    """What closes days of the window, by first day.

    A weekend is closed anyway: it is named only when nothing but the weekend lies in the window,
    and a holiday that falls on nothing but the weekend is not named beside a working day.
    """
    weekdays = [day for day in days if not is_weekend(day)]
    reasons = _reasons(weekdays or days, land, holidays)
    if reasons or weekdays:
        return reasons
    return (f"{gettext('Wochenende')} {day_text(days[0], days[-1])}",)


def _reasons(days: Sequence[date], land: str, holidays: Sequence[Period]) -> tuple[str, ...]:
    found = {p for p in holidays if any(day in p for day in days)}
    for day in days:
        name = public_holidays(land, day.year).get(day)
        if name is not None:
            found.add(Period(name, day, day))
    ordered = sorted(found, key=lambda p: (p.first_day, p.last_day, p.name))
    return tuple(f"{p.name} {day_text(p.first_day, p.last_day)}" for p in ordered)


def _uncovered_note(first: date, last: date) -> str:
    return gettext(
        "Für den Zeitraum %(first)s–%(last)s sind nicht alle Schulferien hinterlegt. "
        "Die genannten Schultage sind nur Werktage ohne Feiertag. Bitte tragen Sie die Schulferien "
        "ein und prüfen Sie den Zeitraum dann erneut."
    ) % {"first": f"{first:%d.%m.%Y}", "last": f"{last:%d.%m.%Y}"}

"""The office's time zone, and its rules as calendars want them enclosed (RFC 5545, VTIMEZONE)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

BERLIN = ZoneInfo("Europe/Berlin")


def berlin_rules() -> Timezone:
    """The changes of clocks as the European Union has them since 1996 (Directive 2000/84/EC).

    As rules, not as a list: the bytes stay the same from year to year, and each onset is the hour
    that RFC 5545 means (02:00 local standard time in March, 03:00 summer time in October).
    """
    zone = Timezone()
    zone.add("tzid", BERLIN.key)
    for part, name, onset, month, before, after in (
        (TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), 3, 1, 2),  # noqa: DTZ001 -- local
        (TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 10, 2, 1),  # noqa: DTZ001 -- local
    ):
        part.add("tzname", name)
        part.add("dtstart", onset)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone

"""School days of a Land and the invitation window before a meeting. Pure: no database, no clock."""

from .days import (
    LAENDER,
    CalendarError,
    Period,
    day_off,
    day_text,
    is_covered,
    is_school_day,
    last_working_day,
    public_holidays,
    shipped_school_holidays,
)
from .reading import Difference, Problem, differences, parse_school_holidays
from .window import Window, invitation_window

__all__ = [
    "LAENDER",
    "CalendarError",
    "Difference",
    "Period",
    "Problem",
    "Window",
    "day_off",
    "day_text",
    "differences",
    "invitation_window",
    "is_covered",
    "is_school_day",
    "last_working_day",
    "parse_school_holidays",
    "public_holidays",
    "shipped_school_holidays",
]

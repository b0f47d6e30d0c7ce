"""The invitation windows of a meeting: one for each of its organs, by the charter's deadlines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from bildungsnetz.meetings.models import Meeting
from bildungsnetz.meetings.rules import countdown, in_words
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.calendar import CalendarError, Period, Window, invitation_window
from bildungsnetz.regions.models import Region
from bildungsnetz.regions.queries import holiday_periods


@dataclass(frozen=True, slots=True)
class OrganWindow:
    """One organ's window; `problem` says in a sentence why there is none."""

    organ: Organ
    window: Window | None
    problem: str = ""
    span: str = ""
    countdown: str = ""

    @property
    def all_closed(self) -> bool:
        """Tell whether nobody is at school on any day of the window."""
        return self.window is not None and not self.window.school_days


def organ_windows(meeting: Meeting, *, today: date) -> list[OrganWindow]:
    """The window of each organ of the meeting, in the organs' order, and how it stands today."""
    day = timezone.localdate(meeting.starts_at)
    periods = holiday_periods(meeting.region)
    organs = sorted(meeting.organs.all(), key=lambda organ: (organ.order, organ.name))
    return [_window(organ, day, meeting.region, periods, today) for organ in organs]


def windows_of(found: Sequence[OrganWindow]) -> list[Window]:
    """The windows that could be computed."""
    return [one.window for one in found if one.window is not None]


def _window(
    organ: Organ, day: date, region: Region, periods: Sequence[Period], today: date
) -> OrganWindow:
    try:
        window = invitation_window(
            day,
            min_days=organ.invitation_min_days,
            max_days=organ.invitation_max_days,
            land=region.land,
            holidays=periods,
        )
    except CalendarError as problem:
        return OrganWindow(organ, None, str(problem))
    span = in_words(window.from_date, window.to_date)
    return OrganWindow(organ, window, span=span, countdown=countdown(window, today))

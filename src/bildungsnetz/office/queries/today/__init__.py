"""What the office must see to, from all rooms: late, due, soon. Each item names its one action.

The number of questions does not depend on how much there is to do.
"""

from dataclasses import dataclass
from datetime import date, datetime

from bildungsnetz.meetings.models import Meeting
from bildungsnetz.office.queries.today import house, law, meetings, organs, waiting
from bildungsnetz.office.queries.today.items import Item, Urgency
from bildungsnetz.post.queries import may_release_kept
from bildungsnetz.regions.models import Region
from bildungsnetz.regions.queries import holiday_periods

__all__ = ["Item", "Today", "Urgency", "today_page"]


@dataclass(frozen=True, slots=True)
class Today:
    """What waits for the office, the most urgent first, and the next public date."""

    items: list[Item]
    next_date: Meeting | None


def today_page(region: Region, *, at: datetime, today: date) -> Today:
    """Everything that waits for the office, and what comes next."""
    periods = holiday_periods(region)
    known = house.known_of(region, today)
    coming = meetings.coming(region, at)
    items = [
        *house.setting_up(region, known),
        *organs.vacant_seats(region, today),
        *organs.ending_terms(region, today),
        *meetings.coming_meetings(coming, region.land, at, today, periods),
        *meetings.no_conference(coming),
        *waiting.waiting(region, at, today),
        *house.open_changes(known),
        *law.duties(known),
        *house.stuck_messages(known, may_release=may_release_kept(region)),
        *house.without_field(known),
        *house.missing_holidays(periods, today),
    ]
    items.sort(key=lambda item: (item.urgency, item.when or date.max, item.text))
    return Today(items, next((one for one in coming if one.is_public), None))

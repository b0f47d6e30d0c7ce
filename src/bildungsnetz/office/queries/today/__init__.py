"""What the office must see to, from all rooms: late, due, soon. Each item names its one action.

The number of questions does not depend on how much there is to do.
"""

from datetime import date, datetime

from bildungsnetz.office.queries.today import decisions, house, meetings, organs
from bildungsnetz.office.queries.today.items import Item, Urgency
from bildungsnetz.regions.models import Region
from bildungsnetz.regions.queries import holiday_periods

__all__ = ["Item", "Urgency", "today_items"]


def today_items(region: Region, *, at: datetime, today: date) -> list[Item]:
    """Everything that waits for the office, the most urgent first."""
    periods = holiday_periods(region)
    items = [
        *house.setting_up(region),
        *organs.vacant_seats(region, today),
        *organs.ending_terms(region, today),
        *meetings.coming_meetings(region, at, today, periods),
        *decisions.waiting_consultations(region, today),
        *decisions.due_orders(region, today),
        *decisions.ending_rounds(region, at),
        *house.stuck_messages(region),
        *house.open_imports(region),
        *house.missing_holidays(periods, today),
    ]
    return sorted(items, key=lambda item: (item.urgency, item.when or date.max, item.text))

"""What the law asks of contacts, as plain rules: bases, notice, retention. Pure."""

from datetime import date, timedelta

from bildungsnetz.directory.models import ContactBasis
from bildungsnetz.kit import privacy

Purpose, Basis, Source = ContactBasis.Purpose, ContactBasis.Basis, ContactBasis.Source

ON_ENTRY = (Purpose.NETWORK, Purpose.OFFICIAL)
"""What a contact is kept for from the first day (§ 78a SchulG NRW, Art. 6 Abs. 1 e DSGVO)."""

BY_CONSENT = (Purpose.NEWS, Purpose.PUBLICATION, Purpose.PHOTOS, Purpose.PRIVATE)
"""What can be consented to; publication may also rest on public office (IFG NRW §§ 9 (3), 12)."""

_ONLY_BY_CONSENT = {Purpose.NEWS, Purpose.PHOTOS, Purpose.PRIVATE}
NOTICE_WITHIN = 1
"""Months within which somebody is told of data that did not come from them (Art. 14 (3) a)."""
KEPT_AFTER_FUNCTION = privacy.CONTACT.period or timedelta(days=365)
"""For how long a contact is kept after the last function or mandate."""
LISTED_BEFORE = timedelta(days=30)
"""How long the office sees a contact that is due before it is deleted."""

OFFICE_KEEPS = 12
"""Months for which the office may keep a contact that runs out, at a time."""


def basis_fits(purpose: str, basis: str) -> bool:
    """News, photos and private facts rest on consent alone; a public task carries the rest."""
    return basis == Basis.CONSENT or purpose not in _ONLY_BY_CONSENT


def is_logged(purpose: str, basis: str) -> bool:
    """Whether the log of consents tells of it; consent to anything else is a basis like others."""
    return basis == Basis.CONSENT and purpose in BY_CONSENT


def needs_notice(source: str) -> bool:
    """Art. 14 DSGVO applies to whatever did not come from the person; else Art. 13 was met."""
    return source != Source.SELF


def months_later(day: date, months: int) -> date:
    """The same day some months on (or back, if negative); the last where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def notice_due(recorded_on: date) -> date:
    """The last day on which the notice is in time."""
    return months_later(recorded_on, NOTICE_WITHIN)


def retain_until(ended_on: date | None) -> date | None:
    """Until when a contact is kept after the last function ended; None while one lasts.

    `ended_on` is the first day without any function or mandate (the day of entry if there never
    was one). On the day returned it may be deleted.
    """
    return None if ended_on is None else ended_on + KEPT_AFTER_FUNCTION


def is_listed(due_on: date, today: date) -> bool:
    """Tell whether a contact that is due on a day is shown to the office by now."""
    return due_on - LISTED_BEFORE <= today


def deletion_day(due_on: date, listed_on: date, kept_until: date | None) -> date:
    """The first day on which a contact may be deleted.

    Not before its time is over, the office has had LISTED_BEFORE to look, and the day until which
    the office keeps it has passed.
    """
    return max(due_on, listed_on + LISTED_BEFORE, kept_until or date.min)

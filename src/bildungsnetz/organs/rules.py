"""What the charter demands of organs, seats and mandates. Pure: works on what was read already.

Source: circular of 25.08.2011 (three organs; Lenkungskreis of 2 + 2 + 2 seats by nominating party;
chair and deputy elected at a dated meeting). Periods are half-open: who begins on the day another
ends follows without a gap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext

from bildungsnetz.organs.models import Mandate, Organ

LEADING = (Mandate.Role.CHAIR, Mandate.Role.DEPUTY_CHAIR)
# Functions besides chair and seats, in the order in which they are shown.
OTHER_ROLES = (
    Mandate.Role.MEMBER,
    Mandate.Role.ADVISORY,
    Mandate.Role.GUEST,
    Mandate.Role.STAFF,
)
TAKE_BACK = timedelta(days=1)
# Kinds that the charter knows by a chair; an office or a network need not have one.
LED_KINDS = (Organ.Kind.STEERING,)


@dataclass(frozen=True, slots=True)
class Place:
    """A seat on a day, as far as composition counts: who names for it, who holds it."""

    party: str
    holder: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """What one nominating party has in an organ on a day."""

    party: str
    seats: int
    filled: int

    @property
    def vacant(self) -> int:
        """The seats nobody holds."""
        return self.seats - self.filled


def holds(start: date | None, end: date | None, day: date) -> bool:
    """Tell whether a half-open period contains a day; an open end or beginning holds for ever."""
    return (start is None or start <= day) and (end is None or day < end)


def overlap(
    one_start: date, one_end: date | None, other_start: date, other_end: date | None
) -> bool:
    """Tell whether two half-open periods share a day."""
    return (other_end is None or one_start < other_end) and (
        one_end is None or other_start < one_end
    )


def shares(places: Iterable[Place]) -> list[Share]:
    """The composition by nominating party, in the order of the seats: 2 + 2 + 2."""
    counted: dict[str, list[int]] = {}
    for place in places:
        numbers = counted.setdefault(place.party, [0, 0])
        numbers[0] += 1
        numbers[1] += place.holder is not None
    return [Share(party, seats, filled) for party, (seats, filled) in counted.items()]


def check_composition(
    kind: str, places: Sequence[Place], leaders: dict[str, int | None]
) -> list[str]:
    """What is not as the charter has it, as German sentences; empty when all is in order.

    `leaders` names who holds a leading function (a person's key), or None for nobody.
    """
    found = [_vacant_sentence(share) for share in shares(places) if share.vacant]
    holders = [place.holder for place in places if place.holder is not None]
    if len(holders) != len(set(holders)):
        found.append(gettext("Eine Person hat mehr als einen Sitz."))
    if kind not in LED_KINDS:
        return found
    chair, deputy = (leaders.get(role) for role in LEADING)
    if chair is None:
        found.append(gettext("Der Vorsitz ist nicht besetzt."))
    if deputy is None:
        found.append(gettext("Der stellvertretende Vorsitz ist nicht besetzt."))
    if chair is not None and chair == deputy:
        found.append(gettext("Vorsitz und Stellvertretung liegen bei derselben Person."))
    outside = [one for one in {chair, deputy} if one is not None and one not in holders]
    if places and outside:
        found.append(gettext("Vorsitz oder Stellvertretung liegt bei jemandem ohne Sitz."))
    return found


def _vacant_sentence(share: Share) -> str:
    words = {"party": share.party, "vacant": share.vacant, "seats": share.seats}
    if share.vacant == 1:
        return gettext("%(party)s: 1 von %(seats)s Sitzen ist frei.") % words
    return gettext("%(party)s: %(vacant)s von %(seats)s Sitzen sind frei.") % words


def may_end(mandate: Mandate, on: date) -> bool:
    """A mandate may end on any day after its first that is not past its end already."""
    return mandate.active_from < on and (mandate.active_to is None or on <= mandate.active_to)


def may_withdraw(begun_at: datetime | None, at: datetime) -> bool:
    """An entry may be taken back for a day; later it is history and can only be ended."""
    return begun_at is not None and at - begun_at <= TAKE_BACK


def may_close(organ: Organ, on: date, *, open_children: int) -> bool:
    """An organ may be closed once, not before it began, and not while others belong to it."""
    began = organ.founded_on is None or organ.founded_on <= on
    return organ.closed_on is None and began and open_children == 0


def may_see_organ(organ: Organ, memberships: Iterable[Mandate], day: date) -> bool:
    """Members see their organ while they hold a seat or function in it."""
    return any(
        one.organ_id == organ.pk and holds(one.active_from, one.active_to, day)
        for one in memberships
    )

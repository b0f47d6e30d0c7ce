"""Who held which seat and function of an organ on any day ("Stand am")."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from bildungsnetz.kit.composing import composed_once
from bildungsnetz.organs import rules
from bildungsnetz.organs.models import Mandate, Organ, Seat

HOLDER, SUBSTITUTE = Mandate.Role.MEMBER, Mandate.Role.SUBSTITUTE


@dataclass(frozen=True, slots=True)
class SeatOnDay:
    """A seat with its holder and substitute on the day; no holder means vacant."""

    seat: Seat
    holder: Mandate | None
    substitute: Mandate | None
    leading: str = ""

    @property
    def is_vacant(self) -> bool:
        """Tell whether nobody holds the seat."""
        return self.holder is None


@dataclass(frozen=True, slots=True)
class PartySeats:
    """The seats for which one party names people, and how many of them are filled."""

    share: rules.Share
    seats: list[SeatOnDay]

    @property
    def party(self) -> str:
        """The nominating party's name."""
        return self.share.party


@dataclass(frozen=True, slots=True)
class Function:
    """A function that the organ has, with those who hold it on the day."""

    role: str
    label: str
    mandates: list[Mandate]


@dataclass(frozen=True, slots=True)
class OrganOnDay:
    """An organ as it stood on a day."""

    organ: Organ
    day: date
    seats: list[SeatOnDay]
    parties: list[PartySeats]
    functions: list[Function]
    mandates: list[Mandate]  # all, ended ones and those to come too, the latest first
    remarks: list[str]

    @property
    def filled(self) -> int:
        """The number of filled seats."""
        return sum(not seat.is_vacant for seat in self.seats)

    @property
    def vacant(self) -> int:
        """The number of seats nobody holds."""
        return len(self.seats) - self.filled

    @property
    def is_led(self) -> bool:
        """Tell whether somebody has a function, or seats that somebody should lead."""
        return bool(self.seats) or any(function.mandates for function in self.functions)

    @property
    def existed(self) -> bool:
        """Tell whether the organ existed on the day."""
        return rules.holds(self.organ.founded_on, self.organ.closed_on, self.day)


def organ_on(organ: Organ, day: date) -> OrganOnDay:
    """The organ's seats by party, functions and composition on a day. Two queries."""
    mandates = _mandates(organ)
    held = [one for one in mandates if rules.holds(one.active_from, one.active_to, day)]
    seats = _seats_on(organ, day, held)
    leaders = {one.role: one.person_id for one in held if one.role in rules.LEADING}
    return OrganOnDay(
        organ=organ,
        day=day,
        seats=seats,
        parties=_by_party(seats),
        functions=_functions(held),
        mandates=sorted(mandates, key=lambda one: (one.active_from, one.pk), reverse=True),
        remarks=rules.check_composition(organ.kind, [_place(seat) for seat in seats], leaders),
    )


def seats_on(organ: Organ, day: date) -> list[SeatOnDay]:
    """The seats that existed on a day, by party and number, with who held them then."""
    return organ_on(organ, day).seats


def functions_on(organ: Organ, day: date) -> list[Function]:
    """Chair, deputy chair and all functions without a seat on a day; the leading two always."""
    return organ_on(organ, day).functions


def _mandates(organ: Organ) -> list[Mandate]:
    found = _all_mandates(organ.pk)
    for mandate in found:  # their names tell the organ's: nobody should ask for it again
        mandate.organ = organ
        if mandate.seat is not None:
            mandate.seat.organ = organ
    return found


@composed_once
def _all_mandates(organ: int) -> QuerySet[Mandate]:
    return (
        Mandate.objects.filter(organ=organ)
        .select_related("person", "institution", "seat__party")
        .order_by("active_from", F("person__sort_name").asc(nulls_last=True), "pk")
    )


def _seats_on(organ: Organ, day: date, held: Sequence[Mandate]) -> list[SeatOnDay]:
    leading = {one.person_id: one.get_role_display() for one in held if one.role in rules.LEADING}
    by_seat = {(one.seat_id, one.role): one for one in held if one.seat_id is not None}
    found: list[SeatOnDay] = []
    for seat in _all_seats(organ.pk):
        if not rules.holds(seat.active_from, seat.active_to, day):
            continue
        seat.organ = organ
        holder = by_seat.get((seat.pk, HOLDER))
        title = leading.get(holder.person_id, "") if holder and holder.person_id else ""
        found.append(SeatOnDay(seat, holder, by_seat.get((seat.pk, SUBSTITUTE)), title))
    return found


@composed_once
def _all_seats(organ: int) -> QuerySet[Seat]:
    return (
        Seat.objects.filter(organ=organ)
        .select_related("party")
        .order_by("party__order", "party__name", "number")
    )


def _place(seat: SeatOnDay) -> rules.Place:
    holder = seat.holder
    # An institution that holds a seat counts as filled; its key must not meet a person's.
    key = None if holder is None else holder.person_id or -(holder.institution_id or 0)
    return rules.Place(seat.seat.party.name, key)


def _by_party(seats: Sequence[SeatOnDay]) -> list[PartySeats]:
    return [
        PartySeats(share, [seat for seat in seats if seat.seat.party.name == share.party])
        for share in rules.shares(_place(seat) for seat in seats)
    ]


def _functions(held: Iterable[Mandate]) -> list[Function]:
    held = list(held)
    found: list[Function] = []
    for role in (*rules.LEADING, *rules.OTHER_ROLES, SUBSTITUTE):
        ones = [one for one in held if one.role == role and one.seat_id is None]
        if ones or role in rules.LEADING:
            found.append(Function(role, str(Mandate.Role(role).label), ones))
    return found


def changes_of(organ: Organ) -> list[date]:
    """The days on which somebody began or ended in the organ, latest first, for "Stand am"."""
    days: set[date] = set()
    for start, end in Mandate.objects.filter(organ=organ).values_list("active_from", "active_to"):
        days.update(day for day in (start, end) if day is not None)
    return sorted(days, reverse=True)

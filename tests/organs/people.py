"""Persons and seats that the tests of organs share."""

from datetime import date

from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.directory.models import Person
from bildungsnetz.organs import actions
from bildungsnetz.organs.models import Mandate, Organ, Seat
from bildungsnetz.regions.models import Region
from tests.cast import NOW


def person(region: Region, name: str, *, is_public: bool = True) -> Person:
    """A person by given and family name."""
    given, family = name.split(" ", 1)
    return Person.objects.create(
        region=region, given_name=given, family_name=family, is_public=is_public, created_at=NOW
    )


def seats(organ: Organ, party: str, count: int = 1) -> list[Seat]:
    """Seats for which a party names people."""
    return actions.add_seats(organ=organ, party=party, count=count, by=CONSOLE, at=NOW)


def fill(seat: Seat, who: Person, start: date, end: date | None = None) -> Mandate:
    """Somebody holds a seat from a day on."""
    return actions.fill_seat(
        seat=seat, person=who, active_from=start, active_to=end, by=CONSOLE, at=NOW
    )


def chair(organ: Organ, who: Person, start: date, role: str = "chair") -> Mandate:
    """Somebody leads an organ from a day on."""
    return actions.set_chair(
        organ=organ, person=who, role=role, active_from=start, by=CONSOLE, at=NOW
    )

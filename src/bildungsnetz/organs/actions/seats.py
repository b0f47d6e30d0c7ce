"""Writes about seats: 2 + 2 + 2 are six of them."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.organs.actions.errors import Refused
from bildungsnetz.organs.models import Mandate, NominatingParty, Organ, Seat
from bildungsnetz.organs.rules import holds


@transaction.atomic
def add_seats(
    *,
    organ: Organ,
    party: str,
    count: int,
    is_voting: bool = True,
    active_from: date | None = None,
    by: Actor,
    at: datetime,
) -> list[Seat]:
    """Add `count` seats for which a party names people; an unknown party is made."""
    Organ.objects.select_for_update().get(pk=organ.pk)
    the_party = _party(organ, party.strip())
    last = Seat.objects.filter(organ=organ).aggregate(last=Max("number"))["last"] or 0
    made = [
        Seat.objects.create(
            organ=organ,
            party=the_party,
            number=last + number,
            is_voting=is_voting,
            active_from=active_from,
        )
        for number in range(1, count + 1)
    ]
    detail = {"party": the_party.name, "seats": [seat.number for seat in made]}
    audit.record(
        region=organ.region, by=by, at=at, action="organ.seats_added", on=organ, detail=detail
    )
    return made


def _party(organ: Organ, name: str) -> NominatingParty:
    known = NominatingParty.objects.filter(region=organ.region)
    last = known.aggregate(last=Max("order"))["last"]
    order = 0 if last is None else last + 1
    return known.get_or_create(
        region=organ.region, name=name, defaults={"name": name, "order": order}
    )[0]


@transaction.atomic
def end_seat(*, seat: Seat, on: date, by: Actor, at: datetime) -> Seat:
    """Do away with a seat from a day on. Raises Refused while somebody holds it then."""
    Organ.objects.select_for_update().get(pk=seat.organ_id)
    if seat.active_from is not None and on <= seat.active_from:
        raise Refused(gettext("Der Sitz kann nicht vor seinem Beginn enden."))
    held = Mandate.objects.filter(seat=seat)
    if any(one.active_from >= on or holds(one.active_from, one.active_to, on) for one in held):
        raise Refused(gettext("Der Sitz ist dann noch besetzt. Beenden Sie zuerst das Mandat."))
    seat.active_to = on
    seat.save(update_fields=["active_to"])
    audit.record(
        region=seat.organ.region,
        by=by,
        at=at,
        action="seat.ended",
        on=seat.organ,
        detail=_facts(seat),
    )
    return seat


@transaction.atomic
def reopen_seat(*, seat: Seat, by: Actor, at: datetime) -> Seat:
    """Take back the end of a seat."""
    seat.active_to = None
    seat.save(update_fields=["active_to"])
    audit.record(
        region=seat.organ.region,
        by=by,
        at=at,
        action="seat.reopened",
        on=seat.organ,
        detail=_facts(seat),
    )
    return seat


@transaction.atomic
def remove_seat(*, seat: Seat, by: Actor, at: datetime) -> None:
    """Delete a seat that was added by mistake and never held. Raises Refused if it was held."""
    Organ.objects.select_for_update().get(pk=seat.organ_id)
    if Mandate.objects.filter(seat=seat).exists():
        raise Refused(gettext("Der Sitz war schon besetzt und bleibt deshalb in der Geschichte."))
    audit.record(
        region=seat.organ.region,
        by=by,
        at=at,
        action="seat.removed",
        on=seat.organ,
        detail=_facts(seat),
    )
    seat.delete()


def _facts(seat: Seat) -> dict[str, Any]:
    return {"seat": seat.number, "party": seat.party.name, "active_to": seat.active_to}

"""Whoever asked for no messages at one address is not written to at the other one either."""

from datetime import datetime

from django.utils.translation import gettext

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.models import Institution, Person
from bildungsnetz.post.models import Stop
from bildungsnetz.post.stopping import address_hash, set_stop, stops_of
from bildungsnetz.regions.models import Region

# The later ones reach further.
_ORDER = [Stop.Scope.NEWS.value, Stop.Scope.CIRCULAR.value, Stop.Scope.ALL.value]


def carry_stops(
    *, region: Region, person: Person, before: set[str], by: Actor, at: datetime
) -> None:
    """Let the furthest-reaching stop of two merged records hold for the address that stays.

    `before` are the addresses of both. An institution's mailbox is nobody's own: it is left alone.
    """
    found = stops_of(region, sorted({*before, person.email} - {""}))
    if not found or not person.email:
        return
    if Institution.objects.filter(region=region, email__iexact=person.email).exists():
        return
    furthest = max((stop.scope for stop in found.values()), key=_ORDER.index)
    own = found.get(person.email)
    if own is None or own.scope != furthest:
        set_stop(
            region=region,
            key=address_hash(person.email),
            scope=furthest,
            source=Stop.Source.OFFICE,
            reason=gettext("Galt für eine andere Adresse derselben Person."),
            by=by,
            at=at,
        )

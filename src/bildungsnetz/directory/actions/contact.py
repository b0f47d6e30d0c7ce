"""What a person wants to get from the office, chosen by themselves or told to a clerk."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.actions.consents import withdraw_consent
from bildungsnetz.directory.models import ConsentEntry, ContactBasis, Person
from bildungsnetz.directory.rules import AddressUnknown
from bildungsnetz.post import stopping
from bildungsnetz.post.models import Stop
from bildungsnetz.regions.models import Region

Channel = ConsentEntry.Channel
_CHANNELS = {"office": Channel.SPOKEN, "signed_in": Channel.SIGNED_IN}


@transaction.atomic
def choose_post(
    *,
    region: Region,
    key: str,
    persons: Sequence[Person],
    scope: str,
    source: str,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Let an address have what `scope` (Stop.Scope; "" for everything) leaves.

    `key` is the hash of the address, empty for somebody without one; `persons` are those who use
    it. Scope "all" is the objection of Art. 21 DSGVO: it is noted with every basis that rests on
    the public task. A lesser scope lifts it. Harmless when all stands so. Raises AddressUnknown for
    somebody without an address who wants less mail only.
    """
    keys = sorted(person.pk for person in persons)
    held = list(Person.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    if not key and scope not in {"", Stop.Scope.ALL}:
        raise AddressUnknown
    if key:
        stopping.set_stop(
            region=region, key=key, scope=scope, source=source, reason=reason, by=by, at=at
        )
    for person in held:
        if scope:
            withdraw_consent(
                person=person, purpose=ContactBasis.Purpose.NEWS, by=by, at=at,
                channel=_CHANNELS.get(source, Channel.LINK),
            )  # fmt: skip
        _note_objection(person, objects=scope == Stop.Scope.ALL, reason=reason, by=by, at=at)


def _note_objection(person: Person, *, objects: bool, reason: str, by: Actor, at: datetime) -> None:
    rows = ContactBasis.objects.filter(
        person=person, ended_at=None, basis=ContactBasis.Basis.PUBLIC_TASK
    ).filter(objected_at__isnull=objects)
    if objects:
        changed = rows.update(objected_at=at, objection_reason=reason.strip()[:300])
    else:
        changed = rows.update(objected_at=None, objection_reason="")
    if changed:
        action = "person.objected" if objects else "person.objection_lifted"
        audit.record(region=person.region, by=by, at=at, action=action, on=person)


@transaction.atomic
def carry_stops(*, region: Region, moved: Mapping[str, str], by: Actor, at: datetime) -> None:
    """Let what addresses stopped hold for the new ones of the same persons (old → new)."""
    for old, stop in stopping.stops_of(region, moved).items():
        if moved[old]:
            stopping.set_stop(
                region=region, key=stopping.address_hash(moved[old]), scope=stop.scope,
                source=stop.source, reason=stop.reason, by=by, at=at,
            )  # fmt: skip

"""What addresses no longer want: stops set, lifted, looked up, and the link to change them.

Only a keyed hash of an address is kept, so that a stop outlives the erasure of the person and
holds when somebody enters the address anew.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from bildungsnetz.accounts import audit, links
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.post.models import Stop
from bildungsnetz.regions.models import Region

BATCH_SIZE = 500
# A mail may be looked up long after it came; a link that is mailed has at least a year left.
LINK_LIFETIME = timedelta(days=2 * 365)
LEFT_AT_LEAST = timedelta(days=365)


def address_hash(address: str) -> str:
    """The keyed hash under which an address is known here: 160 bits as hexadecimal text."""
    key = hashlib.sha256(f"stop:{settings.SECRET_KEY}".encode()).digest()
    return hmac.digest(key, address.strip().casefold().encode(), "sha256").hex()[:40]


def stops(region: Region | int, hashes: Iterable[str]) -> dict[str, Stop]:
    """The stops in force, by the hash of the address."""
    wanted = sorted(set(hashes))
    found: dict[str, Stop] = {}
    for start in range(0, len(wanted), BATCH_SIZE):
        rows = Stop.objects.filter(
            region=region, lifted_at=None, address_hash__in=wanted[start : start + BATCH_SIZE]
        )
        found |= {row.address_hash: row for row in rows}
    return found


def stops_of(region: Region | int, addresses: Iterable[str]) -> dict[str, Stop]:
    """The stops in force, by the address as it was given; empty addresses have none."""
    hashes = {address: address_hash(address) for address in addresses if address}
    found = stops(region, hashes.values())
    return {address: found[key] for address, key in hashes.items() if key in found}


def silent_addresses(region: Region | int, addresses: Iterable[str]) -> set[str]:
    """Those of the addresses that want no messages at all."""
    found = stops_of(region, addresses)
    return {address for address, stop in found.items() if stop.scope == Stop.Scope.ALL}


@transaction.atomic
def set_stop(
    *,
    region: Region,
    key: str,
    scope: str,
    source: str,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Stop | None:
    """Let the address with the hash `key` have what `scope` (Stop.Scope) leaves; "" lifts all.

    The stop in force, None if there is none. Harmless when it stands so. What was in force before
    is lifted, not overwritten. Of parallel calls the first wins.
    """
    rows = Stop.objects.filter(region=region, address_hash=key, lifted_at=None)
    current = rows.select_for_update().first()
    if (current.scope if current else "") == scope:
        return current
    if current is not None:
        current.lifted_at = at
        current.save(update_fields=["lifted_at"])
    made = None
    if scope:
        made = _begin(region, key, scope, source=source, reason=reason, at=at)
    record = made or current
    if record is not None:
        action = "stop.set" if made else "stop.lifted"
        detail = {"scope": scope, "source": source}
        audit.record(region=region, by=by, at=at, action=action, on=record, detail=detail)
    return made


def _begin(region: Region, key: str, scope: str, *, source: str, reason: str, at: datetime) -> Stop:
    stop, _made = Stop.objects.get_or_create(
        region=region,
        address_hash=key,
        lifted_at=None,
        defaults={
            "scope": Stop.Scope(scope),
            "since": at,
            "reason": reason.strip()[:300],
            "source": Stop.Source(source),
        },
    )
    return stop


def contact_links(
    region: Region, addresses: Iterable[str], *, at: datetime
) -> Mapping[str, PersonalLink]:
    """The link with which each address changes what it gets, by the address as given.

    One per address and region: it is issued anew when less than a year of it is left.
    """
    hashes = {address: address_hash(address) for address in addresses}
    found = _good_links(region, set(hashes.values()), at)
    missing = sorted(set(hashes.values()) - set(found))
    issued = links.issue_many(
        purpose=PersonalLink.Purpose.CONTACT,
        subjects=missing,
        region=region,
        at=at,
        expires_at=at + LINK_LIFETIME,
    )
    found |= {link.subject: link for link in issued}
    return {address: found[key] for address, key in hashes.items()}


def _good_links(region: Region, hashes: set[str], at: datetime) -> dict[str, PersonalLink]:
    found: dict[str, PersonalLink] = {}
    wanted = sorted(hashes)
    for start in range(0, len(wanted), BATCH_SIZE):
        rows = PersonalLink.objects.filter(
            purpose=PersonalLink.Purpose.CONTACT,
            subject__in=wanted[start : start + BATCH_SIZE],
            region=region,
            revoked_at=None,
            expires_at__gt=at + LEFT_AT_LEAST,
        )
        found |= {row.subject: row for row in rows.order_by("pk")}
    return found

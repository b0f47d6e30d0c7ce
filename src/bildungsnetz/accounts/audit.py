"""The audit trail: one row for each write, in the same transaction, as a hash chain."""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from bildungsnetz.accounts.models import AuditEntry, AuditHead, User
from bildungsnetz.kit.privacy import ANONYMOUS
from bildungsnetz.regions.models import Region

ERASED = "audit.erased"
BATCH_SIZE = 500


@dataclass(frozen=True, slots=True)
class Actor:
    """Who writes: a signed-in user, or somebody behind a personal link or on the command line."""

    label: str
    user_id: int | None = None

    @classmethod
    def of(cls, user: User) -> "Actor":
        """The actor that stands for a signed-in user."""
        return cls(label=user.display_name, user_id=user.pk)


CONSOLE = Actor(label="Kommandozeile")
# Somebody who has just been erased.
GONE = Actor(label=ANONYMOUS)


def digest(*parts: str) -> str:
    """SHA-256 over the parts, each ended by a newline, as hexadecimal text."""
    return hashlib.sha256("".join(f"{part}\n" for part in parts).encode()).hexdigest()


def canonical(detail: Any) -> str:
    """The one JSON text of a detail that is hashed: sorted keys, no spaces, as it is stored."""
    plain = json.loads(json.dumps(detail, cls=DjangoJSONEncoder))
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def record(
    *,
    region: Region | None,
    by: Actor,
    at: datetime,
    action: str,
    on: models.Model,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append one entry to the chain. Must run inside the transaction of the write itself.

    Locks the head row, so that parallel writers queue up and the chain cannot fork; SQLite's
    BEGIN IMMEDIATE does the same there. Call it last, so that the lock is held briefly.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An audit entry belongs to its write.")
    head = _locked_head()
    plain = json.loads(canonical(detail or {}))
    entry = AuditEntry(
        number=head.number + 1,
        region=region,
        at=at,
        actor_id=by.user_id,
        actor=by.label[:160],
        actor_salt=secrets.token_hex(16),
        action=action,
        record_type=on._meta.model_name or "",
        record_id=str(on.pk),
        detail=plain,
        detail_salt=secrets.token_hex(16),
        previous_hash=head.hash,
    )
    entry.actor_hash, entry.detail_hash = actor_hash(entry), detail_hash(entry)
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    head.number, head.hash = entry.number, entry.hash
    head.save(update_fields=["number", "hash"])


def actor_hash(entry: AuditEntry) -> str:
    """The commitment to who wrote: key and name, salted."""
    return digest(entry.actor_salt, canonical({"id": entry.actor_id, "name": entry.actor}))


def detail_hash(entry: AuditEntry) -> str:
    """The commitment to the detail, salted."""
    return digest(entry.detail_salt, canonical(entry.detail))


def entry_hash(entry: AuditEntry) -> str:
    """The hash of one entry; of actor and detail only their own hashes count."""
    return digest(
        str(entry.number),
        str(entry.region_id or ""),
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_hash,
        entry.action,
        entry.record_type,
        entry.record_id,
        entry.detail_hash,
        entry.previous_hash,
    )


def _locked_head() -> AuditHead:
    return AuditHead.objects.select_for_update().get_or_create(pk=1)[0]


def erase(
    *,
    actors: Iterable[int] = (),
    details: Iterable[int] = (),
    region: Region | None,
    by: Actor,
    at: datetime,
    on: models.Model,
) -> None:
    """Erase who wrote, or what exactly, from entries named by their numbers. Cannot be undone.

    Text and salt go, so that nobody can find the text again by trying; the hashes stay, and the
    chain still verifies. One entry more names the numbers: a gap that no such entry explains is a
    forgery. What those entries name is never erased itself.
    """
    _locked_head()
    named = AuditEntry.objects.filter(action=ERASED).values_list("number", flat=True)
    without_actor = sorted(set(actors))
    without_detail = sorted(set(details) - set(named))
    for numbers in _batches(without_actor):
        AuditEntry.objects.filter(number__in=numbers).update(
            actor=ANONYMOUS, actor_id=None, actor_salt=""
        )
    for numbers in _batches(without_detail):
        AuditEntry.objects.filter(number__in=numbers).update(detail=None, detail_salt="")
    if without_actor or without_detail:
        numbers_of = {"actors": spans(without_actor), "details": spans(without_detail)}
        record(region=region, by=by, at=at, action=ERASED, on=on, detail=numbers_of)


def spans(numbers: Collection[int]) -> list[list[int]]:
    """Sorted numbers as [first, last] of each run: 1, 2, 3, 7 → [[1, 3], [7, 7]]."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def _batches(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), BATCH_SIZE):
        yield numbers[start : start + BATCH_SIZE]

"""The audit trail: one row for each write, in the same transaction, as a hash chain."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from bildungsnetz.accounts.models import AuditEntry, AuditHead, User
from bildungsnetz.regions.models import Region


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
    salt = secrets.token_hex(16)
    plain = json.loads(canonical(detail or {}))
    entry = AuditEntry(
        number=head.number + 1,
        region=region,
        at=at,
        actor_id=by.user_id,
        actor=by.label[:160],
        action=action,
        record_type=on._meta.model_name or "",
        record_id=str(on.pk),
        detail=plain,
        salt=salt,
        detail_hash=digest(salt, canonical(plain)),
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    head.number, head.hash = entry.number, entry.hash
    head.save(update_fields=["number", "hash"])


def entry_hash(entry: AuditEntry) -> str:
    """The hash of one entry over everything but the detail itself, of which only a hash counts."""
    return digest(
        str(entry.number),
        str(entry.region_id or ""),
        entry.at.isoformat(timespec="microseconds"),
        str(entry.actor_id or ""),
        entry.actor,
        entry.action,
        entry.record_type,
        entry.record_id,
        entry.detail_hash,
        entry.previous_hash,
    )


def _locked_head() -> AuditHead:
    return AuditHead.objects.select_for_update().get_or_create(pk=1)[0]

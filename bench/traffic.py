"""Messages, circulars and audit entries in bulk."""

import secrets
from datetime import datetime, timedelta

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.models import AuditEntry, AuditHead
from bildungsnetz.office.models import Circular
from bildungsnetz.post.models import Delivery, Message
from bildungsnetz.regions.models import Region


def messages(region: Region, count: int, *, at: datetime) -> None:
    """Messages that were sent, each after one attempt, and a circular for each hundred."""
    sent = Message.objects.bulk_create(
        [_message(region, number, "bench:sent", Message.State.SENT, at) for number in range(count)],
        batch_size=500,
    )
    Delivery.objects.bulk_create(
        [
            Delivery(
                message=one,
                number=1,
                started_at=at,
                finished_at=at,
                outcome=Delivery.Outcome.ACCEPTED,
                answer="250 OK",
            )
            for one in sent
        ],
        batch_size=500,
    )
    Circular.objects.bulk_create(
        [
            Circular(
                region=region,
                reference=f"43-{number}",
                dated_on=(at - timedelta(days=30 * number)).date(),
                subject=f"Rundschreiben {number}",
                body="Sehr geehrte Damen und Herren,\n\nhier steht der Text.",
                signed_by="Vorsitzender des Lenkungskreises",
                is_public=True,
            )
            for number in range(count // 100)
        ]
    )


def queued(region: Region, count: int, *, at: datetime) -> None:
    """Messages that wait for the worker."""
    waiting = Message.State.QUEUED
    Message.objects.bulk_create(
        [_message(region, number, "bench:queued", waiting, at) for number in range(count)],
        batch_size=500,
    )


def _message(
    region: Region, number: int, batch: str, state: Message.State, at: datetime
) -> Message:
    return Message(
        region=region,
        batch=batch,
        key=f"{batch}:{number}",
        message_id=f"<{secrets.token_hex(16)}@127.0.0.1>",
        to_name=f"Grundschule {number}",
        to_address=f"einrichtung{number}@schule.example",
        subject="Einladung zur Bildungskonferenz",
        body="Sehr geehrte Damen und Herren,\n\nwir laden Sie herzlich ein.\n" * 5,
        state=state,
        created_at=at,
        send_after=at,
        attempts=int(state == Message.State.SENT),
        sent_at=at if state == Message.State.SENT else None,
    )


def entries(region: Region, count: int, *, at: datetime) -> None:
    """Lengthen the audit chain as `audit.record` would, entry by entry but written at once."""
    head = AuditHead.objects.select_for_update().get_or_create(pk=1)[0]
    rows = []
    for number in range(count):
        row = AuditEntry(
            number=head.number + 1,
            region=region,
            at=at,
            actor="Messung",
            actor_salt=secrets.token_hex(16),
            action="topic.renamed",
            record_type="topic",
            record_id=str(number % 7 + 1),
            detail={"name": f"Thema {number}"},
            detail_salt=secrets.token_hex(16),
            previous_hash=head.hash,
        )
        row.actor_hash, row.detail_hash = audit.actor_hash(row), audit.detail_hash(row)
        row.hash = audit.entry_hash(row)
        head.number, head.hash = row.number, row.hash
        rows.append(row)
    AuditEntry.objects.bulk_create(rows, batch_size=500)
    head.save()

"""Writes about outgoing mail: a message is queued with the write it belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.post import rules
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region

BATCH_SIZE = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """One message of a batch; `key` names what it is about, so that it is never queued twice."""

    key: str
    to_name: str
    to_address: str
    subject: str
    body: str
    link: PersonalLink | None = None
    calendar: str = ""


def queue(
    *,
    region: Region | None,
    batch: str,
    key: str,
    to_name: str,
    to_address: str,
    subject: str,
    body: str,
    at: datetime,
    link: PersonalLink | None = None,
    reply_to: str = "",
    calendar: str = "",
    priority: int = 0,
    by: Actor,
) -> Message | None:
    """Queue one message to one address; None if there is no address to write to.

    The same `key` gives the message that stands already, never a second one, also under parallel
    calls. `{link}` in the body stands for the link's address. Higher `priority` is sent first.
    Call it inside the action's transaction: the message commits or vanishes with it.
    Raises UnsafeHeader when a name, address or subject holds a line break.
    """
    draft = Draft(
        key=key, to_name=to_name, to_address=to_address, subject=subject, body=body,
        link=link, calendar=calendar,
    )  # fmt: skip
    return queue_many(
        [draft], region=region, batch=batch, at=at, reply_to=reply_to, priority=priority, by=by
    ).get(key)


def queue_many(
    drafts: Iterable[Draft],
    *,
    region: Region | None,
    batch: str,
    at: datetime,
    reply_to: str = "",
    priority: int = 0,
    by: Actor,  # noqa: ARG001 -- as above
) -> dict[str, Message]:
    """Queue many messages with few statements, under the rules of `queue`; messages by key.

    A draft without an address has no message. Keys that stand already are left alone and give the
    message that stands; so do keys that a parallel call writes first.
    """
    wanted = {one.key: one for one in drafts if one.to_address}
    shared: dict[str, Any] = {
        "region": region,
        "batch": batch,
        "reply_to": reply_to,
        "priority": priority,
    }
    shared |= {"created_at": at, "send_after": at}
    rows = [_message(one, **shared) for one in wanted.values()]
    Message.objects.bulk_create(rows, batch_size=BATCH_SIZE, ignore_conflicts=True)
    found = _by_key(list(wanted))
    if len(found) < len(wanted):  # SQLite leaves out broken rows as well as known ones
        raise IntegrityError
    return found


def _by_key(keys: list[str]) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for start in range(0, len(keys), BATCH_SIZE):
        rows = Message.objects.filter(key__in=keys[start : start + BATCH_SIZE])
        found |= {row.key: row for row in rows}
    return found


def _message(draft: Draft, *, region: Region | None, reply_to: str, **shared: Any) -> Message:
    head = {
        "to_name": draft.to_name,
        "to_address": draft.to_address,
        "reply_to": reply_to,
        "subject": draft.subject,
    }
    rules.check_head(head)
    state = rules.first_state(
        can_send=settings.SMTP is not None,
        is_example=region is not None and region.is_example,
        address=draft.to_address,
    )
    return Message(
        **head,
        **shared,
        key=draft.key,
        region=region,
        message_id=_new_message_id(),
        body=draft.body,
        link=draft.link,
        calendar=draft.calendar,
        state=state,
        failure=_why_kept(state),
    )


def _new_message_id() -> str:
    """Settled once, here, so that a repeated delivery can be recognised by its Message-ID."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{uuid4().hex}@{host if ':' not in host else 'localhost'}>"


def _why_kept(state: Message.State) -> str:
    if state != Message.State.KEPT:
        return ""
    if settings.SMTP is None:
        return gettext("Es ist kein Mailserver eingerichtet; die Nachricht wird nur aufbewahrt.")
    return gettext("Die Beispielregion schreibt nicht an wirkliche Adressen.")

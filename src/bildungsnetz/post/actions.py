"""Writes about outgoing mail: a message is queued with the write it belongs to."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.post import rules
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region


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
    by: Actor,  # noqa: ARG001 -- the audit entry is the calling action's: one for the whole batch
) -> Message | None:
    """Queue one message to one address; None if there is no address to write to.

    The same `key` gives the message that stands already, never a second one, also under parallel
    calls. `{link}` in the body stands for the link's address. Higher `priority` is sent first.
    Call it inside the action's transaction: the message commits or vanishes with it.
    Raises UnsafeHeader when a name, address or subject holds a line break.
    """
    if not to_address:
        return None
    head = {"to_name": to_name, "to_address": to_address, "reply_to": reply_to, "subject": subject}
    rules.check_head(head)
    state = rules.first_state(
        can_send=settings.SMTP is not None,
        is_example=region is not None and region.is_example,
        address=to_address,
    )
    message, _new = Message.objects.get_or_create(
        key=key,
        defaults=head
        | {
            "region": region,
            "batch": batch,
            "message_id": _new_message_id(),
            "body": body,
            "link": link,
            "calendar": calendar,
            "priority": priority,
            "state": state,
            "created_at": at,
            "send_after": at,
            "failure": _why_kept(state),
        },
    )
    return message


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

"""Writes about outgoing mail: a message is queued with the write it belongs to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.kit import dates
from bildungsnetz.kit.letters import german
from bildungsnetz.post import rules, stopping
from bildungsnetz.post.models import Message, Stop
from bildungsnetz.regions.models import Region

BATCH_SIZE = 500
STOPPABLE = {Message.Kind.CIRCULAR, Message.Kind.NEWS}


@dataclass(frozen=True, slots=True)
class Draft:
    """One message of a batch; `key` names what it is about, so that it is never queued twice.

    `is_functional`: the address is an institution's own. `notice` is a text that tells the person
    with the key `notice_for` of the data kept about them; the register is told when it is sent.
    `good_until`: when the occasion is over, so that nobody releases a kept message after it.
    """

    key: str
    to_name: str
    to_address: str
    subject: str
    body: str
    link: PersonalLink | None = None
    calendar: str = ""
    is_functional: bool = False
    notice: str = ""
    notice_for: int | None = None
    good_until: datetime | None = None


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
    kind: str = Message.Kind.OFFICIAL,
    is_functional: bool = False,
    good_until: datetime | None = None,
    by: Actor,
) -> Message | None:
    """Queue one message to one address; None if there is no address to write to.

    The same `key` gives the message that stands already, never a second one, also under parallel
    calls. `{link}` in the body stands for the link's address. Higher `priority` is sent first.
    `kind` (Message.Kind) decides which stops hold the message back; it is then kept, not sent.
    Call it inside the action's transaction: the message commits or vanishes with it.
    Raises UnsafeHeader when a name, address or subject holds a line break.
    """
    draft = Draft(
        key=key, to_name=to_name, to_address=to_address, subject=subject, body=body,
        link=link, calendar=calendar, is_functional=is_functional, good_until=good_until,
    )  # fmt: skip
    return queue_many(
        [draft], region=region, batch=batch, at=at, reply_to=reply_to, priority=priority,
        kind=kind, by=by,
    ).get(key)  # fmt: skip


def queue_many(
    drafts: Iterable[Draft],
    *,
    region: Region | None,
    batch: str,
    at: datetime,
    reply_to: str = "",
    priority: int = 0,
    kind: str = Message.Kind.OFFICIAL,
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
        "kind": kind,
    }
    shared |= {"created_at": at, "send_after": at}
    with german():
        rows = [_message(one, **shared) for one in wanted.values()]
    obey_stops(rows, region)
    _add_way_out(rows, wanted, region, at)
    Message.objects.bulk_create(rows, batch_size=BATCH_SIZE, ignore_conflicts=True)
    found = _by_key(list(wanted))
    if len(found) < len(wanted):  # SQLite leaves out broken rows as well as known ones
        raise IntegrityError
    return found


def obey_stops(rows: list[Message], region: Region | None) -> None:
    """Keep back what the recipients stopped."""
    if region is None or all(row.kind == Message.Kind.SERVICE for row in rows):
        return
    stops = stopping.stops_of(region, [row.to_address for row in rows])
    for row in rows:
        stop = stops.get(row.to_address)
        if stop is not None and is_held_back(row, stop):
            row.state, row.failure = Message.State.HELD, why_held(stop)


def is_held_back(message: Message, stop: Stop) -> bool:
    """Tell whether a stop of the recipient's address keeps this message back."""
    return rules.holds_back(stop.scope, kind=message.kind, is_functional=message.is_functional)


def why_held(stop: Stop) -> str:
    """What the office reads at a message that was kept back."""
    with german():
        day = dates.day_short(timezone.localtime(stop.since))
        said = gettext("Die Adresse möchte seit dem %(day)s %(scope)s.")
        return said % {"day": day, "scope": stop.get_scope_display()}


def _add_way_out(
    rows: list[Message], drafts: Mapping[str, Draft], region: Region | None, at: datetime
) -> None:
    """Under circulars and news how to stop them; under the first message to a person the notice.

    The link belongs to the address, so one who gets several messages has one link.
    """
    told = [row for row in rows if row.kind in STOPPABLE or drafts[row.key].notice]
    if region is None or not told:
        return
    links = stopping.contact_links(region, {row.to_address for row in told}, at=at)
    with german():
        footers = {kind: _footer(kind, region) for kind in {row.kind for row in told}}
    for row in told:
        draft = drafts[row.key]
        row.stop_link, row.notice_for = links[row.to_address], draft.notice_for
        parts = (row.body, draft.notice, footers[row.kind])
        row.body = "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def _footer(kind: str, region: Region) -> str:
    return render_to_string("post/way_out.txt", {"kind": kind, "region": region})


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
        is_functional=draft.is_functional,
        good_until=draft.good_until,
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

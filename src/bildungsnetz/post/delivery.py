"""The crash-safe sender: "in flight" is committed before the server is spoken to.

A worker killed at any moment leaves at most one message in flight. When its lease has run out it
is sent again under the same Message-ID and marked: it may have arrived twice, but none is lost
(reliability bars B1, B2).
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from bildungsnetz.jobs.lease import Heartbeat, new_token
from bildungsnetz.kit.clock import Clock
from bildungsnetz.post import actions, rules, stopping
from bildungsnetz.post.channel import Channel, Cut, NotSent, Refused, Unusable
from bildungsnetz.post.composing import compose
from bildungsnetz.post.models import Delivery, Message, Stop

log = logging.getLogger(__name__)
# How long an unusable server is left alone.
REST = timedelta(seconds=30)
# How many due messages are read together, and for how long they are good.
AHEAD = 25
FRESH = timedelta(seconds=1)


_listeners: list[Callable[[int, datetime], None]] = []


def when_told(listener: Callable[[int, datetime], None]) -> None:
    """Have `listener` called with the key of a person to whom a notice was sent, and when.

    It is called in the transaction that notes the message as sent: both are known or neither.
    """
    _listeners.append(listener)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended."""

    kind: Delivery.Outcome
    answer: str
    rest: bool = False


class Ahead:
    """The messages that are due next, read together. None is anybody's before it is claimed.

    What is read is good for a moment only: something more urgent may come, an objection may.
    """

    def __init__(self) -> None:
        self._rows: deque[Message] = deque()
        self._stops: dict[int, Stop] = {}
        self._until: datetime | None = None

    def claim(self, at: datetime) -> Message | None:
        """Take the message that is due next, inside a transaction; None if there is none."""
        has_looked = False
        while True:
            if not self._rows or self._until is None or at >= self._until:
                if has_looked:
                    return None
                self._look(at)
                has_looked = bool(self._rows)
            if not self._rows:
                return None
            message = self._rows.popleft()
            if _take(message, self._stops.get(message.pk), at):
                return message

    def _look(self, at: datetime) -> None:
        rows = _due(at).select_related("region", "link", "stop_link")
        self._rows = deque(rows.order_by("-priority", "send_after", "pk")[:AHEAD])
        self._until = at + FRESH
        self._stops = _stops(self._rows)


def claim(at: datetime, ahead: Ahead | None = None) -> Message | None:
    """Take the message that is due next and commit that it is in flight; None if none is due.

    Looks with a plain SELECT first, so that an idle worker never holds SQLite's write lock.
    """
    if not _due(at).exists():
        return None
    with transaction.atomic():
        return (ahead or Ahead()).claim(at)


def _due(at: datetime) -> QuerySet[Message]:
    waiting = Q(state=Message.State.QUEUED, send_after__lte=at)
    return Message.objects.filter(waiting | Q(state=Message.State.IN_FLIGHT, lease_until__lte=at))


def _stops(messages: Iterable[Message]) -> dict[int, Stop]:
    """The stops that hold these messages back, by message: objections after they were queued."""
    by_region: dict[int, list[Message]] = {}
    for message in messages:
        if message.region_id is not None and message.kind != Message.Kind.SERVICE:
            by_region.setdefault(message.region_id, []).append(message)
    found: dict[int, Stop] = {}
    for region, rows in by_region.items():
        stops = stopping.stops_of(region, {row.to_address for row in rows})
        for row in rows:
            stop = stops.get(row.to_address)
            if stop is not None and actions.is_held_back(row, stop):
                found[row.pk] = stop
    return found


def _take(message: Message, stop: Stop | None, at: datetime) -> bool:
    """Claim a message as it was read; False if it is not to be sent or somebody else's by now."""
    as_read = Message.objects.filter(
        pk=message.pk, state=message.state, attempts=message.attempts,
        lease_token=message.lease_token,
    )  # fmt: skip
    # SQLite has one writer; elsewhere others have read the same, and nobody waits for their commit.
    is_shared = connection.features.has_select_for_update_skip_locked
    is_doubtful = is_shared or message.state == Message.State.IN_FLIGHT
    if is_doubtful and not as_read.select_for_update(skip_locked=True).values_list("pk").first():
        return False
    values = _new_claim(message, stop, at)
    for name, value in values.items():
        setattr(message, name, value)
    if not as_read.update(**values) or message.state != Message.State.IN_FLIGHT:
        return False
    Delivery.objects.create(message=message, number=message.attempts, started_at=at)
    return True


def _new_claim(message: Message, stop: Stop | None, at: datetime) -> dict[str, Any]:
    """What a claim writes: in flight, held back, or given up."""
    if message.state == Message.State.IN_FLIGHT and _left_behind(message, at):
        failure = gettext("Der Versand brach jedes Mal ab; die Nachricht wurde angehalten.")
        return {"state": Message.State.FAILED, "lease_until": None, "is_unclear": True,
                "failure": failure}  # fmt: skip
    was_left = message.state == Message.State.IN_FLIGHT
    unclear = message.is_unclear or was_left
    if stop is not None:
        return {"state": Message.State.HELD, "lease_until": None, "is_unclear": unclear,
                "failure": actions.why_held(stop)}  # fmt: skip
    return {
        "state": Message.State.IN_FLIGHT,
        "lease_token": new_token(),
        "lease_until": at + timedelta(seconds=settings.MAIL_LEASE_SECONDS),
        "attempts": message.attempts + 1,
        "is_unclear": unclear,
    }


def _left_behind(message: Message, at: datetime) -> bool:
    """Settle the attempt whose worker did not live to see the answer; True to give it up."""
    unseen = message.deliveries.filter(outcome=Delivery.Outcome.STARTED)
    unseen.update(outcome=Delivery.Outcome.UNCLEAR, finished_at=at)
    log.warning("Message %s may be sent twice: its worker ended in between.", message.message_id)
    unclear = message.deliveries.filter(outcome=Delivery.Outcome.UNCLEAR)
    return unclear.count() >= rules.MAX_UNCLEAR


class Sender:
    """Sends what is due, one message after the other over one connection."""

    def __init__(self) -> None:
        self._channel = Channel()
        self._rests_until: datetime | None = None
        self._current: Message | None = None

    def __call__(self, clock: Clock, stopping: Callable[[], bool]) -> bool:
        """Send until nothing is due, the server is unusable or `stopping`; False if none was."""
        if settings.SMTP is None or self._rests(clock()):
            return False
        ahead = Ahead()
        self._current = claim(clock(), ahead)
        if self._current is None:
            return False
        with Heartbeat(lambda: self._beat(clock()), seconds=settings.MAIL_LEASE_SECONDS / 3):
            while self._current is not None:
                self._current = self._send(self._current, ahead, clock, stopping)
        self._channel.close()
        return True

    def _rests(self, at: datetime) -> bool:
        return self._rests_until is not None and at < self._rests_until

    def _beat(self, at: datetime) -> bool:
        """Renew the lease of the message in hand; the heart goes on if another worker took it."""
        message = self._current
        if message is not None:
            _renew(message, at)
        return True

    def _send(
        self, message: Message, ahead: Ahead, clock: Clock, stopping: Callable[[], bool]
    ) -> Message | None:
        """Send one; its outcome and the next message's "in flight" are one commit."""
        outcome = self._attempt(message, clock())
        at = clock()
        if outcome.rest:
            self._rests_until = at + REST
        with transaction.atomic():
            _write_down(message, outcome, at)
            return None if outcome.rest or stopping() else ahead.claim(at)

    def _attempt(self, message: Message, at: datetime) -> Outcome:
        try:
            answer = self._channel.send(compose(message, at=at))
            return Outcome(Delivery.Outcome.ACCEPTED, answer)
        except Refused as refused:
            return Outcome(Delivery.Outcome.REFUSED, refused.answer)
        except Cut as cut:
            return Outcome(Delivery.Outcome.UNCLEAR, cut.answer)
        except NotSent as deferred:
            rest = isinstance(deferred, Unusable)
            return Outcome(Delivery.Outcome.DEFERRED, deferred.answer, rest=rest)
        except ValueError:  # an address that no mail can carry; logged it would be personal data
            log.warning("Message %s cannot be written as mail.", message.message_id)
            answer = gettext("An diese Adresse lässt sich keine E-Mail schreiben.")
            return Outcome(Delivery.Outcome.REFUSED, answer)


def _held(message: Message) -> QuerySet[Message]:
    """The row as long as it is ours: every later write filters on the fencing token."""
    return Message.objects.filter(
        pk=message.pk, lease_token=message.lease_token, state=Message.State.IN_FLIGHT
    )


def _renew(message: Message, at: datetime) -> bool:
    until = at + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    return _held(message).update(lease_until=until) == 1


def _write_down(message: Message, outcome: Outcome, at: datetime) -> None:
    """Write the attempt and the message's new state, unless another worker has it by now."""
    accepted = outcome.kind == Delivery.Outcome.ACCEPTED
    failure = "" if accepted else outcome.answer
    held = _held(message).update(
        **_new_state(message, outcome, at), failure=failure, lease_until=None
    )
    if not held:
        log.warning("Message %s was taken over by another worker.", message.message_id)
    elif accepted and message.notice_for is not None:
        for listener in _listeners:
            listener(message.notice_for, at)
    started = message.deliveries.filter(number=message.attempts)
    started.update(outcome=outcome.kind, answer=outcome.answer, finished_at=at)


def _new_state(message: Message, outcome: Outcome, at: datetime) -> dict[str, object]:
    if outcome.kind == Delivery.Outcome.ACCEPTED:
        return {"state": Message.State.SENT, "sent_at": at}
    first = message.deliveries.earliest("number").started_at
    again = rules.next_attempt(attempts=message.attempts, first_at=first, at=at)
    unclear = message.is_unclear or outcome.kind == Delivery.Outcome.UNCLEAR
    if outcome.kind == Delivery.Outcome.REFUSED or again is None:
        return {"state": Message.State.FAILED, "is_unclear": unclear}
    return {"state": Message.State.QUEUED, "send_after": again, "is_unclear": unclear}

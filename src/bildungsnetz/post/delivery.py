"""The crash-safe sender: "in flight" is committed before the server is spoken to.

A worker killed at any moment leaves at most one message in flight. When its lease has run out it
is sent again under the same Message-ID and marked: it may have arrived twice, but none is lost
(reliability bars B1, B2).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from bildungsnetz.jobs.lease import Heartbeat, new_token
from bildungsnetz.kit.clock import Clock
from bildungsnetz.post import actions, rules, stopping
from bildungsnetz.post.channel import Channel, Cut, NotSent, Refused, Unusable
from bildungsnetz.post.composing import compose
from bildungsnetz.post.models import Delivery, Message

log = logging.getLogger(__name__)
# How long an unusable server is left alone.
REST = timedelta(seconds=30)


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


class Sender:
    """Sends what is due, one message after the other over one connection."""

    def __init__(self) -> None:
        self._channel = Channel()
        self._rests_until: datetime | None = None

    def __call__(self, clock: Clock, stopping: Callable[[], bool]) -> bool:
        """Send until nothing is due, the server is unusable or `stopping`; False if none was."""
        if settings.SMTP is None or self._rests(clock()):
            return False
        message = claim(clock())
        if message is None:
            return False
        while message is not None:
            message = self._send(message, clock, stopping)
        self._channel.close()
        return True

    def _rests(self, at: datetime) -> bool:
        return self._rests_until is not None and at < self._rests_until

    def _send(self, message: Message, clock: Clock, stopping: Callable[[], bool]) -> Message | None:
        """Send one; its outcome and the next message's "in flight" are one commit."""
        with Heartbeat(lambda: _renew(message, clock()), seconds=settings.MAIL_LEASE_SECONDS / 3):
            outcome = self._attempt(message, clock())
        at = clock()
        if outcome.rest:
            self._rests_until = at + REST
        with transaction.atomic():
            _write_down(message, outcome, at)
            return None if outcome.rest or stopping() else _claim(at)

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


def claim(at: datetime) -> Message | None:
    """Take the message that is due next and commit that it is in flight; None if none is due.

    Looks with a plain SELECT first, so that an idle worker never holds SQLite's write lock.
    """
    if not _due(at).exists():
        return None
    with transaction.atomic():
        return _claim(at)


def _due(at: datetime) -> QuerySet[Message]:
    waiting = Q(state=Message.State.QUEUED, send_after__lte=at)
    return Message.objects.filter(waiting | Q(state=Message.State.IN_FLIGHT, lease_until__lte=at))


def _claim(at: datetime) -> Message | None:
    rows = (
        _due(at)
        .select_related("region", "link", "stop_link")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("-priority", "send_after", "pk")
    )
    while (message := rows.first()) is not None:
        if message.state == Message.State.IN_FLIGHT and _left_behind(message, at):
            continue
        if _hold_back(message):
            continue
        message.state, message.lease_token = Message.State.IN_FLIGHT, new_token()
        message.lease_until = at + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
        message.attempts += 1
        message.save()
        Delivery.objects.create(message=message, number=message.attempts, started_at=at)
        return message
    return None


def _hold_back(message: Message) -> bool:
    """Keep a message back whose recipient objected after it was queued."""
    if message.region is None or message.kind == Message.Kind.SERVICE:
        return False
    stop = stopping.stops_of(message.region, [message.to_address]).get(message.to_address)
    if stop is None or not actions.is_held_back(message, stop):
        return False
    message.state, message.lease_until = Message.State.HELD, None
    message.failure = actions.why_held(stop)
    message.save()
    return True


def _left_behind(message: Message, at: datetime) -> bool:
    """Mark a message whose worker did not live to see the answer; True to give it up."""
    message.is_unclear = True
    unseen = message.deliveries.filter(outcome=Delivery.Outcome.STARTED)
    unseen.update(outcome=Delivery.Outcome.UNCLEAR, finished_at=at)
    log.warning("Message %s may be sent twice: its worker ended in between.", message.message_id)
    if message.deliveries.filter(outcome=Delivery.Outcome.UNCLEAR).count() < rules.MAX_UNCLEAR:
        return False
    message.state, message.lease_until = Message.State.FAILED, None
    message.failure = gettext("Der Versand brach jedes Mal ab; die Nachricht wurde angehalten.")
    message.save()
    return True


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

"""When a message may leave the house, and how often it is tried; pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.headerregistry import Address

from bildungsnetz.post.models import Message, Stop

# Names that lead nowhere by agreement (RFC 2606); the example region may write to these only.
NOWHERE = (".example", ".invalid", ".test", ".localhost")
# Before the second, third … attempt; the last one goes on until the message is given up.
BACKOFF = [timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120, 240)]
# As long as mail servers usually try (RFC 5321 4.5.4.1: "at least 4-5 days").
GIVE_UP_AFTER = timedelta(days=5)
# A message whose attempts keep killing the worker must not be sent for ever.
MAX_UNCLEAR = 10


# What each stop leaves out; what somebody asked for themselves (SERVICE) is in none.
_LEFT_OUT = {
    Stop.Scope.NEWS: {Message.Kind.NEWS},
    Stop.Scope.CIRCULAR: {Message.Kind.NEWS, Message.Kind.CIRCULAR},
    Stop.Scope.ALL: {Message.Kind.NEWS, Message.Kind.CIRCULAR, Message.Kind.OFFICIAL},
}


class UnsafeHeader(ValueError):
    """A name, address or subject that would break out of its line in the message's head."""


class StillKept(Exception):
    """Without a mail server, and in the example region, nothing that was kept is sent."""


def check_head(head: Mapping[str, str]) -> None:
    """Refuse line breaks and other control characters. Raises UnsafeHeader (bar D5)."""
    for name, value in head.items():
        if any(ord(character) < 32 or ord(character) == 127 for character in value):
            raise UnsafeHeader(f"Control character in {name}.")


def leads_nowhere(address: str) -> bool:
    """Tell whether an address cannot belong to anybody (RFC 2606)."""
    domain = "." + address.rpartition("@")[2].lower().rstrip(".")
    return domain.endswith(NOWHERE)


def first_state(*, can_send: bool, is_example: bool, address: str) -> Message.State:
    """Whether a new message waits for the server or is only kept.

    Without a mail server nothing is sent, and the example region never writes to real people.
    """
    if not can_send or (is_example and not leads_nowhere(address)):
        return Message.State.KEPT
    return Message.State.QUEUED


def holds_back(scope: str, *, kind: str, is_functional: bool) -> bool:
    """Tell whether a stop of this scope keeps a message back.

    An official invitation to an institution's own address is no person's data: nobody's objection
    stops it (Art. 21 DSGVO protects the person).
    """
    if kind == Message.Kind.OFFICIAL and is_functional:
        return False
    return kind in _LEFT_OUT[Stop.Scope(scope)]


def next_attempt(*, attempts: int, first_at: datetime, at: datetime) -> datetime | None:
    """When to try again after `attempts` (1 or more) failed ones; None to give up."""
    if at - first_at >= GIVE_UP_AFTER:
        return None
    return at + BACKOFF[min(attempts, len(BACKOFF)) - 1]


def mailbox(name: str, address: str) -> str:
    """Name and address as they stand in a header. Raises ValueError if not an address."""
    return str(Address(display_name=" ".join(name.split()), addr_spec=address))

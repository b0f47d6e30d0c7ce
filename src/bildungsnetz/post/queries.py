"""Reads about outgoing mail, for one region's office."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from bildungsnetz.accounts import links
from bildungsnetz.post.models import Delivery, Message
from bildungsnetz.regions.models import Region

HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch of messages is: counts per state. `unclear` may have arrived twice."""

    kept: int
    queued: int
    in_flight: int
    sent: int
    failed: int
    unclear: int
    held: int = 0

    @property
    def total(self) -> int:
        """All messages of the batch."""
        return self.kept + self.queued + self.in_flight + self.sent + self.failed + self.held

    @property
    def is_done(self) -> bool:
        """Tell whether nothing waits any more."""
        return self.queued + self.in_flight == 0


def progress(region: Region, batch: str) -> Progress:
    """Count the messages of one batch per state, in one query."""
    counts = {state.value: Count("pk", filter=Q(state=state)) for state in Message.State}
    unclear = Count("pk", filter=Q(is_unclear=True))
    rows = Message.objects.filter(region=region, batch=batch)
    return Progress(**rows.aggregate(**counts, unclear=unclear))


def outbox(region: Region, *, state: str = "", batch: str = "") -> QuerySet[Message]:
    """The region's messages, newest first; of one state or batch where named."""
    rows = Message.objects.filter(region=region).select_related("link", "stop_link")
    if state:
        rows = rows.filter(state=state)
    if batch:
        rows = rows.filter(batch=batch)
    return rows.order_by("-created_at", "-pk")


def deliveries(message: Message) -> QuerySet[Delivery]:
    """The attempts to deliver a message, the latest first."""
    return message.deliveries.order_by("-number")


def shown_text(message: Message) -> str:
    """The text as the office may read it.

    A personal link opens somebody else's answer, so its address is shown only while mail is kept
    and the office has to pass it on itself.
    """
    if message.state == Message.State.KEPT:
        return written_text(message)
    return _with(message.body, link=HIDDEN, stop_link=HIDDEN)


def written_text(message: Message) -> str:
    """The text as it is sent, with the personal link's address."""
    address = links.address(message.link) if message.link is not None else HIDDEN
    stop = links.address(message.stop_link) if message.stop_link is not None else HIDDEN
    return _with(message.body, link=address, stop_link=stop)


def _with(body: str, *, link: str, stop_link: str) -> str:
    return body.replace("{link}", link).replace("{stop_link}", stop_link)


STATES = {state.value: state.label for state in Message.State}


def counts(region: Region) -> dict[str, int]:
    """How many of the region's messages are in each state; states without one are left out."""
    rows = Message.objects.filter(region=region).values("state").annotate(number=Count("pk"))
    return {row["state"]: row["number"] for row in rows.order_by()}

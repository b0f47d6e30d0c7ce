"""Reads about outgoing mail, for one region's office."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import PersonalLink
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
    discarded: int = 0

    @property
    def settled(self) -> int:
        """Those for which nothing more happens by itself."""
        return self.kept + self.sent + self.failed + self.held + self.discarded

    @property
    def total(self) -> int:
        """All messages of the batch."""
        return self.settled + self.queued + self.in_flight

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


def may_release_kept(region: Region) -> bool:
    """Tell whether what was only kept could be sent now. The example region never sends it."""
    return settings.SMTP is not None and not region.is_example


def kept(region: Region, *, at: datetime) -> QuerySet[Message]:
    """What was kept and still tells its recipient something, oldest first.

    No sign-in links; no message whose link opens nothing any more or whose occasion is over.
    """
    return _kept(region).filter(_of_use(at)).order_by("created_at", "pk")


def outdated(region: Region, *, at: datetime) -> QuerySet[Message]:
    """What was kept and is of no use to anybody any more."""
    return _kept(region).exclude(pk__in=kept(region, at=at).order_by().values("pk"))


def _kept(region: Region) -> QuerySet[Message]:
    rows = Message.objects.filter(region=region, state=Message.State.KEPT)
    return rows.select_related("link", "stop_link")


def _of_use(at: datetime) -> Q:
    opens = Q(link=None) | Q(link__expires_at__gt=at, link__revoked_at=None)
    stops = Q(stop_link=None) | Q(stop_link__expires_at__gt=at, stop_link__revoked_at=None)
    lasts = Q(good_until=None) | Q(good_until__gt=at)
    return opens & stops & lasts & ~Q(link__purpose=PersonalLink.Purpose.SIGN_IN)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was kept of one run: how many messages, the first subject, from when to when written."""

    batch: str
    subject: str
    number: int
    first: datetime
    last: datetime


def kept_bundles(region: Region, *, at: datetime) -> list[Bundle]:
    """What was kept and is of use, by run, oldest first; one query."""
    rows = (
        kept(region, at=at)
        .select_related(None)
        .order_by()
        .values("batch")
        .annotate(
            subject=Min("subject"),
            number=Count("pk"),
            first=Min("created_at"),
            last=Max("created_at"),
        )
        .order_by("first", "batch")
    )
    return [Bundle(**row) for row in rows]

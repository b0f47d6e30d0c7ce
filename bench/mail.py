"""Messages from the outbox to a mail server on this machine by the real worker."""

import time
from collections import Counter
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from bench import traffic
from bench.serving import CONSOLE, free_port, process
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region

LONGEST = 300.0


def measure(region: Region, *, count: int) -> dict[str, Any]:
    """Queue `count` messages, start the worker, and wait until all are sent (at most 5 minutes)."""
    traffic.queued(region, count, at=timezone.now())
    port = free_port()
    mine = Message.objects.filter(batch="bench:queued")
    with NamedTemporaryFile(suffix=".txt") as arrived:
        url = f"smtp://127.0.0.1:{port}"
        sink = process("-m", "bench.sink", str(port), arrived.name, port=port)
        command = (*CONSOLE, "worker", "--verbosity", "1")
        with sink, process(*command, BILDUNGSNETZ_SMTP_URL=url) as worker:
            deadline = time.monotonic() + LONGEST
            while _waiting(mine) and worker.poll() is None and time.monotonic() < deadline:
                time.sleep(0.25)
        seen = Counter(Path(arrived.name).read_text().split())
    sent = mine.filter(state=Message.State.SENT).order_by("sent_at")
    first, last = sent.first(), sent.last()
    seconds = 0.0
    if first and last and first.sent_at and last.sent_at:
        seconds = (last.sent_at - first.sent_at).total_seconds()
    return {
        "messages": count,
        "sent": sent.count(),
        "arrived": len(seen),
        "twice": sum(times > 1 for times in seen.values()),
        "per_second": (sent.count() - 1) / seconds if seconds else 0.0,
    }


def _waiting(messages: QuerySet[Message]) -> bool:
    return messages.filter(state__in=[Message.State.QUEUED, Message.State.IN_FLIGHT]).exists()

"""Where the region's writes are recorded.

The audit trail needs users and so lies one floor up (accounts); `apps` plugs it in at the start.
Without it nothing can be written here: an unrecorded write is refused, not lost.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from bildungsnetz.regions.models import Region

if TYPE_CHECKING:
    from bildungsnetz.accounts.audit import Actor

_recorders: list[Callable[..., None]] = []


def plug(recorder: Callable[..., None]) -> None:
    """Name the function that records writes (accounts.audit.record); the last one counts."""
    _recorders[:] = [recorder]


def record(
    *,
    region: Region,
    by: "Actor",
    at: datetime,
    action: str,
    on: Model,
    detail: dict[str, Any] | None = None,
) -> None:
    """Record one write in its own transaction. Raises RuntimeError if nothing is plugged in."""
    if not _recorders:
        raise RuntimeError("The audit trail is not plugged in; apps.ready does it.")
    _recorders[0](region=region, by=by, at=at, action=action, on=on, detail=detail)

"""How writes about mandates are recorded: on the organ, so that its page tells its history."""

from datetime import datetime
from typing import Any

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.organs.models import Mandate


def record(action: str, mandate: Mandate, detail: dict[str, Any], by: Actor, at: datetime) -> None:
    """Append one entry on the mandate's organ: who, which function, which seat, what changed."""
    facts = {
        "mandate": mandate.pk,
        "who": str(mandate.person or mandate.institution),
        "role": mandate.role,
        "seat": mandate.seat.number if mandate.seat else None,
    }
    audit.record(
        region=mandate.organ.region,
        by=by,
        at=at,
        action=action,
        on=mandate.organ,
        detail=facts | detail,
    )

"""Outgoing messages as a file: who was written to, about what, and whether it arrived."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.kit.listing import Listing
from bildungsnetz.post.models import Message

_BATCH = 2_000
_SHOWN = ("subject", "to_name", "to_address", "created_at", "state")


def message_listing(found: QuerySet[Message]) -> Listing:
    """The messages of a list, in its order, without their texts: links in them are keys."""
    rows = found.select_related(None).only(*_SHOWN)
    return Listing(
        name="post",
        title=gettext("Post"),
        headers=[
            gettext("Betreff"),
            gettext("An"),
            gettext("E-Mail-Adresse"),
            gettext("Geschrieben"),
            gettext("Stand"),
        ],
        rows=lambda: map(_cells, rows.iterator(_BATCH)),
    )


def _cells(message: Message) -> list[str]:
    return [
        message.subject,
        message.to_name,
        message.to_address,
        f"{timezone.localtime(message.created_at):%d.%m.%Y %H:%M}",
        str(Message.State(message.state).label),
    ]

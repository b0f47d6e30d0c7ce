"""A message as it goes over the wire: head, text, calendar entry."""

import re
from datetime import datetime
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import MIMEPart
from email.policy import SMTP, Policy
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from bildungsnetz.accounts import links
from bildungsnetz.post.models import Message
from bildungsnetz.post.queries import written_text
from bildungsnetz.post.rules import mailbox

PARTS = {Message.Kind.NEWS: "neuigkeiten/", Message.Kind.CIRCULAR: "rundschreiben/"}


class _Address(UnstructuredHeader):
    """An address of a page, which the library would encode where it does not fit on a line."""

    max_count = 1

    def fold(self, *, policy: Policy) -> str:
        """Write it on one line, as it is; a line may have 998 characters (RFC 5322 2.1.1)."""
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("List-Unsubscribe", _Address)  # type: ignore[arg-type]
# Letters outside ASCII are encoded: not every server declares that it takes them as they are.
WIRE = SMTP.clone(cte_type="7bit", header_factory=_HEADERS)
METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)


def compose(message: Message, *, at: datetime) -> EmailMessage:
    """Build the mail: one recipient, plain text, the Message-ID settled when it was queued.

    Raises ValueError when an address cannot be written into a header.
    """
    mail = EmailMessage(
        subject=message.subject,
        body=written_text(message),
        from_email=mailbox(_sender_name(message), sender_address(message)),
        to=[mailbox(message.to_name, message.to_address)],
        reply_to=[answer] if (answer := _answer_to(message)) else [],
        headers={
            "Message-ID": message.message_id,
            "Date": format_datetime(timezone.localtime(at)),
            # Out-of-office replies to these help nobody (RFC 3834).
            "Auto-Submitted": "auto-generated",
            **_way_out(message),
        },
    )
    if message.calendar:
        mail.attach(_calendar_part(message.calendar))
    return mail


def _way_out(message: Message) -> dict[str, str]:
    """The button of the mail program that stops such messages at once (RFC 8058)."""
    if message.stop_link is None or message.kind not in PARTS:
        return {}
    address = links.address(message.stop_link) + PARTS[Message.Kind(message.kind)]
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def sender_address(message: Message) -> str:
    """Whose address stands in From: the one of BILDUNGSNETZ_FROM, else the office's own."""
    office = message.region.office_email if message.region is not None else ""
    return settings.FROM or office or f"bildungsnetz@{urlsplit(settings.SITE_URL).hostname}"


def _sender_name(message: Message) -> str:
    return message.region.network_name if message.region is not None else "Bildungsnetz"


def _answer_to(message: Message) -> str:
    """Where answers go: where the message says, else to the office, if that is not the sender."""
    office = message.region.office_email if message.region is not None else ""
    answer = message.reply_to or office
    return "" if answer == sender_address(message) else answer


def _calendar_part(text: str) -> MIMEPart:
    part = MIMEPart()
    method = METHOD.search(text)
    params = {"method": method[1]} if method else {}
    part.set_content(text, subtype="calendar", params=params, filename="termin.ics",
                     disposition="attachment")  # fmt: skip
    return part

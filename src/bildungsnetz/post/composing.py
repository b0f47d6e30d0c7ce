"""A message as it goes over the wire: head, text, calendar entry."""

import re
from datetime import datetime
from email.message import MIMEPart
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from bildungsnetz.post.models import Message
from bildungsnetz.post.queries import written_text
from bildungsnetz.post.rules import mailbox

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
        },
    )
    if message.calendar:
        mail.attach(_calendar_part(message.calendar))
    return mail


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

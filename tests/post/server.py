"""A real mail server on a free port that answers as a script tells it to."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Script:
    """What the server takes, and how it answers; `None` means that it takes everything."""

    rcpt: Callable[[str], str | None] = lambda _address: None
    data: Callable[[Envelope], str | None] = lambda _envelope: None
    # Breaks the connection after the text has arrived, before any answer.
    cut: Callable[[Envelope], bool] = lambda _envelope: False
    # Refuses the sender.
    mail: str | None = None
    seconds: float = 0
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    connections: int = 0

    @property
    def ids(self) -> list[str]:
        """The Message-IDs in the order of arrival."""
        return [str(mail["Message-ID"]) for mail in self.taken]

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        _envelope: Envelope,
        host: str,
        responses: list[str],
    ) -> list[str]:
        """Count a connection."""
        self.connections += 1
        session.host_name = host
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take or refuse the sender."""
        if self.mail:
            return self.mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take or refuse the recipient."""
        if answer := self.rcpt(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take or refuse the text, or break off."""
        if answer := self.data(envelope):
            return answer
        if self.seconds:
            await asyncio.sleep(self.seconds)
        assert isinstance(envelope.content, bytes)
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        self.envelopes.append(envelope)
        if self.cut(envelope):
            server.transport.abort()
        return "250 OK queued"


@contextmanager
def mail_server(script: Script) -> Iterator[int]:
    """Run the server in a thread; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(script, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()

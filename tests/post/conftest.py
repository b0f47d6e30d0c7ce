"""A mail server, a clock, and a sender that uses both."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.kit import env
from bildungsnetz.post import actions
from bildungsnetz.post.delivery import Sender
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region
from tests.cast import NOW
from tests.post.server import Script, mail_server


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now: datetime = NOW.astimezone(UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def smtp(settings: Any, url: str) -> None:
    """Set the mail server up as the environment would."""
    settings.SMTP = env.mailer({"BILDUNGSNETZ_SMTP_URL": url})
    settings.MAILERS = {"default": settings.SMTP}


@pytest.fixture
def server(settings: Any) -> Iterator[Script]:
    """A mail server that takes everything until the test tells it otherwise."""
    script = Script()
    with mail_server(script) as port:
        smtp(settings, f"smtp://127.0.0.1:{port}")
        yield script


def queue(region: Region | None, number: int = 1, **other: Any) -> Message:
    """Queue the message with this number."""
    fields: dict[str, Any] = {
        "region": region,
        "batch": "meeting:1:invitation",
        "key": f"invitation:{number}",
        "to_name": f"Person {number}",
        "to_address": f"p{number}@schule.example",
        "subject": "Einladung zur Sitzung",
        "body": "Guten Tag,\n\nwir laden Sie ein.\n",
        "at": NOW,
        "by": CONSOLE,
    }
    message = actions.queue(**fields | other)
    assert message is not None
    return message


def send(clock: Clock, sender: Sender | None = None) -> Message:
    """Send what is due; the only message as it stands afterwards."""
    (sender or Sender())(clock, lambda: False)
    return Message.objects.order_by("pk")[0]

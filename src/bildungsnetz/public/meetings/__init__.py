"""Public pages of the room meetings, and those behind the personal link of an invitation."""

from bildungsnetz.public.meetings.answering import routes as links
from bildungsnetz.public.meetings.pages import routes as urls

__all__ = ["links", "urls"]

"""Sessions in the database that know their user, so that the office can end one."""

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from bildungsnetz.accounts.models import Session


class SessionStore(DatabaseStore):
    """Django's database store, writing the user's key beside the session's data."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The rows of this store."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row for these data, with the user found in them."""
        row = cast(Session, super().create_model_instance(data))
        user_id = data.get(SESSION_KEY)
        row.user_id = int(user_id) if user_id else None
        row.started_at = data.get("started_at") or None
        row.device = str(data.get("device", ""))[:120]
        row.last_seen_at = timezone.now()
        return row

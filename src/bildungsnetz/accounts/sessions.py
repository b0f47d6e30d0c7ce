"""Sessions in the database that know their user, so that the office can end one."""

from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.utils import timezone

from bildungsnetz.accounts.models import Session
from bildungsnetz.kit.composing import composed_once, first


class SessionStore(DatabaseStore):
    """Django's database store, writing the user's key beside the session's data."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The rows of this store."""
        return Session

    def load(self) -> dict[str, Any]:
        """The data of the session, empty if it is over or was ended."""
        row = first(_running(str(self.session_key), timezone.now()))
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row for these data, with the user found in them."""
        row = cast(Session, super().create_model_instance(data))
        user_id = data.get(SESSION_KEY)
        row.user_id = int(user_id) if user_id else None
        row.started_at = data.get("started_at") or None
        row.device = str(data.get("device", ""))[:120]
        row.last_seen_at = timezone.now()
        return row


@composed_once
def _running(key: str, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)

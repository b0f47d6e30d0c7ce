"""How Django finds the user of a session; there are no passwords to check."""

from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet

from bildungsnetz.accounts.models import User
from bildungsnetz.kit.composing import composed_once, first


class LinkBackend(BaseBackend):
    """Users sign in by a mailed link (accounts.actions.sign_in)."""

    def get_user(self, user_id: int) -> User | None:
        """The session's user, unless sign-in was withdrawn meanwhile (bar E5)."""
        return first(_active(user_id))


@composed_once
def _active(user_id: int) -> QuerySet[User]:
    return User.objects.filter(pk=user_id, is_active=True)

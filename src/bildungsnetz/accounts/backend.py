"""How Django finds the user of a session; there are no passwords to check."""

from django.contrib.auth.backends import BaseBackend

from bildungsnetz.accounts.models import User


class LinkBackend(BaseBackend):
    """Users sign in by a mailed link (accounts.actions.sign_in)."""

    def get_user(self, user_id: int) -> User | None:
        """The session's user, unless sign-in was withdrawn meanwhile (bar E5)."""
        return User.objects.filter(pk=user_id, is_active=True).first()

"""Who may sign in, with which links, and what was written by whom."""

import hashlib
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from bildungsnetz.regions.models import Region

if TYPE_CHECKING:
    from bildungsnetz.accounts.sessions import SessionStore

__all__ = ["Attempt", "AuditEntry", "AuditHead", "PersonalLink", "Role", "Session", "User"]


class UserManager(BaseUserManager["User"]):
    """Finds users by their address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find the user by e-mail address, case-insensitively."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who may sign in: by a mailed one-time link, never by a password."""

    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    display_name = models.CharField(_("Name"), max_length=160)
    is_active = models.BooleanField(_("Anmeldung erlaubt"), default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.display_name


class Role(models.Model):
    """A role in one region. Organ members and representatives follow from mandates and
    affiliations, so only the office's own role is granted here."""

    class Kind(models.TextChoices):
        """The granted roles."""

        CLERK = "clerk", _("Bildungsbüro")

    user = models.ForeignKey(User, models.PROTECT, related_name="roles")
    region = models.ForeignKey(Region, models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "region", "kind"], name="role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_kind_display()}"


class PersonalLink(models.Model):
    """A personal link without an account: good for one purpose, one subject, a limited time.

    The token is HMAC(secret key, id and nonce), so that the outbox can write it into a mail while
    the database holds only its SHA-256 (reliability bar F2): a stolen database opens nothing.
    """

    class Purpose(models.TextChoices):
        """What a link opens."""

        SIGN_IN = "sign_in", _("Anmeldung")
        SETUP = "setup", _("Einrichten der Region")
        INVITATION = "invitation", _("Einladung beantworten")
        ROUND = "round", _("Konsensrunde")
        CONTACT = "contact", _("Post abbestellen, widersprechen, einwilligen")
        CARE = "care", _("Eintrag bestätigen")
        COPY = "copy", _("Auskunft über die eigenen Daten")

    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="links")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    # The subject's key in the room that issued the link (an invitation, somebody entitled, a user).
    subject = models.CharField(max_length=40)
    # The subject the token was made for, where a merger of records led the link to another one.
    issued_for = models.CharField(max_length=40, blank=True)
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Set by the one POST that may use a sign-in link; other links stay usable until they expire.
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject"], name="link_subject")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.subject}"


class Attempt(models.Model):
    """A counted attempt against guessing and mail floods; only a keyed hash of the key is kept."""

    scope = models.CharField(max_length=20)
    key_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["scope", "key_hash", "at"], name="attempt_window")]

    def __str__(self) -> str:
        return f"{self.scope} {self.at}"


class Session(AbstractBaseSession):
    """A browser session that knows its user, so that the office can end it."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=120, blank=True)

    @property
    def reference(self) -> str:
        """Names the session in pages without giving its key away."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:20]

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        """The store that writes these rows."""
        from bildungsnetz.accounts.sessions import SessionStore

        return SessionStore


class AuditHead(models.Model):
    """The end of the audit chain; locked by every writer, so that the chain cannot fork."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]

    def __str__(self) -> str:
        return str(self.number)


class AuditEntry(models.Model):
    """One write: who did what to which record, as a link of a hash chain.

    Records type and key instead of foreign keys, so that rows of any room can be named. `hash`
    covers the number, the previous hash and the *hashes of the salted* actor and detail: either
    may be erased by law later, with its salt, and the chain still verifies (reliability bar K3).
    """

    number = models.BigIntegerField(primary_key=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="audit")
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=160)
    actor_salt = models.CharField(max_length=32)
    actor_hash = models.CharField(max_length=64)
    action = models.CharField(max_length=60)
    record_type = models.CharField(max_length=40)
    record_id = models.CharField(max_length=40)
    detail = models.JSONField(null=True)
    detail_salt = models.CharField(max_length=32)
    detail_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["record_type", "record_id"], name="audit_record"),
            models.Index(fields=["region", "at"], name="audit_region"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"

"""Outgoing messages: one message to one address, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.regions.models import Region

__all__ = ["Delivery", "Message"]


class Message(models.Model):
    """One message to one address. Its text is final; only the link's token is added when sent."""

    class State(models.TextChoices):
        """From released to delivered. `in_flight` is committed before the server is spoken to."""

        KEPT = "kept", _("aufbewahrt, nicht versandt")
        QUEUED = "queued", _("wartet auf Versand")
        IN_FLIGHT = "in_flight", _("wird gerade versandt")
        SENT = "sent", _("versandt")
        FAILED = "failed", _("nicht zustellbar")

    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="messages")
    # Names the run the message belongs to, e.g. "meeting:12:invitation"; progress counts over it.
    batch = models.CharField(max_length=80, db_index=True)
    # The same key never makes a second message: a repeated release is harmless.
    key = models.CharField(max_length=120, unique=True)
    message_id = models.CharField(max_length=160, unique=True)
    to_name = models.CharField(_("An"), max_length=200)
    to_address = models.EmailField(_("E-Mail-Adresse"))
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(_("Betreff"), max_length=250)
    # {link} in the text stands for the personal link's address.
    body = models.TextField(_("Text"))
    link = models.ForeignKey(PersonalLink, models.PROTECT, null=True, related_name="messages")
    calendar = models.TextField(blank=True)
    # Sign-in links must not wait behind 2,000 invitations.
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # A worker died between "in flight" and "sent": the message may have arrived twice.
    is_unclear = models.BooleanField(default=False)
    failure = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-priority", "send_after"], name="message_due"),
            models.Index(fields=["region", "created_at"], name="message_region"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_name}"


class Delivery(models.Model):
    """One attempt to hand a message to the mail server."""

    class Outcome(models.TextChoices):
        """How the attempt ended; `unclear` when the worker did not live to see it."""

        STARTED = "started", _("begonnen")
        ACCEPTED = "accepted", _("vom Mailserver angenommen")
        DEFERRED = "deferred", _("aufgeschoben")
        REFUSED = "refused", _("abgelehnt")
        UNCLEAR = "unclear", _("unklar")

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.STARTED)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="delivery_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.get_outcome_display()}"

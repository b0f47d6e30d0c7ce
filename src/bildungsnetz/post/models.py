"""Outgoing messages: one message to one address, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.regions.models import Region

__all__ = ["Delivery", "Message", "Stop"]


class Message(models.Model):
    """One message to one address. Its text is final; only the link's token is added when sent."""

    class Kind(models.TextChoices):
        """What the message is, for those who stopped some of them (Stop)."""

        SERVICE = "service", _("Antwort auf eine eigene Eingabe")
        OFFICIAL = "official", _("Einladung, Konsensrunde oder Bestätigung")
        CIRCULAR = "circular", _("Rundschreiben")
        NEWS = "news", _("Neuigkeiten")

    class State(models.TextChoices):
        """From released to delivered. `in_flight` is committed before the server is spoken to."""

        KEPT = "kept", _("aufbewahrt, nicht versandt")
        QUEUED = "queued", _("wartet auf Versand")
        IN_FLIGHT = "in_flight", _("wird gerade versandt")
        SENT = "sent", _("versandt")
        FAILED = "failed", _("nicht zustellbar")
        HELD = "held", _("zurückgehalten: Widerspruch")
        DISCARDED = "discarded", _("verworfen, nicht versandt")

    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="messages")
    kind = models.CharField(
        _("Art der Nachricht"), max_length=10, choices=Kind.choices, default=Kind.OFFICIAL
    )
    # Whether the address belongs to an institution rather than to a person.
    is_functional = models.BooleanField(default=False)
    # The key of the person whom the text tells of the data kept (Art. 14); the register notes it
    # when the message is sent.
    notice_for = models.BigIntegerField(null=True)
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
    # {stop_link} in the text stands for the address where the recipient stops such messages.
    stop_link = models.ForeignKey(PersonalLink, models.PROTECT, null=True, related_name="stopping")
    calendar = models.TextField(blank=True)
    # Sign-in links must not wait behind 2,000 invitations.
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    # Until when the text is of use, where no link tells it: a date that is over needs no message.
    good_until = models.DateTimeField(null=True)
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


class Stop(models.Model):
    """What an address no longer wants. Keyed by a hash, so that it holds when the person is erased.

    Stops are lifted, not deleted: of one address at most one is in force.
    """

    class Scope(models.TextChoices):
        """Which messages are held back; what somebody asked for themselves is always sent."""

        NEWS = "news", _("keine Neuigkeiten")
        CIRCULAR = "circular", _("keine Neuigkeiten und keine Rundschreiben")
        ALL = "all", _("gar keine Nachrichten (Widerspruch)")

    class Source(models.TextChoices):
        """How it came."""

        LINK = "link", _("über den Link in einer Nachricht")
        ONE_CLICK = "one_click", _("mit dem Abmelde-Knopf des Mailprogramms")
        SIGNED_IN = "signed_in", _("angemeldet unter „Meine Daten“")
        OFFICE = "office", _("beim Büro")

    region = models.ForeignKey(Region, models.PROTECT, related_name="stops")
    address_hash = models.CharField(max_length=40)
    scope = models.CharField(_("Umfang"), max_length=10, choices=Scope.choices)
    since = models.DateTimeField()
    reason = models.CharField(_("Begründung"), max_length=300, blank=True)
    source = models.CharField(_("Wie"), max_length=10, choices=Source.choices)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "address_hash"],
                condition=models.Q(lifted_at__isnull=True),
                name="stop_once",
            ),
        ]

    def __str__(self) -> str:
        return self.get_scope_display()

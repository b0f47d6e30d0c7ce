"""The yearly confirmation: runs, what each institution answered, and the changes it proposes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import PersonalLink, User
from bildungsnetz.directory.models.audiences import Audience
from bildungsnetz.directory.models.institutions import Institution
from bildungsnetz.directory.models.persons import Affiliation, Person
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region


class ConfirmationRun(models.Model):
    """Institutions are asked to look through and confirm their entries until a day."""

    class State(models.TextChoices):
        """A run is written, released, and ends by being closed or on its last day."""

        DRAFT = "draft", _("in Vorbereitung")
        RUNNING = "running", _("läuft")
        CLOSED = "closed", _("beendet")

    region = models.ForeignKey(Region, models.PROTECT, related_name="confirmation_runs")
    title = models.CharField(_("Bezeichnung"), max_length=120)
    # Without an audience all open institutions are asked.
    audience = models.ForeignKey(
        Audience, models.PROTECT, null=True, blank=True, related_name="confirmation_runs"
    )
    subject = models.CharField(_("Betreff"), max_length=200)
    body = models.TextField(_("Text"))
    # The personal links work up to the end of this day.
    closes_on = models.DateField(_("Letzter Tag"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # The days on which the silent were reminded, as ISO texts, each once.
    reminders = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.title


class Confirmation(models.Model):
    """One institution in one run: its personal link, its letter, its answer."""

    class State(models.TextChoices):
        """What came back; a letter that could not be delivered is known by its message."""

        SILENT = "silent", _("noch keine Antwort")
        CONFIRMED = "confirmed", _("bestätigt")
        CHANGED = "changed", _("geändert")

    run = models.ForeignKey(ConfirmationRun, models.PROTECT, related_name="confirmations")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="confirmations")
    # The institution the link was issued for: after a merger the row belongs to another one and
    # the link is dead.
    issued_for = models.PositiveBigIntegerField()
    # The function of the person the letter went to; the link dies with it.
    to_representative = models.BooleanField(default=False)
    affiliation = models.ForeignKey(Affiliation, models.SET_NULL, null=True, related_name="+")
    link = models.OneToOneField(
        PersonalLink, models.PROTECT, null=True, related_name="confirmation"
    )
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.SILENT)
    answered_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "institution"], name="confirmation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.get_state_display()}"


class ChangeProposal(models.Model):
    """A change that an institution or a person proposes about the own entry.

    `field` and the two values depend on `kind`; see directory/care. `made` names the rows that
    accepting it made, so that it can be taken back.
    """

    class Kind(models.TextChoices):
        """What changes."""

        FACT = "fact", _("Angabe der Einrichtung")
        WORDS = "words", _("Stufen und Themen")
        PUBLICATION = "publication", _("Veröffentlichung")
        CONTACT_NEW = "contact_new", _("neue Ansprechperson")
        CONTACT_CHANGED = "contact_changed", _("Angabe einer Ansprechperson")
        CONTACT_ENDED = "contact_ended", _("Ansprechperson beendet")

    class State(models.TextChoices):
        """Decided by the office, or let through at once."""

        OPEN = "open", _("wartet auf das Büro")
        ACCEPTED = "accepted", _("übernommen")
        REFUSED = "refused", _("nicht übernommen")
        APPLIED = "applied", _("sofort übernommen")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    region = models.ForeignKey(Region, models.PROTECT, related_name="change_proposals")
    # Without an institution it is a person's own entry.
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, related_name="change_proposals"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="change_proposals")
    affiliation = models.ForeignKey(
        Affiliation, models.PROTECT, null=True, related_name="change_proposals"
    )
    confirmation = models.ForeignKey(
        Confirmation, models.SET_NULL, null=True, related_name="proposals"
    )
    kind = models.CharField(max_length=15, choices=Kind.choices)
    field = models.CharField(max_length=20, blank=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    proposed_by = models.CharField(max_length=160)
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("Grund"), max_length=300, blank=True)
    made = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["region", "state"], name="proposal_state"),
            models.Index(fields=["institution"], condition=Q(state="open"), name="proposal_open"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"

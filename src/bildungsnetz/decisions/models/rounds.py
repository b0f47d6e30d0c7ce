"""Consensus rounds: who may answer to which text under which rule, and what they answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import PersonalLink, User
from bildungsnetz.decisions.models.recommendation import Recommendation, Version
from bildungsnetz.meetings.models import Registration
from bildungsnetz.post.models import Message


class Round(models.Model):
    """One run of a procedure on a frozen text with frozen rule and frozen list of the entitled."""

    class Procedure(models.TextChoices):
        """Consent: passed when no valid objection remains (procedures.py)."""

        CONSENT = "consent", _("Konsent")

    class Result(models.TextChoices):
        """The computed verdict, written when the round is closed."""

        OPEN = "", _("läuft")
        PASSED = "passed", _("Konsens erreicht")
        NOT_PASSED = "not_passed", _("kein Konsens")
        UNDECIDED = "undecided", _("nicht entschieden")

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="rounds")
    version = models.ForeignKey(Version, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    procedure = models.CharField(max_length=10, choices=Procedure.choices)
    rule = models.JSONField(default=dict)
    # SHA-256 over the wording in UTF-8, so that anybody can check it with ordinary tools.
    text_hash = models.CharField(max_length=64)
    # Who was asked, in words ("alle Personen im Workshop 3 …"), as it was at the opening.
    circle = models.CharField(_("Wer antworten darf"), max_length=300)
    moderated_by = models.CharField(_("Moderation"), max_length=200)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(_("Rückmeldung bis"))
    closed_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, choices=Result.choices, default="", blank=True)
    verdict = models.TextField(blank=True)
    # The figures behind the verdict (rules.tally), frozen when the round is closed.
    counts = models.JSONField(default=dict)
    minority_statement = models.TextField(_("Minderheitsvotum"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "number"], name="round_number_once"),
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=Q(closed_at__isnull=True),
                name="one_open_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation}, Runde {self.number}"


class Entitled(models.Model):
    """Somebody who may answer in a round: the snapshot taken at its opening."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="entitled")
    name = models.CharField(max_length=160)
    institution = models.CharField(max_length=250, blank=True)
    email = models.EmailField(blank=True)
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, related_name="entitlements"
    )
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="entitlements")
    link = models.ForeignKey(PersonalLink, models.PROTECT, null=True, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "registration"],
                condition=Q(registration__isnull=False),
                name="entitled_registration_once",
            ),
            models.UniqueConstraint(
                fields=["round", "user"],
                condition=Q(user__isnull=False),
                name="entitled_user_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Ballot(models.Model):
    """The one counted answer of an entitled person; changed in place until the round closes."""

    class Choice(models.TextChoices):
        """Consent knows agreement, standing aside and objection (only with a reason)."""

        CONSENT = "consent", _("Ich trage das mit")
        ASIDE = "aside", _("Ich enthalte mich")
        OBJECTION = "objection", _("Ich habe einen Einwand")

    entitled = models.OneToOneField(Entitled, models.PROTECT, related_name="ballot")
    choice = models.CharField(max_length=10, choices=Choice.choices)
    cast_at = models.DateTimeField()
    # Who entered it for somebody who answered in the room or on paper; empty when cast in person.
    recorded_by = models.CharField(max_length=160, blank=True)

    def __str__(self) -> str:
        return f"{self.entitled}: {self.get_choice_display()}"


class Objection(models.Model):
    """An objection with its reason, the answer to it, and how it was settled."""

    class State(models.TextChoices):
        """Open until withdrawn, or found not valid by the moderation with a reason."""

        OPEN = "open", _("offen")
        WITHDRAWN = "withdrawn", _("zurückgezogen")
        NOT_VALID = "not_valid", _("nicht stichhaltig")

    ballot = models.OneToOneField(Ballot, models.PROTECT, related_name="objection")
    reason = models.TextField(_("Begründung"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("Antwort der Moderation"), blank=True)
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reason[:60]

"""What meetings decide: recommendations, consensus rounds, resolutions, orders, reports."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import PersonalLink, User
from bildungsnetz.meetings.models import Meeting, Registration, Workshop
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import FieldOfAction, Region

__all__ = [
    "Ballot",
    "Consultation",
    "Entitled",
    "Objection",
    "Order",
    "Recommendation",
    "Resolution",
    "Round",
    "StatusReport",
    "Version",
]


class Recommendation(models.Model):
    """The consensus output of a conference. Its state follows from rounds and consultations."""

    class State(models.TextChoices):
        """From the first draft to the reported result."""

        DRAFT = "draft", _("Entwurf")
        IN_ROUND = "in_round", _("in der Konsensrunde")
        ADOPTED = "adopted", _("im Konsens empfohlen")
        NO_CONSENSUS = "no_consensus", _("kein Konsens")
        FORWARDED = "forwarded", _("zur Entscheidung weitergegeben")
        ACCEPTED = "accepted", _("angenommen")
        REJECTED = "rejected", _("nicht angenommen")
        IN_PROGRESS = "in_progress", _("in Umsetzung")
        DONE = "done", _("umgesetzt")

    region = models.ForeignKey(Region, models.PROTECT, related_name="recommendations")
    year = models.PositiveSmallIntegerField(_("Jahr"))
    number = models.PositiveSmallIntegerField(_("Nummer"))
    title = models.CharField(_("Titel"), max_length=200)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="recommendations")
    workshop = models.ForeignKey(
        Workshop, models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    fields = models.ManyToManyField(FieldOfAction, related_name="recommendations")
    cross_cutting_answer = models.TextField(
        _("Was heißt das für das Querschnittsthema?"), blank=True
    )
    state = models.CharField(max_length=14, choices=State.choices, default=State.DRAFT)
    is_public = models.BooleanField(_("Auf der öffentlichen Seite zeigen"), default=False)
    created_at = models.DateTimeField()
    # Raised with each change of text; a second editor gets a conflict (bar A8).
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year", "number"], name="recommendation_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.number} {self.title}"


class Version(models.Model):
    """One Fassung of a recommendation's text; never changed, only followed by another."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("Wortlaut"))
    at = models.DateTimeField()
    by = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "number"], name="version_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation}, Fassung {self.number}"


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
    text_hash = models.CharField(max_length=64)
    moderated_by = models.CharField(_("Moderation"), max_length=200)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(_("Rückmeldung bis"))
    closed_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, choices=Result.choices, default="", blank=True)
    verdict = models.TextField(blank=True)
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


class Consultation(models.Model):
    """A recommendation before an organ: passed on, answered with a reason, published or not yet."""

    class Answer(models.TextChoices):
        """What the receiving organ says."""

        EVALUATING = "evaluating", _("in Prüfung")
        ACCEPTED = "accepted", _("angenommen")
        REJECTED = "rejected", _("nicht angenommen")

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="consultations")
    from_organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="consultations")
    note = models.TextField(_("Begleittext"), blank=True)
    forwarded_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default="", blank=True)
    reason = models.TextField(_("Begründung"), blank=True)
    answered_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "organ"],
                condition=Q(answered_at__isnull=True),
                name="one_open_consultation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation} → {self.organ}"


class Resolution(models.Model):
    """A Beschluss, numbered per organ."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="resolutions")
    number = models.PositiveIntegerField(_("Nummer"))
    consultation = models.OneToOneField(
        Consultation, models.PROTECT, null=True, related_name="resolution"
    )
    text = models.TextField(_("Beschluss"))
    decided_on = models.DateField(_("Beschlossen am"))
    is_public = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ", "number"], name="resolution_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organ}, Beschluss {self.number}"


class Order(models.Model):
    """A Handlungsauftrag: what is to be done, by whom, until when."""

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="orders")
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, related_name="orders"
    )
    assignee = models.ForeignKey(Organ, models.PROTECT, related_name="orders")
    text = models.TextField(_("Auftrag"))
    due_on = models.DateField(_("Zu erledigen bis"))
    done_on = models.DateField(_("Erledigt am"), null=True, blank=True)

    def __str__(self) -> str:
        return self.text[:60]


class StatusReport(models.Model):
    """How far an order has come: a dated report, the latest one counts."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="reports")
    at = models.DateTimeField()
    percent = models.PositiveSmallIntegerField(_("Stand in Prozent"))
    text = models.TextField(_("Bericht"))
    by = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="report_percent_range"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"

"""What becomes of a recommendation: consultations, resolutions, orders, status reports."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.decisions.models.recommendation import Recommendation
from bildungsnetz.organs.models import Organ


class Consultation(models.Model):
    """A recommendation before an organ: passed on, answered with a reason, published or not yet.

    "In Prüfung" is an interim answer with a date and publication of its own: it stays readable
    when the final answer is already written down but not published yet.
    """

    class Answer(models.TextChoices):
        """What the receiving organ says; only the last two end the consultation."""

        EVALUATING = "evaluating", _("in Prüfung")
        ACCEPTED = "accepted", _("angenommen")
        REJECTED = "rejected", _("nicht angenommen")

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="consultations")
    from_organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey(
        Organ, models.PROTECT, related_name="consultations", verbose_name=_("Gremium")
    )
    note = models.TextField(_("Begleittext"), blank=True)
    forwarded_at = models.DateTimeField()
    evaluating_reason = models.TextField(_("Stand der Prüfung"), blank=True)
    evaluating_at = models.DateTimeField(null=True)
    evaluating_published_at = models.DateTimeField(null=True)
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
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(answered_at__isnull=False),
                name="published_answer_exists",
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
    assignee = models.ForeignKey(
        Organ, models.PROTECT, related_name="orders", verbose_name=_("Wer es übernimmt")
    )
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

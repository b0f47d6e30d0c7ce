"""Recommendations, their wordings, and their answers to the cross-cutting questions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bildungsnetz.meetings.models import Meeting, Workshop
from bildungsnetz.regions.models import FieldOfAction, Region


class Recommendation(models.Model):
    """The consensus output of a conference. Its state follows from rounds and consultations.

    `state` is what everybody may know: an organ's answer moves it only once it is published.
    """

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
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="recommendations", verbose_name=_("Konferenz")
    )
    workshop = models.ForeignKey(
        Workshop,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("Workshop"),
    )
    fields = models.ManyToManyField(
        FieldOfAction, related_name="recommendations", verbose_name=_("Handlungsfelder")
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

    @property
    def label(self) -> str:
        """Year and number as they are spoken: 2026/4."""
        return f"{self.year}/{self.number}"


class CrossCuttingAnswer(models.Model):
    """What a recommendation answers to the question of one cross-cutting theme."""

    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, related_name="cross_cutting_answers"
    )
    field = models.ForeignKey(FieldOfAction, models.PROTECT, related_name="+")
    text = models.TextField(_("Antwort"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "field"], name="cross_cutting_answer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.text[:60]}"


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

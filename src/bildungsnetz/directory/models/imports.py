"""Registers on their way in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import User
from bildungsnetz.regions.models import FieldOfAction, Region


class ImportLayout(models.Model):
    """How a file with these headers was read the last time, as a proposal for the next one."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="import_layouts")
    source = models.CharField(_("Quelle"), max_length=120)
    # A digest of the header row without the accidents of spelling, in its order.
    headers = models.CharField(max_length=64)
    # For each field the places of its columns in the header row, from 0.
    mapping = models.JSONField(default=dict)
    licence_note = models.TextField(blank=True)
    only_city = models.CharField(max_length=120, blank=True)
    publish = models.BooleanField(default=False)
    fields = models.ManyToManyField(FieldOfAction, blank=True, related_name="import_layouts")
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "headers", "source"], name="import_layout_once"
            ),
        ]

    def __str__(self) -> str:
        return self.source


class ImportRun(models.Model):
    """An uploaded register on its way in: read, previewed, then committed as a whole."""

    class State(models.TextChoices):
        """A run is committed or discarded exactly once."""

        PREVIEW = "preview", _("Vorschau")
        COMMITTED = "committed", _("übernommen")
        DISCARDED = "discarded", _("verworfen")

    region = models.ForeignKey(Region, models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    # The register's name, alike every year: by it the product knows what a new one lacks.
    source = models.CharField(_("Quelle"), max_length=120)
    licence_note = models.TextField(_("Quelle und Lizenz, wie sie öffentlich stehen"), blank=True)
    content = models.BinaryField()
    mapping = models.JSONField(default=dict)
    # Only rows whose column has this value are taken (e.g. Ort = Hagen).
    only_city = models.CharField(_("Nur Einrichtungen in diesem Ort"), max_length=120, blank=True)
    publish = models.BooleanField(_("Neue Einrichtungen öffentlich zeigen"), default=False)
    # Besides those of their kinds, for all new institutions of the run.
    fields = models.ManyToManyField(FieldOfAction, blank=True, related_name="imports")
    # The layout of an earlier file that proposed how to read this one.
    layout = models.ForeignKey(ImportLayout, models.SET_NULL, null=True, related_name="runs")
    # What the preview shows, when it was computed, and the mark by which a commit knows that the
    # register is still the one that was previewed.
    preview = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    planned_at = models.DateTimeField(null=True)
    # What the office decided row by row (importing.deciding.Decisions); by keys that outlive a
    # new preview. `left` is what a commit did not take over, remembered for the next year.
    decisions = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    counts = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="imports")
    committed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"

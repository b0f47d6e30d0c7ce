"""Registers on their way in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import User
from bildungsnetz.regions.models import Region


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
    # What the preview shows, when it was computed, and the mark by which a commit knows that the
    # register is still the one that was previewed.
    preview = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    planned_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    counts = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="imports")
    committed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"

"""What the privacy room itself keeps: who is responsible, and that somebody was erased."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bildungsnetz.regions.models import Region

__all__ = ["ErasureRecord", "Responsibility"]


class Responsibility(models.Model):
    """What the record of processing says of the controller and that only the office knows."""

    region = models.OneToOneField(Region, models.PROTECT, related_name="responsibility")
    controller = models.TextField(_("Verantwortliche Stelle"), blank=True)
    officer = models.TextField(_("Datenschutzbeauftragte oder Datenschutzbeauftragter"), blank=True)
    hoster = models.TextField(_("Betrieb des Servers (Auftragsverarbeitung)"), blank=True)
    joint = models.TextField(_("Gemeinsam Verantwortliche (Art. 26 DSGVO)"), blank=True)
    measures = models.TextField(_("Weitere technische und organisatorische Maßnahmen"), blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.region)


class ErasureRecord(models.Model):
    """That an erasure was carried out, without saying of whom.

    Each stands in the ledger outside the database too (privacy.ledger), under the same `key`: after
    an older backup was restored, the lines without a record here are carried out again.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="erasures")
    key = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()
    # Rows by model and by what became of them: {"person.deleted": 1, "resolution.recorded": 2}.
    counts = models.JSONField(default=dict)
    # When nothing of it was left in the database's file either; empty until the worker is done.
    wiped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at}"

    @property
    def recorded(self) -> int:
        """In how many minutes and decisions the name stays in the wording."""
        return sum(number for key, number in self.counts.items() if key.endswith(".recorded"))

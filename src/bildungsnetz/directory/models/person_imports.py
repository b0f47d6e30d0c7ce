"""Lists of persons on their way in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models.bases import ContactBasis
from bildungsnetz.regions.models import Region


class PersonImport(models.Model):
    """An uploaded list of persons: read, previewed, then taken over as a whole.

    The file and the preview hold personal data; both go when the run is committed or discarded.
    """

    class State(models.TextChoices):
        """A run is committed or discarded exactly once."""

        PREVIEW = "preview", _("Vorschau")
        COMMITTED = "committed", _("übernommen")
        DISCARDED = "discarded", _("verworfen")

    class Unknown(models.TextChoices):
        """What becomes of a row whose institution the register does not hold."""

        REFUSE = "refuse", _("Zeile zurückweisen")
        WITHOUT = "without", _("Person ohne Tätigkeit aufnehmen")

    region = models.ForeignKey(Region, models.PROTECT, related_name="person_imports")
    file_name = models.CharField(max_length=200)
    # Where the data came from, for the bases of the new contacts (Art. 14 Abs. 2 f DSGVO).
    source = models.CharField(
        _("Woher haben Sie die Daten?"), max_length=12, choices=ContactBasis.Source.choices
    )
    source_note = models.CharField(_("Genauer"), max_length=160, blank=True)
    unknown = models.CharField(
        _("Wenn eine Einrichtung nicht im Register steht"),
        max_length=8,
        choices=Unknown.choices,
        default=Unknown.REFUSE,
    )
    content = models.BinaryField()
    # A digest of the headers, by which the next such file is read like this one.
    headers = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    # For the row's number "new" or the key of the person it is about.
    decisions = models.JSONField(default=dict)
    # What the preview shows, when it was computed, and the mark by which a commit knows that the
    # register is still the one that was previewed.
    preview = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    planned_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    counts = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="person_imports")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["region", "headers"], name="person_import_headers")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"

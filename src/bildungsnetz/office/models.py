"""What the office itself keeps: the register of circulars."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bildungsnetz.regions.models import Region

__all__ = ["Circular"]


class Circular(models.Model):
    """A Rundschreiben with reference and date, as it left the house."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="circulars")
    reference = models.CharField(_("Mein Zeichen"), max_length=60, blank=True)
    dated_on = models.DateField(_("Datum"))
    subject = models.CharField(_("Betreff"), max_length=200)
    body = models.TextField(_("Text"))
    signed_by = models.CharField(_("Gezeichnet (Funktion)"), max_length=160)
    is_public = models.BooleanField(_("Auf der öffentlichen Seite zeigen"), default=False)

    def __str__(self) -> str:
        return self.subject

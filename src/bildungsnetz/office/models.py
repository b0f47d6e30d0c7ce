"""What the office itself keeps: the register of circulars."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import Audience
from bildungsnetz.regions.models import Region

__all__ = ["Circular"]


class Circular(models.Model):
    """A Rundschreiben with reference and date, as it left the house: by post, or sent from here.

    `{anrede}` in the text stands for the greeting of each recipient.
    """

    class Kind(models.TextChoices):
        """Who does not want the one may still get the other (post.models.Stop)."""

        CIRCULAR = "circular", _("Rundschreiben")
        NEWS = "news", _("Neuigkeiten")

    region = models.ForeignKey(Region, models.PROTECT, related_name="circulars")
    reference = models.CharField(_("Mein Zeichen"), max_length=60, blank=True)
    dated_on = models.DateField(_("Datum"))
    subject = models.CharField(_("Betreff"), max_length=200)
    body = models.TextField(_("Text"))
    signed_by = models.CharField(_("Gezeichnet (Funktion)"), max_length=160)
    is_public = models.BooleanField(_("Auf der öffentlichen Seite zeigen"), default=False)
    # To whom it went from here, as what, and when first; empty if it left otherwise.
    audience = models.ForeignKey(
        Audience, models.PROTECT, null=True, blank=True, related_name="circulars"
    )
    kind = models.CharField(
        _("Art der Nachricht"), max_length=10, choices=Kind.choices, default=Kind.CIRCULAR
    )
    released_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.subject

    @property
    def shown_text(self) -> str:
        """The text as everybody may read it, with a greeting for all."""
        return self.body.replace("{anrede}", "Sehr geehrte Damen und Herren,")

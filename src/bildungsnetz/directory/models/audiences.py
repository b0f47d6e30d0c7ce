"""Audiences: saved queries over the register."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models.institutions import Institution
from bildungsnetz.regions.models import Region


class Audience(models.Model):
    """A Verteiler: a saved query over institutions, computed when used.

    `query` holds a list of values for each criterion of queries.filtering.INSTITUTIONS
    ({"kinds": [slug], "cities": [name] …}), the words searched for as "search", and "by_hand". An
    empty list means "no restriction", `by_hand` that only hand-picked rows belong to it.
    Hand-picked rows are added and hand-removed ones taken away after the query.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="audiences")
    name = models.CharField(_("Name des Verteilers"), max_length=120)
    query = models.JSONField(default=dict, blank=True)
    added = models.ManyToManyField(Institution, blank=True, related_name="added_to_audiences")
    removed = models.ManyToManyField(Institution, blank=True, related_name="removed_from_audiences")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="audience_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

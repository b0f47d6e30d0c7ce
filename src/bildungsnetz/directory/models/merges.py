"""Likely duplicates as the search left them, and the mergers of records."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models.institutions import Institution
from bildungsnetz.directory.models.persons import Person
from bildungsnetz.regions.models import Region

UNDO_DAYS = 30
UNDO = timedelta(days=UNDO_DAYS)


class RecordKind(models.TextChoices):
    """What can stand in the register twice."""

    INSTITUTION = "institution", _("Einrichtungen")
    PERSON = "person", _("Personen")


class DuplicateSearch(models.Model):
    """The latest search for duplicates of one kind: when it was asked for, when it ended."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="duplicate_searches")
    kind = models.CharField(max_length=11, choices=RecordKind.choices)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    # How many records were compared.
    compared = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "kind"], name="duplicate_search_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.asked_at}"


class _Pair(models.Model):
    """Two records that are perhaps the same: found by the search, or looked at by the office.

    `settled_at` says that the office found them different ("keine Dublette"): such a row outlives
    every further search and is never proposed again.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    # Between 0 and 1; 0 where the search did not find the pair.
    score = models.FloatField(default=0)
    # The sentences of matching.comparing in German, which are the keys of their translations.
    reasons = models.JSONField(default=list, blank=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.score:.2f}"


class InstitutionPair(_Pair):
    """Two institutions that are perhaps the same."""

    left = models.ForeignKey(Institution, models.CASCADE, related_name="+")
    right = models.ForeignKey(Institution, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="institution_pair_once"),
            models.CheckConstraint(
                condition=Q(left__lt=F("right")), name="institution_pair_in_order"
            ),
        ]
        indexes = [models.Index(fields=["region", "-score"], name="institution_pair_likely")]


class PersonPair(_Pair):
    """Two persons that are perhaps the same."""

    left = models.ForeignKey(Person, models.CASCADE, related_name="+")
    right = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="person_pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="person_pair_in_order"),
        ]
        indexes = [models.Index(fields=["region", "-score"], name="person_pair_likely")]


class Merge(models.Model):
    """One record went into another. Keys instead of foreign keys: the gone one is no more.

    `snapshot` holds what it takes to undo it (merging.log); it goes when the merger is undone or
    after 30 days, since it is personal data. `absorbed` names for each kind of row the keys that
    went into others, so that their trail is found; it stays and says nothing about anybody.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="merges")
    kind = models.CharField(max_length=11, choices=RecordKind.choices)
    kept = models.BigIntegerField()
    gone = models.BigIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=160)
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    snapshot = models.JSONField(null=True)
    absorbed = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "gone"], condition=Q(undone_at__isnull=True), name="gone_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(snapshot__isnull=True),
                name="undone_merge_keeps_nothing",
            ),
        ]
        indexes = [models.Index(fields=["kind", "kept"], name="merge_kept")]

    def __str__(self) -> str:
        return f"{self.kind} {self.gone} → {self.kept}"

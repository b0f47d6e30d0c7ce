"""Institutions and their kinds."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.search import search_expression
from bildungsnetz.kit.folding import fold_expression
from bildungsnetz.regions.models import FieldOfAction, Region, Stage, Topic

EASTING = (250_000, 950_000)
"""Metres from least to most: Germany in ETRS89 / UTM zone 32N (EPSG:25832), with a margin."""
NORTHING = (5_200_000, 6_150_000)
"""The same for the distance from the equator."""


class InstitutionKind(models.Model):
    """A kind of institution of the region (school forms, Kita, Jobcenter …) with its stages."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="institution_kinds")
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("Art der Einrichtung"), max_length=100)
    # Other spellings and official keys under which a register names this kind.
    aliases = models.JSONField(default=list, blank=True)
    is_school = models.BooleanField(_("Schule"), default=False)
    stages = models.ManyToManyField(Stage, blank=True, related_name="institution_kinds")
    # What a new institution of this kind works on until somebody says otherwise.
    fields = models.ManyToManyField(FieldOfAction, blank=True, related_name="institution_kinds")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "slug"], name="institution_kind_slug_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Institution(models.Model):
    """A school, Kita, Jobcenter, firm, association or authority that is part of the network."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="institutions")
    kind = models.ForeignKey(InstitutionKind, models.PROTECT, related_name="institutions")
    name = models.CharField(_("Name der Einrichtung"), max_length=250)
    number = models.CharField(_("Schulnummer oder Kennung"), max_length=20, blank=True)
    street = models.CharField(_("Straße und Hausnummer"), max_length=160, blank=True)
    postcode = models.CharField(
        _("Postleitzahl"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", _("Die Postleitzahl hat 5 Ziffern."))],
    )
    city = models.CharField(_("Ort"), max_length=120, blank=True)
    district = models.CharField(_("Bezirk"), max_length=120, blank=True)
    ags = models.CharField(_("AGS"), max_length=8, blank=True)
    # Where it lies: ETRS89 / UTM zone 32N (EPSG:25832), whole metres; both or neither.
    easting = models.PositiveIntegerField(
        _("Rechtswert (UTM 32)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(EASTING[0]), MaxValueValidator(EASTING[1])],
    )
    northing = models.PositiveIntegerField(
        _("Hochwert (UTM 32)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(NORTHING[0]), MaxValueValidator(NORTHING[1])],
    )
    phone = models.CharField(_("Telefon"), max_length=60, blank=True)
    fax = models.CharField(_("Telefax"), max_length=60, blank=True)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    website = models.URLField(_("Internetseite"), blank=True)
    legal_form = models.CharField(_("Rechtsform"), max_length=80, blank=True)
    profile = models.TextField(_("Steckbrief"), blank=True)
    stages = models.ManyToManyField(Stage, blank=True, related_name="institutions")
    fields = models.ManyToManyField(FieldOfAction, blank=True, related_name="institutions")
    topics = models.ManyToManyField(Topic, blank=True, related_name="institutions")
    is_public = models.BooleanField(_("Auf der öffentlichen Seite zeigen"), default=False)
    # Which of rules.INSTITUTION_FIELDS the public page shows; none unless released.
    public_fields = models.JSONField(default=list, blank=True)
    # When the institution itself last said that its entry is right.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # Its changes go through without the office's look.
    is_trusted = models.BooleanField(_("Änderungen sofort übernehmen"), default=False)
    opened_on = models.DateField(_("Besteht seit"), null=True, blank=True)
    closed_on = models.DateField(_("Geschlossen am"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    source = models.CharField(_("Quelle"), max_length=120, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # Lists are sorted by this (DIN 5007-1), alike on both databases.
    sort_name = models.GeneratedField(
        expression=fold_expression("name"),
        output_field=models.CharField(max_length=300),
        db_persist=True,
    )
    search_text = models.GeneratedField(
        expression=search_expression("name", "number", "city", "street"),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "number"],
                condition=~Q(number=""),
                name="institution_number_once",
            ),
        ]
        indexes = [models.Index(fields=["region", "sort_name"], name="institution_sort")]

    def __str__(self) -> str:
        return self.name

"""The territory and its legal frame: region, charter, fields of action, stages, holidays."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

__all__ = [
    "AgreementParty",
    "CooperationAgreement",
    "FieldOfAction",
    "Region",
    "SchoolHoliday",
    "Stage",
    "Topic",
]


class Region(models.Model):
    """A city or Kreis with its network: the tenant. Everything else belongs to one region."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("Name der Bildungsregion"), max_length=120)
    network_name = models.CharField(_("Name des Netzwerks"), max_length=120)
    ags = models.CharField(
        _("Amtlicher Gemeindeschlüssel (AGS)"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^\d{5}(\d{3})?$", _("Der AGS hat 5 oder 8 Ziffern."))],
    )
    land = models.CharField(_("Land"), max_length=2, default="NW")
    introduction = models.TextField(_("Worum es geht"), blank=True)
    office_name = models.CharField(_("Name der Geschäftsstelle"), max_length=120, blank=True)
    office_department = models.CharField(_("Amt"), max_length=160, blank=True)
    office_building = models.CharField(_("Gebäude, Zimmer"), max_length=120, blank=True)
    office_street = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    office_postcode = models.CharField(_("Postleitzahl"), max_length=5, blank=True)
    office_city = models.CharField(_("Ort"), max_length=80, blank=True)
    office_phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    office_fax = models.CharField(_("Telefax"), max_length=40, blank=True)
    office_email = models.EmailField(_("E-Mail-Adresse der Geschäftsstelle"), blank=True)
    data_source_note = models.TextField(_("Quelle und Lizenz der Registerdaten"), blank=True)
    # The example region never sends anything to a real address (post.actions refuses).
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class CooperationAgreement(models.Model):
    """One version of the Kooperationsvertrag with the period in which it is in force."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="agreements")
    version = models.PositiveSmallIntegerField(_("Fassung"), default=1)
    title = models.CharField(_("Titel"), max_length=250)
    signed_on = models.DateField(_("Unterzeichnet am"))
    active_from = models.DateField(_("In Kraft ab"))
    active_to = models.DateField(_("In Kraft bis (ausschließlich)"), null=True, blank=True)
    text = models.TextField(_("Inhalt"), blank=True)
    document = models.FileField(_("Vertrag als PDF"), upload_to="vertrag/", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "version"], name="agreement_version_once"),
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gt=F("active_from")),
                name="agreement_period_half_open",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgreementParty(models.Model):
    """A party of the agreement and the function of whoever signed for it."""

    agreement = models.ForeignKey(CooperationAgreement, models.CASCADE, related_name="parties")
    name = models.CharField(_("Vertragspartei"), max_length=160)
    signed_by = models.CharField(_("Unterzeichnet durch (Funktion)"), max_length=160)
    order = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class FieldOfAction(models.Model):
    """A Handlungsfeld of the charter; a cross-cutting one asks its question of every record."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="fields")
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("Handlungsfeld"), max_length=120)
    description = models.TextField(_("Beschreibung"), blank=True)
    is_cross_cutting = models.BooleanField(_("Querschnittsthema"), default=False)
    question = models.CharField(_("Querschnittsfrage"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "slug"], name="field_slug_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """A station of the Bildungsbiografie, in order."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="stages")
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("Bildungsstufe"), max_length=80)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "slug"], name="stage_slug_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """A subject people work on, such as Sprachförderung or Elternarbeit."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="topics")
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("Thema"), max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "slug"], name="topic_slug_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolHoliday(models.Model):
    """School holidays of the Land as the office knows them; it may import and correct them."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="school_holidays")
    name = models.CharField(_("Ferien"), max_length=80)
    first_day = models.DateField(_("Erster Ferientag"))
    last_day = models.DateField(_("Letzter Ferientag"))
    source = models.CharField(_("Quelle"), max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name", "first_day"], name="school_holiday_once"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="school_holiday_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name

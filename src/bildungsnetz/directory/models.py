"""Institutions, persons and what ties them; audiences; imports."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.search import search_expression
from bildungsnetz.kit.folding import fold_expression
from bildungsnetz.regions.models import FieldOfAction, Region, Stage, Topic

__all__ = [
    "Affiliation",
    "Audience",
    "ContactBasis",
    "ImportRun",
    "Institution",
    "InstitutionKind",
    "Person",
]


class InstitutionKind(models.Model):
    """A kind of institution of the region (school forms, Kita, Jobcenter …) with its stages."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="institution_kinds")
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("Art der Einrichtung"), max_length=100)
    # Other spellings and official keys under which a register names this kind.
    aliases = models.JSONField(default=list, blank=True)
    is_school = models.BooleanField(_("Schule"), default=False)
    stages = models.ManyToManyField(Stage, blank=True, related_name="institution_kinds")
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


class Person(models.Model):
    """A human contact. May be tied to a user who signs in."""

    class Salutation(models.TextChoices):
        """Form of address; a given name does not tell it, so it is asked or left open."""

        MRS = "mrs", _("Frau")
        MR = "mr", _("Herr")
        OPEN = "open", _("ohne")

    region = models.ForeignKey(Region, models.PROTECT, related_name="persons")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="persons")
    salutation = models.CharField(
        _("Anrede"), max_length=5, choices=Salutation.choices, default=Salutation.OPEN
    )
    title = models.CharField(_("Titel"), max_length=60, blank=True)
    given_name = models.CharField(_("Vorname"), max_length=80, blank=True)
    family_name = models.CharField(_("Nachname"), max_length=80)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=60, blank=True)
    # Publication is off by default (docs: IFG NRW §§ 9(3), 12; consent for everyone else).
    is_public = models.BooleanField(_("Name darf öffentlich genannt werden"), default=False)
    created_at = models.DateTimeField()
    sort_name = models.GeneratedField(
        expression=fold_expression("family_name"),
        output_field=models.CharField(max_length=100),
        db_persist=True,
    )
    search_text = models.GeneratedField(
        expression=search_expression("given_name", "family_name", "email"),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "user"], condition=Q(user__isnull=False), name="person_user_once"
            ),
        ]
        indexes = [models.Index(fields=["region", "sort_name"], name="person_sort")]

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.given_name, self.family_name) if part)


class Affiliation(models.Model):
    """What somebody does in an institution, from–to (half-open)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="affiliations")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="affiliations")
    function = models.CharField(_("Funktion"), max_length=120)
    represents = models.BooleanField(_("Vertritt die Einrichtung im Netzwerk"), default=False)
    active_from = models.DateField(_("Seit"), null=True, blank=True)
    active_to = models.DateField(_("Bis"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(active_to__isnull=True)
                | Q(active_from__isnull=True)
                | Q(active_to__gt=F("active_from")),
                name="affiliation_period_half_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.function}"


class ContactBasis(models.Model):
    """Why a person's contact data may be used: purpose, legal basis, source, notice, objection."""

    class Basis(models.TextChoices):
        """Art. 6 DSGVO; (e) with § 78a SchulG NRW for functions, consent for everything else."""

        PUBLIC_TASK = "public_task", _("öffentliche Aufgabe (Art. 6 Abs. 1 e DSGVO, § 78a SchulG)")
        CONSENT = "consent", _("Einwilligung (Art. 6 Abs. 1 a DSGVO)")

    person = models.ForeignKey(Person, models.CASCADE, related_name="bases")
    purpose = models.CharField(_("Zweck"), max_length=120)
    basis = models.CharField(_("Rechtsgrundlage"), max_length=12, choices=Basis.choices)
    source = models.CharField(_("Quelle"), max_length=160)
    recorded_at = models.DateTimeField()
    notified_at = models.DateTimeField(null=True, blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    retain_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person}: {self.purpose}"


class Audience(models.Model):
    """A Verteiler: a saved query over institutions, computed when used.

    `query` holds {"kinds": [slug], "stages": [slug], "fields": [slug], "topics": [slug],
    "cities": [name], "by_hand": bool}; an empty list means "no restriction", `by_hand` that only
    hand-picked rows belong to it. Hand-picked rows are added and hand-removed ones taken away
    after the query.
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

"""Persons, and what they do where."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models.institutions import Institution
from bildungsnetz.directory.search import search_expression
from bildungsnetz.kit.folding import fold_expression
from bildungsnetz.regions.models import Region, Topic


class Person(models.Model):
    """A human contact. May be tied to a user who signs in."""

    class Salutation(models.TextChoices):
        """Form of address; a given name does not tell it, so it is asked or left open."""

        MRS = "mrs", _("Frau")
        MR = "mr", _("Herr")
        OPEN = "open", _("ohne")

    class PublicationBasis(models.TextChoices):
        """Why the name and what else is released may stand in public."""

        OFFICE = "office", _("Funktion im öffentlichen Dienst (IFG NRW §§ 9 (3), 12), informiert")
        CONSENT = "consent", _("Einwilligung der Person")

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
    # What the person works on, which need not be what the institution works on.
    topics = models.ManyToManyField(Topic, blank=True, related_name="persons")
    # Publication is off by default (docs: IFG NRW §§ 9(3), 12; consent for everyone else).
    is_public = models.BooleanField(_("Name darf öffentlich genannt werden"), default=False)
    # Which of rules.PERSON_FIELDS stand beside the name; none unless released.
    public_fields = models.JSONField(default=list, blank=True)
    publication_basis = models.CharField(
        _("Warum öffentlich"), max_length=7, choices=PublicationBasis.choices, blank=True
    )
    publication_since = models.DateField(_("Öffentlich seit"), null=True, blank=True)
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
    search_text = models.GeneratedField(
        expression=search_expression("function"),
        output_field=models.TextField(),
        db_persist=True,
    )

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

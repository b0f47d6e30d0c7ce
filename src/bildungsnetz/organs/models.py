"""Organs, their seats, and who holds them from when to when."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import Institution, Person
from bildungsnetz.regions.models import FieldOfAction, Region

__all__ = ["Mandate", "NominatingParty", "Organ", "Seat"]


class Organ(models.Model):
    """Bildungskonferenz, Lenkungskreis, Bildungsbüro, working group, network: one model.

    The name is the region's own; only the kind is known to the code. Deadlines are the charter's,
    kept per organ (circular of 25.08.2011: three to four weeks).
    """

    class Kind(models.TextChoices):
        """What the organ is for, in the charter's sense."""

        CONFERENCE = "conference", _("Konferenz")
        STEERING = "steering", _("Steuerung")
        OFFICE = "office", _("Geschäftsstelle")
        GROUP = "group", _("Arbeitskreis")
        NETWORK = "network", _("Netzwerk")

    region = models.ForeignKey(Region, models.PROTECT, related_name="organs")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    slug = models.SlugField(max_length=60)
    kind = models.CharField(_("Art des Gremiums"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("Name des Gremiums"), max_length=120)
    tasks = models.TextField(_("Aufgaben"), blank=True)
    cross_cutting_answer = models.TextField(_("Beitrag zum Querschnittsthema"), blank=True)
    fields = models.ManyToManyField(FieldOfAction, blank=True, related_name="organs")
    founded_on = models.DateField(_("Besteht seit"), null=True, blank=True)
    closed_on = models.DateField(_("Beendet am"), null=True, blank=True)
    closing_reason = models.CharField(_("Grund der Beendigung"), max_length=200, blank=True)
    invitation_min_days = models.PositiveSmallIntegerField(
        _("Einladung spätestens … Tage vorher"), default=21
    )
    invitation_max_days = models.PositiveSmallIntegerField(
        _("Einladung frühestens … Tage vorher"), default=28
    )
    agenda_days = models.PositiveSmallIntegerField(_("Tagesordnung … Tage vorher"), default=14)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "slug"], name="organ_slug_once"),
            models.CheckConstraint(
                condition=Q(invitation_max_days__gte=F("invitation_min_days")),
                name="organ_window_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NominatingParty(models.Model):
    """Who names people for seats: the city, the Land, the school heads."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="nominating_parties")
    name = models.CharField(_("Benennende Stelle"), max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="nominating_party_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A place to be filled in an organ, whoever holds it. 2+2+2 are six of these."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="seats")
    party = models.ForeignKey(NominatingParty, models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField(_("Nummer"))
    is_voting = models.BooleanField(_("stimmberechtigt"), default=True)
    active_from = models.DateField(_("Seit"), null=True, blank=True)
    active_to = models.DateField(_("Bis"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ", "number"], name="seat_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organ}, Sitz {self.number}"


class Mandate(models.Model):
    """Who holds a seat or a function of an organ, from–to (half-open).

    `term_to` is the planned end, `active_to` the real one; only an open mandate
    (`active_to` empty) counts now, and the database allows one open chair, one open deputy chair
    per organ, and one open holder and one open substitute per seat.
    """

    class Role(models.TextChoices):
        """Function within the organ."""

        CHAIR = "chair", _("Vorsitz")
        DEPUTY_CHAIR = "deputy_chair", _("stellvertretender Vorsitz")
        MEMBER = "member", _("Mitglied")
        SUBSTITUTE = "substitute", _("Stellvertretung")
        ADVISORY = "advisory", _("beratend")
        GUEST = "guest", _("Gast")
        STAFF = "staff", _("Mitarbeit")

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="mandates")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="mandates")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    # Networks and working groups may have institutions as members.
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    role = models.CharField(_("Funktion"), max_length=12, choices=Role.choices)
    active_from = models.DateField(_("Seit"))
    active_to = models.DateField(_("Bis"), null=True, blank=True)
    term_to = models.DateField(_("Amtszeit bis"), null=True, blank=True)
    note = models.CharField(_("Anmerkung"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gt=F("active_from")),
                name="mandate_period_half_open",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(institution__isnull=False),
                name="mandate_has_holder",
            ),
            models.UniqueConstraint(
                fields=["organ", "role"],
                condition=Q(active_to__isnull=True, role__in=["chair", "deputy_chair"]),
                name="one_chair_and_one_deputy",
            ),
            models.UniqueConstraint(
                fields=["seat", "role"],
                condition=Q(active_to__isnull=True, seat__isnull=False),
                name="one_holder_and_one_substitute",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.institution}: {self.get_role_display()}, {self.organ}"

    @property
    def term_last_day(self) -> date | None:
        """The last day of the planned term, as people say it."""
        return self.term_to - timedelta(days=1) if self.term_to else None

"""Why a person's data may be used, and the log of what somebody consented to."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models.persons import Person
from bildungsnetz.regions.models import Region

MOVABLE = {"person", "person_id"}


class ContactBasis(models.Model):
    """Why a person's data may be used for one purpose: basis, source, notice, objection, end.

    One open row per person and purpose. A basis that no longer holds is ended, not deleted, as
    long as the person is known at all.
    """

    class Purpose(models.TextChoices):
        """What the data are used for; a short closed list."""

        NETWORK = "network", _("Netzwerkarbeit in der Funktion")
        OFFICIAL = "official", _("amtliche Einladungen und Rundschreiben")
        NEWS = "news", _("Neuigkeiten aus dem Netzwerk")
        PRIVATE = "private", _("private Angaben")
        PUBLICATION = "publication", _("Veröffentlichung von Angaben")
        PHOTOS = "photos", _("Fotos")

    class Basis(models.TextChoices):
        """Art. 6 DSGVO; (e) with § 78a SchulG NRW for functions, consent for everything else."""

        PUBLIC_TASK = "public_task", _("öffentliche Aufgabe (Art. 6 Abs. 1 e DSGVO, § 78a SchulG)")
        CONSENT = "consent", _("Einwilligung (Art. 6 Abs. 1 a DSGVO)")

    class Source(models.TextChoices):
        """Where the data came from (Art. 14 Abs. 2 f DSGVO)."""

        SELF = "self", _("von der Person selbst")
        INSTITUTION = "institution", _("von der Einrichtung")
        NOMINATION = "nomination", _("von der entsendenden Stelle")
        IMPORT = "import", _("aus einer eingelesenen Liste")
        PUBLIC = "public", _("aus öffentlichen Quellen")
        OFFICE = "office", _("vom Büro eingetragen")

    person = models.ForeignKey(Person, models.CASCADE, related_name="bases")
    purpose = models.CharField(_("Zweck"), max_length=12, choices=Purpose.choices)
    basis = models.CharField(_("Rechtsgrundlage"), max_length=12, choices=Basis.choices)
    source = models.CharField(_("Woher die Angaben stammen"), max_length=12, choices=Source.choices)
    source_note = models.CharField(_("Genauer"), max_length=160, blank=True)
    recorded_at = models.DateTimeField()
    # When the person was told (Art. 14); empty for ever where the data came from themselves.
    notified_at = models.DateTimeField(null=True, blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    objection_reason = models.CharField(_("Begründung"), max_length=300, blank=True)
    # Computed every day (lawful.retain_until); empty while a function or mandate lasts.
    retain_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(ended_at__isnull=True), name="basis_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["recorded_at"],
                condition=Q(notified_at__isnull=True, ended_at__isnull=True) & ~Q(source="self"),
                name="basis_untold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_purpose_display()}"


class ExpiringContact(models.Model):
    """A contact whose time is over, as the office sees it before it is deleted.

    Made and removed by the daily purge (privacy.purging); the office may keep it for a reason.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="expiry")
    # When the time was over, and since when the office could see that.
    due_on = models.DateField()
    listed_on = models.DateField()
    kept_until = models.DateField(_("Weiter nötig bis"), null=True, blank=True)
    kept_because = models.CharField(_("Weiter nötig, weil …"), max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="expiring_due")]

    def __str__(self) -> str:
        return f"{self.person}, {self.due_on}"


class AppendOnly(models.QuerySet[Any]):
    """Rows that are written once. Only whose they are may change: when two records of one person
    are merged, or when the person is erased and the proof stays without them."""

    def update(self, **values: Any) -> int:
        """Move rows to another person, or to nobody without their evidence.

        Raises TypeError for anything else.
        """
        erased = values.get("person", "") is None and values.get("evidence") == ""
        if set(values) - MOVABLE - ({"evidence"} if erased else set()):
            raise TypeError("A log is only written to, never changed.")
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse. Raises TypeError."""
        raise TypeError("A log is only written to, never cut.")


class ConsentText(models.Model):
    """What a consent says, in one version of its wording. Never changed, only followed."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="consent_texts")
    purpose = models.CharField(_("Zweck"), max_length=12, choices=ContactBasis.Purpose.choices)
    version = models.PositiveSmallIntegerField(_("Fassung"))
    text = models.TextField(_("Wortlaut"))
    since = models.DateTimeField()

    objects = AppendOnly.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "purpose", "version"], name="consent_text_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.version}"


class ConsentEntry(models.Model):
    """One line of the consent log: given or withdrawn, when, how, on which wording.

    Append-only: the database itself refuses changed facts (directory.guards).
    """

    class Channel(models.TextChoices):
        """How the office learned of it."""

        LINK = "link", _("über den persönlichen Link")
        SIGNED_IN = "signed_in", _("angemeldet unter „Meine Daten“")
        PAPER = "paper", _("schriftlich")
        SPOKEN = "spoken", _("mündlich oder am Telefon")

    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="entries")
    given = models.BooleanField(_("erteilt"))
    at = models.DateTimeField()
    channel = models.CharField(_("Wie"), max_length=10, choices=Channel.choices)
    # Where the paper lies, or who took the call.
    evidence = models.CharField(_("Nachweis"), max_length=200, blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="consent_of_person")]

    def __str__(self) -> str:
        return f"{self.text}: {'+' if self.given else '-'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the line; a second time raises TypeError."""
        if not self._state.adding:
            raise TypeError("A log is only written to, never changed.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse. Raises TypeError."""
        raise TypeError("A log is only written to, never cut.")

"""Meetings and conferences: workshops, invitations, answers, wishes, places."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.models import Audience, Institution
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import FieldOfAction, Region

__all__ = ["Allocation", "Invitation", "Meeting", "Placement", "Registration", "Wish", "Workshop"]


class Meeting(models.Model):
    """A meeting of one or several organs; a conference is a meeting with a programme."""

    class Kind(models.TextChoices):
        """Conference with programme, or a plain meeting of an organ."""

        CONFERENCE = "conference", _("Konferenz")
        MEETING = "meeting", _("Sitzung")

    region = models.ForeignKey(Region, models.PROTECT, related_name="meetings")
    kind = models.CharField(_("Art"), max_length=12, choices=Kind.choices)
    organs = models.ManyToManyField(Organ, related_name="meetings")
    # Teilkonferenz, or an integrated sister conference (then `host` names its own organiser).
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    host = models.CharField(_("Veranstaltet von"), max_length=200, blank=True)
    title = models.CharField(_("Titel"), max_length=200)
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    venue = models.CharField(_("Ort"), max_length=200, blank=True)
    address = models.CharField(_("Anschrift"), max_length=200, blank=True)
    description = models.TextField(_("Worum es geht"), blank=True)
    result = models.TextField(_("Ergebnis"), blank=True)
    fields = models.ManyToManyField(FieldOfAction, blank=True, related_name="meetings")
    cross_cutting_answer = models.TextField(
        _("Was heißt das für das Querschnittsthema?"), blank=True
    )
    is_public = models.BooleanField(_("Auf der öffentlichen Seite zeigen"), default=False)
    capacity = models.PositiveIntegerField(
        _("Plätze insgesamt"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    wish_count = models.PositiveSmallIntegerField(_("Wünsche je Person"), default=3)
    registration_opens_at = models.DateTimeField(_("Anmeldung ab"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("Anmeldeschluss"), null=True, blank=True)
    changes_until = models.DateTimeField(_("Änderungen möglich bis"), null=True, blank=True)
    audience = models.ForeignKey(
        Audience, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    invitation_subject = models.CharField(_("Betreff der Einladung"), max_length=200, blank=True)
    invitation_body = models.TextField(_("Text der Einladung"), blank=True)
    invited_at = models.DateTimeField(null=True)
    # Charter: invitations leave 21 to 28 days before; outside the window a reason is written down.
    window_reason = models.CharField(
        _("Grund für den Versand außerhalb der Frist"), max_length=300, blank=True
    )
    reminded_at = models.DateTimeField(null=True)
    # Numbers the reminders: part of each reminder's key, so that none goes out twice.
    reminder_round = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
    # Date and place before the last move: what the invited know as long as nobody told them.
    former_starts_at = models.DateTimeField(null=True)
    former_ends_at = models.DateTimeField(null=True)
    former_place = models.CharField(max_length=402, blank=True)
    # Since when the invited do not know that it was moved or called off; None when they do.
    untold_since = models.DateTimeField(null=True)
    # Numbers the releases of such news, as `reminder_round` the reminders.
    change_round = models.PositiveSmallIntegerField(default=0)
    change_note = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["region", "starts_at"], name="meeting_date")]

    def __str__(self) -> str:
        return self.title


class Workshop(models.Model):
    """A parallel part of a conference with its own room, speaker and capacity."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="workshops")
    number = models.PositiveSmallIntegerField(_("Nummer"))
    title = models.CharField(_("Titel"), max_length=200)
    description = models.TextField(_("Worum es geht"), blank=True)
    speaker = models.CharField(_("Leitung, Impuls"), max_length=200, blank=True)
    room = models.CharField(_("Raum"), max_length=120, blank=True)
    room_seats = models.PositiveIntegerField(_("Sitzplätze im Raum"), null=True, blank=True)
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    capacity = models.PositiveIntegerField(_("Plätze"))
    fields = models.ManyToManyField(FieldOfAction, blank=True, related_name="workshops")
    cross_cutting_answer = models.TextField(
        _("Was heißt das für das Querschnittsthema?"), blank=True
    )
    notes = models.TextField(_("Ergebnisse"), blank=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="workshop_number_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="workshop_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Invitation(models.Model):
    """One institution's invitation to one meeting, with its personal link and its answer."""

    class State(models.TextChoices):
        """`silent` is not a state: it is `invited` without an answer."""

        INVITED = "invited", _("eingeladen, noch ohne Antwort")
        ACCEPTED = "accepted", _("hat zugesagt")
        DECLINED = "declined", _("hat abgesagt")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="invitations")
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    link = models.ForeignKey(PersonalLink, models.PROTECT, null=True, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(_("Grund der Absage"), max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True)
    # Raised with each answer; a form opened before another answer is told so (bar A8).
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "institution"], name="invited_once"),
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.get_state_display()}"


class Registration(models.Model):
    """One person's intention to come. Several may come from one institution."""

    class State(models.TextChoices):
        """Registered counts against the capacity; cancelled does not."""

        REGISTERED = "registered", _("angemeldet")
        CANCELLED = "cancelled", _("abgemeldet")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="registrations")
    invitation = models.ForeignKey(
        Invitation, models.PROTECT, null=True, related_name="registrations"
    )
    name = models.CharField(_("Name"), max_length=160)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    function = models.CharField(_("Funktion"), max_length=120, blank=True)
    # Named when the invited person sends somebody else ("In Vertretung von …").
    deputy_for = models.CharField(_("In Vertretung von"), max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REGISTERED)
    registered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "name"],
                condition=Q(state="registered"),
                name="registered_once_per_invitation",
            ),
        ]
        indexes = [models.Index(fields=["meeting", "state"], name="registration_count")]

    def __str__(self) -> str:
        return self.name


class Wish(models.Model):
    """A ranked workshop wish; rank 1 is the first wish."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="wishes")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="wishes")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "rank"], name="one_wish_per_rank"),
            models.UniqueConstraint(
                fields=["registration", "workshop"], name="one_rank_per_workshop"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.workshop}"


class Allocation(models.Model):
    """One run of the allocation, with all that is needed to make it again."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="allocations")
    goal = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    input_hash = models.CharField(max_length=64)
    solver = models.CharField(max_length=40)
    rank_sum = models.PositiveIntegerField()
    profile = models.JSONField(default=list)
    placements = models.JSONField(default=dict)
    unplaced = models.JSONField(default=list)
    # Persons the office placed by hand after the computation; shown as such.
    moved = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(published_at__isnull=False),
                name="one_published_allocation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.made_at}"


class Placement(models.Model):
    """The published place somebody has in a workshop; at most one per person."""

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="placement")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="placements")
    allocation = models.ForeignKey(
        Allocation, models.PROTECT, null=True, related_name="published_placements"
    )
    rank = models.PositiveSmallIntegerField(null=True)
    # One sentence for the person: why this place.
    explanation = models.TextField(blank=True)
    placed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.registration} → {self.workshop}"

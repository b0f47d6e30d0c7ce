"""What meetings tell in the lives of persons and institutions: invitations, coming, leading.

A registration names a person by name and address only, as people write them; whose it is follows
from the address, and a workshop's leader from the name.
"""

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import Institution, Person
from bildungsnetz.directory.queries.biography import Strand, moment
from bildungsnetz.meetings.models import Invitation, Registration, Workshop

_SIGN = "\x1f"
_PLACE = Concat("state", Value(_SIGN), Coalesce("placement__workshop__title", Value("")))


def _registered(detail: str) -> str:
    state, workshop, name = [*detail.split(_SIGN), "", ""][:3]
    words = str(dict(Registration.State.choices).get(state, state))
    if workshop:
        words = gettext("%(state)s, Workshop „%(workshop)s“") % {
            "state": words, "workshop": workshop,
        }  # fmt: skip
    return f"{name}: {words}" if name else words


def _answered(state: str) -> str:
    return str(dict(Invitation.State.choices).get(state, state))


def _invitations(person: Person) -> QuerySet[Invitation] | None:
    """Invitations whose letter went to the person."""
    if not person.email:
        return None
    return Invitation.objects.filter(
        meeting__region=person.region_id, message__to_address__iexact=person.email
    )


def registrations(person: Person) -> QuerySet[Registration] | None:
    """Registrations under the person's address; None without one."""
    if not person.email:
        return None
    return Registration.objects.filter(meeting__region=person.region_id, email__iexact=person.email)


def _led(person: Person) -> QuerySet[Workshop] | None:
    """Workshops whose leaders are named with the person's given and family name."""
    if not person.given_name:
        return None
    name = f"{person.given_name} {person.family_name}"
    return Workshop.objects.filter(meeting__region=person.region_id, speaker__icontains=name)


OF_PERSON: tuple[Strand[Person], ...] = (
    Strand(
        "invitation", _("Einladung"), _invitations, moment("invited_at"), "meeting__title",
        detail="institution__name", page="meeting", key="meeting_id",
    ),
    Strand(
        "registration", _("Teilnahme"), registrations, moment("meeting__starts_at"),
        "meeting__title", detail=_PLACE, page="meeting", key="meeting_id", say=_registered,
    ),
    Strand(
        "workshop", _("Leitung"), _led, moment("meeting__starts_at"), "title",
        detail="meeting__title", page="meeting", key="meeting_id",
    ),
)  # fmt: skip

OF_INSTITUTION: tuple[Strand[Institution], ...] = (
    Strand(
        "invitation", _("Einladung"), lambda one: Invitation.objects.filter(institution=one),
        moment("invited_at"), "meeting__title", detail="state", page="meeting", key="meeting_id",
        say=_answered,
    ),
    Strand(
        "registration", _("Teilnahme"),
        lambda one: Registration.objects.filter(invitation__institution=one),
        moment("meeting__starts_at"), "meeting__title", page="meeting", key="meeting_id",
        detail=Concat(_PLACE, Value(_SIGN), "name"), say=_registered,
    ),
)  # fmt: skip

"""Reads of the registered persons of a meeting: with their wishes and places, for lists."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Prefetch, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext

from bildungsnetz.kit.composing import composed_once
from bildungsnetz.kit.joined import joined_names
from bildungsnetz.meetings.models import Meeting, Registration, Wish

_SHOWN = (
    "name", "email", "function", "deputy_for", "meeting", "invitation__institution__name",
    "placement__rank", "placement__registration",
    "placement__workshop__number", "placement__workshop__title",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coming:
    """A registered person as lists of workshops show them, with the published place if any."""

    pk: int
    name: str
    email: str
    institution: str | None
    workshop: int | None
    rank: int | None

    def __str__(self) -> str:
        return self.name


def wishes_with_workshops() -> "Prefetch[Any]":
    """The wishes of registered persons with number and title of their workshops, in one query."""
    wishes = Wish.objects.select_related("workshop").order_by("rank")
    shown = ("rank", "registration", "workshop__number", "workshop__title")
    return Prefetch("wishes", queryset=wishes.only(*shown))


def participants(meeting: Meeting) -> QuerySet[Registration]:
    """Everybody registered, by name, with institution, wishes and place."""
    return (
        meeting.registrations.filter(state=Registration.State.REGISTERED)
        .select_related("invitation__institution", "placement__workshop")
        .prefetch_related(wishes_with_workshops())
        .order_by("name", "pk")
    )


def listed_participants(meeting: Meeting) -> QuerySet[Registration]:
    """`participants` with what lists show of them and nothing else."""
    return participants(meeting).only(*_SHOWN)


def paged_participants(meeting: Meeting) -> QuerySet[Registration, Any]:
    """The same as plain values, with their wishes as a text, `wished`: one on each line, the best
    first; `number` and `title` are those of the workshop."""
    wish = Concat(Cast("rank", CharField()), Value(". "), "workshop__title")
    wished = joined_names(Wish.objects.all(), "registration", wish, order="rank", between="\n")
    everybody = participants(meeting).prefetch_related(None)
    rows: QuerySet[Registration, Any] = everybody.values(
        "pk",
        "name",
        "function",
        "deputy_for",
        wished=wished,
        institution=F("invitation__institution__name"),
        number=F("placement__workshop__number"),
        title=F("placement__workshop__title"),
    )
    return rows


def coming(meeting: Meeting) -> list[Coming]:
    """Everybody registered, by name. One query."""
    return [Coming(*row) for row in _registered(meeting.pk)]


@composed_once
def _registered(meeting: int) -> QuerySet[Registration, tuple[Any, ...]]:
    rows = Registration.objects.filter(meeting=meeting, state=Registration.State.REGISTERED)
    place = ("placement__workshop", "placement__rank")
    return rows.order_by("name", "pk").values_list(
        "pk", "name", "email", "invitation__institution__name", *place
    )


def participant_table(meeting: Meeting) -> tuple[list[str], list[list[str]]]:
    """Heads and rows of the participants' list for spreadsheets."""
    wishes = range(1, meeting.wish_count + 1)
    heads = [
        gettext("Name"),
        gettext("Funktion"),
        gettext("Einrichtung"),
        gettext("In Vertretung von"),
        gettext("E-Mail-Adresse"),
        *(gettext("%(rank)s. Wunsch") % {"rank": rank} for rank in wishes),
        gettext("Workshop"),
    ]
    return heads, [_participant_row(person, wishes) for person in listed_participants(meeting)]


def _participant_row(person: Registration, ranks: range) -> list[str]:
    wished = {wish.rank: str(wish.workshop) for wish in person.wishes.all()}
    place = getattr(person, "placement", None)
    return [
        person.name,
        person.function,
        person.invitation.institution.name if person.invitation else "",
        person.deputy_for,
        person.email,
        *(wished.get(rank, "") for rank in ranks),
        str(place.workshop) if place else "",
    ]

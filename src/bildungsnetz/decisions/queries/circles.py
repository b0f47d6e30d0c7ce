"""Who may answer in a round: a workshop's people, a conference's, or an organ's members."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from bildungsnetz.accounts.audit import canonical, digest
from bildungsnetz.accounts.models import User
from bildungsnetz.decisions.models import Recommendation
from bildungsnetz.decisions.rules import VOTING_ROLES
from bildungsnetz.meetings.models import Registration
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.regions.models import Region

WORKSHOP, MEETING, ORGAN = "workshop", "meeting", "organ"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who would be entitled if the round were opened now."""

    name: str
    institution: str = ""
    email: str = ""
    registration_id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """The people of a round to be opened, and how they are called in one line."""

    key: str
    label: str
    people: Sequence[Candidate]

    @property
    def stamp(self) -> str:
        """Changes when anybody is added, removed or renamed; shown people are the asked people."""
        return digest(canonical([[p.name, p.institution, p.email] for p in self.people]))

    @property
    def reachable(self) -> int:
        """How many get a letter by mail."""
        return sum(bool(person.email) for person in self.people)


def circle_choices(recommendation: Recommendation) -> list[tuple[str, str]]:
    """The circles that can be asked about this recommendation, the nearest first."""
    workshop = recommendation.workshop
    choices = []
    if workshop:
        choices.append(
            (WORKSHOP, gettext("Alle im Workshop %(workshop)s") % {"workshop": workshop})
        )
    choices.append(
        (MEETING, gettext("Alle Angemeldeten: %(meeting)s") % {"meeting": recommendation.meeting})
    )
    organs = Organ.objects.filter(region=recommendation.region_id, closed_on__isnull=True)
    return choices + [
        (f"{ORGAN}-{organ.pk}", gettext("Alle Mitglieder: %(organ)s") % {"organ": organ.name})
        for organ in organs.order_by("order", "name")
    ]


def circle(recommendation: Recommendation, key: str, *, today: date) -> Circle:
    """The people behind one of the choices, by name. Raises KeyError for any other key."""
    label = dict(circle_choices(recommendation))[key]
    kind, _dash, number = key.partition("-")
    if kind == ORGAN:
        people = _members(int(number), today)
    else:
        people = _registered(recommendation, only_workshop=kind == WORKSHOP)
    return Circle(key, label, sorted(people, key=lambda person: person.name))


def _registered(recommendation: Recommendation, *, only_workshop: bool) -> list[Candidate]:
    rows = Registration.objects.filter(
        meeting=recommendation.meeting_id, state=Registration.State.REGISTERED
    ).select_related("invitation__institution")
    if only_workshop:
        rows = rows.filter(placement__workshop=recommendation.workshop_id)
    people = [
        Candidate(
            name=row.name,
            institution=row.invitation.institution.name if row.invitation else "",
            email=row.email,
            registration_id=row.pk,
        )
        for row in rows
    ]
    return _with_users(people, recommendation.region)


def _with_users(people: list[Candidate], region: Region) -> list[Candidate]:
    """Tie each address that only one of them uses to the user who signs in with it.

    An address shared by several (a school's office) cannot tell which of them signed in.
    """
    uses = Counter(person.email.lower() for person in people if person.email)
    users = {user.email.lower(): user.pk for user in users_of(region)}
    return [
        replace(person, user_id=users.get(person.email.lower()))
        if uses[person.email.lower()] == 1
        else person
        for person in people
    ]


def users_of(region: Region) -> QuerySet[User]:
    """Who may sign in to the region: its office and the persons with access."""
    return User.objects.filter(
        Q(roles__region=region) | Q(persons__region=region), is_active=True
    ).distinct()


def _members(organ_pk: int, today: date) -> Iterable[Candidate]:
    """The voting members by their open mandates; somebody with two mandates counts once."""
    mandates = (
        Mandate.objects.filter(
            Q(seat__isnull=True) | Q(seat__is_voting=True),
            organ=organ_pk,
            role__in=VOTING_ROLES,
            person__isnull=False,
            active_from__lte=today,
            active_to__isnull=True,
        )
        .select_related("person__user", "seat__party")
        .order_by("person", "seat")
    )
    people: dict[int, Candidate] = {}
    for mandate in mandates:
        person = mandate.person
        assert person is not None  # noqa: S101 -- the filter above; for the type checker
        known = people.get(person.pk)
        party = mandate.seat.party.name if mandate.seat else ""
        people[person.pk] = Candidate(
            name=str(person),
            institution=party or (known.institution if known else ""),
            email=person.email or (person.user.email if person.user else ""),
            user_id=person.user_id,
        )
    return people.values()

"""Reads of the privacy room, shaped for its pages."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from bildungsnetz.accounts.models import PersonalLink, User
from bildungsnetz.directory.models import Person
from bildungsnetz.kit.privacy import Subject
from bildungsnetz.privacy import plan, subjects
from bildungsnetz.privacy.copying import Copy, copy_of
from bildungsnetz.privacy.models import ErasureRecord, Responsibility
from bildungsnetz.privacy.overview import Part, parts
from bildungsnetz.regions.models import Region


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held of somebody, and what stands against erasing her."""

    subject: Subject
    parts: list[Part]
    obstacles: list[str]
    # Her sign-in belongs to another region as well and stays there.
    keeps_user: bool


def standing(subject: Subject) -> Standing:
    """All that the office's page about one human shows."""
    free = subjects.erasable_users(subject) if subject.users else frozenset()
    return Standing(
        subject, parts(subject, trail=False), list(plan.obstacles(subject)), free != subject.users
    )


def persons(region: Region) -> QuerySet[Person]:
    """The contacts of a region."""
    return Person.objects.filter(region=region).select_related("region", "user")


def person_of_link(link: PersonalLink) -> QuerySet[Person]:
    """The contact to whom a link for a copy was sent."""
    return Person.objects.filter(region=link.region, pk=link.subject).select_related(
        "region", "user"
    )


def copy_for_user(user: User, region: Region, *, at: datetime) -> Copy:
    """The copy of somebody who is signed in."""
    return copy_of(subjects.of_user(user, region), region=region, at=at)


def responsibility(region: Region) -> Responsibility | None:
    """What the office said of itself for the record of processing."""
    return Responsibility.objects.filter(region=region).first()


def held(subject: Subject) -> list[Part]:
    """What is held of somebody, as she sees it herself."""
    return parts(subject)


def erasures(region: Region) -> QuerySet[ErasureRecord]:
    """The erasures that were carried out, latest first."""
    return ErasureRecord.objects.filter(region=region).order_by("-pk")

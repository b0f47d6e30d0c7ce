"""Who belongs to a region as a user, and where somebody starts after signing in."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from bildungsnetz.accounts import actions as accounts
from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import Role, User
from bildungsnetz.directory.models import Person
from bildungsnetz.regions.models import Region


class NoAddress(Exception):
    """The person has no e-mail address to which a sign-in link could be sent."""


def users_of(region: Region) -> QuerySet[User]:
    """Everybody who can sign in to this region: its office and the persons with access."""
    return User.objects.filter(Q(roles__region=region) | Q(persons__region=region)).distinct()


def home_of(user: User) -> tuple[str, Region] | None:
    """The page (URL name) and region where the user starts: the desk, or the members' home."""
    role = Role.objects.filter(user=user).select_related("region").order_by("pk").first()
    if role is not None:
        return "desk_today", role.region
    person = Person.objects.filter(user=user).select_related("region").order_by("pk").first()
    return ("members_home", person.region) if person else None


@transaction.atomic
def give_access(*, person: Person, by: Actor, at: datetime) -> User:
    """Let a person of the register sign in with the e-mail address kept there.

    Harmless when they can already. Raises NoAddress.
    """
    if person.user is not None:
        return person.user
    if not person.email:
        raise NoAddress
    user = accounts.ensure_user(email=person.email, name=str(person), by=by, at=at)
    person.user = user
    person.save(update_fields=["user"])
    audit.record(region=person.region, by=by, at=at, action="person.access_given", on=person)
    return user

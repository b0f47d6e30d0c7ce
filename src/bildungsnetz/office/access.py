"""Who belongs to a region as a user, and where somebody starts after signing in."""

from django.db.models import Q, QuerySet

from bildungsnetz.accounts.models import Role, User
from bildungsnetz.directory.models import Person
from bildungsnetz.regions.models import Region


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

"""Reads about users, their sessions, and the trail of what was written."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Model, Q, QuerySet

from bildungsnetz.accounts.models import AuditEntry, Role, Session, User
from bildungsnetz.regions.models import Region

HISTORY_LENGTH = 50


def history(*records: Model) -> list[AuditEntry]:
    """Who changed what when, for the given records together; newest first, at most 50."""
    keys = defaultdict[str, list[str]](list)
    for record in records:
        keys[record._meta.model_name or ""].append(str(record.pk))
    wanted = Q(pk__in=[])
    for kind, named in keys.items():
        wanted |= Q(record_type=kind, record_id__in=named)
    found = AuditEntry.objects.filter(wanted).only("at", "actor", "action", "detail")
    return list(found.order_by("-number")[:HISTORY_LENGTH])


def clerks(region: Region) -> QuerySet[User]:
    """The people of the region's office, by name."""
    return User.objects.filter(
        roles__region=region, roles__kind=Role.Kind.CLERK, is_active=True
    ).order_by("display_name")


def live_sessions(users: QuerySet[User], *, at: datetime) -> QuerySet[Session]:
    """Sessions of these users that have not run out, latest first."""
    return (
        Session.objects.filter(user__in=users, expire_date__gt=at)
        .select_related("user")
        .order_by("-last_seen_at")
    )


def user_by_email(email: str) -> User | None:
    """The user with this address who may sign in, whatever its capitals."""
    return User.objects.filter(email__iexact=email.strip(), is_active=True).first()


def first_region_of(user: User) -> Region | None:
    """A region in whose office the user works, to send them there after signing in."""
    return Region.objects.filter(roles__user=user).order_by("pk").first()

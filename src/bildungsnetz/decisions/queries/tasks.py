"""What waits for a signed-in person: rounds, consultations of their organs, orders."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.models import User
from bildungsnetz.decisions.models import Consultation, Entitled, Order
from bildungsnetz.decisions.queries.passage import open_mandates
from bildungsnetz.decisions.rules import LEADING_ROLES, days_waiting
from bildungsnetz.kit.composing import composed_once
from bildungsnetz.organs.models import Mandate
from bildungsnetz.regions.models import Region


@dataclass(frozen=True, slots=True)
class Task:
    """One line of "Offen für mich": what it is about, what to do, until when, where."""

    title: str
    what: str
    until: datetime | date | None
    url_name: str
    url_kwargs: dict[str, object]

    @property
    def url(self) -> str:
        """Where the line's one action is."""
        return reverse(self.url_name, kwargs=self.url_kwargs)


def open_for(user: User, region: Region, today: date) -> list[Task]:
    """All that decisions ask of this person today: four queries, however much it is."""
    roles: dict[int, set[str]] = {}
    for organ, role in _roles(user.pk, today):
        roles.setdefault(organ, set()).add(role)
    return [
        *_rounds(user, region, today),
        *_consultations(user, region, roles, today),
        *_orders(user, region, today),
    ]


@composed_once
def _roles(user: int, today: date) -> QuerySet[Mandate, tuple[int, str]]:
    return open_mandates(user, today).values_list("organ", "role")


def _rounds(user: User, region: Region, today: date) -> list[Task]:
    """The open rounds that the user has not answered, the next to close first."""
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    return [
        Task(
            title=str(row.round.recommendation),
            what=gettext("Sagen Sie, ob Sie die Empfehlung mittragen."),
            until=row.round.closes_at,
            url_name="members_round",
            url_kwargs={"region": region.slug, "pk": row.round_id},
        )
        for row in _unanswered(user.pk, region.pk, midnight)
    ]


@composed_once
def _unanswered(user: int, region: int, from_midnight: datetime) -> QuerySet[Entitled]:
    return (
        Entitled.objects.filter(user=user, round__recommendation__region=region)
        .filter(round__closed_at__isnull=True, round__closes_at__gte=from_midnight)
        .filter(ballot__isnull=True)
        .select_related("round__recommendation")
        .order_by("round__closes_at", "pk")
    )


def _consultations(
    user: User, region: Region, roles: dict[int, set[str]], today: date
) -> list[Task]:
    tasks = []
    for row in _asked(user.pk, region.pk, today):
        days = days_waiting(timezone.localdate(row.forwarded_at), today)
        asked = (
            gettext("Halten Sie die Antwort fest: %(organ)s, seit %(days)d Tagen ohne Antwort.")
            if LEADING_ROLES & roles[row.organ_id]
            else gettext("Liegt zur Beratung vor: %(organ)s, seit %(days)d Tagen ohne Antwort.")
        )
        tasks.append(
            Task(
                title=str(row.recommendation),
                what=asked % {"organ": row.organ.name, "days": days},
                until=None,
                url_name="members_consultation",
                url_kwargs={"region": region.slug, "pk": row.pk},
            )
        )
    return tasks


@composed_once
def _asked(user: int, region: int, today: date) -> QuerySet[Consultation]:
    return (
        Consultation.objects.filter(recommendation__region=region, answered_at__isnull=True)
        .filter(organ__in=open_mandates(user, today).values("organ"))
        .select_related("recommendation", "organ")
        .order_by("forwarded_at", "pk")
    )


def _orders(user: User, region: Region, today: date) -> list[Task]:
    return [
        Task(
            title=str(row),
            what=gettext("Berichten Sie, wie weit der Auftrag ist: %(organ)s.")
            % {"organ": row.assignee.name},
            until=row.due_on,
            url_name="members_order",
            url_kwargs={"region": region.slug, "pk": row.pk},
        )
        for row in _undone(user.pk, region.pk, today)
    ]


@composed_once
def _undone(user: int, region: int, today: date) -> QuerySet[Order]:
    leading = open_mandates(user, today).filter(role__in=sorted(LEADING_ROLES))
    return (
        Order.objects.filter(resolution__organ__region=region, done_on__isnull=True)
        .filter(assignee__in=leading.values("organ"))
        .select_related("assignee")
        .order_by("due_on", "pk")
    )

"""What waits for a signed-in person: rounds, consultations of their organs, orders."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.models import User
from bildungsnetz.decisions.models import Entitled
from bildungsnetz.decisions.queries.passage import (
    consultations,
    open_mandates,
    orders,
)
from bildungsnetz.decisions.queries.rounds import entitled_of_user
from bildungsnetz.decisions.rules import LEADING_ROLES, days_waiting
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


def open_rounds_for(user: User, region: Region, today: date) -> QuerySet[Entitled]:
    """The open rounds in which the user may answer, answered or not, the next to close first."""
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    return (
        entitled_of_user(region, user)
        .filter(round__closed_at__isnull=True, round__closes_at__gte=midnight)
        .order_by("round__closes_at", "pk")
    )


def open_for(user: User, region: Region, today: date) -> list[Task]:
    """All that decisions ask of this person today: three or four queries, however much it is."""
    roles: dict[int, set[str]] = {}
    for organ, role in open_mandates(user, today).values_list("organ", "role"):
        roles.setdefault(organ, set()).add(role)
    return [
        *_rounds(user, region, today),
        *_consultations(region, roles, today),
        *_orders(region, roles),
    ]


def _rounds(user: User, region: Region, today: date) -> list[Task]:
    unanswered = open_rounds_for(user, region, today).filter(ballot__isnull=True)
    return [
        Task(
            title=str(row.round.recommendation),
            what=gettext("Sagen Sie, ob Sie die Empfehlung mittragen."),
            until=row.round.closes_at,
            url_name="members_round",
            url_kwargs={"region": region.slug, "pk": row.round_id},
        )
        for row in unanswered
    ]


def _consultations(region: Region, roles: dict[int, set[str]], today: date) -> list[Task]:
    rows = consultations(region).filter(organ__in=roles, answered_at__isnull=True)
    tasks = []
    for row in rows.order_by("forwarded_at", "pk"):
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


def _orders(region: Region, roles: dict[int, set[str]]) -> list[Task]:
    leading = [organ for organ, functions in roles.items() if LEADING_ROLES & functions]
    rows = orders(region).filter(assignee__in=leading, done_on__isnull=True)
    return [
        Task(
            title=str(row),
            what=gettext("Berichten Sie, wie weit der Auftrag ist: %(organ)s.")
            % {"organ": row.assignee.name},
            until=row.due_on,
            url_name="members_order",
            url_kwargs={"region": region.slug, "pk": row.pk},
        )
        for row in rows.order_by("due_on", "pk")
    ]

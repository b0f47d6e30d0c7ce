"""What is due when: contacts whose functions ended, registrations, mail, links, files, trail.

The periods are those that the rooms declare (kit.privacy); nothing is counted twice here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import (
    PROTECT,
    Count,
    Exists,
    Field,
    ManyToOneRel,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.audit import ERASED
from bildungsnetz.accounts.models import AuditEntry, PersonalLink, Role
from bildungsnetz.directory import lawful
from bildungsnetz.directory.models import (
    Affiliation,
    ExpiringContact,
    ImportRun,
    Person,
    PersonImport,
)
from bildungsnetz.kit.privacy import (
    ANONYMOUS,
    CONTACT,
    LINK,
    MAIL_LOG,
    REGISTRATION,
    TRAIL,
    UPLOAD,
    Retention,
)
from bildungsnetz.meetings.models import Registration
from bildungsnetz.organs.models import Mandate
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PURGED = "retention.purged"


@dataclass(frozen=True, slots=True)
class Idle:
    """Somebody without any function or mandate since `ended_on`."""

    person: int
    ended_on: date

    @property
    def due_on(self) -> date:
        """The day on which the contact's time is over."""
        return lawful.retain_until(self.ended_on) or date.max


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the desk's page: what is kept for how long, and how much of it is due."""

    label: "StrOrPromise"
    text: "StrOrPromise"
    due: int


def before(retention: Retention, at: datetime) -> datetime:
    """What lies before this moment is due."""
    return at - (retention.period or timedelta.max)


def idle(region: Region, *, today: date) -> Iterator[Idle]:
    """Everybody without a function or mandate today, with the first day without. One query.

    Whoever works in the office is not idle; an erased person is nobody any more.
    """
    lasting = Q(active_to__isnull=True) | Q(active_to__gt=today)
    functions = Affiliation.objects.filter(person=OuterRef("pk"))
    mandates = Mandate.objects.filter(person=OuterRef("pk"))
    rows = (
        Person.objects.filter(region=region)
        .exclude(family_name__startswith=ANONYMOUS)
        .exclude(Exists(functions.filter(lasting)))
        .exclude(Exists(mandates.filter(lasting)))
        .exclude(Exists(Role.objects.filter(user=OuterRef("user"))))
        .annotate(last_function=_last(functions), last_mandate=_last(mandates))
        .order_by("pk")
    )
    listed = rows.values_list("pk", "created_at", "last_function", "last_mandate")
    for person, created_at, *ends in listed:
        known = [end for end in ends if end is not None]
        yield Idle(person, max(known) if known else timezone.localdate(created_at))


def _last(rows: QuerySet[Any]) -> Subquery:
    ends = rows.order_by().values("person").annotate(last=Max("active_to"))
    return Subquery(ends.values("last"))


def expiring(region: Region) -> QuerySet[ExpiringContact]:
    """The contacts that run out, the first to be deleted first."""
    rows = ExpiringContact.objects.filter(person__region=region).select_related("person")
    return rows.order_by("due_on", "person__sort_name", "pk")


def deletable(region: Region, *, today: date) -> QuerySet[ExpiringContact]:
    """Those of them whose day has come (lawful.deletion_day)."""
    kept = Q(kept_until__isnull=True) | Q(kept_until__lte=today)
    return expiring(region).filter(
        kept, due_on__lte=today, listed_on__lte=today - lawful.LISTED_BEFORE
    )


def registrations(region: Region, at: datetime) -> QuerySet[Registration]:
    """Registrations with names whose meeting is long over."""
    return Registration.objects.filter(
        meeting__region=region, meeting__ends_at__lt=before(REGISTRATION, at)
    ).exclude(name__startswith=ANONYMOUS)


def messages(region: Region | None, at: datetime) -> QuerySet[Message]:
    """Messages that left, or never will, and were kept long enough to prove it."""
    cutoff, state = before(MAIL_LOG, at), Message.State
    gone = Q(state=state.SENT, sent_at__lt=cutoff)
    unsent = [state.FAILED, state.KEPT, state.HELD, state.DISCARDED]
    settled = Q(state__in=unsent, created_at__lt=cutoff)
    return Message.objects.filter(gone | settled, region=region)


def links(region: Region | None, at: datetime) -> QuerySet[PersonalLink]:
    """Personal links that open nothing any more for a while."""
    return PersonalLink.objects.filter(region=region, expires_at__lt=before(LINK, at))


def uploads(region: Region, at: datetime) -> list[QuerySet[Any]]:
    """Imports whose files have served: settled, or left lying as long."""
    cutoff = before(UPLOAD, at)
    runs = ImportRun.objects.filter(region=region, uploaded_at__lt=cutoff).exclude(content=b"")
    settled = ~Q(state="committed") | Q(committed_at__lt=cutoff)
    lists = PersonImport.objects.filter(region=region, state="preview", uploaded_at__lt=cutoff)
    return [runs.filter(settled), lists]


def trail(region: Region | None, at: datetime) -> QuerySet[AuditEntry]:
    """Entries of the trail that still say who wrote what, long ago."""
    rows = AuditEntry.objects.filter(region=region, at__lt=before(TRAIL, at))
    named = ~Q(actor=ANONYMOUS) | Q(detail__isnull=False)
    return rows.filter(named).exclude(action=ERASED)


def purges(region: Region) -> QuerySet[AuditEntry]:
    """What was deleted by itself, the latest first."""
    rows = AuditEntry.objects.filter(region=region, action=PURGED, detail__isnull=False)
    return rows.order_by("-number")


def referring(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """Models and columns whose rows hold a row of `model` but may let it go."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel) or relation.on_delete is not PROTECT:
            continue
        column: Field[Any, Any] = relation.field
        if column.null:
            yield column.model, column.name


def lines(region: Region, *, at: datetime) -> list[Line]:
    """What is kept for how long, and how much is due at this moment. One query."""
    due = {
        "contacts": deletable(region, today=timezone.localdate(at)),
        "registrations": registrations(region, at),
        "messages": messages(region, at),
        "links": links(region, at),
        "registers": uploads(region, at)[0],
        "lists": uploads(region, at)[1],
        "trail": trail(region, at),
    }
    counted = Region.objects.values_list(*(_number_of(rows) for rows in due.values()))
    found = dict(zip(due, counted.get(pk=region.pk), strict=True))
    found["uploads"] = found["registers"] + found["lists"]
    return [Line(LABELS[name], limit.text, found[name]) for name, limit in LIMITS.items()]


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    alike = rows.order_by().annotate(all_of_them=Value(1)).values("all_of_them")
    return Coalesce(Subquery(alike.annotate(number=Count("pk")).values("number")), 0)


LIMITS = {
    "contacts": CONTACT,
    "registrations": REGISTRATION,
    "messages": MAIL_LOG,
    "links": LINK,
    "uploads": UPLOAD,
    "trail": TRAIL,
}
LABELS = {
    "contacts": _("Kontakte"),
    "registrations": _("Namen in Anmeldungen"),
    "messages": _("Nachrichten"),
    "links": _("Persönliche Links"),
    "uploads": _("Eingelesene Dateien"),
    "trail": _("Namen im Protokoll"),
}
NAMES = {
    "contacts": _("Kontakte gelöscht"),
    "registrations": _("Anmeldungen ohne Namen"),
    "messages": _("Nachrichten gelöscht"),
    "links": _("Links gelöscht"),
    "uploads": _("Dateien geleert"),
    "trail": _("Einträge des Protokolls ohne Namen"),
}


def told(entry: AuditEntry) -> "list[tuple[StrOrPromise, int]]":
    """What one entry of `purges` says, in German words."""
    counts: dict[str, int] = entry.detail or {}
    return [(NAMES[name], count) for name, count in counts.items() if name in NAMES]

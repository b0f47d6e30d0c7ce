"""Deletes by itself what was kept long enough: once a day, and nothing when done again.

Every part takes a few hundred rows in one transaction, so that nobody waits for it and a worker
that is killed in between leaves nothing half done. What was deleted stands in the trail as numbers.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import AuditHead, PersonalLink
from bildungsnetz.directory import lawful
from bildungsnetz.directory.models import ContactBasis, ExpiringContact, Person
from bildungsnetz.kit.privacy import Erasure, Table
from bildungsnetz.meetings.models import Placement, Registration
from bildungsnetz.post.models import Message
from bildungsnetz.privacy import actions, erasing, retention, subjects
from bildungsnetz.privacy.registry import TABLES
from bildungsnetz.regions.models import Region

BY_TIME = Actor(label="Ablauf der Frist")
BATCH_SIZE = 500


def purge(*, at: datetime) -> Counter[str]:
    """Delete whatever is due in every region; how much of each kind."""
    total: Counter[str] = Counter()
    for region in [*Region.objects.order_by("pk"), None]:
        counts = purge_region(region, at=at)
        if counts:
            _record(region, counts, at)
        total += counts
    return total


def purge_region(region: Region | None, *, at: datetime) -> Counter[str]:
    """The same for one region, or for what belongs to none."""
    parts: dict[str, Callable[[Any, datetime], int]] = {
        "messages": purge_messages,
        "links": purge_links,
        "trail": purge_trail,
    }
    if region is not None:
        parts |= {
            "contacts": purge_contacts,
            "registrations": purge_registrations,
            "uploads": purge_uploads,
        }
    return +Counter({name: part(region, at) for name, part in parts.items()})


@transaction.atomic
def _record(region: Region | None, counts: Mapping[str, int], at: datetime) -> None:
    on: Model = region or AuditHead(pk=1)
    audit.record(
        region=region, by=BY_TIME, at=at, action=retention.PURGED, on=on, detail=dict(counts)
    )


# --- contacts -------------------------------------------------------------------------------------


def purge_contacts(region: Region, at: datetime) -> int:
    """List what runs out, take from the list what does not, and erase whose day has come."""
    today = timezone.localdate(at)
    note_expiring(region, today=today)
    due = list(retention.deletable(region, today=today).values_list("person_id", flat=True))
    return sum(_erase(region, key, at, today) for key in due)


@transaction.atomic
def note_expiring(region: Region, *, today: date) -> None:
    """Bring the dates of retention and the list of the office up to date."""
    Region.objects.select_for_update().get(pk=region.pk)
    due = {one.person: one.due_on for one in retention.idle(region, today=today)}
    _write_dates(region, due)
    listed = {key: day for key, day in due.items() if lawful.is_listed(day, today)}
    known = dict(retention.expiring(region).values_list("person_id", "due_on"))
    for chunk in _chunks(sorted(set(known) - set(listed))):
        ExpiringContact.objects.filter(person__in=chunk).delete()
    for key in sorted(key for key in listed if known.get(key, listed[key]) != listed[key]):
        ExpiringContact.objects.filter(person=key).update(due_on=listed[key])
    ExpiringContact.objects.bulk_create(
        [
            ExpiringContact(person_id=key, due_on=day, listed_on=today)
            for key, day in sorted(listed.items())
            if key not in known
        ],
        batch_size=BATCH_SIZE,
    )


def _write_dates(region: Region, due: Mapping[int, date]) -> None:
    """Show with each basis until when it is kept; few statements, only where it differs."""
    rows = ContactBasis.objects.filter(person__region=region, ended_at=None)
    known = dict(rows.exclude(retain_until=None).values_list("person_id", "retain_until"))
    for chunk in _chunks(sorted(set(known) - set(due))):
        rows.filter(person__in=chunk).update(retain_until=None)
    by_day: dict[date, list[int]] = {}
    for person, day in due.items():
        if known.get(person) != day:
            by_day.setdefault(day, []).append(person)
    for day, persons in by_day.items():
        for chunk in _chunks(persons):
            rows.filter(person__in=chunk).update(retain_until=day)


@transaction.atomic
def _erase(region: Region, key: int, at: datetime, today: date) -> int:
    """Erase one person, unless something new holds them; 1 if it was done."""
    Region.objects.select_for_update().get(pk=region.pk)
    person = Person.objects.filter(pk=key, expiry__due_on__lte=today).first()
    if person is None or key not in {one.person for one in retention.idle(region, today=today)}:
        return 0
    try:
        actions.erase(region=region, subject=subjects.of_person(person), by=BY_TIME, at=at)
    except actions.NotYet:
        return 0
    return 1


@transaction.atomic
def keep_contact(
    *, expiring: ExpiringContact, reason: str, until: date, by: Actor, at: datetime
) -> ExpiringContact:
    """Keep a contact that runs out until a day, at most lawful.OFFICE_KEEPS months on.

    Raises ValueError for a day that has passed or lies too far ahead.
    """
    today = timezone.localdate(at)
    if not today < until <= lawful.months_later(today, lawful.OFFICE_KEEPS):
        raise ValueError(f"{until} is no day to keep a contact until.")
    kept = ExpiringContact.objects.select_for_update().get(pk=expiring.pk)
    kept.kept_until, kept.kept_because = until, reason.strip()
    kept.save(update_fields=["kept_until", "kept_because"])
    person = Person.objects.select_related("region").get(pk=kept.person_id)
    audit.record(
        region=person.region, by=by, at=at, action="contact.kept", on=person,
        detail={"until": until},
    )  # fmt: skip
    return kept


# --- everything else ------------------------------------------------------------------------------


def purge_registrations(region: Region, at: datetime) -> int:
    """Take names and addresses out of registrations; who came is still counted."""
    return _in_batches(retention.registrations(region, at), _anonymise)


def _anonymise(keys: list[Any]) -> int:
    registered, placed = _table(Registration), _table(Placement)
    for key in keys:
        Registration.objects.filter(pk=key).update(**_emptied(registered, key))
        for place in Placement.objects.filter(registration=key):
            Placement.objects.filter(pk=place.pk).update(**_emptied(placed, place.pk))
    return len(keys)


def _table(model: type[Model]) -> Table:
    return next(table for table in TABLES if table.model is model)


def _emptied(table: Table, key: Any) -> dict[str, Any]:
    """The fields of a row as an erasure leaves them."""
    values: dict[str, Any] = {}
    for name, one in table.fields.items():
        column = table.model._meta.get_field(name)
        if one.is_personal and one.erasure is Erasure.EMPTY:
            values[name] = erasing.empty(column)
        elif one.is_personal and one.erasure is Erasure.ANONYMISE:
            values[name] = erasing.anonymous(table, column, key)
    return values


def purge_messages(region: Region | None, at: datetime) -> int:
    """Delete old messages with their deliveries; what they were about stays."""
    return _in_batches(retention.messages(region, at), lambda keys: _let_go(Message, keys))


def purge_links(region: Region | None, at: datetime) -> int:
    """Delete links that opened nothing any more for a while, unless a message still names them."""
    rows = retention.links(region, at)
    free = ~Q(pk__in=Message.objects.filter(link__isnull=False).values("link")) & ~Q(
        pk__in=Message.objects.filter(stop_link__isnull=False).values("stop_link")
    )
    return _in_batches(rows.filter(free), lambda keys: _let_go(PersonalLink, keys))


def _let_go(model: type[Model], keys: list[Any]) -> int:
    """Delete rows after what refers to them has forgotten them."""
    for holder, column in retention.referring(model):
        holder._base_manager.filter(**{f"{column}__in": keys}).update(**{column: None})
    model._default_manager.filter(pk__in=keys).delete()
    return len(keys)


def purge_uploads(region: Region, at: datetime) -> int:
    """Empty the files of imports; one that nobody finished is discarded."""
    return sum(_in_batches(rows, _emptier(rows.model)) for rows in retention.uploads(region, at))


def _emptier(model: type[Model]) -> Callable[[list[Any]], int]:
    def empty(keys: list[Any]) -> int:
        rows = model._default_manager.filter(pk__in=keys)
        rows.filter(state="preview").update(state="discarded", preview={}, decisions={})
        return rows.update(content=b"")

    return empty


def purge_trail(region: Region | None, at: datetime) -> int:
    """Take names and details out of old entries; the chain still verifies."""

    def erase(numbers: list[Any]) -> int:
        on: Model = region or AuditHead(pk=1)
        audit.erase(actors=numbers, details=numbers, region=region, by=BY_TIME, at=at, on=on)
        return len(numbers)

    return _in_batches(retention.trail(region, at), erase)


def _in_batches(rows: QuerySet[Any], do: Callable[[list[Any]], int]) -> int:
    """Do it for all rows, a few hundred in each transaction; for how many it was done."""
    done = 0
    for chunk in _chunks(list(rows.order_by("pk").values_list("pk", flat=True))):
        with transaction.atomic():
            still = list(rows.filter(pk__in=chunk).values_list("pk", flat=True))
            done += do(sorted(still)) if still else 0
    return done


def _chunks(keys: list[Any]) -> list[list[Any]]:
    return [keys[start : start + BATCH_SIZE] for start in range(0, len(keys), BATCH_SIZE)]

"""What data protection asks of the office: contacts that run out, people who must still be told."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext

from bildungsnetz.directory.models import ExpiringContact, Person
from bildungsnetz.directory.queries.contact import recorded_before, untold_bases
from bildungsnetz.office.queries.today.items import Item, Urgency

NOTICE_AHEAD = timedelta(days=7)


def due_before(today: date) -> datetime:
    """The moment before which was recorded what people must be told of within days."""
    return recorded_before(today + NOTICE_AHEAD)


def counts(due: datetime) -> dict[str, Coalesce]:
    """How many of a region's contacts run out, and how many people must be told of what was
    recorded before `due`."""
    expiring = ExpiringContact.objects.filter(kept_until=None)
    return {"expiring": _persons(expiring), "untold": _persons(untold_bases(before=due))}


def _persons(rows: QuerySet[Any]) -> Coalesce:
    """How many persons of the outer region these few rows of all regions are about.

    Asked for by their keys: a join would lead the database through everybody in the register.
    """
    counted = (
        Person.objects.filter(pk__in=rows.values("person"), region=OuterRef("pk"))
        .order_by()
        .values("region")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def duties(known: Mapping[str, Any]) -> Iterator[Item]:
    """One line for each kind of duty."""
    if count := known["untold"]:
        text = ngettext(
            "%(count)s Person muss noch erfahren, dass wir ihre Daten haben.",
            "%(count)s Personen müssen noch erfahren, dass wir ihre Daten haben.",
            count,
        ) % {"count": count}
        label = gettext("Personen ansehen")
        yield Item("untold", text, None, "desk_notices", None, label, Urgency.NOW)
    if count := known["expiring"]:
        text = ngettext(
            "%(count)s Kontakt läuft ab und wird bald gelöscht.",
            "%(count)s Kontakte laufen ab und werden bald gelöscht.",
            count,
        ) % {"count": count}
        label = gettext("Aufbewahrung ansehen")
        yield Item("expiring", text, None, "desk_retention", None, label, Urgency.SOON)

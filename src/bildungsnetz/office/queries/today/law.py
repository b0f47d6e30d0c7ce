"""What data protection asks of the office: contacts that run out, people who must still be told."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext

from bildungsnetz.directory import lawful
from bildungsnetz.directory.models import ExpiringContact, Person
from bildungsnetz.directory.queries.contact import untold_bases
from bildungsnetz.office.queries.today.items import Item, Urgency

NOTICE_AHEAD = timedelta(days=7)


def counts(today: date) -> dict[str, Coalesce]:
    """How many of a region's contacts run out, and how many people must be told within days."""
    recorded_before = lawful.months_later(today + NOTICE_AHEAD, -lawful.NOTICE_WITHIN)
    expiring = ExpiringContact.objects.filter(kept_until=None)
    untold = untold_bases(recorded_before=recorded_before)
    return {"expiring": _persons(expiring), "untold": _persons(untold)}


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

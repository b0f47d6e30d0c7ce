"""The organs, and who belongs to one on a day, as files."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext

from bildungsnetz.directory.models import Person
from bildungsnetz.directory.queries import institution_card, person_card, with_functions
from bildungsnetz.kit.listing import Listing
from bildungsnetz.kit.vcard import Card
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.organs.queries.tree import Node, mandates
from bildungsnetz.organs.rules import holds


def organ_listing(nodes: Iterable[Node]) -> Listing:
    """The organs in the order of the tree, with their seats filled and vacant."""
    return Listing(
        name="gremien",
        title=gettext("Gremien"),
        headers=[
            gettext("Gremium"),
            gettext("Gehört zu"),
            gettext("Art"),
            gettext("Sitze"),
            gettext("Besetzt"),
            gettext("Frei"),
            gettext("Handlungsfelder"),
            gettext("Besteht seit"),
            gettext("Beendet am"),
        ],
        rows=lambda: map(_organ_cells, nodes),
    )


def _organ_cells(node: Node) -> Sequence[str]:
    organ = node.organ
    return [
        organ.name,
        organ.parent.name if organ.parent else "",
        str(Organ.Kind(organ.kind).label),
        str(node.seats),
        str(node.filled),
        str(node.vacant),
        ", ".join(field.name for field in organ.fields.all()),
        *(f"{day:%d.%m.%Y}" if day else "" for day in (organ.founded_on, organ.closed_on)),
    ]


def member_listing(organ: Organ, day: date) -> Listing:
    """The mandates of an organ that are held on a day, seats first, in the order of the seats."""
    rows = mandates(organ.region).filter(organ=organ).select_related("institution__kind")
    rows = rows.order_by("seat__party__order", "seat__number", "role", "person__sort_name", "pk")
    return Listing(
        name=f"mitglieder-{organ.slug}",
        title=organ.name,
        headers=[
            gettext("Gremium"),
            gettext("Funktion"),
            gettext("Sitz"),
            gettext("Benennende Stelle"),
            gettext("Name"),
            gettext("E-Mail-Adresse"),
            gettext("Telefon"),
            gettext("Seit"),
            gettext("Amtszeit bis"),
            gettext("Anmerkung"),
        ],
        rows=lambda: map(_cells, _held(rows, day)),
        cards=lambda: _cards(_held(rows, day), day),
    )


def _held(rows: QuerySet[Mandate], day: date) -> list[Mandate]:
    found = [one for one in rows if holds(one.active_from, one.active_to, day)]
    return sorted(found, key=lambda one: one.seat_id is None)


def _cells(mandate: Mandate) -> Sequence[str]:
    holder = mandate.person or mandate.institution
    seat = mandate.seat
    last = mandate.term_last_day
    if mandate.active_to is not None:
        last = mandate.active_to - timedelta(days=1)
    return [
        mandate.organ.name,
        str(Mandate.Role(mandate.role).label),
        str(seat.number) if seat else "",
        seat.party.name if seat else "",
        str(holder),
        holder.email if holder else "",
        holder.phone if holder else "",
        f"{mandate.active_from:%d.%m.%Y}",
        f"{last:%d.%m.%Y}" if last else "",
        mandate.note,
    ]


def _cards(rows: list[Mandate], day: date) -> Iterator[Card]:
    """Each holder once, however many mandates there are."""
    keys = [one.person_id for one in rows if one.person_id is not None]
    people = {one.pk: one for one in with_functions(Person.objects.filter(pk__in=keys), day)}
    seen: set[object] = set()
    for one in rows:
        holder = one.person or one.institution
        if holder in seen:
            continue
        seen.add(holder)
        if one.person_id is not None:
            yield person_card(people[one.person_id])
        elif one.institution is not None:
            yield institution_card(one.institution)

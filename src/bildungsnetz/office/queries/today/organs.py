"""Vacant seats and ending terms."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from django.utils.translation import gettext, ngettext

from bildungsnetz.office.queries.today.items import Item, Urgency
from bildungsnetz.organs.queries import ending_within, vacancies
from bildungsnetz.regions.models import Region


def vacant_seats(region: Region, today: date) -> Iterator[Item]:
    """One line for each organ: a new one has six vacant seats at once."""
    for organ, group in groupby(vacancies(region, today), key=lambda one: one.organ):
        seats = list(group)
        parties = ", ".join(dict.fromkeys(one.seat.party.name for one in seats))
        text = ngettext(
            "%(organ)s: %(count)s Sitz ist frei (%(parties)s).",
            "%(organ)s: %(count)s Sitze sind frei (%(parties)s).",
            len(seats),
        ) % {"organ": organ.name, "count": len(seats), "parties": parties}
        since = min((one.since for one in seats if one.since), default=None)
        if len(seats) == 1:
            route, key, label = "desk_seat_fill", seats[0].seat.pk, gettext("Sitz besetzen")
        else:
            route, key, label = "desk_organ", organ.pk, gettext("Sitze besetzen")
        note = gettext("seit %(day)s") % {"day": f"{since:%d.%m.%Y}"} if since else ""
        yield Item("vacancy", text, None, route, key, label, Urgency.SOON, note)


def ending_terms(region: Region, today: date) -> Iterator[Item]:
    for ending in ending_within(region, today):
        mandate = ending.mandate
        words = {
            "name": str(mandate.person or mandate.institution),
            "role": mandate.get_role_display(),
            "organ": mandate.organ.name,
        }
        text = (
            gettext("%(organ)s: Die Amtszeit von %(name)s (%(role)s) ist abgelaufen.")
            if ending.is_over
            else gettext("%(organ)s: Die Amtszeit von %(name)s (%(role)s) endet.")
        ) % words
        urgency = Urgency.LATE if ending.is_over else Urgency.SOON
        label = gettext("Amtszeit klären")
        last_day = ending.on - timedelta(days=1)
        yield Item("term", text, last_day, "desk_mandate_term", mandate.pk, label, urgency)

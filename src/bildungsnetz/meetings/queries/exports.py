"""Meetings, who is invited to a conference and who comes, as files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.directory.queries import institution_card
from bildungsnetz.kit.listing import Listing
from bildungsnetz.kit.vcard import Card
from bildungsnetz.meetings.models import Invitation, Meeting, Registration
from bildungsnetz.meetings.queries.invitations import invitations
from bildungsnetz.meetings.queries.participants import participant_table, participants


def meeting_listing(found: QuerySet[Meeting]) -> Listing:
    """The meetings of the desk's list (`meeting_list`), in its order."""
    return Listing(
        name="konferenzen",
        title=gettext("Konferenzen und Sitzungen"),
        headers=[
            gettext("Titel"),
            gettext("Teil von"),
            gettext("Beginn"),
            gettext("Ende"),
            gettext("Ort"),
            gettext("Gremien"),
            gettext("Handlungsfelder"),
            gettext("Eingeladen"),
            gettext("Zugesagt"),
            gettext("Abgesagt"),
            gettext("Angemeldet"),
            gettext("Plätze"),
            gettext("Abgesagt am"),
        ],
        rows=lambda: map(_meeting_cells, found),
    )


def _meeting_cells(row: Any) -> Sequence[str]:
    return [
        row.title,
        row.part_of.title if row.part_of else "",
        _moment(row.starts_at),
        _moment(row.ends_at),
        ", ".join(filter(None, (row.venue, row.address))),
        ", ".join(organ.name for organ in row.organs.all()),
        ", ".join(field.name for field in row.fields.all()),
        str(row.invited_count),
        str(row.accepted_count),
        str(row.declined_count),
        str(row.registered_count),
        str(row.capacity or ""),
        _moment(row.cancelled_at),
    ]


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d.%m.%Y %H:%M}" if at else ""


def participant_listing(meeting: Meeting) -> Listing:
    """Everybody registered, by name."""
    heads, rows = participant_table(meeting)
    return Listing(
        name="teilnehmende",
        title=gettext("Teilnehmende"),
        headers=heads,
        rows=lambda: rows,
        cards=lambda: map(_guest_card, participants(meeting)),
    )


def _guest_card(person: Registration) -> Card:
    """Guests write their names as they like, so the card does not take the name apart."""
    institution = person.invitation.institution if person.invitation else None
    return Card(
        kind="individual",
        full_name=person.name,
        organisation=(institution.name,) if institution else (),
        title=person.function,
        emails=(person.email,) if person.email else (),
    )


def invited_listing(meeting: Meeting, state: str) -> Listing:
    """The invited institutions in a state of STATES, "" for all, with their answers."""
    rows = invitations(meeting, state)
    return Listing(
        name="eingeladene",
        title=gettext("Eingeladene"),
        headers=[
            gettext("Schulnummer"),
            gettext("Einrichtung"),
            gettext("Ort"),
            gettext("E-Mail-Adresse"),
            gettext("Telefon"),
            gettext("Antwort"),
            gettext("Grund der Absage"),
            gettext("Personen"),
            gettext("Geantwortet am"),
            gettext("Erinnert am"),
        ],
        rows=lambda: map(_invited_cells, rows),
        cards=lambda: (institution_card(row.institution) for row in rows),
    )


def _invited_cells(row: Invitation) -> Sequence[str]:
    institution = row.institution
    days = [timezone.localdate(at) if at else None for at in (row.answered_at, row.reminded_at)]
    return [
        institution.number,
        institution.name,
        institution.city,
        institution.email,
        institution.phone,
        str(Invitation.State(row.state).label),
        row.decline_reason,
        str(row.persons),  # type: ignore[attr-defined]  # annotated
        *(f"{day:%d.%m.%Y}" if day else "" for day in days),
    ]

"""Conferences for the tests of the room meetings and its pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.models import Affiliation, Audience, Institution, Person
from bildungsnetz.meetings import actions
from bildungsnetz.meetings.models import Invitation, Meeting, Workshop
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region, SchoolHoliday
from tests.cast import NOW, make_institution

BY = Actor(label="Anna Albers")
STARTS = datetime(2026, 11, 19, 12, tzinfo=UTC)  # 13 Uhr in Hagen
ENDS = datetime(2026, 11, 19, 16, tzinfo=UTC)
IN_WINDOW = datetime(2026, 10, 23, 8, tzinfo=UTC)


def make_meeting(region: Region, organ: Organ | None = None, **values: Any) -> Meeting:
    """A conference on 19.11.2026, 13–17 Uhr, planned through the action."""
    plain = {
        "kind": Meeting.Kind.CONFERENCE,
        "title": "Bildungskonferenz 2026",
        "starts_at": STARTS,
        "ends_at": ENDS,
        "venue": "Rathaus an der Volme",
    }
    return actions.plan_meeting(
        meeting=Meeting(region=region, **(plain | values)),
        organs=[organ] if organ else [],
        fields=FieldOfAction.objects.filter(region=region, is_cross_cutting=False),
        by=BY,
        at=NOW,
    )


def make_workshop(meeting: Meeting, number: int, capacity: int = 20, **values: Any) -> Workshop:
    """A workshop in the conference's first hour."""
    plain = {
        "title": f"Workshop {number}",
        "starts_at": meeting.starts_at,
        "ends_at": meeting.starts_at + timedelta(hours=1),
        "capacity": capacity,
    }
    workshop = Workshop(meeting=meeting, number=number, **(plain | values))
    return actions.add_workshop(workshop=workshop, fields=[], by=BY, at=NOW)


def make_audience(region: Region) -> Audience:
    """Everybody."""
    return Audience.objects.create(region=region, name="Alle", query={}, created_at=NOW)


def make_schools(region: Region, count: int) -> list[Institution]:
    """Schools 1 to `count`, each with an address."""
    return [make_institution(region, f"Schule {n:04d}", number=f"{n:06d}") for n in range(count)]


def make_head(institution: Institution, **values: Any) -> Person:
    """Dr. Müller represents the institution."""
    plain = {"salutation": "mrs", "title": "Dr.", "given_name": "Eva", "family_name": "Müller"}
    person = Person.objects.create(region=institution.region, created_at=NOW, **(plain | values))
    Affiliation.objects.create(
        person=person, institution=institution, function="Schulleitung", represents=True
    )
    return person


def make_autumn(region: Region) -> None:
    """The autumn and Christmas holidays of 2026 in Nordrhein-Westfalen."""
    for name, first, last in (
        ("Sommerferien", "2026-07-20", "2026-09-01"),
        ("Herbstferien", "2026-10-17", "2026-10-31"),
        ("Weihnachtsferien", "2026-12-23", "2027-01-06"),
    ):
        SchoolHoliday.objects.create(region=region, name=name, first_day=first, last_day=last)


def write(meeting: Meeting, audience: Audience, body: str = "{anrede}\n{link}\n") -> Meeting:
    """A text for the audience."""
    return actions.write_invitation(
        meeting=meeting, audience=audience, subject="Einladung", body=body, by=BY, at=NOW
    )


def invite(meeting: Meeting) -> list[Invitation]:
    """Invite all institutions of the region inside the window; the invitations by institution."""
    write(meeting, make_audience(meeting.region))
    actions.release_invitations(meeting=meeting, reason="", by=BY, at=IN_WINDOW)
    rows = Invitation.objects.filter(meeting=meeting).select_related("link", "institution")
    return list(rows.order_by("institution__name"))


def link_of(invitation: Invitation) -> PersonalLink:
    """The personal link of an invitation."""
    assert invitation.link is not None
    return invitation.link

"""Conferences in bulk: past ones with everything, and the coming one that takes answers."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.models import Audience, Institution
from bildungsnetz.meetings.allocation import Goal
from bildungsnetz.meetings.models import (
    Allocation,
    Invitation,
    Meeting,
    Placement,
    Registration,
    Wish,
    Workshop,
)
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region

REGISTERED = Registration.State.REGISTERED


def past_conference(
    region: Region,
    organ: Organ,
    fields: Sequence[FieldOfAction],
    institutions: Sequence[Institution],
    *,
    workshops: int,
    at: datetime,
) -> Meeting:
    """A conference held about `at`: everybody invited, most came, all have a place."""
    meeting = _meeting(region, organ, fields, f"Bildungskonferenz {at.year}", at)
    meeting.result = "Die Ergebnisse in wenigen Sätzen."
    meeting.save()
    parts = _workshops(meeting, workshops, capacity=len(institutions))
    invitations = _invitations(meeting, institutions, at - timedelta(days=25), answered=True)
    people = _registrations(invitations, parts, at - timedelta(days=20))
    run = Allocation.objects.create(
        meeting=meeting,
        goal=Goal.RANK_SUM.value,
        made_at=at - timedelta(days=5),
        input_hash="0" * 64,
        solver="Messung",
        rank_sum=len(people),
        profile=[len(people)],
        placements={str(one.pk): part.pk for one, part in zip(people, cycle(parts), strict=False)},
        published_at=at - timedelta(days=4),
    )
    Placement.objects.bulk_create(
        [
            Placement(registration=one, workshop=part, allocation=run, rank=1, placed_at=at)
            for one, part in zip(people, cycle(parts), strict=False)
        ],
        batch_size=500,
    )
    return meeting


def coming_conference(
    region: Region,
    organ: Organ,
    fields: Sequence[FieldOfAction],
    institutions: Sequence[Institution],
    audience: Audience,
    *,
    workshops: int,
    guests: int,
    at: datetime,
) -> Meeting:
    """A conference in three weeks with open registration, which `guests` have answered already.

    It has room for two persons from everywhere, so that no answer is refused for want of places.
    """
    starts = at + timedelta(days=22)
    meeting = _meeting(region, organ, fields, "Große Bildungskonferenz", starts)
    meeting.capacity = 2 * len(institutions)
    meeting.registration_opens_at = at - timedelta(days=3)
    meeting.registration_closes_at = meeting.changes_until = starts - timedelta(days=5)
    meeting.invited_at, meeting.audience = at - timedelta(days=3), audience
    meeting.save()
    parts = _workshops(meeting, workshops, capacity=30)
    answering, silent = institutions[:guests], institutions[guests:]
    sent = at - timedelta(days=3)
    invitations = _invitations(meeting, answering, sent, answered=True)
    people = _registrations(invitations, parts, at - timedelta(days=1))
    _invitations(meeting, silent, sent, answered=False)
    Allocation.objects.create(
        meeting=meeting,
        goal=Goal.RANK_SUM.value,
        made_at=at,
        input_hash="0" * 64,
        solver="Messung",
        rank_sum=len(people),
        profile=[len(people)],
        placements={str(one.pk): part.pk for one, part in zip(people, cycle(parts), strict=False)},
    )
    return meeting


def _meeting(
    region: Region, organ: Organ, fields: Sequence[FieldOfAction], title: str, starts: datetime
) -> Meeting:
    meeting = Meeting.objects.create(
        region=region,
        kind=Meeting.Kind.CONFERENCE,
        title=title,
        starts_at=starts,
        ends_at=starts + timedelta(hours=4),
        venue="Rathaus an der Volme",
        address="Rathausstraße 13, 58095 Hagen",
        description="Worum es geht, in **zwei** Sätzen. Alle sind eingeladen.",
        is_public=True,
        invited_at=starts - timedelta(days=25),
        created_at=starts - timedelta(days=60),
    )
    meeting.organs.set([organ])
    meeting.fields.set(fields)
    return meeting


def _workshops(meeting: Meeting, count: int, *, capacity: int) -> list[Workshop]:
    return Workshop.objects.bulk_create(
        [
            Workshop(
                meeting=meeting,
                number=number,
                title=f"Übergänge gestalten, Teil {number}",
                description="Ein Impuls, ein Gespräch, eine Empfehlung.",
                speaker="Friederike Beispiel",
                room=f"Raum {number}",
                starts_at=meeting.starts_at + timedelta(hours=1),
                ends_at=meeting.starts_at + timedelta(hours=3),
                capacity=capacity,
            )
            for number in range(1, count + 1)
        ]
    )


def _invitations(
    meeting: Meeting, institutions: Sequence[Institution], at: datetime, *, answered: bool
) -> list[Invitation]:
    state = Invitation.State.ACCEPTED if answered else Invitation.State.INVITED
    rows = Invitation.objects.bulk_create(
        [
            Invitation(
                meeting=meeting,
                institution=one,
                state=state,
                invited_at=at,
                answered_at=at if answered else None,
                revision=int(answered),
            )
            for one in institutions
        ],
        batch_size=500,
    )
    given = PersonalLink.objects.bulk_create([_link(row, at) for row in rows], batch_size=500)
    for row, link in zip(rows, given, strict=True):
        row.link = link
    Invitation.objects.bulk_update(rows, ["link"], batch_size=200)
    return rows


def _link(invitation: Invitation, at: datetime) -> PersonalLink:
    link = PersonalLink(
        region=invitation.meeting.region,
        purpose=PersonalLink.Purpose.INVITATION,
        subject=str(invitation.pk),
        nonce=secrets.token_hex(16),
        created_at=at,
        expires_at=invitation.meeting.ends_at,
    )
    link.token_hash = links.token_hash(links.token(link))
    return link


def _registrations(
    invitations: Sequence[Invitation], workshops: Sequence[Workshop], at: datetime
) -> list[Registration]:
    people = Registration.objects.bulk_create(
        [
            Registration(
                meeting=row.meeting,
                invitation=row,
                name=f"Gast {number}",
                # The first has none: the office may answer for such a person.
                email=f"gast{number}@schule.example" if number else "",
                function="Schulleitung",
                state=REGISTERED,
                registered_at=at,
            )
            for number, row in enumerate(invitations)
        ],
        batch_size=500,
    )
    Wish.objects.bulk_create(
        [
            Wish(
                registration=one,
                workshop=workshops[(number + rank) % len(workshops)],
                rank=rank,
            )
            for number, one in enumerate(people)
            for rank in range(1, min(3, len(workshops)) + 1)
        ],
        batch_size=500,
    )
    return people

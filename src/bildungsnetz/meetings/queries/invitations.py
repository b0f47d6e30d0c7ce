"""Reads of invitations: who would get one, what it says, who answered, who is silent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from bildungsnetz.accounts.models import PersonalLink, User
from bildungsnetz.directory.models import Affiliation, Audience
from bildungsnetz.directory.queries import (
    Recipient,
    active_at,
    audience_institutions,
    representatives,
)
from bildungsnetz.kit import dates
from bildungsnetz.kit.composing import composed_once, first
from bildungsnetz.kit.joined import row_count
from bildungsnetz.meetings.models import Invitation, Meeting, Registration
from bildungsnetz.meetings.queries.participants import wishes_with_workshops
from bildungsnetz.meetings.rules import answers_until, fill
from bildungsnetz.regions.models import Region

SUBJECT_LENGTH = 250  # what post's column holds
STATES = ("silent", "accepted", "declined")


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who would be invited now: with an address, without one, and how many were invited before."""

    ready: list[Recipient]
    without_address: list[Recipient]
    already_invited: int

    @property
    def by_kind(self) -> list[tuple[str, int]]:
        """How the ready ones divide into kinds of institutions, most first."""
        return Counter(one.institution.kind.name for one in self.ready).most_common()

    @property
    def to_persons(self) -> int:
        """How many go to the person who represents the institution."""
        return sum(one.person is not None for one in self.ready)


@dataclass(frozen=True, slots=True)
class Letter:
    """The text as one recipient gets it; `{link}` still stands in the body."""

    subject: str
    body: str


def recipients(meeting: Meeting, audience: Audience, *, today: date) -> Recipients:
    """The audience as it is today, split into those to invite and the rest; 4 queries."""
    audience.region = meeting.region  # it is the same; so nobody needs to ask for it
    read = ("name", "email", "phone", "region", "kind__name")
    found = audience_institutions(audience, today=today).select_related(None)
    invited = Exists(Invitation.objects.filter(meeting=meeting, institution=OuterRef("pk")))
    new = list(found.exclude(invited).select_related("kind").only(*read))
    persons = representatives(new, today=today)
    rows = [Recipient.of(institution, persons.get(institution.pk)) for institution in new]
    return Recipients(
        ready=[row for row in rows if row.address],
        without_address=[row for row in rows if not row.address],
        already_invited=found.filter(invited).count(),
    )


def letter(meeting: Meeting, recipient: Recipient) -> Letter:
    """The invitation as this recipient would get it."""
    values = {
        "anrede": recipient.greeting,
        "einrichtung": recipient.institution.name,
        "termin": when(meeting),
        "ort": place(meeting),
        "frist": deadline(meeting),
    }
    subject = fill(meeting.invitation_subject, values)
    return Letter(subject[:SUBJECT_LENGTH], fill(meeting.invitation_body, values))


def when(meeting: Meeting) -> str:
    """Donnerstag, 19. November 2026, 13–17 Uhr: in German, as the letters are."""
    return dates.when(timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at))


def place(meeting: Meeting) -> str:
    """Venue and address in one line."""
    return ", ".join(part for part in (meeting.venue, meeting.address) if part)


def deadline(meeting: Meeting) -> str:
    """Until when an answer is asked for: "06.11.2026, 12:00 Uhr"."""
    return dates.moment(timezone.localtime(answers_until(meeting)))


def office_contact(meeting: Meeting) -> str:
    """How to reach the office: name, telephone, address."""
    region = meeting.region
    parts = (region.office_name, region.office_phone, region.office_email)
    return ", ".join(part for part in parts if part)


def invitations(meeting: Meeting, state: str = "") -> QuerySet[Invitation]:
    """The invitations of a meeting by institution; `state` is one of STATES or "" for all."""
    found = Invitation.objects.filter(meeting=meeting)
    if state in STATES:
        stored = Invitation.State.INVITED if state == "silent" else state
        found = found.filter(state=stored)
    persons = row_count(Registration, "invitation", state=Registration.State.REGISTERED)
    return (
        found.select_related("institution", "institution__kind", "message", "link")
        .annotate(persons=persons)
        .order_by("institution__sort_name", "pk")
    )


def listed_invitations(meeting: Meeting, state: str = "") -> QuerySet[Invitation]:
    """`invitations` with what the list of answers shows of them and nothing else."""
    return (
        invitations(meeting, state)
        .select_related(None)
        .select_related("institution", "message")
        .only(
            "state", "decline_reason", "answered_at", "reminded_at",
            "institution__name", "institution__phone", "message__state",
        )
    )  # fmt: skip


def open_registrations() -> QuerySet[Registration]:
    """Registered persons in the order they were named, with wishes and places."""
    return (
        Registration.objects.filter(state=Registration.State.REGISTERED)
        .select_related("placement", "placement__workshop")
        .prefetch_related(wishes_with_workshops())
        .order_by("pk")
    )


def answered_invitations(meeting: Meeting) -> QuerySet[Invitation]:
    """The meeting's invitations with their registered persons."""
    return (
        Invitation.objects.filter(meeting=meeting)
        .select_related("meeting", "meeting__region", "institution", "link")
        .prefetch_related(
            Prefetch("registrations", queryset=open_registrations(), to_attr="people")
        )
    )


def invitation_of(link: PersonalLink) -> Invitation | None:
    """The invitation behind a personal link, with its meeting and registered persons."""
    if link.region_id is None or not link.subject.isdecimal():
        return None
    return first(_invitation_by_key(int(link.subject), link.region_id))


@composed_once
def _invitation_by_key(invitation: int, region: int) -> QuerySet[Invitation]:
    return (
        Invitation.objects.filter(pk=invitation, meeting__region=region)
        .select_related("meeting", "meeting__region", "institution", "link")
        .prefetch_related(
            Prefetch("registrations", queryset=open_registrations(), to_attr="people")
        )
    )


def persons_of(invitation: Invitation) -> QuerySet[Registration]:
    """The persons registered by one invitation."""
    return (
        open_registrations()
        .filter(invitation=invitation)
        .select_related("meeting", "placement", "placement__workshop")
    )


def represented_name(invitation: Invitation) -> str:
    """Who was invited for the institution: the person who represents it, if there is one."""
    today = timezone.localdate(invitation.invited_at)
    person = representatives([invitation.institution], today=today)
    return str(person.get(invitation.institution_id, ""))


def open_invitations_for(user: User, region: Region, *, at: datetime) -> list[Invitation]:
    """The invitations of institutions the user represents that may still be answered or changed.

    Unanswered ones first, then by date.
    """
    return _open_invitations(user.pk, region.pk, at, timezone.localdate(at))


@composed_once
def _open_invitations(user: int, region: int, at: datetime, today: date) -> QuerySet[Invitation]:
    mine = Affiliation.objects.filter(active_at(today), person__user=user, represents=True)
    return (
        Invitation.objects.filter(
            meeting__region=region,
            institution__in=mine.values("institution"),
            meeting__starts_at__gt=at,
            meeting__cancelled_at__isnull=True,
            link__isnull=False,
        )
        .select_related("meeting", "meeting__region", "institution", "link")
        .order_by("-state", "meeting__starts_at", "pk")
    )


def split(found: Sequence[Invitation]) -> dict[str, int]:
    """How many are silent, accepted and declined."""
    counts = Counter(one.state for one in found)
    return {
        "silent": counts[Invitation.State.INVITED],
        "accepted": counts[Invitation.State.ACCEPTED],
        "declined": counts[Invitation.State.DECLINED],
    }

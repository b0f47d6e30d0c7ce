"""Who hears that a meeting was moved or called off, and in which words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory.queries import Recipient, representatives
from bildungsnetz.kit import dates
from bildungsnetz.kit.letters import german, rendered, subject_line
from bildungsnetz.meetings.models import Invitation, Meeting, Registration
from bildungsnetz.meetings.queries.invitations import (
    SUBJECT_LENGTH,
    Letter,
    deadline,
    office_contact,
    place,
    when,
)
from bildungsnetz.meetings.rules import may_answer


@dataclass(frozen=True, slots=True)
class Told:
    """One who hears of the change: an institution by its invitation, or a registered person."""

    key: str
    name: str
    address: str
    greeting: str
    institution: str
    invitation: Invitation | None = None
    is_functional: bool = False


@dataclass(frozen=True, slots=True)
class ToldOfChange:
    """Who hears of the change, whom nobody can write to, how many had declined."""

    ready: list[Told]
    without_address: list[Recipient]
    declined: int

    @property
    def institutions(self) -> int:
        """How many messages go to institutions; the others go to registered persons."""
        return sum(one.invitation is not None for one in self.ready)


def told_of_change(meeting: Meeting, *, to_declined: bool, today: date) -> ToldOfChange:
    """Who was invited or registered before the last change, each address of a person once.

    Nobody when they know already. At most 5 queries.
    """
    rows = list(_invitations(meeting))
    declined = [one for one in rows if one.state == Invitation.State.DECLINED]
    if not to_declined:
        rows = [one for one in rows if one.state != Invitation.State.DECLINED]
    persons = representatives([one.institution for one in rows], today=today) if rows else {}
    pairs = [(one, Recipient.of(one.institution, persons.get(one.institution_id))) for one in rows]
    ready = [_institution(one, recipient) for one, recipient in pairs if recipient.address]
    written_to = {one.address.casefold() for one in ready}
    return ToldOfChange(
        ready=[*ready, *_persons(meeting, written_to)],
        without_address=[recipient for _one, recipient in pairs if not recipient.address],
        declined=len(declined),
    )


def _invitations(meeting: Meeting) -> QuerySet[Invitation]:
    return (
        Invitation.objects.filter(
            meeting=meeting, link__isnull=False, invited_at__lte=meeting.untold_since
        )
        .select_related("institution", "link")
        .order_by("institution__sort_name", "pk")
    )


def _institution(invitation: Invitation, recipient: Recipient) -> Told:
    return Told(
        key=f"institution:{invitation.institution_id}",
        name=recipient.name,
        address=recipient.address,
        greeting=recipient.greeting,
        institution=invitation.institution.name,
        invitation=invitation,
        is_functional=recipient.is_functional,
    )


def _persons(meeting: Meeting, written_to: set[str]) -> Iterator[Told]:
    """Registered persons with an address of their own; they have no personal link."""
    rows: Iterable[Registration] = (
        Registration.objects.filter(
            meeting=meeting,
            state=Registration.State.REGISTERED,
            registered_at__lte=meeting.untold_since,
        )
        .exclude(email="")
        .select_related("invitation__institution")
        .order_by("pk")
    )
    for row in rows:
        if row.email.casefold() in written_to:
            continue
        written_to.add(row.email.casefold())
        with german():
            greeting = gettext("Guten Tag %(name)s,") % {"name": row.name}
        institution = row.invitation.institution.name if row.invitation else ""
        yield Told(f"person:{row.pk}", row.name, row.email, greeting, institution)


def change_letter(meeting: Meeting, one: Told, *, at: datetime) -> Letter:
    """The news as this recipient gets it; `{link}` stands in it where an answer still helps."""
    context = {
        "meeting": meeting,
        "region": meeting.region,
        "one": one,
        "state": one.invitation.state if one.invitation else "",
        "may_answer": one.invitation is not None and may_answer(meeting, at=at),
        "after": _joined(when(meeting), place(meeting)),
        "deadline": deadline(meeting),
        "office": office_contact(meeting),
        **known_facts(meeting),
    }
    subject = subject_line("post/meetings/change_subject.txt", context)
    return Letter(subject[:SUBJECT_LENGTH], rendered("post/meetings/change.txt", context))


def known_facts(meeting: Meeting) -> dict[str, Any]:
    """When and where the meeting was to be as people knew it, and whether the date has changed."""
    first, last = meeting.former_starts_at, meeting.former_ends_at
    if first is None or last is None:
        return {"before": _joined(when(meeting), place(meeting)), "is_moved": False}
    known = dates.when(timezone.localtime(first), timezone.localtime(last))
    return {
        "before": _joined(known, meeting.former_place),
        "is_moved": (first, last) != (meeting.starts_at, meeting.ends_at),
    }


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Writes:
    """How often a meeting was written after it was planned, and when last."""

    changes: int
    last: datetime


def writes_of(meeting: Meeting) -> Writes:
    """Counted in the audit trail, as the feeds do; one query."""
    entries = AuditEntry.objects.filter(record_type="meeting", record_id=str(meeting.pk))
    found = entries.aggregate(number=Count("pk"), last=Max("at"))
    return Writes(max(0, found["number"] - 1), found["last"] or meeting.created_at)

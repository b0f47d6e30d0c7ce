"""Answers to invitations: accept with persons and wishes, decline, send a deputy, cancel a person.

Every answer locks the meeting first: what is counted afterwards cannot change under it. An answer
names the revision of the invitation it was made from; another one in between is never overwritten,
while the same answer sent twice has one effect.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.kit import dates
from bildungsnetz.meetings import queries
from bildungsnetz.meetings.actions import locking
from bildungsnetz.meetings.actions.confirming import confirm
from bildungsnetz.meetings.models import Invitation, Meeting, Placement, Registration, Wish
from bildungsnetz.meetings.rules import (
    AnswerChanged,
    AnswersClosed,
    Cancelled,
    Full,
    RegistrationClosed,
    RegistrationNotOpen,
    TooFewLeft,
    answers_until,
    is_registering,
    may_answer,
    places_left,
    registers_until,
)

REGISTERED = Registration.State.REGISTERED


@dataclass(frozen=True, slots=True)
class Guest:
    """One person of an answer; `wishes` are keys of workshops, best first; `registration` is the
    key of the person's earlier registration."""

    name: str
    function: str = ""
    email: str = ""
    wishes: tuple[int, ...] = ()
    deputy_for: str = ""
    registration: int | None = None


@transaction.atomic
def accept(
    *,
    invitation: Invitation,
    guests: Sequence[Guest],
    revision: int,
    by: Actor,
    at: datetime,
    is_office: bool = False,
) -> Invitation:
    """Answer that these persons come, and nobody else. At least one guest, names differ.

    The office may answer for somebody who calls also after the deadlines, never beyond the places.

    Raises AnswerChanged, AnswersClosed, RegistrationNotOpen, RegistrationClosed, Full, TooFewLeft,
    Cancelled.
    """
    meeting, fresh = _locked(invitation)
    current = _people(fresh)
    if fresh.revision != revision:
        return _repeated(fresh, same=_is_same(fresh, current, guests))
    grows = any(_known(guest, current) is None for guest in guests)
    _check_time(meeting, at, grows=grows, is_office=is_office)
    _check_places(meeting, current, len(guests))
    return _answer(meeting, fresh, guests, by, at)


@transaction.atomic
def send_deputy(
    *, invitation: Invitation, deputy: Guest, revision: int, by: Actor, at: datetime
) -> Invitation:
    """Answer that somebody else comes in place of `deputy.deputy_for`, who is cancelled if
    registered; others stay. Raises as `accept` does."""
    meeting, fresh = _locked(invitation)
    current = _people(fresh)
    staying = [one for one in current if not _same_name(one.name, deputy.deputy_for)]
    guests = [_guest(one) for one in staying if not _same_name(one.name, deputy.name)]
    guests.append(_taking_over(deputy, staying))
    if fresh.revision != revision:
        return _repeated(fresh, same=_is_same(fresh, current, guests))
    _check_time(meeting, at, grows=True)
    _check_places(meeting, current, len(guests))
    return _answer(meeting, fresh, guests, by, at)


@transaction.atomic
def decline(
    *,
    invitation: Invitation,
    reason: str,
    revision: int,
    by: Actor,
    at: datetime,
    is_office: bool = False,
) -> Invitation:
    """Answer that nobody comes; registered persons are cancelled. Raises AnswerChanged,
    AnswersClosed, Cancelled."""
    meeting, fresh = _locked(invitation)
    declined = Invitation.State.DECLINED
    if fresh.revision != revision:
        same = fresh.state == declined and fresh.decline_reason == reason
        return _repeated(fresh, same=same)
    _check_time(meeting, at, grows=False, is_office=is_office)
    _cancel(_people(fresh), at)
    return _settle(meeting, fresh, declined, "invitation.declined", by=by, at=at, reason=reason)


@transaction.atomic
def cancel_person(
    *, registration: Registration, by: Actor, at: datetime, is_office: bool = False
) -> Invitation | None:
    """Cancel one person; when it was the last one, the institution has declined.

    Cancelling twice is harmless. Raises AnswersClosed and Cancelled.
    """
    meeting = locking.lock_meeting(registration.meeting_id)
    fresh = Registration.objects.select_related("invitation").get(pk=registration.pk)
    if fresh.state != REGISTERED:
        return fresh.invitation
    _check_time(meeting, at, grows=False, is_office=is_office)
    _cancel([fresh], at)
    if fresh.invitation is None:
        audit.record(region=meeting.region, by=by, at=at, action="registration.cancelled", on=fresh)
        return None
    remaining = _people(fresh.invitation)
    state = Invitation.State.ACCEPTED if remaining else Invitation.State.DECLINED
    return _settle(meeting, fresh.invitation, state, "registration.cancelled", by=by, at=at)


def _locked(invitation: Invitation) -> tuple[Meeting, Invitation]:
    meeting = locking.lock_meeting(invitation.meeting_id)
    return meeting, Invitation.objects.select_related("institution", "link").get(pk=invitation.pk)


def _people(invitation: Invitation) -> list[Registration]:
    rows = Registration.objects.filter(invitation=invitation, state=REGISTERED)
    return list(rows.prefetch_related("wishes").order_by("pk"))


def _repeated(invitation: Invitation, *, same: bool) -> Invitation:
    if same:
        return invitation
    raise AnswerChanged


def _is_same(
    invitation: Invitation, current: Iterable[Registration], guests: Iterable[Guest]
) -> bool:
    plain = [(one.name, one.function, one.email, one.wishes) for one in map(_guest, current)]
    wished = [(one.name, one.function, one.email, one.wishes) for one in guests]
    return invitation.state == Invitation.State.ACCEPTED and sorted(plain) == sorted(wished)


def _guest(row: Registration) -> Guest:
    ranked = sorted(row.wishes.all(), key=lambda wish: wish.rank)
    wishes = tuple(wish.workshop_id for wish in ranked)
    return Guest(row.name, row.function, row.email, wishes, row.deputy_for, row.pk)


def _taking_over(deputy: Guest, staying: Iterable[Registration]) -> Guest:
    """The deputy, with the key of the own registration if there is one already."""
    known = next((one.pk for one in staying if _same_name(one.name, deputy.name)), None)
    return Guest(
        deputy.name, deputy.function, deputy.email, deputy.wishes, deputy.deputy_for, known
    )


def _same_name(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _known(guest: Guest, current: Iterable[Registration]) -> Registration | None:
    return next((one for one in current if one.pk == guest.registration), None)


def _check_time(meeting: Meeting, at: datetime, *, grows: bool, is_office: bool = False) -> None:
    """Refuse what comes too late or too early; `grows` if a person is added."""
    office = queries.office_contact(meeting)
    if meeting.cancelled_at is not None:
        raise Cancelled
    if is_office:
        return
    if not may_answer(meeting, at=at):
        raise AnswersClosed(until=_moment(answers_until(meeting)), office=office)
    if not grows or is_registering(meeting, at=at):
        return
    opens = meeting.registration_opens_at
    if opens is not None and at < opens:
        raise RegistrationNotOpen(opens=_moment(opens))
    raise RegistrationClosed(until=_moment(registers_until(meeting)), office=office)


def _moment(value: datetime) -> str:
    return dates.moment(timezone.localtime(value))


def _check_places(meeting: Meeting, current: Sequence[Registration], wanted: int) -> None:
    """Count under the meeting's lock. Whoever has places keeps them; only more are refused."""
    more = wanted - len(current)
    if meeting.capacity is None or more <= 0:
        return
    taken = Registration.objects.filter(meeting=meeting, state=REGISTERED).count()
    left = places_left(meeting.capacity, taken) or 0
    office = queries.office_contact(meeting)
    if left == 0:
        raise Full(capacity=meeting.capacity, office=office)
    if more > left:
        raise TooFewLeft(left=left, office=office)


def _answer(
    meeting: Meeting, invitation: Invitation, guests: Sequence[Guest], by: Actor, at: datetime
) -> Invitation:
    current = _people(invitation)
    kept = {guest.registration for guest in guests}
    _cancel([one for one in current if one.pk not in kept], at)
    known = {guest: row for guest in guests if (row := _known(guest, current))}
    # Two names may change places; the constraint on names must not see them halfway.
    for guest, row in known.items():
        if row.name != guest.name:
            Registration.objects.filter(pk=row.pk).update(name=f"#{row.pk}")
    rows = [_save(meeting, invitation, guest, known.get(guest), at) for guest in guests]
    accepted = Invitation.State.ACCEPTED
    answered = _settle(meeting, invitation, accepted, "invitation.accepted", by=by, at=at)
    for row in rows:
        confirm(meeting=meeting, invitation=answered, registration=row, by=by, at=at)
    return answered


def _save(
    meeting: Meeting,
    invitation: Invitation,
    guest: Guest,
    known: Registration | None,
    at: datetime,
) -> Registration:
    row = known or Registration(meeting=meeting, invitation=invitation, registered_at=at)
    row.name, row.function, row.email = guest.name, guest.function, guest.email
    # The form of an acceptance does not ask it again, so an empty answer says nothing.
    row.deputy_for = guest.deputy_for or row.deputy_for
    row.save()
    if known is None or _guest(known).wishes != guest.wishes:
        row.wishes.all().delete()
        Wish.objects.bulk_create(
            Wish(registration=row, workshop_id=workshop, rank=rank)
            for rank, workshop in enumerate(guest.wishes, start=1)
        )
    return row


def _cancel(rows: Sequence[Registration], at: datetime) -> None:
    keys = [row.pk for row in rows]
    Placement.objects.filter(registration__in=keys).delete()
    Registration.objects.filter(pk__in=keys).update(
        state=Registration.State.CANCELLED, cancelled_at=at
    )


def _settle(
    meeting: Meeting,
    invitation: Invitation,
    state: Invitation.State,
    action: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> Invitation:
    """Write the invitation's new state and revision; the audit entry comes last but for mails."""
    invitation.state, invitation.decline_reason = state, reason
    invitation.answered_at = at
    invitation.revision += 1
    invitation.save(update_fields=["state", "decline_reason", "answered_at", "revision"])
    detail = {"state": state.value, "revision": invitation.revision}
    audit.record(region=meeting.region, by=by, at=at, action=action, on=invitation, detail=detail)
    return invitation

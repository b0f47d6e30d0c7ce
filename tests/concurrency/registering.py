"""What the racing processes of test_registration call; arguments and results are plain JSON."""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from bildungsnetz.accounts import audit
from bildungsnetz.meetings import actions
from bildungsnetz.meetings.actions import Guest, locking, registration
from bildungsnetz.meetings.models import Invitation, Meeting, Registration, Workshop
from bildungsnetz.meetings.rules import MeetingRefusal
from tests.meetings.making import BY, IN_WINDOW


def refused_or(done: Callable[[], Any]) -> str:
    """ "done", or the name of the refusal."""
    try:
        done()
    except MeetingRefusal as refusal:
        return type(refusal).__name__
    return "done"


def be_patient() -> None:
    """Wait for two minutes instead of 20 seconds: 200 processes share the machine's few cores."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 120000")


def accept(number: int, invitations: list[int]) -> str:
    """Accept the invitation of this number with one person."""
    be_patient()
    invitation = Invitation.objects.get(pk=invitations[number % len(invitations)])
    guests = [Guest(f"Person {number % len(invitations)}")]
    return refused_or(
        lambda: registration.accept(
            invitation=invitation, guests=guests, revision=0, by=BY, at=IN_WINDOW
        )
    )


def accept_without_lock(number: int, invitations: list[int]) -> str:
    """The same with the lock taken out, as a careless change would take it out.

    On PostgreSQL that is the row lock. On SQLite it is the transaction that begins as a writer:
    there the count and the insert each run for themselves, as in autocommit mode.
    """
    locking.lock_meeting = lambda pk: Meeting.objects.select_related("region").get(pk=pk)
    if connection.vendor == "sqlite":
        registration.accept = registration.accept.__wrapped__  # type: ignore[attr-defined]
        audit.record = transaction.atomic(audit.record)
    return accept(number, invitations)


def take_place(number: int, persons: list[int], workshop: int) -> str:
    """Take a place in the workshop."""
    person = Registration.objects.get(pk=persons[number])
    return refused_or(
        lambda: actions.take_place(
            registration=person, workshop=Workshop.objects.get(pk=workshop), by=BY, at=IN_WINDOW
        )
    )


def take_place_without_lock(number: int, persons: list[int], workshop: int) -> str:
    """The same with both locks taken out."""
    from bildungsnetz.meetings.actions import allocating

    locking.lock_meeting = lambda pk: Meeting.objects.select_related("region").get(pk=pk)
    locking.lock_workshop = lambda pk: Workshop.objects.get(pk=pk)
    if connection.vendor == "sqlite":
        actions.take_place = allocating.take_place.__wrapped__  # type: ignore[attr-defined]
        audit.record = transaction.atomic(audit.record)
    return take_place(number, persons, workshop)


def release(_number: int, meeting: int) -> int:
    """Release the invitations of the meeting."""
    return actions.release_invitations(
        meeting=Meeting.objects.get(pk=meeting), reason="", by=BY, at=IN_WINDOW
    )


def remind(_number: int, meeting: int) -> str:
    """Remind the silent."""
    return refused_or(
        lambda: actions.remind_silent(meeting=Meeting.objects.get(pk=meeting), by=BY, at=IN_WINDOW)
    )

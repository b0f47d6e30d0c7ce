"""What the racing processes of test_registration call: ten clients in each, as in the real server.

Arguments and results are plain JSON. A client is a thread with a database connection of its own.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, transaction

from bildungsnetz.accounts import audit
from bildungsnetz.meetings.actions import Guest, allocating, invitation, locking, registration
from bildungsnetz.meetings.models import Invitation, Meeting, Registration, Workshop
from bildungsnetz.meetings.rules import MeetingRefusal
from tests.meetings.making import BY, IN_WINDOW

CLIENTS = 10


def crowd[T](items: list[T], call: Callable[[T], str]) -> list[str]:
    """Call with each item at the same moment, each on an own connection."""
    # Each client connects once and for all; a pool for each process would only make them wait.
    connection.settings_dict["OPTIONS"].pop("pool", None)
    start = Barrier(len(items))

    def client(item: T) -> str:
        try:
            connection.ensure_connection()
            be_patient()
            start.wait(timeout=120)
            return refused_or(lambda: call(item))
        finally:
            connection.close()

    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(client, items))


def be_patient() -> None:
    """Wait for two minutes instead of 20 seconds: 200 clients share the machine's few cores."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 120000")


def refused_or(done: Callable[[], Any]) -> str:
    """ "done", or the name of the refusal."""
    try:
        done()
    except MeetingRefusal as refusal:
        return type(refusal).__name__
    return "done"


def share[T](number: int, items: list[T]) -> list[T]:
    """This process's share of the items."""
    return items[number * CLIENTS : (number + 1) * CLIENTS]


def accept(number: int, invitations: list[int]) -> list[str]:
    """Accept this process's invitations with one person each; the same one means a double click."""

    def answer(key: int) -> None:
        row = Invitation.objects.get(pk=key)
        guests = [Guest(f"Person {key}")]
        registration.accept(invitation=row, guests=guests, revision=0, by=BY, at=IN_WINDOW)

    return crowd(share(number, invitations), answer)


def accept_without_lock(number: int, invitations: list[int]) -> list[str]:
    """The same with the lock taken out."""
    unlock()
    return accept(number, invitations)


def take_place(number: int, persons: list[int], workshop: int) -> list[str]:
    """Take a place in the workshop for each of this process's persons."""

    def take(key: int) -> None:
        person, place = Registration.objects.get(pk=key), Workshop.objects.get(pk=workshop)
        allocating.take_place(registration=person, workshop=place, by=BY, at=IN_WINDOW)

    return crowd(share(number, persons), take)


def take_place_without_lock(number: int, persons: list[int], workshop: int) -> list[str]:
    """The same with both locks taken out."""
    unlock()
    return take_place(number, persons, workshop)


def unlock() -> None:
    """Take the locks out, as a careless change would.

    On PostgreSQL that is the row lock. On SQLite it is the transaction that begins as a writer:
    there the count and the insert each run for themselves, as in autocommit mode.
    """
    locking.lock_meeting = lambda pk: Meeting.objects.select_related("region").get(pk=pk)
    locking.lock_workshop = lambda pk: Workshop.objects.get(pk=pk)
    if connection.vendor == "sqlite":
        registration.accept = registration.accept.__wrapped__  # type: ignore[attr-defined]
        allocating.take_place = allocating.take_place.__wrapped__  # type: ignore[attr-defined]
        audit.record = transaction.atomic(audit.record)


def release(_number: int, meeting: int) -> int:
    """Release the invitations of the meeting."""
    row = Meeting.objects.get(pk=meeting)
    return invitation.release_invitations(meeting=row, reason="", by=BY, at=IN_WINDOW)


def remind(_number: int, meeting: int) -> str:
    """Remind the silent."""
    row = Meeting.objects.get(pk=meeting)
    return refused_or(lambda: invitation.remind_silent(meeting=row, by=BY, at=IN_WINDOW))

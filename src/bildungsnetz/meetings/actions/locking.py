"""The rows that are locked before something is counted.

SQLite runs every transaction from BEGIN IMMEDIATE and so needs no row locks; PostgreSQL does. The
meeting comes before the workshop, always, so that no two writers wait for each other.
"""

from bildungsnetz.meetings.models import Meeting, Workshop


def lock_meeting(pk: int) -> Meeting:
    """The meeting's row, locked until the transaction ends, with its region."""
    rows = Meeting.objects.select_for_update(of=("self",))
    return rows.select_related("region", "audience", "audience__region").get(pk=pk)


def lock_workshop(pk: int) -> Workshop:
    """The workshop's row, locked until the transaction ends."""
    return Workshop.objects.select_for_update(of=("self",)).get(pk=pk)

"""Removes what a database file still holds of deleted rows, so that no byte of them is left.

SQLite: connections overwrite what they delete (secure_delete), VACUUM writes the file anew without
free pages, and the checkpoint empties the write-ahead log. PostgreSQL: VACUUM frees the rows; it
overwrites their bytes as it needs the room, and its own archive of the log is the operator's.
"""

import time

from django.db import connection

TRIES = 40
PAUSE = 0.25


class StillInUse(Exception):
    """Somebody read the database all the time; the write-ahead log could not be emptied."""


def wipe() -> None:
    """Wipe the database. Outside any transaction. Raises StillInUse; then it is to be repeated."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    if connection.vendor == "sqlite":
        empty_log()


def empty_log() -> None:
    """Bring SQLite's write-ahead log to nothing. Raises StillInUse."""
    for _try in range(TRIES):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
        if not busy:
            return
        time.sleep(PAUSE)
    raise StillInUse

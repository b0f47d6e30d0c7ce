"""Django's SQLite backend, for a driver that cannot be asked for its limits.

The bundled driver (pysqlite3, docs/decisions/0002-sqlite.md) has no Connection.getlimit, which
Django asks before it builds long statements. The answers are SQLite's own defaults since 3.32;
that build raises the number of parameters, so the default is on the safe side.
"""

import sqlite3
from typing import Any

from django.db.backends.sqlite3 import base

SQLITE_LIMIT_COLUMN = 2
SQLITE_LIMIT_VARIABLE_NUMBER = 9
LIMITS = {SQLITE_LIMIT_COLUMN: 2_000, SQLITE_LIMIT_VARIABLE_NUMBER: 32_766}
for _name in ("SQLITE_LIMIT_COLUMN", "SQLITE_LIMIT_VARIABLE_NUMBER"):
    if not hasattr(sqlite3, _name):
        setattr(sqlite3, _name, globals()[_name])


class Connection(sqlite3.Connection):
    """A connection that knows the limits it was built with."""

    def getlimit(self, category: int, /) -> int:
        """The limit of one category (sqlite.org/c3ref/limit.html)."""
        return LIMITS[category]


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper with those connections."""

    def get_connection_params(self) -> dict[str, Any]:
        """Django's parameters, with the connection class that knows its limits."""
        return {**super().get_connection_params(), "factory": Connection}

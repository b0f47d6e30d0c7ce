"""Bildungsnetz: the year's work of a regional education network in one place.

The interpreter's own SQLite is often old enough to have the WAL-reset race (fixed in 3.51.3,
see docs/decisions/0002-sqlite.md), so the bundled one takes its place before Django looks.
"""

import sys

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

__version__ = "0.1.0"

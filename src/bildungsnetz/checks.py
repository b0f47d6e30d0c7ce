"""Checks that refuse an unsafe start with a sentence that says how to mend it."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from bildungsnetz.privacy import registry

# 3.51.3 mends the WAL-reset race; 3.44.6 and 3.50.7 carry the same mend (sqlite.org/wal.html).
SAFE_FROM = (3, 51, 3)
ALSO_SAFE = {(3, 44, 6), (3, 50, 7)}


def sqlite_is_safe(version: tuple[int, ...]) -> bool:
    """Tell whether this SQLite release is free of the WAL-reset race (reliability bar B4)."""
    return version >= SAFE_FROM or version in ALSO_SAFE


@register(Tags.compatibility)
def check_sqlite(
    _app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Refuse an SQLite that can lose data, and settings that can."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite"):
        return []
    found: list[CheckMessage] = []
    if not sqlite_is_safe(sqlite3.sqlite_version_info):
        found.append(
            Error(
                f"SQLite {sqlite3.sqlite_version} kann beim Schreiben Daten verlieren.",
                hint="Bitte neu einrichten: den Ordner .venv löschen und erneut starten.",
                id="bildungsnetz.E001",
            )
        )
    if "synchronous=FULL" not in database["OPTIONS"].get("init_command", ""):
        found.append(
            Error(
                "SQLite ist nicht auf synchronous=FULL gestellt; ein Stromausfall kostete Daten.",
                id="bildungsnetz.E002",
            )
        )
    return found


@register(Tags.models, "privacy")
def check_privacy(
    _app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Refuse a field for which nobody declared what it is for and when it goes (bar G1)."""
    return [
        Error(
            f"Datenschutz: {line}",
            hint="Declare the field in the privacy.py of its room (docs/architecture.md).",
            id="bildungsnetz.E003",
        )
        for line in registry.problems()
    ]

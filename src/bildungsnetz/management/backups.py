"""Backing the data folder up into one file and bringing it back, verified both ways."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext

from bildungsnetz.kit import archive
from bildungsnetz.kit.process import Busy, locked
from bildungsnetz.privacy import ledger

DATABASE = "bildungsnetz.sqlite3"
SECRET = "geheimnis.txt"  # noqa: S105 -- a file's name
FILES = "dateien"
FORMAT = 1


class CannotBackUp(Exception):
    """Carries the sentence that says why, and what to do instead."""


def back_up(target: Path, *, at: datetime) -> int:
    """Write a backup of the running installation; its size in bytes. Raises CannotBackUp.

    The database is copied by VACUUM INTO, one consistent state even while others write, and the
    copy is checked before it is packed.
    """
    _only_sqlite()
    if not target.parent.is_dir():
        raise CannotBackUp(
            gettext("Den Ordner „%(name)s“ gibt es nicht.") % {"name": target.parent}
        )
    with archive.folder_beside(settings.DATA_DIR) as draft:
        copy = draft / DATABASE
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        _check_database(copy)
        parts = {DATABASE: copy, SECRET: settings.DATA_DIR / SECRET}
        if (erased := settings.DATA_DIR / ledger.NAME).exists():
            parts[ledger.NAME] = erased
        for file in sorted(settings.MEDIA_ROOT.rglob("*")):
            if file.is_file():
                parts[f"{FILES}/{file.relative_to(settings.MEDIA_ROOT)}"] = file
        archive.write(target, parts, {"format": FORMAT, "at": at.isoformat()})
    return target.stat().st_size


def restore(source: Path, *, at: datetime, erased: Path | None = None) -> Path | None:
    """Put the backup in the data folder's place; where the old folder lies now, if there was one.

    Refuses a damaged file and one of a newer version, and a data folder in use. The folder is
    exchanged as a whole, so that old and new never mix; only the ledger of erasures of the old
    folder, or of the file `erased`, is carried over, so that nobody comes back (Art. 17 DSGVO).
    Raises CannotBackUp.
    """
    _only_sqlite()
    folder: Path = settings.DATA_DIR
    folder.parent.mkdir(parents=True, exist_ok=True)
    with archive.folder_beside(folder) as draft:
        try:
            about = archive.unpack(source, draft)
        except OSError as unreadable:
            raise CannotBackUp(gettext("Die Datei lässt sich nicht lesen.")) from unreadable
        except archive.Damaged as damaged:
            raise CannotBackUp(
                gettext(
                    "Die Datei ist keine Sicherung oder ist beschädigt. Es wurde nichts verändert."
                )
            ) from damaged
        _check_content(draft, about)
        ledger.join(draft / ledger.NAME, [folder / ledger.NAME, *([erased] if erased else [])])
        return _exchange(folder, draft, at)


def _check_content(draft: Path, about: dict[str, Any]) -> None:
    if about.get("format") != FORMAT or not (draft / SECRET).exists():
        raise CannotBackUp(gettext("Diese Sicherung stammt aus einer unbekannten Ausgabe."))
    _check_database(draft / DATABASE)
    with closing(sqlite3.connect(draft / DATABASE)) as database:
        applied = {name for (name,) in database.execute("SELECT name FROM django_migrations "
                                                        "WHERE app = 'bildungsnetz'")}  # fmt: skip
    loader = MigrationLoader(None)
    known = {name for app, name in loader.disk_migrations if app == "bildungsnetz"}
    if not applied <= known:
        raise CannotBackUp(
            gettext("Diese Sicherung stammt aus einer neueren Ausgabe von Bildungsnetz.")
        )
    (draft / SECRET).chmod(0o600)


def _exchange(folder: Path, draft: Path, at: datetime) -> Path | None:
    if not folder.exists():
        draft.rename(folder)
        return None
    try:
        with locked(folder / ".laeuft", wait=False):
            aside = folder.with_name(f"{folder.name}-vor-{at:%Y-%m-%d-%H%M%S}")
            folder.rename(aside)
            draft.rename(folder)
            return aside
    except Busy as running:
        raise CannotBackUp(
            gettext("Bildungsnetz läuft mit diesem Datenordner. Bitte erst beenden.")
        ) from running


def _check_database(file: Path) -> None:
    """Open the copy and let SQLite go through every page of it."""
    try:
        with closing(sqlite3.connect(file)) as database:
            answer = database.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as broken:
        answer = str(broken)
    if answer != "ok":
        raise CannotBackUp(gettext("Die Datenbank ist beschädigt: %(answer)s") % {"answer": answer})


def _only_sqlite() -> None:
    if connection.vendor != "sqlite":
        raise CannotBackUp(
            gettext(
                "Die Daten liegen in PostgreSQL. Bitte sichern Sie mit pg_dump, spielen Sie mit "
                "pg_restore zurück, und sichern Sie den Ordner %(folder)s mit."
            )
            % {"folder": settings.DATA_DIR}
        )

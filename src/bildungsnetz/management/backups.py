"""Backing everything up into one file and bringing it back, verified both ways."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext

from bildungsnetz.kit import archive
from bildungsnetz.kit.process import Busy, locked
from bildungsnetz.management.stores import CannotBackUp, Store, other_names, store
from bildungsnetz.privacy import ledger

__all__ = ["CannotBackUp", "back_up", "restore"]

SECRET = "geheimnis.txt"  # noqa: S105 -- a file's name
FILES = "dateien"
FORMAT = 1


def back_up(target: Path, *, at: datetime) -> int:
    """Write a backup of the running installation; its size in bytes. Raises CannotBackUp.

    The database is copied in one consistent state even while others write, and the copy is checked
    before it is packed.
    """
    if not target.parent.is_dir():
        raise CannotBackUp(
            gettext("Den Ordner „%(name)s“ gibt es nicht.") % {"name": target.parent}
        )
    if target.exists() and not target.is_file():
        raise CannotBackUp(gettext("„%(name)s“ ist keine Datei.") % {"name": target})
    data = store()
    with archive.folder_beside(settings.DATA_DIR) as draft:
        copy = draft / data.name
        data.dump(copy)
        parts = {data.name: copy, SECRET: settings.DATA_DIR / SECRET}
        if (erased := settings.DATA_DIR / ledger.NAME).exists():
            parts[ledger.NAME] = erased
        for file in sorted(settings.MEDIA_ROOT.rglob("*")):
            if file.is_file():
                parts[f"{FILES}/{file.relative_to(settings.MEDIA_ROOT)}"] = file
        archive.write(target, parts, {"format": FORMAT, "at": at.isoformat()})
    return target.stat().st_size


def restore(source: Path, *, at: datetime, erased: Path | None = None) -> Path | None:
    """Put the backup in the data folder's place; where the old folder lies now, if there was one.

    Refuses a damaged file and one of a newer version, a data folder in use, and a PostgreSQL
    database that is not empty. The folder is exchanged as a whole, so that old and new never mix;
    only the ledger of erasures of the old
    folder, or of the file `erased`, is carried over, so that nobody comes back (Art. 17 DSGVO).
    Raises CannotBackUp, and OSError if the new folder cannot be written.
    """
    data = store()
    _check_sources(source, erased)
    folder: Path = settings.DATA_DIR
    folder.parent.mkdir(parents=True, exist_ok=True)
    with archive.folder_beside(folder) as draft:
        try:
            about = archive.unpack(source, draft)
        except archive.Damaged as damaged:
            raise CannotBackUp(
                gettext(
                    "Die Datei ist keine Sicherung oder ist beschädigt. Es wurde nichts verändert."
                )
            ) from damaged
        _check_content(draft, about, data)
        data.check_free()
        ledger.join(draft / ledger.NAME, [folder / ledger.NAME, *([erased] if erased else [])])
        return _exchange(folder, draft, at, data)


def _check_sources(source: Path, erased: Path | None) -> None:
    """Nothing is begun with a file that is not there, or a ledger that names no erasure."""
    if not source.is_file() or not os.access(source, os.R_OK):
        raise CannotBackUp(gettext("Die Datei lässt sich nicht lesen."))
    if erased is None:
        return
    try:
        lines = list(ledger.read(erased))
    except (OSError, UnicodeDecodeError):
        lines = []
    if not lines:
        raise CannotBackUp(
            gettext("In „%(name)s“ stehen keine Löschungen. Es wurde nichts verändert.")
            % {"name": erased}
        )


def _check_content(draft: Path, about: dict[str, Any], data: Store) -> None:
    if about.get("format") != FORMAT or not (draft / SECRET).exists():
        raise CannotBackUp(gettext("Diese Sicherung stammt aus einer unbekannten Ausgabe."))
    if any((draft / name).exists() for name in other_names(data)):
        raise CannotBackUp(
            gettext(
                "Diese Sicherung stammt aus einer anderen Art von Datenbank. Aus SQLite kommt sie "
                "nur in SQLite zurück, aus PostgreSQL nur in PostgreSQL."
            )
        )
    applied = data.check(draft / data.name)
    loader = MigrationLoader(None)
    known = {name for app, name in loader.disk_migrations if app == "bildungsnetz"}
    if not applied <= known:
        raise CannotBackUp(
            gettext("Diese Sicherung stammt aus einer neueren Ausgabe von Bildungsnetz.")
        )
    (draft / SECRET).chmod(0o600)


def _exchange(folder: Path, draft: Path, at: datetime, data: Store) -> Path | None:
    if not folder.exists():
        data.put_back(draft)
        draft.rename(folder)
        return None
    try:
        with locked(folder / ".laeuft", wait=False):
            data.put_back(draft)
            aside = folder.with_name(f"{folder.name}-vor-{at:%Y-%m-%d-%H%M%S}")
            folder.rename(aside)
            draft.rename(folder)
            return aside
    except Busy as running:
        raise CannotBackUp(
            gettext("Bildungsnetz läuft mit diesem Datenordner. Bitte erst beenden.")
        ) from running

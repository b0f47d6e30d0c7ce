"""Where the data lie, as a backup sees it: the SQLite file, or a PostgreSQL database."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from django.db import OperationalError, connection
from django.utils.translation import gettext

# Where Debian's packages put the client programs, beside PATH.
RELEASES = Path("/usr/lib/postgresql")


class CannotBackUp(Exception):
    """Carries the sentence that says why, and what to do instead."""


class Store(Protocol):
    """One kind of database."""

    name: str

    def dump(self, target: Path) -> None:
        """Write one consistent state into a file, also while others write, and check it."""

    def check(self, file: Path) -> set[str]:
        """Read such a file to its end; which of our migrations it knows."""

    def check_free(self) -> None:
        """Refuse to put anything where other data lie."""

    def put_back(self, folder: Path) -> None:
        """Bring the file in a restored folder to where the product looks for it, all or nothing."""


def store() -> "Store":
    """The one of the settings."""
    return Sqlite() if connection.vendor == "sqlite" else Postgresql(connection.settings_dict)


class Sqlite:
    """A file in the data folder, exchanged together with it."""

    name = "bildungsnetz.sqlite3"

    def dump(self, target: Path) -> None:
        """Copy by VACUUM INTO."""
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        self._check_pages(target)

    def check(self, file: Path) -> set[str]:
        """Let SQLite go through every page."""
        self._check_pages(file)
        with closing(sqlite3.connect(file)) as database:
            asked = "SELECT name FROM django_migrations WHERE app = 'bildungsnetz'"
            return {name for (name,) in database.execute(asked)}

    def check_free(self) -> None:
        """The old file is kept aside with the folder."""

    def put_back(self, folder: Path) -> None:
        """It lies there already."""

    def _check_pages(self, file: Path) -> None:
        try:
            with closing(sqlite3.connect(file)) as database:
                answer = database.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as broken:
            answer = str(broken)
        if answer != "ok":
            raise CannotBackUp(
                gettext("Die Datenbank ist beschädigt: %(answer)s") % {"answer": answer}
            )


class Postgresql:
    """A database on a server, by the server's own client programs."""

    name = "bildungsnetz.pgdump"

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._database = str(settings["NAME"])
        self._env = client_environment(settings)

    def dump(self, target: Path) -> None:
        """Dump in the custom format, without owners: it may come back under another name."""
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        self.check(target)

    def check(self, file: Path) -> set[str]:
        """Have every block read; the migrations stand in their table's rows."""
        self._run("pg_restore", f"--file={os.devnull}", str(file))
        rows = self._run(
            "pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(file)
        )
        cells = [line.split("\t") for line in rows.splitlines()]
        return {row[2] for row in cells if len(row) == 4 and row[1] == "bildungsnetz"}

    def check_free(self) -> None:
        """Nothing is overwritten: other data must be put away by whoever runs the server."""
        try:
            names = connection.introspection.table_names()
        except OperationalError as failed:
            raise CannotBackUp(
                gettext("Mit der Datenbank lässt sich nicht arbeiten: %(reason)s")
                % {"reason": " ".join(str(failed).split())}
            ) from failed
        if names:
            raise CannotBackUp(
                gettext(
                    "Die Datenbank „%(name)s“ ist nicht leer; es wurde nichts verändert. Bitte "
                    "benennen Sie sie um oder legen Sie eine neue an, zum Beispiel mit: sudo -u "
                    "postgres createdb --owner %(user)s --encoding UTF8 --template template0 "
                    "bildungsnetz_neu"
                )
                % {"name": self._database, "user": self._env.get("PGUSER", "bildungsnetz")}
            )

    def put_back(self, folder: Path) -> None:
        """Restore in one transaction; the dump itself does not stay in the data folder."""
        file = folder / self.name
        self._run(
            "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
            "--no-privileges", f"--dbname={self._database}", str(file),
        )  # fmt: skip
        file.unlink()

    def _run(self, name: str, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603 -- PostgreSQL's own programs, named above
            [program(name), *arguments],
            env={**os.environ, **self._env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CannotBackUp(
                gettext("%(program)s meldet: %(reason)s")
                % {"program": name, "reason": " ".join(done.stderr.split())}
            )
        return done.stdout


def client_environment(settings: Mapping[str, Any]) -> dict[str, str]:
    """How the client programs reach the server. Not as arguments, which everybody can read."""
    named = {
        "PGDATABASE": settings["NAME"],
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
    }
    return {name: str(value) for name, value in named.items() if value}


def program(name: str, releases: Path = RELEASES) -> str:
    """The newest of the installed client programs: an older one refuses a newer server."""
    found = max(releases.glob(f"*/bin/{name}"), key=_release, default=None)
    path = str(found) if found else shutil.which(name)
    if path is None:
        raise CannotBackUp(
            gettext(
                "Auf diesem Rechner fehlt %(program)s. Bitte richten Sie die Werkzeuge von "
                "PostgreSQL ein: sudo apt-get install postgresql-client"
            )
            % {"program": name}
        )
    return path


def _release(file: Path) -> float:
    try:
        return float(file.parts[-3])
    except ValueError:
        return 0.0


def other_names(own: Store) -> Iterable[str]:
    """What the databases of other installations are called in a backup."""
    return {Sqlite.name, Postgresql.name} - {own.name}

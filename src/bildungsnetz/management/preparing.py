"""Sets up a data folder: tables, catalogues, static files, the example region.

A stamp of everything that these depend on makes the second start skip them.
"""

import hashlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.kit.process import locked
from bildungsnetz.privacy.actions import repeat_erasures
from bildungsnetz.regions.models import Region

EXAMPLE = "bildungsnetz.example.load"
# Any number, but the same for all hosts that migrate one PostgreSQL database.
ADVISORY_LOCK = 0x42_4E_45_54_5A


def prepare(*, empty: bool, at: datetime) -> None:
    """Bring the data folder and the database up to this version; at once if they are.

    Loads the example region into a database that was never used, unless `empty`.
    """
    with locked(settings.DATA_DIR / ".einrichten"):
        stamp = settings.DATA_DIR / ".stand"
        wanted = fingerprint()
        if not stamp.exists() or stamp.read_text() != wanted or _database_is_missing():
            _say(gettext("Bildungsnetz wird eingerichtet …"))
            with _alone_on_the_database():
                call_command("migrate", verbosity=0, interactive=False)
            call_command("collectstatic", verbosity=0, interactive=False)
            stamp.write_text(wanted)
        compile_catalogues()
        if repeated := repeat_erasures(at=at):
            _say(gettext("Wiederholte Löschungen: %(number)s") % {"number": repeated})
        if not empty and is_unused():
            load_example(at)


def fingerprint() -> str:
    """A hash of the migrations, the static sources and the database's name."""
    sources = [settings.BASE_DIR / "migrations", settings.BASE_DIR / "static"]
    files = sorted(file for folder in sources for file in folder.rglob("*") if file.is_file())
    found = hashlib.sha256()
    for file in files:
        if file.suffix != ".pyc":
            found.update(f"{file.relative_to(settings.BASE_DIR)}\n".encode() + file.read_bytes())
    database = settings.DATABASES["default"]
    found.update(f"{database['ENGINE']} {database.get('HOST')} {database['NAME']}".encode())
    return found.hexdigest()


def compile_catalogues() -> None:
    """Compile each translation that is newer than its compiled form."""
    for source in settings.BASE_DIR.glob("locale/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(target)


def is_unused() -> bool:
    """Tell whether nobody has begun: no region, and no link to set one up was ever issued."""
    setup = PersonalLink.objects.filter(purpose=PersonalLink.Purpose.SETUP)
    return not Region.objects.exists() and not setup.exists()


def load_example(at: datetime) -> None:
    """Load the example region, where this edition of the product has one."""
    if importlib.util.find_spec(EXAMPLE) is not None:
        importlib.import_module(EXAMPLE).load(at)


def _database_is_missing() -> bool:
    name = settings.DATABASES["default"]["NAME"]
    return connection.vendor == "sqlite" and not Path(name).exists()


@contextmanager
def _alone_on_the_database() -> Iterator[None]:
    """Keep other hosts from migrating the same PostgreSQL database meanwhile."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)

"""Settings from the environment: a safe default for each, a plain sentence for a wrong one."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\".]+")
HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
OF_TESTS = re.compile(r"BILDUNGSNETZ_(TEST_\w+|OPEN_DATABASE|SHOTS)")
NAMES = (
    "BILDUNGSNETZ_BEHIND_PROXY",
    "BILDUNGSNETZ_BIND",
    "BILDUNGSNETZ_DATA",
    "BILDUNGSNETZ_DATABASE_URL",
    "BILDUNGSNETZ_DEBUG",
    "BILDUNGSNETZ_FROM",
    "BILDUNGSNETZ_JOB_LEASE_SECONDS",
    "BILDUNGSNETZ_MAIL_LEASE_SECONDS",
    "BILDUNGSNETZ_PORT",
    "BILDUNGSNETZ_SMTP_URL",
    "BILDUNGSNETZ_URL",
)


class SettingError(SystemExit):
    """A setting cannot be used; carries the sentence that says how to mend it (exit code 2)."""

    def __init__(self, name: str, sentence: str) -> None:
        self.sentence = f"{name}: {sentence}"
        super().__init__(f"Bildungsnetz startet nicht. {self.sentence}")


def check_names(env: Mapping[str, str]) -> None:
    """Raise SettingError for a setting that does not exist: it would go unnoticed."""
    for name in sorted(env):
        if not name.startswith("BILDUNGSNETZ_") or name in NAMES or OF_TESTS.fullmatch(name):
            continue
        own = {known.removeprefix("BILDUNGSNETZ_"): known for known in NAMES}
        near = get_close_matches(name.removeprefix("BILDUNGSNETZ_"), own, n=1)
        hint = f" Meinen Sie {own[near[0]]}?" if near else ""
        raise SettingError(name, f"Diese Einstellung gibt es nicht.{hint}")


def flag(env: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """Read ja/nein (also yes/no, 1/0, true/false). Raises SettingError for anything else."""
    value = env.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "ja", "yes", "true", "an"}:
        return True
    if value in {"0", "nein", "no", "false", "aus"}:
        return False
    raise SettingError(name, f"„{value}“ ist weder „ja“ noch „nein“.")


def number(env: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    """Read a whole number between `low` and `high`, both included. Raises SettingError."""
    value = env.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or not low <= int(value) <= high:
        raise SettingError(name, f"„{value}“ ist keine ganze Zahl von {low} bis {high}.")
    return int(value)


def data_dir(env: Mapping[str, str]) -> Path:
    """The data folder: BILDUNGSNETZ_DATA (the launcher always names it), else `daten` here."""
    return Path(env.get("BILDUNGSNETZ_DATA", "") or "daten").absolute()


def address(env: Mapping[str, str], name: str) -> str:
    """Read one e-mail address, or "" if there is none. Raises SettingError."""
    value = env.get(name, "").strip()
    if value and not ADDRESS.fullmatch(value):
        raise SettingError(name, f"„{value}“ ist keine E-Mail-Adresse.")
    return value


def database(env: Mapping[str, str], data_dir: Path) -> dict[str, Any]:
    """Django's description of the database: SQLite in the data folder, or the PostgreSQL named.

    SQLite runs in WAL with synchronous=FULL and BEGIN IMMEDIATE: default settings lost 905 of
    1,200 contended writes, these none (docs/decisions/0002-sqlite.md).
    """
    if env.get("BILDUNGSNETZ_DATABASE_URL", "").strip():
        return _postgresql(env)
    return {
        "ENGINE": "bildungsnetz.kit.sqlite",
        "NAME": data_dir / "bildungsnetz.sqlite3",
        # A connection for each thread is kept: opening one with its settings costs more than
        # most pages' queries.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
                "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-16000;"
                # What is deleted is overwritten, so that erased data leave no trace in the file.
                "PRAGMA secure_delete=ON;"
            ),
        },
    }


def _address(
    env: Mapping[str, str], name: str, schemes: frozenset[str], form: str, *, path: bool = False
) -> SplitResult:
    """The parts of an address such as smtps://NAME:KENNWORT@RECHNER. Raises SettingError."""
    refused = SettingError(
        name,
        f"Erwartet wird {form}. "
        "In Name und Kennwort schreiben Sie @ : / % und # als %40 %3A %2F %25 und %23.",
    )
    try:
        parts = urlsplit(env.get(name, "").strip())
        readable = parts.port is None or parts.port > 0
    except ValueError:
        raise refused from None
    rest = parts.fragment or (not path and (parts.path.strip("/") or parts.query))
    if not readable or parts.scheme not in schemes or rest:
        raise refused
    return parts


def site(env: Mapping[str, str], *, default: str) -> SplitResult:
    """The address people know the pages by: scheme, host, perhaps a port. Raises SettingError."""
    name = "BILDUNGSNETZ_URL"
    try:
        parts = urlsplit(env.get(name, "").strip().rstrip("/") or default)
        readable = parts.port is None or parts.port > 0
    except ValueError:
        readable = False
    if (
        not readable
        or parts.scheme not in {"http", "https"}
        or not HOST.fullmatch(parts.hostname or "")
        or parts.path
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise SettingError(name, "Erwartet wird https://RECHNER, ohne Pfad.")
    return parts


def _postgresql(env: Mapping[str, str]) -> dict[str, Any]:
    parts = _address(
        env,
        "BILDUNGSNETZ_DATABASE_URL",
        frozenset({"postgres", "postgresql"}),
        "postgresql://NAME:KENNWORT@RECHNER/DATENBANK",
        path=True,
    )
    query = parse_qs(parts.query)
    host = unquote(parts.hostname or "") or query.get("host", [""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "bildungsnetz",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 12, "timeout": 20}},
    }


def mailer(env: Mapping[str, str]) -> dict[str, Any] | None:
    """The SMTP server from one address, or None: then messages are kept and nothing is sent.

    smtp://, smtp+starttls:// and smtps:// (TLS from the start); name and password are optional.
    """
    name = "BILDUNGSNETZ_SMTP_URL"
    if not env.get(name, "").strip():
        return None
    form = "smtp://, smtp+starttls:// oder smtps://, dann NAME:KENNWORT@RECHNER"
    schemes = frozenset({"smtp", "smtp+starttls", "smtps"})
    parts = _address(env, name, schemes, form)
    if not HOST.fullmatch(parts.hostname or ""):
        raise SettingError(name, f"Erwartet wird {form}.")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or {"smtp": 25, "smtp+starttls": 587, "smtps": 465}[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+starttls",
            "use_ssl": parts.scheme == "smtps",
            "timeout": 30,
        },
    }

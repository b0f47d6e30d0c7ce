"""A private PostgreSQL server for a run of the tests, from the installed binaries.

`python -m tests.postgres COMMAND …` starts one on a socket in a temporary folder, runs the
command with BILDUNGSNETZ_DATABASE_URL set, and stops the server again.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

DATABASE = "bildungsnetz"
# 200 clients at once are tested (reliability bar A1), each with a connection of its own.
MAX_CONNECTIONS = 300
# Nothing here has to outlive a power cut; locks and isolation are as in earnest.
OPTIONS = {
    "listen_addresses": "''",
    "max_connections": MAX_CONNECTIONS,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl of the newest installed release (15 or newer), if any."""
    releases = [
        folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if (folder / "initdb").exists() and int(folder.parent.name) >= 15
    ]
    if releases:
        return max(releases, key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def server() -> Iterator[str]:
    """A running server; gives the address for BILDUNGSNETZ_DATABASE_URL."""
    programs = binaries()
    if programs is None:
        raise SystemExit("PostgreSQL ist nicht installiert: sudo apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="bn-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        prefix = _unprivileged(folder)
        _run(prefix, programs / "initdb", "--auth=trust", "--username=postgres",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D", folder / "data")  # fmt: skip
        options = " ".join(f"-c {name}={value}" for name, value in OPTIONS.items())
        _run(prefix, programs / "pg_ctl", "-D", folder / "data", "-o", f"{options} -k {folder}",
             "-l", folder / "log", "-w", "start")  # fmt: skip
        try:
            _run(prefix, programs / "createdb", "-h", folder, "-U", "postgres", DATABASE)
            yield f"postgresql://postgres@/{DATABASE}?host={quote(name)}"
        finally:
            _run(prefix, programs / "pg_ctl", "-D", folder / "data", "-m", "fast", "stop")


def _unprivileged(folder: Path) -> list[str]:
    """What to put before a command: initdb refuses root, so root becomes somebody else."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    folder.chmod(0o755)
    return [
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        "--reset-env",
        "--",
    ]


def _run(prefix: list[str], *command: object) -> None:
    done = subprocess.run(
        [*prefix, *map(str, command)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stderr.decode(errors='replace')}")


def main(command: list[str]) -> int:
    """Run a command beside a private server, or beside the one the environment names."""
    if os.environ.get("BILDUNGSNETZ_DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    with server() as url:
        env = {**os.environ, "BILDUNGSNETZ_DATABASE_URL": url}
        return subprocess.run(command, check=False, env=env).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

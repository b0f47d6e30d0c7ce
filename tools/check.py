"""Checks the program itself: style, types, layers, templates, migrations, tests on both databases.

`./bildungsnetz test` runs everything; `./bildungsnetz test tests/post -k link` runs pytest alone,
with these arguments, on SQLite. Walks in the browser run on SQLite only: what they look at is the
same on both databases, and every query behind it is tested on PostgreSQL without a browser.
"""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402

import bildungsnetz  # noqa: E402

BIN = Path(sys.executable).parent
# Chromium and the killed workers need a core of their own; more than two at once gain nothing.
PARALLEL = ["-n", "2", "--dist", "worksteal"] if (os.cpu_count() or 1) > 1 else []
TEMPLATES = Path(bildungsnetz.__file__).parent / "templates"


@dataclass
class Result:
    """How one check ended, and the last line that it printed."""

    name: str
    code: int
    seconds: float
    last: str


def run(name: str, *command: str | Path, env: dict[str, str] | None = None) -> Result:
    """Run one check and pass its output on as it comes."""
    print(f"--- {name}", flush=True)
    began, last = time.monotonic(), ""
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line.strip() or last
        code = process.wait()
    return Result(name, code, time.monotonic() - began, last)


def package(program: str, found: bool, *names: str) -> None:
    """Install a Debian package where that is possible; else say what is missing and stop."""
    if found:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
        install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *names]
        if subprocess.run(install, check=False, env=quiet).returncode == 0:
            return
    sys.exit(
        f"Für die Prüfung fehlt {program}. Bitte einmal: sudo apt-get install {' '.join(names)}"
    )


def static_checks() -> list[Result]:
    """Everything that does not run the program."""
    manage = [sys.executable, "manage.py"]
    # Django opens the database that it compares with, so it gets one in memory.
    test_settings = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return [
        run("ruff check", BIN / "ruff", "check", "."),
        run("ruff format", BIN / "ruff", "format", "--check", "."),
        run("mypy", BIN / "mypy"),
        run("lint-imports", BIN / "lint-imports"),
        run("djlint", BIN / "djlint", "--lint", "--quiet", TEMPLATES),
        run("makemigrations --check", *manage, "makemigrations", "--check", "--dry-run",
            env={**test_settings, "BILDUNGSNETZ_OPEN_DATABASE": ":memory:"}),
    ]  # fmt: skip


def suite(name: str, *arguments: str, env: dict[str, str] | None = None) -> Result:
    """The whole test suite on one database."""
    return run(name, sys.executable, "-m", "pytest", "-q", *arguments, env=env)


def both_databases() -> list[Result]:
    """SQLite first; then PostgreSQL, on the server the environment names or a private one."""
    given = os.environ.pop("BILDUNGSNETZ_DATABASE_URL", "")
    results = [suite("SQLite", *PARALLEL)]
    options = [*PARALLEL, "-m", "not browser"]
    if given:
        return [*results, suite("PostgreSQL", *options, env={"BILDUNGSNETZ_DATABASE_URL": given})]
    with postgres.server() as url:
        return [*results, suite("PostgreSQL", *options, env={"BILDUNGSNETZ_DATABASE_URL": url})]


def summary(results: list[Result]) -> int:
    """Print one line for each check, pytest's own summaries last; the exit code."""
    print("--- Ergebnis")
    for result in results:
        word = "in Ordnung" if result.code == 0 else "NICHT IN ORDNUNG"
        print(f"{result.name}: {word} ({result.seconds:.0f} s)")
    for result in results[-2:]:
        print(f"{result.name}: {result.last}")
    return int(any(result.code for result in results))


def main(arguments: list[str]) -> int:
    """Run what was asked for."""
    os.chdir(ROOT)
    if arguments:
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode
    browser = any(shutil.which(name) for name in ("chromium", "chromium-browser"))
    package("der Browser Chromium", browser, "chromium")
    given = bool(os.environ.get("BILDUNGSNETZ_DATABASE_URL"))
    package("PostgreSQL", given or postgres.binaries() is not None, "postgresql")
    return summary([*static_checks(), *both_databases()])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402

import bildungsnetz  # noqa: E402

BIN = Path(sys.executable).parent
# Chromium and the killed workers need a core of their own; more than two at once gain nothing.
# Tests are dealt in small portions and long ones first, so that both workers end together.
PARALLEL = ["-n", "2", "--maxschedchunk", "10"] if (os.cpu_count() or 1) > 1 else []
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


def missing_packages() -> list[str]:
    """The Debian packages that the tests need and this computer lacks."""
    browsers = ("chromium-headless-shell", "chromium", "chromium-browser")
    found = {
        "chromium-headless-shell": any(shutil.which(name) for name in browsers),
        "postgresql": bool(os.environ.get("BILDUNGSNETZ_DATABASE_URL") or postgres.binaries()),
    }
    return [name for name, is_found in found.items() if not is_found]


def install(names: list[str]) -> None:
    """Install Debian packages where that is possible; else say what is missing and stop."""
    if not names:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
        apt = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *names]
        if subprocess.run(apt, check=False, env=quiet).returncode == 0:
            return
    sys.exit(
        "Für die Prüfung fehlen Chromium oder PostgreSQL. "
        f"Bitte einmal: sudo apt-get install {' '.join(names)}"
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
    with ThreadPoolExecutor(1) as beside:
        installed = beside.submit(install, missing_packages())
        static = static_checks()
        installed.result()
    return summary([*static, *both_databases()])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

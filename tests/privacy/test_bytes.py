"""After an erasure no byte is left in any file of a running installation (bar G3)."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from bildungsnetz.privacy import ledger
from tests.privacy.planting import MARK

pytestmark = pytest.mark.processes
ROOT = Path(__file__).resolve().parents[2]


def environment(folder: Path) -> dict[str, str]:
    """A plain environment with this data folder."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("BILDUNGSNETZ", "DJANGO"))}
    path = os.pathsep.join(filter(None, [str(ROOT), *sys.path]))
    return {**env, "BILDUNGSNETZ_DATA": str(folder), "PYTHONPATH": path}


def run(folder: Path, *command: str) -> str:
    """Run a module to its end; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def command(folder: Path, *arguments: str) -> str:
    """Run one of the product's commands."""
    return run(folder, "bildungsnetz.management.console", *arguments)


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """The web pages and the worker, as `start` runs them; their port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "bildungsnetz.management.console", "start", "--port", str(port),
         "--empty"],
        cwd=ROOT, env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(lambda: answers(port))
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def answers(port: int) -> bool:
    """Tell whether the public pages answer, which opens the web process's database."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/hagen/einrichtungen/", timeout=20) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_for(happened: object, seconds: float = 60) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < deadline, "It did not happen."
        time.sleep(0.2)


def wiped(folder: Path, erasures: int) -> bool:
    """Tell whether the worker has removed the traces of so many erasures."""
    with closing(sqlite3.connect(folder / "bildungsnetz.sqlite3")) as database:
        rows = database.execute("SELECT wiped_at FROM bildungsnetz_erasurerecord").fetchall()
    return len(rows) == erasures and all(row[0] for row in rows)


def holding(folder: Path, mark: str = MARK) -> list[str]:
    """The files in whose bytes the mark stands, in small or large letters, in UTF-8 or UTF-16."""
    wanted = [mark.encode(), mark.encode("utf-16-le")]
    return sorted(
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and any(word in file.read_bytes().lower() for word in wanted)
    )


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An installation with two persons, and the key of the one to be erased."""
    folder = tmp_path_factory.mktemp("bytes") / "daten"
    command(folder, "init")
    return folder, run(folder, "tests.privacy.planting").strip()


def test_no_byte_is_left_while_everything_runs_and_none_comes_back(
    planted: tuple[Path, str], tmp_path: Path
) -> None:
    """Database file, write-ahead log, uploaded files, logs, outbox; then an older backup."""
    folder, person = planted
    backup = tmp_path / "alt.zip"
    with running(folder):
        assert "bildungsnetz.sqlite3" in " ".join(holding(folder))
        command(folder, "backup", str(backup))
        command(folder, "erase", "--region", "hagen", "--person", person, "--yes")
        wait_for(lambda: wiped(folder, 1))
        assert holding(folder) == []
        assert holding(folder, "spatz8")[0] == "bildungsnetz.sqlite3"
    command(folder, "restore", str(backup))
    with running(folder):
        wait_for(lambda: wiped(folder, 1))
        assert holding(folder) == []
        assert holding(folder, "spatz8")[0] == "bildungsnetz.sqlite3"


def test_restored_on_another_machine_with_the_ledger_kept_elsewhere(
    planted: tuple[Path, str], tmp_path: Path
) -> None:
    """`geloescht.jsonl` holds nobody's data and may be kept beside every backup."""
    folder, _person = planted
    backup, kept, fresh = tmp_path / "a.zip", tmp_path / "l.jsonl", tmp_path / "neu" / "daten"
    line = ledger.Line("0f" * 16, datetime(2026, 11, 1, tzinfo=UTC), "hagen", ())
    ledger.append(kept, line, ledger.new_secret())
    command(folder, "backup", str(backup))
    command(fresh, "restore", str(backup), "--erasures", str(kept))
    carried = [one for one, _secret in ledger.read(fresh / "geloescht.jsonl")]
    assert line in carried

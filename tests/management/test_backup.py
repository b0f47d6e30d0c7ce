"""Backing up while others write, restoring, refusing what is damaged: as an office runs it."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes
ROOT = Path(__file__).resolve().parents[2]


class Installation:
    """A data folder of its own, used through the commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "bildungsnetz.sqlite3"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run one command as the launcher does."""
        env = {k: v for k, v in os.environ.items() if not k.startswith(("BILDUNGSNETZ", "DJANGO"))}
        return subprocess.run(
            [sys.executable, "-m", "bildungsnetz.management.console", *command],
            cwd=ROOT,
            env={**env, "BILDUNGSNETZ_DATA": str(self.folder),
                 "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip

    def twin(self, folder: Path) -> "Installation":
        """A copy of the folder with nothing in the table that `links` reads."""
        shutil.copytree(self.folder, folder)
        with closing(sqlite3.connect(folder / "bildungsnetz.sqlite3")) as database, database:
            database.execute("DELETE FROM bildungsnetz_personallink")
        return Installation(folder)

    def links(self) -> list[str]:
        """Something that is stored in the database."""
        with closing(sqlite3.connect(self.database)) as database:
            rows = database.execute("SELECT token_hash FROM bildungsnetz_personallink")
            return sorted(row[0] for row in rows)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An empty installation with one file that somebody uploaded."""
    installation = Installation(tmp_path_factory.mktemp("a") / "daten")
    done = installation.run("init")
    assert done.returncode == 0, done.stderr
    setup, onward = done.stdout.splitlines()
    assert setup.startswith("Jetzt einrichten: http://127.0.0.1:8000/einrichten/")
    assert onward.endswith(f"läuft: ./bildungsnetz start --data {installation.folder}")
    paper = installation.folder / "dateien" / "vertrag" / "Kooperationsvertrag.pdf"
    paper.parent.mkdir(parents=True)
    paper.write_bytes(b"%PDF-1.7 " + os.urandom(5000))
    return installation


@pytest.fixture(scope="module")
def backup(made: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("b") / "sicherung.zip"
    done = made.run("backup", str(file))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Gesichert und geprüft: {file} (")
    return file


def test_init_keeps_its_secrets_and_its_address(made: Installation) -> None:
    again = made.run("init")
    assert again.stdout.count("/einrichten/") == 1
    assert len(made.links()) == 1
    assert (made.folder / "geheimnis.txt").stat().st_mode & 0o777 == 0o600
    assert made.folder.stat().st_mode & 0o777 == 0o700


def test_a_backup_is_for_its_owner_only_and_whole(made: Installation, backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(backup) as archive:
        assert sorted(archive.namelist()) == [
            "bildungsnetz.sqlite3",
            "dateien/vertrag/Kooperationsvertrag.pdf",
            "geheimnis.txt",
            "inhalt.json",
        ]


def test_restored_elsewhere_everything_is_there(
    made: Installation, backup: Path, tmp_path: Path
) -> None:
    other = Installation(tmp_path / "neu" / "daten")
    done = other.run("restore", str(backup))
    assert (done.returncode, done.stderr) == (0, "")
    assert other.links() == made.links()
    for name in ("geheimnis.txt", "dateien/vertrag/Kooperationsvertrag.pdf"):
        assert (other.folder / name).read_bytes() == (made.folder / name).read_bytes()
    assert other.run("init").stdout.splitlines()[0] == made.run("init").stdout.splitlines()[0]


def test_the_old_folder_is_kept_aside(made: Installation, backup: Path, tmp_path: Path) -> None:
    other = made.twin(tmp_path / "daten")
    done = other.run("restore", str(backup))
    assert done.returncode == 0
    (aside,) = tmp_path.glob("daten-vor-*")
    assert f"Der bisherige Ordner: {aside}" in done.stdout
    assert Installation(aside).links() == []
    assert other.links() == made.links() != []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["daten", aside.name]


def damaged(backup: Path, place: float) -> bytes:
    """The backup with one bit flipped."""
    content = bytearray(backup.read_bytes())
    content[int(len(content) * place)] ^= 4
    return bytes(content)


@pytest.mark.parametrize("harm", ["0.02", "0.3", "0.6", "0.9", "cut", "empty", "text", "missing"])
def test_a_damaged_backup_is_refused_and_nothing_changes(
    made: Installation, backup: Path, tmp_path: Path, harm: str
) -> None:
    other = made.twin(tmp_path / "daten")
    file = tmp_path / "kaputt.zip"
    if harm == "cut":
        file.write_bytes(backup.read_bytes()[:-2000])
    elif harm == "empty":
        file.write_bytes(b"")
    elif harm == "text":
        file.write_text("Das ist keine Sicherung.")
    elif harm != "missing":
        file.write_bytes(damaged(backup, float(harm)))
    done = other.run("restore", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr in {
        "Die Datei ist keine Sicherung oder ist beschädigt. Es wurde nichts verändert.\n",
        "Die Datei lässt sich nicht lesen.\n",
    }
    assert other.links() == []
    assert sorted(p.name for p in tmp_path.iterdir() if p != file) == ["daten"]


@pytest.mark.parametrize("content", [None, b"", b"Nachname;Vorname", b"\xff\xfe"])
def test_a_ledger_that_names_nobody_is_refused(
    made: Installation, backup: Path, tmp_path: Path, content: bytes | None
) -> None:
    """Whoever names one wants people gone, not back without a word."""
    file = tmp_path / "geloescht.jsonl"
    if content is not None:
        file.write_bytes(content)
    other = Installation(tmp_path / "daten")
    done = other.run("restore", str(backup), "--erasures", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"In „{file}“ stehen keine Löschungen. Es wurde nichts verändert.\n",
    )
    assert not other.folder.exists()


def test_where_nothing_can_be_written_it_is_said(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "voll").write_text("kein Ordner")
    place = tmp_path / "voll" / "daten"
    done = Installation(place).run("restore", str(backup))
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"Neben „{place}“ ließ sich nicht schreiben: File exists\n",
    )


def test_a_backup_replaces_nothing_but_files(made: Installation, tmp_path: Path) -> None:
    done = made.run("backup", str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"„{tmp_path}“ ist keine Datei.\n",
    )


def test_a_backup_cannot_write_outside_its_folder(backup: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil.zip"
    with zipfile.ZipFile(backup) as source, zipfile.ZipFile(evil, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "inhalt.json":
                content = content.replace(b"dateien/vertrag", b"../../vertrag")
            target.writestr(name.replace("dateien/vertrag", "../../vertrag"), content)
    other = Installation(tmp_path / "x" / "y" / "daten")
    done = other.run("restore", str(evil))
    assert done.returncode == 2
    assert not (tmp_path / "x" / "vertrag").exists()
    assert not other.folder.exists()


def test_a_folder_in_use_is_not_exchanged(made: Installation, backup: Path, tmp_path: Path) -> None:
    other = made.twin(tmp_path / "daten")
    worker = subprocess.Popen(
        ["flock", "-s", str(other.folder / ".laeuft"), "sleep", "30"], stdin=subprocess.DEVNULL
    )
    try:
        wait_for(other.folder / ".laeuft")
        done = other.run("restore", str(backup))
    finally:
        worker.kill()
        worker.wait()
    assert done.returncode == 2
    assert done.stderr == "Bildungsnetz läuft mit diesem Datenordner. Bitte erst beenden.\n"


def wait_for(file: Path) -> None:
    """Wait until another process has made a file."""
    for _ in range(200):
        if file.exists():
            return
        threading.Event().wait(0.05)
    raise AssertionError(f"{file} did not appear.")


def test_backups_under_writing_are_consistent(made: Installation, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(made.database, timeout=20, isolation_level=None)) as database:
            database.execute("CREATE TABLE IF NOT EXISTS pair (a INTEGER, b INTEGER)")
            number = 0
            while not stop.is_set():
                number += 1
                database.execute("BEGIN IMMEDIATE")
                database.execute("INSERT INTO pair VALUES (?, ?)", (number, number))
                database.execute("INSERT INTO pair VALUES (?, ?)", (-number, -number))
                database.execute("COMMIT")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            file = tmp_path / f"{number}.zip"
            assert made.run("backup", str(file)).returncode == 0
            with zipfile.ZipFile(file) as archive:
                archive.extract("bildungsnetz.sqlite3", tmp_path / str(number))
            with closing(sqlite3.connect(tmp_path / str(number) / "bildungsnetz.sqlite3")) as copy:
                rows, total = copy.execute("SELECT count(*), sum(a) FROM pair").fetchone()
            assert (rows % 2, total) == (0, 0)
            assert rows > 0
    finally:
        stop.set()
        writer.join()
    assert not list(made.folder.parent.glob(".daten*"))

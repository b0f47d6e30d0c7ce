"""The same promises on PostgreSQL, with a real server: one file, checked, never over other data."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bildungsnetz.management.stores import CannotBackUp, Postgresql, client_environment, program
from tests import postgres
from tests.privacy.planting import MARK

ROOT = Path(__file__).resolve().parents[2]
LINKS = "SELECT token_hash FROM bildungsnetz_personallink ORDER BY 1"
PAPER = "dateien/vertrag/Kooperationsvertrag.pdf"


class Installation:
    """A data folder and a database of its own on the server."""

    def __init__(self, folder: Path, server: str, database: str) -> None:
        self.folder, self.server, self.database = folder, server, database

    @property
    def url(self) -> str:
        """The address of the database."""
        return self.server.replace(f"/{postgres.DATABASE}?", f"/{self.database}?")

    def module(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run one of our modules as the launcher does."""
        env = {k: v for k, v in os.environ.items() if not k.startswith(("BILDUNGSNETZ", "DJANGO"))}
        path = os.pathsep.join(filter(None, [str(ROOT), *sys.path]))
        own = {"BILDUNGSNETZ_DATA": str(self.folder), "BILDUNGSNETZ_DATABASE_URL": self.url}
        return subprocess.run(
            [sys.executable, "-m", *command], cwd=ROOT, env={**env, **own, "PYTHONPATH": path},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run one command."""
        return self.module("bildungsnetz.management.console", *command)

    def done(self, *command: str) -> str:
        """Run one command that succeeds."""
        ended = self.run(*command)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def ask(self, sql: str) -> list[str]:
        """What the database answers, row by row."""
        host = parse_qs(urlsplit(self.server).query)["host"][0]
        ended = subprocess.run(
            [program("psql"), "-h", host, "-U", "postgres", "-d", self.database, "-Atc", sql],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return ended.stdout.split()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A private server."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="module")
def made(server: str, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with one file that somebody uploaded."""
    installation = Installation(tmp_path_factory.mktemp("a") / "daten", server, postgres.DATABASE)
    installation.done("init")
    paper = installation.folder / PAPER
    paper.parent.mkdir(parents=True)
    paper.write_bytes(b"%PDF-1.7 " + os.urandom(5000))
    return installation


@pytest.fixture(scope="module")
def backup(made: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("b") / "sicherung.zip"
    assert made.done("backup", str(file)).startswith(f"Gesichert und geprüft: {file} (")
    return file


@pytest.fixture
def empty(made: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A new folder and an empty database."""
    made.ask("CREATE DATABASE leer TEMPLATE template0")
    yield Installation(tmp_path / "neu" / "daten", made.server, "leer")
    made.ask("DROP DATABASE leer WITH (FORCE)")


def tables(installation: Installation) -> int:
    """How many tables stand in the database."""
    (count,) = installation.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    return int(count)


def test_a_backup_holds_the_database_beside_key_and_files(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(backup) as archive:
        assert sorted(archive.namelist()) == [
            "bildungsnetz.pgdump",
            PAPER,
            "geheimnis.txt",
            "inhalt.json",
        ]


def test_restored_into_an_empty_database_everything_is_there(
    made: Installation, backup: Path, empty: Installation
) -> None:
    assert empty.done("restore", str(backup)) == "Die Sicherung ist geprüft und zurückgespielt.\n"
    assert empty.ask(LINKS) == made.ask(LINKS) != []
    for name in ("geheimnis.txt", PAPER):
        assert (empty.folder / name).read_bytes() == (made.folder / name).read_bytes()
    assert sorted(path.name for path in empty.folder.iterdir()) == ["dateien", "geheimnis.txt"]
    assert empty.done("init").splitlines()[0] == made.done("init").splitlines()[0]


def test_other_data_are_never_overwritten(made: Installation, backup: Path) -> None:
    before = made.ask(LINKS)
    refused = made.run("restore", str(backup))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(
        "Die Datenbank „bildungsnetz“ ist nicht leer; es wurde nichts verändert."
    )
    assert made.ask(LINKS) == before
    assert [path.name for path in made.folder.parent.iterdir()] == ["daten"]


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.9])
def test_a_damaged_backup_is_refused_and_nothing_changes(
    backup: Path, empty: Installation, tmp_path: Path, place: float
) -> None:
    content = bytearray(backup.read_bytes())
    content[int(len(content) * place)] ^= 4
    file = tmp_path / "kaputt.zip"
    file.write_bytes(content)
    refused = empty.run("restore", str(file))
    assert (refused.returncode, refused.stderr) == (
        2,
        "Die Datei ist keine Sicherung oder ist beschädigt. Es wurde nichts verändert.\n",
    )
    assert (tables(empty), empty.folder.exists()) == (0, False)


def test_whoever_was_erased_since_is_erased_again(
    made: Installation, empty: Installation, tmp_path: Path
) -> None:
    planted = made.module("tests.privacy.planting")
    assert planted.returncode == 0, planted.stderr
    file, names = tmp_path / "alt.zip", "SELECT count(*) FROM bildungsnetz_person WHERE family_name"
    made.done("backup", str(file))
    made.done("erase", "--region", "hagen", "--person", planted.stdout.strip(), "--yes")
    ledger = str(made.folder / "geloescht.jsonl")
    empty.done("restore", str(file), "--erasures", ledger)
    asked = f"{names} ILIKE '%{MARK}%'"
    assert (empty.ask(asked), made.ask(asked)) == (["0"], ["0"])


def test_a_backup_comes_back_into_its_own_kind_of_database(
    backup: Path, empty: Installation, tmp_path: Path
) -> None:
    empty.server, empty.database = "", ""  # no address: SQLite
    refused = empty.run("restore", str(backup))
    assert refused.returncode == 2
    assert refused.stderr == (
        "Diese Sicherung stammt aus einer anderen Art von Datenbank. Aus SQLite kommt sie nur in "
        "SQLite zurück, aus PostgreSQL nur in PostgreSQL.\n"
    )
    assert not empty.folder.exists()


def test_what_the_server_refuses_is_told(server: str, tmp_path: Path) -> None:
    (host,) = parse_qs(urlsplit(server).query)["host"]
    absent = {"NAME": "fehlt", "HOST": host, "PORT": "", "USER": "postgres", "PASSWORD": ""}
    with pytest.raises(CannotBackUp) as refused:
        Postgresql(absent).dump(tmp_path / "x")
    assert str(refused.value).startswith("pg_dump meldet: ")
    assert str(refused.value).endswith('FATAL: database "fehlt" does not exist')


def test_the_password_is_no_argument() -> None:
    """Arguments can be read by everybody on the machine."""
    settings = {"NAME": "netz", "HOST": "db", "PORT": "", "USER": "anna", "PASSWORD": "geheim"}
    assert client_environment(settings) == {
        "PGDATABASE": "netz",
        "PGHOST": "db",
        "PGUSER": "anna",
        "PGPASSWORD": "geheim",
    }


def test_missing_programs_are_named_with_the_way_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(CannotBackUp) as refused:
        program("pg_gibt_es_nicht", tmp_path)
    assert str(refused.value) == (
        "Auf diesem Rechner fehlt pg_gibt_es_nicht. Bitte richten Sie die Werkzeuge von PostgreSQL "
        "ein: sudo apt-get install postgresql-client"
    )


def test_the_newest_program_is_taken(tmp_path: Path) -> None:
    """An older one refuses a newer server."""
    for release in ("9.6", "15", "17"):
        (tmp_path / release / "bin").mkdir(parents=True)
        (tmp_path / release / "bin" / "pg_dump").touch()
    assert program("pg_dump", tmp_path) == str(tmp_path / "17" / "bin" / "pg_dump")

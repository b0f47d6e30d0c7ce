"""The launcher as people call it: from any folder, on an empty data folder, ended by Ctrl-C."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.processes
ROOT = Path(__file__).resolve().parents[1]
LAUNCHER = next(
    ROOT.joinpath(p) for p in ("bildungsnetz", "tools/bildungsnetz") if ROOT.joinpath(p).is_file()
)
COMMANDS = [
    "start", "init", "link", "worker", "backup", "restore", "verify-audit",
    "record-of-processing", "affected", "erase",
    "import-institutions", "import-persons",
    "export-institutions", "export-persons",
    "duplicates", "merge", "window", "allocate", "test", "help",
]  # fmt: skip


def environment(**more: str) -> dict[str, str]:
    """A plain environment: nothing of the tests' own settings."""
    own = ("BILDUNGSNETZ", "DJANGO", "PYTHON", "PYTEST")
    return {k: v for k, v in os.environ.items() if not k.startswith(own)} | more


def run(*command: str, cwd: Path = Path("/"), **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LAUNCHER), *command],
        cwd=cwd,
        env=environment(**env),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def status(port: int) -> int:
    """The status of the front page; 0 while nobody answers."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            return int(answer.status)
    except HTTPError as answer:
        return answer.code
    except (URLError, ConnectionError):
        return 0


def wait_for(port: int, *, seconds: float = 60) -> int:
    """Wait for the first answer."""
    deadline = time.monotonic() + seconds
    while not (code := status(port)):
        assert time.monotonic() < deadline, "No answer."
        time.sleep(0.05)
    return code


def children(pid: int) -> list[int]:
    """The processes that this one has started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder without the example region."""
    data = tmp_path_factory.mktemp("start") / "daten"
    assert run("init", "--data", str(data)).returncode == 0
    return data


@pytest.fixture
def started(folder: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    """A running installation: its process, its port, what it printed."""
    port, output = free_port(), tmp_path / "output"
    with output.open("w") as stream:
        process = subprocess.Popen(
            [str(LAUNCHER), "start", "--port", str(port), f"--data={folder}"],
            cwd="/",
            env=environment(),
            stdout=stream,
            stderr=stream,
            text=True,
            start_new_session=True,
        )
    try:
        assert wait_for(port) in {200, 302, 404}
        yield process, port, output
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_help_names_every_command() -> None:
    for call in ([], ["help"], ["--help"]):
        done = run(*call)
        assert done.returncode == 0
        assert re.findall(r"^  ([a-z-]+)", done.stdout, re.MULTILINE) == COMMANDS


def test_an_unknown_command_shows_the_list() -> None:
    done = run("strat")
    assert done.returncode == 2
    assert done.stderr.startswith("„strat“ gibt es nicht.")
    assert done.stdout == ""


def test_data_needs_a_folder() -> None:
    done = run("start", "--data")
    assert (done.returncode, done.stderr) == (2, "Nach --data fehlt der Ordner.\n")


def test_window_neither_needs_nor_makes_data(tmp_path: Path) -> None:
    done = run("window", "2026-11-12", "--data", "daten", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Zeitraum: 15.10.2026–22.10.2026\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["window"], "Es fehlt: TAG"),
        (["window", "2026-11-19", "--min-days", "x"], "--min-days: „x“ ist keine ganze Zahl."),
        (["window", "2026-11-19", "--foo"], "Diese Angaben gibt es hier nicht: --foo"),
        (["allocate", "a.csv", "--capacities"], "--capacities: Dahinter fehlt eine Angabe."),
    ],
)
def test_wrong_arguments_are_told_in_german(arguments: list[str], sentence: str) -> None:
    """After how it is called, without what only Django knows."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    first, *_, last = done.stderr.splitlines()
    assert first.startswith(f"Aufruf: bildungsnetz {arguments[0]} [-h]")
    assert last == sentence
    assert "--settings" not in done.stderr


def test_a_setting_that_cannot_be_used_ends_the_start(folder: Path) -> None:
    """With the sentence that names it, before anything is done."""
    done = run("start", "--data", str(folder), BILDUNGSNETZ_SMTP="smtp://mail.example")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Bildungsnetz startet nicht. BILDUNGSNETZ_SMTP: Diese Einstellung gibt es nicht. "
        "Meinen Sie BILDUNGSNETZ_SMTP_URL?\n"
    )


def test_a_data_folder_that_is_none_is_told(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "daten").write_text("Notizen")
    done = run("init", "--data", str(tmp_path / "daten"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        f"Bildungsnetz startet nicht. BILDUNGSNETZ_DATA: Im Ordner „{tmp_path / 'daten'}“ geht es "
        "nicht: File exists. Er muss dem Konto gehören"
    )


def test_a_damaged_database_is_told(folder: Path, tmp_path: Path) -> None:
    """And how to come by a whole one."""
    copy = shutil.copytree(folder, tmp_path / "kopie")
    for file in copy.glob("bildungsnetz.sqlite3*"):
        file.unlink()
    (copy / "bildungsnetz.sqlite3").write_bytes(b"kein SQLite " * 1000)
    done = run("verify-audit", "--data", str(copy))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith(
        f"Mit der Datenbank in „{copy}“ lässt sich nicht arbeiten (file is not a database)."
    )


def test_code_where_the_caller_stands_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "bildungsnetz").mkdir()
    (tmp_path / "bildungsnetz" / "__init__.py").write_text("raise SystemExit('wrong')")
    assert run("window", "2026-11-12", cwd=tmp_path).returncode == 0


def test_without_python_it_says_what_to_do(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "dirname", "cat", "cksum", "tr", "sed", "id", "mkdir", "flock"):
        found = shutil.which(name)
        assert found is not None
        (programs / name).symlink_to(found)
    for name in ("requirements.txt", "requirements-uv.txt"):
        (tmp_path / name).write_text("")
    shutil.copy(LAUNCHER, tmp_path / "bildungsnetz")
    done = subprocess.run(
        [str(tmp_path / "bildungsnetz"), "start"],
        env={"PATH": str(programs), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Bildungsnetz braucht Python 3.12 oder neuer" in done.stderr
    assert "sudo apt-get install python3 python3-venv" in done.stderr


def test_start_answers_says_where_and_ends_cleanly(
    started: tuple[subprocess.Popen[str], int, Path],
) -> None:
    process, port, output = started
    parts = children(process.pid)
    assert len(parts) == 2
    process.send_signal(signal.SIGINT)
    assert process.wait(15) == 0
    assert status(port) == 0
    assert [part for part in parts if Path(f"/proc/{part}").exists()] == []
    text = output.read_text()
    assert f"Jetzt einrichten:  http://127.0.0.1:{port}/einrichten/" in text
    assert "Beenden mit Strg+C.\n" in text
    assert text.endswith("Bildungsnetz ist beendet.\n")


def talking(port: int, words: bytes) -> socket.socket:
    """An open connection on which this much was said; a whole question is answered first."""
    line = socket.create_connection(("127.0.0.1", port), timeout=20)
    line.sendall(words)
    if words.endswith(b"\r\n\r\n"):
        assert line.recv(65_536).startswith(b"HTTP/1.1 ")
    return line


def test_it_ends_quietly_whatever_browsers_keep_open(
    started: tuple[subprocess.Popen[str], int, Path],
) -> None:
    """Browsers keep connections for later, open some ahead, and break off amid a question."""
    process, port, output = started
    question = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    lines = [talking(port, said) for said in [question, b"", question[:20]] * 2]
    before = output.read_text()
    process.send_signal(signal.SIGINT)
    assert process.wait(15) == 0
    assert output.read_text().removeprefix(before) == "Bildungsnetz ist beendet.\n"
    for line in lines:
        line.close()


def test_a_part_that_dies_is_started_again(
    started: tuple[subprocess.Popen[str], int, Path],
) -> None:
    process, port, output = started
    before = children(process.pid)
    for part in before:
        os.kill(part, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while len(set(children(process.pid)) - set(before)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert wait_for(port) in {200, 302, 404}
    text = output.read_text()
    assert "Die Webseiten: unerwartet beendet, Neustart folgt." in text
    assert "Die Hintergrundarbeit: unerwartet beendet, Neustart folgt." in text
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0


def test_no_part_outlives_a_killed_start(
    started: tuple[subprocess.Popen[str], int, Path],
) -> None:
    process, port, _output = started
    parts = children(process.pid)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 15
    while status(port) or any(Path(f"/proc/{part}").exists() for part in parts):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_taken_port_is_said_in_plain_words(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("start", f"--port={port}", "--data", str(folder))
    assert done.returncode == 2
    assert done.stderr == (
        f"Der Port {port} ist schon belegt. Läuft Bildungsnetz bereits? "
        "Ein anderer Port: ./bildungsnetz start --port 8001\n"
    )


def test_a_link_for_nobody_is_refused(folder: Path) -> None:
    done = run("link", "niemand@hagen.example", "--data", str(folder))
    assert done.returncode == 2
    assert done.stderr == "Mit der Adresse niemand@hagen.example darf sich niemand anmelden.\n"


def test_a_link_names_the_port_on_which_the_pages_are(tmp_path: Path) -> None:
    """The first command on an empty folder sets it up by itself, with the example region."""
    done = run("link", "heike.beispiel@hagen.example", "--port", "8123", "--data", str(tmp_path))
    assert re.fullmatch(r"http://127\.0\.0\.1:8123/anmelden/[\w-]+/\n", done.stdout)

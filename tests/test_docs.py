"""The documents name commands and settings that exist, and forget none."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import bildungsnetz

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path(bildungsnetz.__file__).parent
LAUNCHER = next(
    ROOT.joinpath(p) for p in ("bildungsnetz", "tools/bildungsnetz") if ROOT.joinpath(p).is_file()
)
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
OPERATION = ROOT / "docs" / "betrieb.md"
TESTING = ROOT / "docs" / "testing.md"
SETTING = re.compile(r"BILDUNGSNETZ_[A-Z_]*[A-Z]")
# Only the tests' own, told in testing.md or passed between processes of one test.
TESTS_OWN = re.compile(r"BILDUNGSNETZ_(TEST_[A-Z]+|OPEN_DATABASE|SHOTS)")
COMMAND = re.compile(r"/bildungsnetz +([a-z][a-z-]*)")


def quoted(text: str) -> Iterator[str]:
    """What stands in code spans, fenced blocks and indented blocks of a document."""
    fenced = False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line
        else:
            yield from re.findall(r"`([^`]+)`", line)


def known_commands() -> set[str]:
    """The launcher's own list."""
    told = subprocess.run([LAUNCHER, "help"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^  ([a-z-]+) ", told, re.MULTILINE))


def settings_of(folder: Path) -> set[str]:
    """The settings that our Python below a folder names."""
    return {
        name for file in folder.rglob("*.py") for name in SETTING.findall(file.read_text("utf-8"))
    }


def own(names: set[str]) -> set[str]:
    """Those that only tests use."""
    return {name for name in names if TESTS_OWN.fullmatch(name)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_command_in_a_document_exists(document: Path) -> None:
    """A reader types what stands there."""
    asked = {name for line in quoted(document.read_text("utf-8")) for name in COMMAND.findall(line)}
    assert asked - known_commands() == set()


def test_the_operator_is_told_every_command_but_the_scripts() -> None:
    """Those that compute from files stand in the README."""
    lines = quoted(OPERATION.read_text("utf-8"))
    told = {name for line in lines for name in COMMAND.findall(line)}
    scripts = {"allocate", "window", "test"}
    assert known_commands() - told == scripts


def test_the_table_of_settings_is_complete_and_right() -> None:
    """The product reads what betrieb.md tells, and nothing else; the launcher reads the folder."""
    read = settings_of(PACKAGE)
    table = re.findall(r"^\| `(BILDUNGSNETZ_\w+)` \|", OPERATION.read_text("utf-8"), re.MULTILINE)
    assert sorted(table) == sorted(read - own(read))


def test_no_document_names_a_setting_that_nobody_reads() -> None:
    """Also those that only tests read."""
    read = settings_of(PACKAGE) | settings_of(ROOT / "tests")
    told = {name for file in DOCUMENTS for name in SETTING.findall(file.read_text("utf-8"))}
    assert told - read == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_link_inside_the_project_leads_somewhere(document: Path) -> None:
    """Files and headings; pictures as well."""
    text = document.read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)\s]+)\)", text)
    assert [link for link in links if not leads_somewhere(document, link)] == []


def leads_somewhere(document: Path, link: str) -> bool:
    """Whether the file exists and has the heading."""
    name, _hash, heading = link.partition("#")
    target = (document.parent / name) if name else document
    if not target.exists():
        return False
    return not heading or heading in anchors(target.read_text("utf-8"))


def anchors(text: str) -> set[str]:
    """The headings as addresses inside the page: small letters, hyphens, no punctuation."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in headings}


def test_the_launcher_can_be_run() -> None:
    """Whoever unpacks the project types its name."""
    assert os.access(LAUNCHER, os.X_OK)

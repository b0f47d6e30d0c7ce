"""`import_institutions` as a real process: figures, refusals, and SIGKILL in the middle."""

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from django.db import connection
from django.utils import timezone

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory.models import ImportRun, Institution
from bildungsnetz.directory.planning import TARGETS
from tests.directory.makers import DATA, GOETHE, HERNE, VOSS, register
from tests.settings import FOLDER

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Answer:
    """What a process said."""

    code: int
    out: str
    error: str

    @property
    def figures(self) -> dict[str, object]:
        return json.loads(self.out)


def process(
    file: Path, *options: str, command: str = "import_institutions"
) -> subprocess.Popen[str]:
    """The command in a process of its own, on the tests' database."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "BILDUNGSNETZ_OPEN_DATABASE": str(connection.settings_dict["NAME"]),
        "BILDUNGSNETZ_TEST_FOLDER": str(FOLDER),
    }
    whole = [sys.executable, "manage.py", command, str(file), "--region", "hagen", *options]
    return subprocess.Popen(
        whole, cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(file: Path, *options: str, command: str = "import_institutions") -> Answer:
    started = process(file, *options, command=command)
    out, error = started.communicate(timeout=120)
    return Answer(started.returncode, out, error)


def written(folder: Path, content: bytes, name: str = "schulen.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


GONE = {
    "number": "191002",
    "name": "Grundschule Börnig",
    "reason": "Die Nummer 191002 steht nicht mehr in der Datei.",
    "closed_on": "",
    "successor": "",
}


def last_august() -> str:
    """The first day of this school year."""
    today = timezone.localdate()
    return date(today.year - (today < date(today.year, 8, 1)), 8, 1).isoformat()


def figures(**changes: object) -> dict[str, object]:
    return {
        "new": 0, "changed": 0, "unchanged": 0, "gone": 0, "elsewhere": 0, "refused": [],
        "refused_count": 0, "left": 0, "gone_rows": [], "closed": 0, "committed": True, **changes,
    }  # fmt: skip


def test_without_commit_nothing_is_written(hagen, tmp_path):
    nameless = "191003;Grundschule;;Str. 1;58095;Hagen;\r\n"
    file = written(tmp_path, register(GOETHE, nameless, VOSS))
    answer = run(file, "--json")
    assert (answer.code, answer.error) == (0, "")
    assert answer.figures == figures(
        new=2,
        refused=[{"row": 3, "reason": "Die Zeile hat keinen Namen."}],
        refused_count=1,
        committed=False,
    )
    assert (Institution.objects.count(), ImportRun.objects.count()) == (0, 0)
    assert AuditEntry.objects.count() == 0


def test_the_same_file_twice_changes_nothing(hagen, tmp_path):
    file = written(tmp_path, register(GOETHE, VOSS, HERNE))
    assert run(file, "--commit", "--json").figures == figures(new=3)
    assert run(file, "--commit", "--json").figures == figures(unchanged=3)
    assert Institution.objects.count() == 3
    moved = written(tmp_path, register(GOETHE, VOSS.replace("Am Hof 2", "Am Hof 3")), "neu.csv")
    said = figures(unchanged=1, changed=1, gone=1, gone_rows=[{**GONE, "closed_on": last_august()}])
    assert run(moved, "--commit", "--json").figures == said
    assert Institution.objects.filter(closed_on=None).count() == 3


def test_what_is_gone_is_closed_only_when_asked(hagen, tmp_path):
    run(written(tmp_path, register(GOETHE, VOSS)), "--commit")
    other = "191009;Grundschule;Voßhof-Schule;Am Hof 2;58097;Hagen;191009@schule.example\r\n"
    file = written(tmp_path, register(GOETHE, other), "neu.csv")
    told = run(file).out.splitlines()[6]
    assert told.startswith(
        "– Voßhofschule (191001) Die Nummer 191001 steht nicht mehr in der Datei. "
        "Vorschlag: geschlossen ab "
    )
    assert told.endswith(" Nachfolgerin: Voßhof-Schule.")
    assert run(file, "--json").figures["closed"] == 0
    assert Institution.objects.filter(closed_on=None).count() == 2
    answer = run(file, "--commit", "--close-gone", "--field", "uebergaenge", "--json").figures
    assert (answer["new"], answer["gone"], answer["closed"]) == (1, 1, 1)
    school = Institution.objects.get(number="191001")
    assert (school.closed_on is not None, school.successor.number) == (True, "191009")
    assert [field.slug for field in school.successor.fields.all()] == ["uebergaenge"]
    assert run(file, "--json").figures == figures(unchanged=2, committed=False)
    unknown = run(file, "--commit", "--field", "xyz")
    assert unknown.error == "Ein Handlungsfeld „xyz“ gibt es in dieser Region nicht.\n"


def test_one_place_only_and_plain_words(hagen, tmp_path):
    file = written(tmp_path, register(GOETHE, VOSS, HERNE))
    answer = run(file, "--only-city", "Hagen")
    assert answer.out.splitlines() == [
        "Neu: 2",
        "Geändert: 0",
        "Unverändert: 0",
        "Nicht mehr enthalten: 0",
        "An anderem Ort: 1",
        "Zurückgewiesen: 0",
        "Nichts wurde geschrieben; mit --commit wird übernommen.",
    ]


def xlsx() -> bytes:
    """A workbook as an office sends it: title and notes first, headers in row 5."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Schulen")
        sheet.write(0, 0, "Schulverzeichnis der Stadt Hagen")
        sheet.write(2, 0, "Stand: August 2026")
        for number, line in enumerate(register(GOETHE, VOSS).decode().splitlines(), start=4):
            sheet.write_row(number, 0, line.split(";"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bom.csv", register(GOETHE, VOSS, encoding="utf-8-sig")),
        ("windows.csv", register(GOETHE, VOSS, encoding="cp1252")),
        ("komma.csv", register(GOETHE, VOSS).replace(b";", b",")),
        ("mappe.xlsx", xlsx()),
    ],
)
def test_files_as_offices_have_them(hagen, tmp_path, name, content):
    answer = run(written(tmp_path, content, name), "--commit", "--json")
    assert (answer.error, answer.figures) == ("", figures(new=2))
    assert Institution.objects.get(number="191001").name == "Voßhofschule"


def test_the_registers_of_two_years(hagen):
    old = DATA / "schuldaten_2021_auszug_cp1252.csv"
    assert run(old, "--commit", "--json").figures == figures(new=30)
    assert run(DATA / "schuldaten_2021_auszug.csv", "--json").figures == figures(
        unchanged=30, committed=False
    )


def bomb() -> bytes:
    """A workbook whose one sheet unpacks to 200 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _megabyte in range(200):
                sheet.write(b" " * 1_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "beginning"),
    [
        ("leer.csv", b"", "Die Datei ist leer."),
        ("bild.csv", b"\x89PNG\r\n\x1a\n", "Die Datei ist ein Bild und keine Tabelle."),
        (
            "ohne-name.csv",
            "Schulnummer;Straße;PLZ\r\n191000;Hauptstr. 1;58095\r\n".encode(),
            "Es fehlt eine Spalte für: Name der Einrichtung.",
        ),
        ("gross.csv", b"Name;Ort\r\n" + b"x;y\r\n" * 4_100_000, "Die Datei ist größer als 20 MB."),
    ],
)
def test_unusable_files_are_refused_with_one_sentence(hagen, tmp_path, name, content, beginning):
    answer = run(written(tmp_path, content, name), "--commit", "--json")
    assert (answer.code, answer.out) == (2, "")
    assert answer.error.startswith(beginning)
    assert answer.error.count("\n") == 1
    assert ImportRun.objects.count() == 0


def test_missing_columns_are_told_with_a_way_out(hagen, tmp_path):
    answer = run(written(tmp_path, b"Schulnummer;PLZ\n191000;58095\n", "ohne-name.csv"))
    assert answer.error == (
        "Es fehlt eine Spalte für: Name der Einrichtung. Bitte ordnen Sie sie zu. Das geht im "
        "Browser unter „Register“; oder geben Sie der Spalte in der Datei diesen Namen.\n"
    )


def test_a_bomb_is_refused_quickly(hagen, tmp_path):
    file = written(tmp_path, bomb(), "bombe.xlsx")
    empty = written(tmp_path, b"", "leer.csv")
    started = time.monotonic()
    assert run(empty).code == 2
    usual = time.monotonic() - started
    started = time.monotonic()
    answer = run(file, "--commit")
    assert (answer.code, answer.out, answer.error.count("\n")) == (2, "", 1)
    assert time.monotonic() - started < usual + 5


def test_unknown_files_and_regions_are_refused(hagen, deniz, tmp_path):
    absent = run(tmp_path / "fehlt.csv")
    assert (absent.code, absent.error) == (
        2,
        f"Die Datei „{tmp_path / 'fehlt.csv'}“ lässt sich nicht lesen.\n",
    )
    file = written(tmp_path, register(GOETHE))
    foreign = run(file, "--region", "unna")
    assert (foreign.code, foreign.error) == (2, "Eine Region „unna“ gibt es hier nicht.\n")


def test_a_killed_import_leaves_nothing_or_all(hagen, tmp_path):
    rows = (f"{100000 + n};Grundschule;Schule {n};Str. 1;58095;Hagen;\r\n" for n in range(3_000))
    file = written(tmp_path, register(*rows))
    before = time.monotonic()
    assert run(file, "--json").figures["new"] == 3_000
    usual = time.monotonic() - before
    for part in (0.7, 0.95, 1.1):
        started = process(file, "--commit", "--json")
        time.sleep(usual * part)
        started.send_signal(signal.SIGKILL)
        started.communicate()
        counts = (Institution.objects.count(), ImportRun.objects.count())
        assert counts in {(0, 0), (3_000, 1)}
        if counts[0]:
            break
    again = run(file, "--commit", "--json").figures
    assert again["new"] + again["unchanged"] == 3_000
    assert Institution.objects.count() == 3_000


def test_every_field_of_the_register_can_be_filled():
    assert {field.key for field in TARGETS} == {
        "name", "number", "kind", "street", "postcode", "city", "ags", "district", "phone", "fax",
        "email", "website", "legal_form", "opened_on", "easting", "northing", "operating_state",
        "epsg",
    }  # fmt: skip

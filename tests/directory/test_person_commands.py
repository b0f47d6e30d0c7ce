"""The command twins of lists: import_persons as a real process, the exports, and back again."""

import io
import json
import signal
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory import actions
from bildungsnetz.directory.models import Affiliation, ContactBasis, Person, PersonImport
from bildungsnetz.kit.listing import TYPES
from bildungsnetz.kit.tables import read_table
from tests.cast import NOW, make_institution
from tests.directory.makers import OFFICE, make_affiliation, make_person
from tests.directory.test_import_command import process, run, written
from tests.directory.test_person_imports import IDA, TOM, listed

IMPORT = "import_persons"


def figures(**changes: object) -> dict[str, object]:
    return {
        "new": 0, "changed": 0, "unchanged": 0, "persons": 0, "functions": 0, "undecided": [],
        "undecided_count": 0, "refused": [], "refused_count": 0, "committed": True, **changes,
    }  # fmt: skip


def told(*arguments: str) -> str:
    """What a command says within the test's own transaction."""
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> tuple[int, str]:
    """How a command ends that cannot be done, and what it says."""
    error = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(*arguments, stderr=error)
    return ended.value.code, error.getvalue()


@pytest.fixture
def school(hagen):
    return make_institution(hagen, "Goethe-Gymnasium", number="191000")


def read_in(file: Path, *options: str) -> dict[str, object]:
    return json.loads(told(IMPORT, str(file), "--region", "hagen", "--json", *options))


def test_without_commit_nothing_is_written(hagen, school, tmp_path):
    make_person(hagen, "Fels", given_name="Tom")
    file = written(tmp_path, listed(IDA, TOM, "Frau;;Ida;;;;;;;;;"))
    assert read_in(file) == figures(
        new=1,
        persons=1,
        functions=1,
        undecided=[{"row": 3, "reason": "derselbe Name"}],
        undecided_count=1,
        refused=[{"row": 4, "reason": "Der Nachname fehlt."}],
        refused_count=1,
        committed=False,
    )
    assert (Person.objects.count(), PersonImport.objects.count()) == (1, 0)
    assert AuditEntry.objects.count() == 0


def test_the_same_list_twice_changes_nothing(hagen, school, tmp_path):
    file = written(tmp_path, listed(IDA))
    once = read_in(file, "--commit", "--source", "nomination", "--source-note", "Schulamt")
    assert once == figures(new=1, persons=1, functions=1)
    assert read_in(file, "--commit") == figures(unchanged=1)
    assert set(ContactBasis.objects.values_list("source", "source_note")) == {
        ("nomination", "Schulamt")
    }


def test_unknown_institutions_are_refused_or_left_out(hagen, tmp_path):
    file = written(tmp_path, listed(IDA))
    reason = "Eine Einrichtung mit der Nummer 191000 steht nicht im Register."
    assert read_in(file, "--commit") == figures(
        refused=[{"row": 2, "reason": reason}], refused_count=1
    )
    assert read_in(file, "--commit", "--without-unknown") == figures(new=1, persons=1)


def test_the_figures_in_plain_words(hagen, school, tmp_path):
    make_person(hagen, "Fels", given_name="Tom")
    file = written(tmp_path, listed(IDA, TOM))
    assert told(IMPORT, str(file), "--region", "hagen").splitlines() == [
        "Neu: 1",
        "Geändert: 0",
        "Unverändert: 0",
        "Vielleicht schon im Register: 1",
        "Zurückgewiesen: 0",
        "Zeile 3: derselbe Name",
        "Ob es dieselben Personen sind, entscheiden Sie im Büro unter „Personen einlesen“.",
        "Nichts wurde geschrieben; mit --commit wird übernommen.",
    ]


@pytest.mark.parametrize(
    ("name", "content", "beginning"),
    [
        ("leer.csv", b"", "Die Datei ist leer."),
        ("bild.vcf", b"\x89PNG\r\n\x1a\n", "Die Datei enthält keine Kontakte (vCard)."),
        ("ohne.csv", b"Ort;PLZ\r\nHagen;58095\r\n", "Es fehlt eine Spalte für den Nachnamen."),
        ("gross.vcf", b"BEGIN:VCARD\n" * 2_000_000, "Die Datei ist größer als 20 MB."),
    ],
)
def test_unusable_files_are_refused_with_one_sentence(hagen, tmp_path, name, content, beginning):
    file = written(tmp_path, content, name)
    code, error = refused(IMPORT, str(file), "--region", "hagen", "--commit")
    assert (code, error.startswith(beginning), error.count("\n")) == (2, True, 1)
    assert PersonImport.objects.count() == 0


def test_unknown_files_and_regions_are_refused(hagen, tmp_path):
    absent = tmp_path / "fehlt.csv"
    assert refused(IMPORT, str(absent), "--region", "hagen") == (
        2, f"Die Datei „{absent}“ lässt sich nicht lesen.\n",
    )  # fmt: skip
    file = written(tmp_path, listed(TOM))
    assert refused(IMPORT, str(file), "--region", "unna") == (
        2, "Eine Region „unna“ gibt es hier nicht.\n",
    )  # fmt: skip


@pytest.mark.parametrize("form", sorted(TYPES))
def test_what_is_exported_is_read_in_without_a_change(hagen, school, tmp_path, form):
    ida = make_person(hagen, "Zorn", given_name="Ida", salutation="mrs", title="Dr.")
    make_affiliation(ida, school)
    make_person(hagen, "Zorn", given_name="Ida")
    file = tmp_path / f"personen.{form}"
    said = told("export_persons", "--region", "hagen", "--output", str(file))
    assert said == f"Geschrieben: {file}\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_in(file, "--commit") == figures(unchanged=2)
    target = tmp_path / "einrichtungen"
    told("export_institutions", "--region", "hagen", "--format", form, "--output", str(target))
    assert b"Goethe-Gymnasium" in target.read_bytes() or form == "xlsx"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_institutions_exported_are_read_in_without_a_change(hagen, school, tmp_path):
    make_institution(hagen, "- Primarstufe -", number="=1+1")
    for form in ("csv", "xlsx"):
        file = tmp_path / f"einrichtungen.{form}"
        told("export_institutions", "--region", "hagen", "--output", str(file))
        answer = told("import_institutions", str(file), "--region", "hagen", "--json")
        counts = json.loads(answer)
        assert (counts["unchanged"], counts["changed"], counts["refused_count"]) == (2, 0, 0)


def test_an_audience_is_exported_alone(hagen, school, tmp_path):
    make_affiliation(make_person(hagen, "Drin"), school)
    other = make_institution(hagen, "Kita Süd", kind="Kita")
    make_affiliation(make_person(hagen, "Draußen"), other)
    actions.save_audience(
        region=hagen, name="Grundschulen", query={"kinds": ["grundschule"]}, by=OFFICE, at=NOW
    )
    columns = {"export_institutions": "Name der Einrichtung", "export_persons": "Nachname"}
    found = {}
    for command, column in columns.items():
        file = tmp_path / "liste.csv"
        told(command, "--region", "hagen", "--audience", "Grundschulen", "--output", str(file))
        found[command] = read_table(file, name="liste.csv").column(column)
    assert found == {"export_institutions": ("Goethe-Gymnasium",), "export_persons": ("Drin",)}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--region", "unna"], "Eine Region „unna“ gibt es hier nicht."),
        (["--audience", "X"], "Einen Verteiler „X“ gibt es in dieser Region nicht."),
        (["--output", "liste"], "Bitte nennen Sie mit --format eine Form: csv, xlsx, vcf."),
        (["--output", "/gibt/es/nicht.csv"], "„/gibt/es/nicht.csv“ lässt sich nicht schreiben."),
    ],
)
def test_exports_that_cannot_be_say_why(hagen, tmp_path, options, sentence):
    usual = ["--region", "hagen", "--output", str(tmp_path / "liste.csv")]
    code, error = refused("export_persons", *usual, *options)
    assert (code, error.strip().endswith(sentence)) == (2, True)


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_leaves_nothing_or_all(hagen, school, tmp_path):
    lines = (IDA.replace("Zorn", f"Zorn{n}").replace("i@", f"{n}@") for n in range(2_000))
    file = written(tmp_path, listed(*lines))
    before = time.monotonic()
    assert run(file, "--json", command=IMPORT).figures["persons"] == 2_000
    usual = time.monotonic() - before
    for part in (0.7, 0.95, 1.1):
        started = process(file, "--commit", "--json", command=IMPORT)
        time.sleep(usual * part)
        started.send_signal(signal.SIGKILL)
        started.communicate()
        counts = (Person.objects.count(), Affiliation.objects.count(),
                  ContactBasis.objects.count(), PersonImport.objects.count())  # fmt: skip
        assert counts in {(0, 0, 0, 0), (2_000, 2_000, 4_000, 1)}
        if counts[0]:
            break
    again = run(file, "--commit", "--json", command=IMPORT).figures
    assert again["new"] + again["unchanged"] == 2_000
    assert Person.objects.count() == 2_000

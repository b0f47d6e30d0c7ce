"""`window` on the command line: exact output, plain refusals."""

import json
from io import StringIO

import pytest
from django.core.management import call_command


def run(*args: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("window", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_command_prints_exactly_this():
    out, err = run("2026-11-19", "--min-days", "21", "--max-days", "28", "--land", "NW", "--json")
    assert out == (
        '{"from": "2026-10-22", "to": "2026-10-29", "school_days": [], '
        '"closed_by": ["Herbstferien 17.10.–31.10."], '
        '"last_school_day_before": "2026-10-16", "first_school_day_after": "2026-11-02"}\n'
    )
    assert err == ""


def test_command_names_the_last_working_day_when_the_last_day_is_none():
    out, _ = run("2026-12-05", "--json")
    assert json.loads(out)["last_working_day"] == "2026-11-13"
    out, _ = run("2026-12-05")
    assert out.startswith("Zeitraum: 07.11.2026–14.11.2026\nLetzter Arbeitstag: 13.11.2026\n")


def test_command_adds_a_key_only_when_holidays_are_not_known():
    out, err = run("2031-11-19", "--json")
    assert json.loads(out)["uncovered"] is True
    assert err.startswith("Für den Zeitraum 22.10.2031–29.10.2031 sind nicht alle Schulferien")


def test_command_reads_the_offices_own_list(tmp_path):
    own = tmp_path / "ferien.csv"
    own.write_text("A;20.10.2031;25.10.2031\nB;22.12.2031;03.01.2032\nC;1.9.2031;2.9.2031\n")
    out, err = run("2031-11-19", "--holidays", str(own), "--json")
    assert json.loads(out)["closed_by"] == ["A 20.10.–25.10."]
    assert err == ""


def test_command_speaks_plain_german_without_json():
    out, _ = run("2026-11-19")
    assert out == (
        "Zeitraum: 22.10.2026–29.10.2026\nSchultage: keine\n"
        "Geschlossen durch: Herbstferien 17.10.–31.10.\n"
        "Letzter Schultag davor: 16.10.2026\nErster Schultag danach: 02.11.2026\n"
    )


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["19.11.2026"], "„19.11.2026“ ist kein Datum in der Form JJJJ-MM-TT.\n"),
        (
            ["2026-11-19", "--min-days", "30"],
            "Die Mindestfrist (30 Tage) ist länger als die Höchstfrist (28 Tage).\n",
        ),
        (
            ["2026-11-19", "--land", "ZZ"],
            "„ZZ“ ist kein Kürzel eines Landes (zum Beispiel „NW“).\n",
        ),
        (["2026-11-19", "--land", ""], "„“ ist kein Kürzel eines Landes (zum Beispiel „NW“).\n"),
        (
            ["2026-11-19", "--holidays", "gibt-es-nicht.csv"],
            "Die Datei „gibt-es-nicht.csv“ lässt sich nicht lesen.\n",
        ),
    ],
)
def test_command_refuses_with_one_sentence(args, sentence):
    err = StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("window", *args, stdout=StringIO(), stderr=err)
    assert caught.value.code == 2
    assert err.getvalue() == sentence

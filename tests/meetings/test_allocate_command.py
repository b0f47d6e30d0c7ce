"""`allocate` on the command line: exact output, plain refusals."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

DATA = Path(__file__).parent.parent / "data/praeferenzen"
COURSES, TABLE = str(DATA / "kurse.soc"), str(DATA / "wuensche_cp1252.csv")


def run(*args: str) -> str:
    out = StringIO()
    call_command("allocate", *args, stdout=out)
    return out.getvalue()


def test_it_prints_exactly_these_keys():
    found = json.loads(run(COURSES, "--capacities", "3,2,1", "--json"))
    placements = found.pop("placements")
    assert found == {"goal": "rank-sum", "rank_sum": 8, "profile": [4, 2], "unplaced": []}
    assert sorted(placements.values()) == ["1", "1", "1", "2", "2", "3"]


@pytest.mark.parametrize(
    ("args", "profile", "unplaced"),
    [
        (["--capacities", "2"], [3, 3], 0),
        (["--capacities", "2,2,2", "--goal", "generous"], [3, 3], 0),
        (["--capacities", "1", "--goal", "rank-maximal"], [2, 1], 3),
        (["--capacities", "1", "--fill"], [2, 1], 3),
    ],
)
def test_options(args, profile, unplaced):
    found = json.loads(run(COURSES, *args, "--json"))
    assert found["profile"] == profile
    assert len(found["unplaced"]) == unplaced


def test_capacities_of_a_table_follow_the_natural_order_of_names():
    found = json.loads(run(TABLE, "--capacities", "2,0", "--json", "--fill"))
    assert found["placements"] == {"Müller": "Forum 2", "Özdemir": "Forum 2"}
    assert found["unplaced"] == ["Schmidt"]


def test_it_speaks_plain_german_without_json():
    assert run(TABLE, "--capacities", "1") == (
        "Auf dem 1./2./… Wunsch: 2\nSumme der Ränge: 2\nOhne Platz: Schmidt\n"
        "Müller: Forum 10\nÖzdemir: Forum 2\n"
    )


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (
            [COURSES, "--capacities", "1,2"],
            "Die Datei nennt 3 Angebote, angegeben sind 2 Platzzahlen.",
        ),
        (
            [COURSES, "--capacities", "1,x,2"],
            "„1,x,2“ ist keine Liste von Platzzahlen wie 22,22,30.",
        ),
        ([COURSES, "--capacities", "-1"], "„-1“ ist keine Liste von Platzzahlen wie 22,22,30."),
        (
            [COURSES, "--capacities", "1", "--goal", "gerecht"],
            (
                "Das Ziel „gerecht“ gibt es nicht; möglich sind rank-sum, rank-squares, generous, "
                "rank-maximal."
            ),
        ),
        (["fehlt.soc", "--capacities", "1"], "Die Datei „fehlt.soc“ lässt sich nicht lesen."),
        ([str(DATA), "--capacities", "1"], f"Die Datei „{DATA}“ lässt sich nicht lesen."),
    ],
)
def test_it_refuses_with_one_sentence(args, sentence):
    err = StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("allocate", *args, stdout=StringIO(), stderr=err)
    assert caught.value.code == 2
    assert err.getvalue() == f"{sentence}\n"

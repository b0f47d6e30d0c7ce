"""`merge` and `duplicates --region` as scripts call them."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from bildungsnetz.directory.actions import duplicates as actions
from bildungsnetz.directory.models import Institution, Merge
from bildungsnetz.regions.models import Region
from tests.cast import NOW, make_institution
from tests.directory.makers import OFFICE, make_affiliation, make_person


@pytest.fixture
def twins(hagen: Region) -> tuple[int, int]:
    """Two entries of one school with the same head."""
    one = make_institution(hagen, "Goethe-Gymnasium", number="191000")
    other = make_institution(hagen, "Goethe Gymnasium")
    Institution.objects.update(street="Hauptstr. 1", phone="02331 12345")
    head = make_person(hagen, "Albers")
    for school in (one, other):
        make_affiliation(head, school)
    return one.pk, other.pk


def told(*arguments: Any) -> Any:
    out = StringIO()
    call_command(*map(str, arguments), "--json", stdout=out)
    return json.loads(out.getvalue())


def refused(*arguments: Any) -> str:
    error = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command(*map(str, arguments), stdout=StringIO(), stderr=error)
    assert stop.value.code == 2
    return error.getvalue().strip()


def test_numbers_no_entry_can_have(twins: tuple[int, int]) -> None:
    assert refused("merge", "--region", "hagen", twins[0], 10**30) == (
        "Einer der beiden Einträge besteht nicht mehr. Wahrscheinlich hat sie gerade jemand "
        "anderes zusammengeführt."
    )


def test_the_region_is_asked_for(twins: tuple[int, int]) -> None:
    assert refused("merge", *twins) == "Es fehlt: --region"


def test_the_plan_shows_and_changes_nothing(twins: tuple[int, int]) -> None:
    plan = told("merge", "--region", "hagen", "--kind", "institution", *twins)
    assert plan["keep"] == {"key": twins[0], "name": "Goethe-Gymnasium"}
    assert {one["field"]: one["take"] for one in plan["fields"]} == {
        "name": "keep", "number": "keep", "email": "keep",
    }  # fmt: skip
    assert plan["references"] == [
        {
            "label": "Tätigkeiten", "keep": 1, "gone": 1, "colliding": 1,
            "outcome": "gleiche Tätigkeiten werden zu einer, über die ganze Zeit",
        }
    ]  # fmt: skip
    assert (Institution.objects.count(), Merge.objects.count()) == (2, 0)


def test_it_merges_and_takes_back(twins: tuple[int, int]) -> None:
    done = told("merge", "--region", "hagen", *twins, "--take", "name=gone", "--commit")
    assert Institution.objects.get().name == "Goethe Gymnasium"
    assert told("merge", "--undo", done["merge"]) == {
        "undone": done["merge"], "restored": twins[1], "left": [],
    }  # fmt: skip
    assert Institution.objects.count() == 2


def test_people_can_read_it(twins: tuple[int, int]) -> None:
    out = StringIO()
    call_command("merge", "--region", "hagen", *map(str, twins), stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == (
        f"Bleibt: Goethe-Gymnasium [{twins[0]}]. Geht auf: Goethe Gymnasium [{twins[1]}]."
    )
    assert lines[-1] == "Nichts wurde geändert. Mit --commit geschieht es."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--region", "unna", 1, 2], "Eine Region „unna“ gibt es hier nicht."),
        (["--region", "hagen", 1], "Bitte beide Einträge nennen: erst den, der bleibt."),
        (["--region", "hagen", 1, 1],
         "Das ist derselbe Eintrag. Bitte wählen Sie einen anderen."),
        (["--undo", 77], "Eine Zusammenführung mit der Nummer 77 gibt es nicht."),
    ],
)  # fmt: skip
def test_it_says_what_is_wrong(hagen: Region, arguments: list[Any], sentence: str) -> None:
    assert refused("merge", *arguments) == sentence


def test_unknown_fields_are_named(twins: tuple[int, int]) -> None:
    arguments = ["merge", "--region", "hagen", *twins, "--take", "farbe=keep"]
    assert refused(*arguments) == "Diese Felder gibt es nicht: farbe."


def test_duplicates_of_a_region_leave_out_what_was_decided(twins: tuple[int, int]) -> None:
    found = told("duplicates", "--region", "hagen")
    ((left, right),) = ((pair["left"]["key"], pair["right"]["key"]) for pair in found["pairs"])
    assert {left, right} == {f"institution-{key}" for key in twins}
    actions.settle_pair(
        region=Region.objects.get(), kind="institution", one=twins[0], other=twins[1], by=OFFICE,
        at=NOW,
    )  # fmt: skip
    assert told("duplicates", "--region", "hagen")["pairs"] == []

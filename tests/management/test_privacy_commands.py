"""The commands of data protection: the record, whom a breach concerns, erasing."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.directory.models import Affiliation, Person
from bildungsnetz.meetings.models import Wish
from bildungsnetz.privacy.record import record_of
from bildungsnetz.regions.models import Region
from tests.cast import NOW
from tests.privacy.full import Full, make_full

Out = pytest.CaptureFixture[str]


@pytest.fixture
def full(hagen: Region, settings: Any, tmp_path: Path) -> Full:
    """Somebody of whom everything is known."""
    settings.DATA_DIR = tmp_path
    return make_full(hagen, "kanarie1", 1)


def said(out: Out) -> Any:
    """What a command printed, as data."""
    return json.loads(out.readouterr().out)


def test_the_record_is_the_page_s_record(hagen: Region, capsys: Out) -> None:
    """As data, and as lines to read."""
    call_command("record_of_processing", region="hagen", json=True)
    assert said(capsys) == record_of(hagen)
    call_command("record_of_processing", region="hagen")
    lines = capsys.readouterr().out.splitlines()
    assert "1. Register der Einrichtungen und Ansprechpersonen" in lines


def write(region: Region, on: Any, name: str, hours: int) -> None:
    """Something that is written at some hour."""
    with transaction.atomic():
        at = NOW + timedelta(days=1, hours=hours)
        audit.record(region=region, by=audit.Actor(name), at=at, action="x.changed", on=on)


def test_a_breach_names_whom_it_concerns(full: Full, capsys: Out) -> None:
    """Directly, and along references; by time and by whoever wrote."""
    make_full(full.region, "spatz2", 2)
    write(full.region, Affiliation.objects.get(person=full.person), "Anna Albers", 1)
    write(full.region, Wish.objects.get(registration=full.registration), "Anna Albers", 2)
    write(full.region, Person.objects.get(family_name="spatz2nach"), "Berta", 3)
    options = {"region": "hagen", "since": "2026-09-15", "json": True}
    call_command("affected", **options)
    found = said(capsys)
    assert [(one["name"], one["address"]) for one in found["people"]] == [
        ("Dr. kanarie1titel kanarie1vor kanarie1nach", "kanarie1@amt.example"),
        ("Dr. spatz2titel spatz2vor spatz2nach", "spatz2@amt.example"),
        ("kanarie1vor kanarie1nach", "kanarie1@amt.example"),
    ]
    assert "Funktion" in found["people"][0]["data"]
    assert (found["entries"], found["unknown"]) == (3, 0)
    call_command("affected", **options, by="Berta")
    assert [one["name"] for one in said(capsys)["people"]] == [
        "Dr. spatz2titel spatz2vor spatz2nach"
    ]
    call_command("affected", **{**options, "since": "2026-09-16"})
    assert said(capsys)["people"] == []


def test_a_stolen_backup_concerns_everybody(full: Full, capsys: Out) -> None:
    """All names and addresses of all rooms."""
    call_command("affected", region="hagen", everybody=True, json=True)
    names = {one["name"] for one in said(capsys)["people"]}
    assert names == {
        "Dr. kanarie1titel kanarie1vor kanarie1nach",
        "kanarie1vor kanarie1nach",
        "Vera Vertreterin",
        "Zwilling",
        "Grundschule",
    }


def test_a_moment_that_is_none_is_refused(hagen: Region, capsys: Out) -> None:
    """Exit code 2, with a sentence."""
    with pytest.raises(SystemExit) as ended:
        call_command("affected", region="hagen", since="gestern")
    assert ended.value.code == 2
    assert capsys.readouterr().err == "„gestern“ ist kein Zeitpunkt.\n"


def test_erasing_shows_first_and_does_then(full: Full, capsys: Out) -> None:
    """Without --yes nothing is changed."""
    options = {"region": "hagen", "person": full.person.pk}
    call_command("erase", **options)
    shown = said(capsys)
    assert (shown["obstacles"], shown["rows"]["affiliation"]) == ([], {"delete": 1, "empty": 0})
    assert Affiliation.objects.filter(person=full.person).exists()
    call_command("erase", **options, yes=True)
    assert said(capsys)["counts"]["affiliation.deleted"] == 1
    assert not Affiliation.objects.filter(person=full.person).exists()

"""Lists as they really come: exports of address books, texts that break programs, no lists."""

import json
from pathlib import Path

import pytest

from bildungsnetz.directory import queries
from bildungsnetz.directory.models import Institution, Person
from bildungsnetz.directory.person_importing import clean_name
from bildungsnetz.directory.rules import UnusableFile
from bildungsnetz.kit.listing import TYPES
from bildungsnetz.kit.tables import read_table, write_csv
from tests.cast import NOW, TODAY, make_institution
from tests.directory.test_person_imports import commit, upload

DATA = Path(__file__).parent.parent / "data"
NAUGHTY: list[str] = json.loads((DATA / "eingaben" / "blns.json").read_text("utf-8"))
FORMULAS = (DATA / "eingaben" / "csv_injection.txt").read_text("utf-8").splitlines()
CARDS = sorted(file.name for file in (DATA / "vcard").iterdir() if file.suffix != ".md")


def as_kept(texts: list[str]) -> list[str]:
    """Those that can be seen and fit into a field of 80 characters, as a form keeps them."""
    stripped = [text.strip().replace("\x00", "") for text in texts]
    seen = [text for text in stripped if any(char.isprintable() for char in text)]
    return list(dict.fromkeys(text for text in seen if len(text) <= 80))


@pytest.mark.parametrize("name", CARDS)
def test_address_books_are_read_taken_over_and_then_unchanged(hagen, name):
    content = (DATA / "vcard" / name).read_bytes()
    run = upload(hagen, content, file_name=name, unknown="without")
    assert (run.counts["new"], run.counts["refused"]) == (run.counts["rows"], 0)
    commit(run)
    assert Person.objects.exclude(family_name="").count() == run.counts["persons"]
    again = upload(hagen, content, file_name=name, unknown="without")
    assert again.counts["unchanged"] == again.counts["rows"], again.preview


def test_a_card_of_outlook_with_an_institution_of_the_register(hagen):
    school = make_institution(hagen, "IBM")
    Institution.objects.filter(pk=school.pk).update(city="Albaney")
    content = (DATA / "vcard" / "John_Doe_MS_OUTLOOK.vcf").read_bytes()
    run = upload(hagen, content, file_name="john.vcf", unknown="without")
    [row] = run.preview["new"]
    assert (row["name"], row["where"]) == ("John Richter,James Doe", "Money Counter, IBM")
    assert row["told"] == ["john.doe@ibm.cm", "(905) 555-1234"]
    commit(run)
    assert Person.objects.get().salutation == "mr"


@pytest.mark.parametrize("form", sorted(TYPES))
def test_naughty_names_survive_the_way_out_and_in(hagen, form):
    kept = as_kept([*NAUGHTY, *FORMULAS])
    assert len(kept) > 350
    Person.objects.bulk_create(
        Person(region=hagen, family_name=text, given_name=text, created_at=NOW) for text in kept
    )
    listing = queries.person_listing(queries.persons(hagen), TODAY)
    run = upload(hagen, listing.content(form), file_name=f"personen.{form}")
    assert run.counts["unchanged"] == len(kept), {
        state: rows[:3] for state, rows in run.preview.items()
    }


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_naughty_names_stand_in_a_table_as_they_are(hagen, form):
    kept = [text for text in as_kept([*NAUGHTY, *FORMULAS]) if text.isprintable()]
    Person.objects.bulk_create(
        Person(region=hagen, family_name=text, created_at=NOW) for text in kept
    )
    listing = queries.person_listing(Person.objects.order_by("pk"), TODAY)
    table = read_table(listing.content(form), name=f"a.{form}")
    assert list(table.column("Nachname")) == kept


def test_naughty_names_of_a_list_are_kept_as_they_are(hagen):
    texts = as_kept(NAUGHTY)
    rows = [[text, f"{number}@naughty.example"] for number, text in enumerate(texts)]
    run = upload(hagen, write_csv(["Nachname", "E-Mail"], rows))
    done = commit(run)
    assert done.counts["new"] + done.counts["refused"] + done.counts["undecided"] == len(texts)
    assert done.counts["undecided"] == 0
    wanted = {clean_name(text) for text in texts} - {""}
    assert set(Person.objects.values_list("family_name", flat=True)) == wanted
    again = upload(hagen, write_csv(["Nachname", "E-Mail"], rows))
    assert again.counts["new"] == 0
    assert again.counts["unchanged"] == done.counts["new"]


def test_naughty_cells_in_every_column_give_a_preview(hagen):
    headers = list(queries.PERSON_HEADERS.values())
    rows = [[text] * len(headers) for text in [*NAUGHTY, *FORMULAS] if text.strip()]
    run = upload(hagen, write_csv(headers, rows), unknown="without")
    assert run.planned_at is not None
    assert commit(run).state == "committed"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bombe.vcf", b"BEGIN:VCARD\nVERSION:3.0\nN:" + b"a;" * 50_000 + b"\nEND:VCARD"),
        ("tief.json", b"[" * 100_000),
        ("leer.vcf", b""),
        ("bild.vcf", b"\xff\xd8\xff\xe0" + b"\x00" * 100),
        ("seite.csv", b"<!doctype html><script>alert(1)</script>"),
        ("nul.csv", b"\x00" * 100),
        ("offen.csv", b'Nachname\n"Zorn'),
        ("offen.vcf", b"BEGIN:VCARD\nVERSION:4.0\nFN:Ida Zorn"),
    ],
)
def test_no_lists_at_all_give_a_sentence_or_a_preview(hagen, name, content):
    reasons: list[str] = []
    try:
        run = upload(hagen, content, file_name=name)
        reasons = [row["reason"] for rows in run.preview.values() for row in rows]
    except UnusableFile as problem:
        reasons = [str(problem)]
    assert reasons

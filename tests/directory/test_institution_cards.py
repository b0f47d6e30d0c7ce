"""Address books of organisations go the way of every register; persons' cards stay outside."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from bildungsnetz.directory import actions, queries
from bildungsnetz.directory.models import ImportRun, Institution
from bildungsnetz.directory.rules import UnusableFile
from bildungsnetz.example.load import load
from bildungsnetz.kit.vcard import Card, read_cards, write_cards
from tests.cast import NOW, make_institution, signed_in
from tests.desk.browsing import shown
from tests.directory.makers import DATA, OFFICE, upload
from tests.directory.test_person_commands import told
from tests.directory.test_person_imports import upload as upload_persons

CARDS = DATA.parent / "vcard"
BOOKS = sorted(file.name for file in CARDS.iterdir() if file.suffix != ".md")
NAUGHTY = ("- Primarstufe -", "=1+1", "Schule; „Am Hof“, Haus 2", "KIND:individual", "a\\nb")


def card(*lines: str, version: str = "3.0") -> bytes:
    body = [f"BEGIN:VCARD\nVERSION:{version}", *lines, "END:VCARD\n"]
    return "\n".join(body).encode()


def read(region, content: bytes, name: str = "einrichtungen.vcf", **changes: object) -> ImportRun:
    return upload(region, content, file_name=name, **changes)


def counted(run: ImportRun) -> dict[str, int]:
    return {key: value for key, value in run.counts.items() if value}


def exported(region) -> bytes:
    return queries.institution_listing(queries.institutions(region)).content("vcf")


def reasons(run: ImportRun) -> list[str]:
    return [row["reason"] for row in run.preview["refused"]]


def test_the_exported_register_is_read_in_without_a_change(db):
    region = load(NOW)
    number = Institution.objects.filter(region=region).count()
    assert number > 60
    assert counted(read(region, exported(region))) == {"rows": number, "unchanged": number}


def test_the_commands_say_the_same(db, tmp_path):
    region = load(NOW)
    number = Institution.objects.filter(region=region).count()
    file = tmp_path / "einrichtungen.vcf"
    told("export_institutions", "--region", region.slug, "--output", str(file))
    figures = json.loads(told("import_institutions", str(file), "--region", region.slug, "--json"))
    names = ("unchanged", "new", "changed", "refused_count", "gone")
    assert [figures[name] for name in names] == [number, 0, 0, 0, 0]


def test_every_fact_of_a_card_returns_into_an_empty_register(hagen):
    school = make_institution(hagen, "Voß; Schule", number="000917", email="a@s.example")
    facts: dict[str, object] = {
        "phone": "02331 1", "fax": "02331 2", "street": "Weg 3", "postcode": "58095",
        "district": "Mitte", "ags": "05914000", "legal_form": "Privat",
        "website": "https://s.example/?a=1,2;3", "opened_on": "2020-08-01", "city": "Hagen",
    }  # fmt: skip
    Institution.objects.filter(pk=school.pk).update(**facts)
    content = exported(hagen)
    Institution.objects.all().delete()
    run = read(hagen, content)
    assert counted(run) == {"rows": 1, "new": 1}
    actions.commit_import(run=run, by=OFFICE, at=NOW)
    row = Institution.objects.get()
    assert {name: str(getattr(row, name)) for name in facts} == facts
    assert (row.name, row.number, row.email, row.kind.slug) == (
        "Voß; Schule", "000917", "a@s.example", "grundschule",
    )  # fmt: skip
    assert counted(read(hagen, content)) == {"rows": 1, "unchanged": 1}


def test_naughty_names_survive_the_way_out_and_in(hagen):
    for place, name in enumerate(NAUGHTY):
        make_institution(hagen, name, number=f"00{place}")
    assert counted(read(hagen, exported(hagen))) == {
        "rows": len(NAUGHTY), "unchanged": len(NAUGHTY),
    }  # fmt: skip


def test_what_changed_in_the_address_book_is_offered_cell_by_cell(hagen):
    make_institution(hagen, "Voßhofschule", number="191001")
    content = exported(hagen).replace(b"EMAIL:", b"EMAIL:neu-")
    run = read(hagen, content)
    assert counted(run) == {"rows": 1, "changed": 1}
    [row] = run.preview["changed"]
    assert [change[0] for change in row["changes"]] == ["email"]


@pytest.mark.parametrize(
    "lines",
    [
        ("KIND:org", "FN:Voßhofschule"),
        ("FN:Voßhofschule", "ORG:Voßhofschule"),
        ("FN:Voßhofschule", "N:Voßhofschule;;;;", "ORG:Voßhofschule;Sekretariat"),
        ("X-ABSHOWAS:COMPANY", "N:;;;;", "ORG:Voßhofschule"),
    ],
)
@pytest.mark.parametrize("version", ["2.1", "3.0", "4.0"])
def test_cards_of_organisations_in_the_ways_of_many_books(hagen, lines, version):
    content = card(*lines, "ADR;TYPE=work:;;Am Hof 2;Hagen;;58097;", version=version)
    [row] = read(hagen, content).preview["new"]
    assert (row["name"], row["city"]) == ("Voßhofschule", "Hagen")


def test_a_jcard_of_an_organisation(hagen):
    content = json.dumps(
        ["vcard", [["version", {}, "text", "4.0"], ["kind", {}, "text", "org"],
                   ["fn", {}, "text", "Jobcenter Hagen"],
                   ["categories", {}, "text", "Jobcenter", "Kunden, wichtige"]]]
    ).encode()  # fmt: skip
    [row] = read(hagen, content, "kontakte.json").preview["new"]
    assert (row["name"], row["kind"]) == ("Jobcenter Hagen", "Jobcenter")


def test_persons_and_groups_are_refused_and_shown_the_way(hagen, anna):
    content = b"".join(
        [
            card("FN:Eva Voß", "N:Voß;Eva;;;", "ORG:Voßhofschule"),
            card("FN:Ida Zorn"),
            card("KIND:individual", "FN:Tom Fels", "ORG:Tom Fels"),
            card("KIND:group", "FN:Verteiler"),
            card("KIND:org", "FN:Voßhofschule"),
            card("TEL:1"),
        ]
    )
    run = read(hagen, content)
    assert counted(run) == {"rows": 6, "new": 1, "refused": 5}
    person = (
        "„%s“ ist die Karte einer Person, keiner Einrichtung. Personen lesen Sie unter „Personen "
        "einlesen“ ein."
    )
    assert reasons(run) == [
        person % "Eva Voß", person % "Ida Zorn", person % "Tom Fels",
        "„Verteiler“ ist keine Karte einer Einrichtung.",
        "Der Kontakt hat weder Namen noch Einrichtung noch E-Mail-Adresse.",
    ]  # fmt: skip
    page = shown(signed_in(anna), f"/hagen/buero/register/import/{run.pk}/?gruppe=zurueckgewiesen")
    assert "Personen lesen Sie unter „Personen einlesen“ ein." in page
    persons = reverse("desk_person_imports", kwargs={"region": "hagen"})
    assert f'<a class="kern-link" href="{persons}">' in page


def test_organisations_among_persons_are_shown_the_way_too(hagen, anna):
    content = card("KIND:org", "FN:Voßhofschule")
    run = upload_persons(hagen, content, file_name="personen.vcf", unknown="without")
    where = reverse("desk_person_import", kwargs={"region": "hagen", "pk": run.pk})
    page = shown(signed_in(anna), f"{where}?gruppe=zurueckgewiesen")
    assert "Einrichtungen lesen Sie unter „Register einlesen“ ein." in page
    assert '<a class="kern-link" href="/hagen/buero/register/import/">' in page


@pytest.mark.parametrize("name", BOOKS)
def test_address_books_of_persons_give_a_sentence_for_each_card(hagen, anna, name):
    run = read(hagen, (CARDS / name).read_bytes(), name)
    assert run.counts["new"] + run.counts["refused"] == run.counts["rows"] > 0
    assert all("Personen einlesen" in reason for reason in reasons(run))
    where = f"/hagen/buero/register/import/{run.pk}/"
    assert signed_in(anna).get(where).status_code == 200
    assert signed_in(anna).get(f"{where}spalten/").status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("leer.vcf", b"", "Die Datei enthält keine Kontakte (vCard)."),
        ("bild.vcf", b"\x89PNG\r\n\x1a\n", "Die Datei enthält keine Kontakte (vCard)."),
        ("karte.json", b'["vcard", 7', "Die Datei sieht wie ein jCard aus, ist aber nicht lesbar."),
    ],
)
def test_what_is_no_address_book_is_refused_with_a_sentence(hagen, name, content, sentence):
    with pytest.raises(UnusableFile) as refused:
        read(hagen, content, name)
    assert str(refused.value) == sentence


def test_the_page_takes_an_address_book(hagen, anna, tmp_path: Path):
    make_institution(hagen, "Voßhofschule", number="191001")
    file = tmp_path / "einrichtungen.vcf"
    file.write_bytes(exported(hagen))
    with file.open("rb") as content:
        answer = signed_in(anna).post(
            "/hagen/buero/register/import/", {"file": content, "source": "Adressbuch"}
        )
    assert answer.status_code == 302
    assert counted(ImportRun.objects.get()) == {"rows": 1, "unchanged": 1}


def test_categories_survive_the_way_out_and_in():
    book = Card(full_name="A", categories=("Grund, Schule", "B;C", "d\\n"))
    assert read_cards(write_cards([book])) == ((book,), ())

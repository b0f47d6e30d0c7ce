"""Who stands in the register twice: persons, institutions, groups, merging, the command."""

import dataclasses
import json
import random
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from bildungsnetz.directory.importing import propose_mapping, to_records
from bildungsnetz.directory.matching import (
    THRESHOLD,
    Candidate,
    Pair,
    cologne,
    find_duplicates,
    groups,
    merge_plan,
)
from bildungsnetz.directory.matching import words as spelling
from bildungsnetz.kit.tables import read_table
from bildungsnetz.regions.models import Region
from tests.cast import make_institution, make_region
from tests.directory.makers import DATA, make_affiliation, make_person

SCHOOL = Candidate(
    key="a", kind="institution", name="Goetheschule Städt. Gem. Grundschule", form="grundschule",
    street="Hauptstr. 5", postcode="58095", city="Hagen", phone="02331 207-0",
)  # fmt: skip
PERSON = Candidate(key="a", kind="person", name="Müller", given_name="Hans-Peter")


def score(left: Candidate, **changes: str | tuple[str, ...]) -> float:
    """The score of a record and a changed copy of it among nobody else."""
    right = dataclasses.replace(left, key="b", **changes)
    pairs = find_duplicates([left, right], threshold=0.0)
    return pairs[0].score if pairs else 0.0


def reasons(left: Candidate, **changes: str | tuple[str, ...]) -> tuple[str, ...]:
    right = dataclasses.replace(left, key="b", **changes)
    return find_duplicates([left, right], threshold=0.0)[0].reasons


# --- sound ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Müller-Lüdenscheidt", "65752682"), ("Wikipedia", "3412"), ("Breschnew", "17863"),
        ("Müller", "657"), ("Mueller", "657"), ("Möller", "657"), ("Meier", "67"), ("Mayr", "67"),
        ("Schmidt", "862"), ("Schmitt", "862"), ("Voß", "38"), ("Vogt", "342"),
        ("Pfister", "13827"), ("Hecht", "042"), ("Aachen", "046"), ("Tsan", "86"),
        ("Philipp", "351"), ("Xaver", "4837"), ("Max", "648"), ("Cramer", "4767"),
        ("Christa", "4782"), ("Caesar", "487"), ("Celik", "854"), ("Fritz", "378"),
        ("", ""), ("123", ""),
    ],
)  # fmt: skip
def test_cologne(word: str, code: str) -> None:
    """Codes by Postel's table; the first three are the examples it is usually explained by."""
    assert cologne(word) == code


# --- spelling ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("02331 207-0", "023312070"), ("02331/2070", "023312070"), ("+49 2331 2070", "023312070"),
        ("+49 (0) 2331 2070", "023312070"), ("0049 2331 2070", "023312070"),
        ("(02331) 2070", "023312070"), ("+31 20 123456", "003120123456"), ("2070", ""), ("", ""),
    ],
)  # fmt: skip
def test_phone(text: str, digits: str) -> None:
    assert spelling.phone(text) == digits


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Jean-Vogel-Str. 36a", ("jeanvogelstr", "36a")),
        ("Jean Vogel Straße 36 A", ("jeanvogelstr", "36a")), ("Heerstr. 18/18a", ("heerstr", "18")),
        ("Straße des 17. Juni 135", ("strdes17juni", "135")), ("Am Hof", ("amhof", "")),
        ("Weg 5-7", ("weg", "5")), ("", ("", "")),
    ],
)  # fmt: skip
def test_street(text: str, parts: tuple[str, str]) -> None:
    assert spelling.street(text) == parts


@pytest.mark.parametrize(
    ("name", "telling"),
    [
        ("Städt. Gem. Grundschule Am Park", {"park"}), ("Marienschule", {"marien"}),
        ("Marien-Schule", {"marien"}), ("GGS St. Martin", {"sankt", "martin"}),
        ("Grnudschule Kückelhausen", {"kueckelhausen"}), ("Eschenshule", {"eschen"}),
        ("Städt. Realschule Hagen - Sekundarstufe I -", set()),
        ("Goethe-Gymnasium der Stadt Hagen Sekundarstufen I und II", {"goethe"}),
    ],
)  # fmt: skip
def test_what_tells_a_name_apart(name: str, telling: set[str]) -> None:
    assert spelling.name(name, "Hagen").words == telling


# --- institutions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "GGS Goethe-Schule", "phone": ""},
        {"name": "Goethe Schule, Staedtische Gemeinschaftsgrundschule", "street": "Hauptstraße 5"},
        {"name": "Göetheschule", "phone": "+49 2331 2070"},
        {"street": "", "phone": "+49 (0) 2331 / 207 0"},
        {"street": "Neuer Weg 1", "phone": "02331 2070"},
        {"phone": "02331 99999", "postcode": ""},
        {"city": "Hagen (Westf.)", "form": ""},
    ],
)
def test_the_same_school_spelled_otherwise(changes: dict[str, str]) -> None:
    assert score(SCHOOL, **changes) >= THRESHOLD


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Goethe-Gymnasium", "form": "gymnasium"},
        {"name": "Goetheschule Städt. Kath. Grundschule"},
        {"name": "Schillerschule"},
        {"street": "Bahnhofstr. 9", "postcode": "50667", "city": "Köln", "phone": "0221 12345"},
        {"name": "Städt. Kita", "form": "kita"},
    ],
)
def test_schools_that_share_much_and_are_others(changes: dict[str, str]) -> None:
    """Name, house and telephone are shared within a school centre."""
    assert score(SCHOOL, **changes) < THRESHOLD


def test_numbers_of_one_register_that_differ_mean_different_schools() -> None:
    """Even where everything else is the same."""
    numbered = dataclasses.replace(SCHOOL, number="191000")
    assert score(numbered, number="191001") == 0.0
    assert score(numbered, number="0191000") > 0.999
    assert score(numbered, number="") >= THRESHOLD
    assert score(numbered, number="HA-7") >= THRESHOLD


def test_ordinals_and_points_of_the_compass() -> None:
    first = dataclasses.replace(SCHOOL, name="Cuno-Berufskolleg I", form="berufskolleg")
    assert score(first, name="Cuno-Berufskolleg II") < THRESHOLD <= score(first)
    north = dataclasses.replace(SCHOOL, name="Volme-Schule Nord")
    assert score(north, name="Volme-Schule Süd") < THRESHOLD <= score(north)


def test_reasons_of_institutions() -> None:
    assert reasons(SCHOOL, street="Hauptstraße 5", phone="02331 1111") == (
        "Der Name ist derselbe.",
        "Die Anschrift ist dieselbe.",
        "Dagegen spricht: Die Telefonnummern sind verschieden.",
    )
    assert reasons(
        dataclasses.replace(SCHOOL, number="1", email="a@x.example"),
        name="Schillerschule", form="gymnasium", street="Am Hof 1", postcode="50667", city="Köln",
        email="b@x.example",
    ) == (
        "Die Nummer ist dieselbe.",
        "Die Telefonnummer ist dieselbe.",
        "Dagegen spricht: Die Namen sind verschieden.",
        "Dagegen spricht: Die Arten der Einrichtung sind verschieden.",
        "Dagegen spricht: Die Orte sind verschieden.",
        "Dagegen spricht: Die Anschriften sind verschieden.",
        "Dagegen spricht: Die E-Mail-Adressen sind verschieden.",
    )  # fmt: skip


def schools() -> list[Candidate]:
    """The thirty schools of the extract, numbers and mailboxes taken away."""
    table = read_table(DATA / "schulen_2024_auszug.csv", name="schulen.csv")
    return [
        Candidate(
            key=str(record.row), kind="institution", name=record.values["name"],
            form=record.values["kind"], street=record.values["street"],
            postcode=record.values["postcode"], city=record.values["city"],
            phone=record.values["phone"],
        )
        for record in to_records(table, propose_mapping(table)).records
    ]  # fmt: skip


def respelled(text: str) -> str:
    for short, long in (("Städt.", "Städtische"), ("Str.", "Straße"), ("str.", "straße"),
                        ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):  # fmt: skip
        text = text.replace(short, long)
    return text


def test_real_schools_are_no_duplicates_and_their_respelled_copies_are() -> None:
    originals = schools()
    assert find_duplicates(originals) == []
    copies = [
        dataclasses.replace(
            one, key=f"{one.key}'", name=respelled(one.name), street=respelled(one.street),
            phone=one.phone.replace("0", "+49 (0) ", 1), form="",
        )
        for one in originals
    ]  # fmt: skip
    pairs = find_duplicates([*originals, *copies])
    assert {(pair.left, pair.right) for pair in pairs} == {
        (one.key, f"{one.key}'") for one in originals
    }


# --- persons -------------------------------------------------------------------------------------

DESK = dataclasses.replace(
    PERSON, institutions=("7",), email="info@firma.example", phone="02331 2070", salutation="mr"
)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Mueller"}, {"given_name": "Hans Peter"}, {"given_name": "Hanspeter"},
        {"given_name": "H.-P."}, {"given_name": "H. P."}, {"given_name": "Hans"},
        {"name": "Müller-Voß"}, {"name": "Mueler"}, {"name": "Miller"}, {"given_name": ""},
        {"name": "Hans-Peter", "given_name": "Müller"}, {"salutation": "open"},
        {"email": "hp.mueller@firma.example", "phone": ""}, {"given_name": "Dr. Hans-Peter"},
    ],
)  # fmt: skip
def test_the_same_person_spelled_otherwise(changes: dict[str, str]) -> None:
    assert score(DESK, **changes) >= THRESHOLD


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Schulze"}, {"given_name": "Karl"}, {"name": "Voß", "given_name": "Anna"},
        {"salutation": "mrs", "given_name": "H."},
        {"institutions": ("8",), "email": "", "phone": "0221 12345"},
    ],
)  # fmt: skip
def test_colleagues_and_namesakes_are_others(changes: dict[str, str]) -> None:
    """They share institution, telephone and the mailbox of the desk."""
    assert score(DESK, **changes) < THRESHOLD


def test_a_double_name_scores_lower_than_the_name() -> None:
    assert THRESHOLD <= score(DESK, name="Müller-Voß") < score(DESK)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Christian", "Christina"), ("Martin", "Martina"), ("Johann", "Johanna"), ("Kai", "Kaja")],
)
def test_siblings_at_one_desk_are_others(one: str, other: str) -> None:
    """Such names sound alike and are a letter apart."""
    sibling = dataclasses.replace(DESK, given_name=one, salutation="")
    assert score(sibling, given_name=other) < THRESHOLD <= score(sibling)


def test_a_shared_mailbox_alone_is_no_evidence() -> None:
    """Two persons who share info@ and nothing else are hardly compared; their own mailbox tells."""
    role = dataclasses.replace(PERSON, email="info@firma.example")
    assert score(role, name="Voß", given_name="Anna") < 0.01
    own = dataclasses.replace(PERSON, email="hp@firma.example", given_name="")
    assert score(own, given_name="") >= THRESHOLD
    assert score(dataclasses.replace(own, email="info@firma.example")) < score(own)


def test_a_frequent_name_alone_is_no_evidence() -> None:
    """Among many of that name a namesake is likelier than a copy; a rare one is worth a look."""
    crowd = [
        Candidate(str(place), "person", family, given_name=given)
        for place, (family, given) in enumerate(
            [("Müller", "Anna")] * 40 + [("Meier", f"Name{n}") for n in range(400)]
        )
    ]
    rare = [Candidate(key, "person", "Grüßenbecher", given_name="Jörg") for key in ("x", "y")]
    pairs = find_duplicates([*crowd, *rare])
    assert [(pair.left, pair.right) for pair in pairs] == [("x", "y")]


def test_reasons_of_persons() -> None:
    assert reasons(DESK, name="Hans-Peter", given_name="Müller", institutions=()) == (
        "Vor- und Nachname sind vertauscht.",
        "Die Telefonnummer ist dieselbe.",
        "Die E-Mail-Adresse ist dieselbe.",
    )
    assert reasons(
        DESK, name="Müller-Voß", given_name="H.-P.", salutation="mrs", institutions=("8",),
        email="a@x.example",
    ) == (
        "Ein Nachname ist Teil des anderen, etwa nach einer Heirat.",
        "Ein Vorname ist Teil oder Anfang des anderen.",
        "Die Telefonnummer ist dieselbe.",
        "Dagegen spricht: Die Anreden sind verschieden.",
        "Dagegen spricht: Sie gehören zu verschiedenen Einrichtungen.",
        "Dagegen spricht: Die E-Mail-Adressen sind verschieden.",
    )  # fmt: skip


# --- search --------------------------------------------------------------------------------------


def test_kinds_are_never_mixed_and_keys_are_told_apart() -> None:
    person = Candidate("b", "person", "Goetheschule", phone="02331 2070")
    assert find_duplicates([SCHOOL, person], threshold=0.0) == []
    with pytest.raises(ValueError, match="key of its own"):
        find_duplicates([SCHOOL, SCHOOL])


def test_a_thousand_at_one_telephone_cost_little() -> None:
    """A block that cannot be parted is left out, or a thousand records would be half a million
    pairs; whoever has a name in common is found all the same."""
    crowd = [
        Candidate(str(n), "person", f"Name{n}", given_name=chr(97 + n % 26), phone="02331 2070")
        for n in range(3_000)
    ]
    twins = [Candidate(key, "person", "Voß", given_name="Anna", email="a@b.example")
             for key in ("x", "y")]  # fmt: skip
    begun = time.process_time()
    pairs = find_duplicates([*crowd, *twins])
    assert time.process_time() - begun < 20
    assert [(pair.left, pair.right) for pair in pairs] == [("x", "y")]


def test_the_order_of_the_records_does_not_matter() -> None:
    records = [*schools(), *(dataclasses.replace(one, key=f"{one.key}'") for one in schools())]
    first = {frozenset((pair.left, pair.right)): pair.score for pair in find_duplicates(records)}
    random.Random(3).shuffle(records)
    again = {frozenset((pair.left, pair.right)): pair.score for pair in find_duplicates(records)}
    assert (len(first), first) == (30, again)


some = st.text(alphabet="aäß -./0129Mü,'@", max_size=12)


@given(st.lists(st.tuples(st.sampled_from(["institution", "person"]), *[some] * 8), max_size=6))
def test_whatever_stands_in_the_fields(rows: list[tuple[str, ...]]) -> None:
    records = [
        Candidate(str(n), row[0], row[1], given_name=row[2], number=row[3], street=row[4],
                  postcode=row[5], city=row[6], phone=row[7], email=row[8])
        for n, row in enumerate(rows)
    ]  # fmt: skip
    for pair in find_duplicates(records, threshold=0.0):
        assert 0 <= pair.score <= 1
        assert int(pair.left) < int(pair.right)


def test_groups() -> None:
    pairs = [Pair(left, right, 1.0, ()) for left, right in ("ab", "cd", "be", "fg", "ec", "ad")]
    assert groups(pairs) == [("a", "b", "e", "c", "d"), ("f", "g")]
    assert groups([]) == []


# --- merging -------------------------------------------------------------------------------------


def test_a_value_beats_none_and_the_newer_the_older() -> None:
    left = {"name": "Goetheschule", "phone": "", "email": None, "opened_on": 1, "fax": ""}
    right = {"name": "Goethe-Schule", "phone": "1", "email": "a@b.example", "opened_on": 1}
    assert merge_plan(left, right, prefer="left") == {
        "name": ("Goetheschule", "left"),
        "phone": ("1", "right"),
        "email": ("a@b.example", "right"),
        "opened_on": (1, "both"),
        "fax": ("", "both"),
    }
    assert merge_plan(left, right, prefer="right")["name"] == ("Goethe-Schule", "right")
    assert merge_plan({"is_public": False}, {"is_public": True}, prefer="left") == {
        "is_public": (False, "left")
    }


def test_in_the_same_place_the_longer_street_wins() -> None:
    left = {"street": "Hauptstr. 5", "postcode": "58095", "city": ""}
    right = {"street": "Hauptstraße 5 a", "postcode": "", "city": "Hagen"}
    assert merge_plan(left, right, prefer="left") == {
        "street": ("Hauptstraße 5 a", "right"),
        "postcode": ("58095", "left"),
        "city": ("Hagen", "right"),
    }


@pytest.mark.parametrize(
    "right",
    [
        {"street": "Am Hof 2", "postcode": "58097", "city": "Hagen"},
        {"street": "Hauptstr. 7", "postcode": "58095", "city": "Hagen"},
        {"street": "Hauptstr. 5", "postcode": "44787", "city": "Bochum"},
    ],
)
def test_an_address_is_never_mixed(right: dict[str, str]) -> None:
    left = {"street": "Hauptstr. 5", "postcode": "58095", "city": "", "phone": "1"}
    for side, values in (("left", left), ("right", right)):
        plan = merge_plan(left, right, prefer=side)
        assert [plan[field] for field in ("street", "postcode", "city")] == [
            (values[field], side) for field in ("street", "postcode", "city")
        ]
        assert plan["phone"] == ("1", "left")


# --- the command ---------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("duplicates", *arguments, stdout=out)
    return out.getvalue()


def refusal(*arguments: str) -> str:
    error = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("duplicates", *arguments, stdout=StringIO(), stderr=error)
    assert stopped.value.code == 2
    return error.getvalue().strip()


FILE = """Schulnummer;Schulform;Name;Straße;PLZ;Ort;Telefon
191000;Grundschule;Goetheschule;Hauptstr. 5;58095;Hagen;02331 2070
;Grundschule;Goethe-Schule;Hauptstraße 5;58095;Hagen;02331/2070
191002;Grundschule;Goethe-Schule;Hauptstraße 5;58095;Hagen;02331/2070
191003;Grundschule;;Hauptstraße 5;58095;Hagen;
"""


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "schulen.csv"
    path.write_text(FILE)
    found = json.loads(run("--file", str(path), "--json"))
    assert found["compared"] == {"institution": 3, "person": 0}
    assert [(pair["left"]["key"], pair["right"]["key"]) for pair in found["pairs"]] == [
        ("row-2", "row-3"),
        ("row-3", "row-4"),
    ]
    assert found["groups"] == [["row-2", "row-3", "row-4"]]
    assert found["refused"] == [{"row": 5, "reason": "Die Zeile hat keinen Namen."}]
    lines = run("--file", str(path), "--min-score", "0,5").splitlines()
    assert lines[0] == "Verglichen: 3. Vermutlich doppelt: 2."
    assert lines[2:6] == [
        "      Goethe-Schule (Hagen) [row-3]",
        "      - Der Name ist derselbe.",
        "      - Die Anschrift ist dieselbe.",
        "      - Die Telefonnummer ist dieselbe.",
    ]
    assert lines[-1] == "Zeile 5: Die Zeile hat keinen Namen."


def test_files_that_are_none(tmp_path: Path) -> None:
    missing = tmp_path / "fehlt.csv"
    assert refusal("--file", str(missing)) == f"Die Datei „{missing}“ lässt sich nicht lesen."
    empty = tmp_path / "leer.csv"
    empty.write_text("")
    assert refusal("--file", str(empty)) == "Die Datei ist leer. Bitte wählen Sie eine andere."
    with pytest.raises(CommandError, match="Bitte eine Zahl von 0 bis 1"):
        run("--file", str(empty), "--min-score", "zwei")


def test_a_region(hagen: Region) -> None:
    """Open institutions and persons of the region; nothing of another region."""
    herne = make_region("herne", "Herne")
    school = make_institution(hagen, "Goetheschule", number="191000")
    again = make_institution(hagen, "Goethe-Schule")
    make_institution(herne, "Goetheschule")
    for one in (school, again):
        one.street, one.postcode, one.city = "Hauptstr. 5", "58095", "Hagen"
        one.save()
    anna = make_person(hagen, "Voß", given_name="Anna")
    copy = make_person(hagen, "Voss", given_name="A.", email="a@schule.example")
    make_person(herne, "Voß", given_name="Anna")
    for person in (anna, copy):
        make_affiliation(person, school)
    found = json.loads(run("--region", hagen.slug, "--json"))
    assert found["compared"] == {"institution": 2, "person": 2}
    assert sorted(pair["right"]["name"] for pair in found["pairs"]) == [
        "Anna Voß",
        "Goetheschule (Hagen)",
    ]
    assert sorted(found["groups"]) == [
        [f"institution-{again.pk}", f"institution-{school.pk}"],
        [f"person-{copy.pk}", f"person-{anna.pk}"],
    ]
    again.closed_on = school.created_at.date()
    again.save()
    assert json.loads(run("--region", hagen.slug, "--json"))["groups"] == [
        [f"person-{copy.pk}", f"person-{anna.pk}"]
    ]
    assert refusal("--region", "bonn") == "Eine Region „bonn“ gibt es hier nicht."

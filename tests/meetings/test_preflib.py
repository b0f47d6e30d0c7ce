"""Reading ranked wishes: the PrefLib format and the table of an office."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildungsnetz.kit.tables import write_xlsx
from bildungsnetz.meetings.preflib import (
    Preferences,
    WishFileError,
    read_preflib,
    read_table,
    read_wishes,
)

DATA = Path(__file__).parent.parent / "data/praeferenzen"
HEAD = "# DATA TYPE: soi\n# NUMBER ALTERNATIVES: 3\n"


def test_complete_orders():
    found = read_wishes((DATA / "kurse.soc").read_bytes())
    first, second, third = (
        (("1",), ("2",), ("3",)),
        (("1",), ("3",), ("2",)),
        (("2",), ("1",), ("3",)),
    )
    assert found.wishes == dict(zip("123456", [first] * 3 + [second] * 2 + [third], strict=True))
    assert found.workshops == {
        "1": "Übergang Kita: Schule",
        "2": "Lesen, Schreiben",
        "3": "Ganztag",
    }


def test_ties_and_orders_that_stop_early():
    assert read_wishes((DATA / "projekte.toi").read_bytes()).wishes == {
        "1": (("1", "2"), ("3",)),
        "2": (("1", "2"), ("3",)),
        "3": (("4",),),
        "4": (("3",), ("1", "4")),
    }


def test_a_table_from_an_office_computer():
    assert read_wishes((DATA / "wuensche_cp1252.csv").read_bytes()) == Preferences(
        wishes={
            "Müller": (("Forum 10",), ("Forum 2",)),
            "Özdemir": (("Forum 2",), ("Forum 10",)),
            "Schmidt": (),
        },
        workshops={"Forum 2": "Forum 2", "Forum 10": "Forum 10"},
    )


@pytest.mark.parametrize(
    "text",
    [
        "person;wish1;wish2\na;x;y\nb;y;\n",
        "\ufeffPerson,Wunsch 1,Wunsch 2\r\na,x,y\r\nb,y\r\n",
        "a\tx\ty\nb\ty\n",
        "\n;;\nName;1;2\na ; x;y\n\nb;;y",
    ],
)
def test_every_form_of_the_table_is_read_alike(text):
    wishes = {"a": (("x",), ("y",)), "b": (("y",),)}
    assert read_wishes(text.encode()) == Preferences(wishes, {"x": "x", "y": "y"})


OLD = "3\n1,Musik, Tanz\n2,Lesen\n3,Ganztag\n"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_the_older_form_of_preflib(ends):
    text = f"{OLD}4,4,3\n2,1,2,3\n1,{{1,3}},2\n1,3\n".replace("\n", ends)
    assert read_wishes(text.encode()) == Preferences(
        wishes={
            "1": (("1",), ("2",), ("3",)),
            "2": (("1",), ("2",), ("3",)),
            "3": (("1", "3"), ("2",)),
            "4": (("3",),),
        },
        workshops={"1": "Musik, Tanz", "2": "Lesen", "3": "Ganztag"},
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{OLD}2,2,1\n2,1,4\n", "Zeile 6: Die Nummer 4 ist nicht vergeben."),
        (f"{OLD}2,2,1\n\n3,1,2\n", "Die Datei nennt 2 Personen, enthält aber 3."),
        (f"{OLD}2,2,1\n2,{{1,2\n", "Zeile 6: Die Reihenfolge ist nicht lesbar."),
    ],
)
def test_the_older_form_refuses(text, sentence):
    with pytest.raises(WishFileError) as caught:
        read_wishes(text.encode())
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "heading",
    [
        "Person;Wunsch",
        "Teilnehmer/in;Erstwunsch;Zweitwunsch",
        "Teilnehmende;1. Wahl;2. Wahl",
        "Nachname, Vorname;1. Wunsch;2. Wunsch",
        "Schule;Priorität 1;Priorität 2",
        "sep=;\nName;Forum A;Forum B",
    ],
)
def test_a_heading_is_no_person(heading):
    found = read_wishes(f"{heading}\nAlbers, Anna;x;y\nBen;y\n".encode())
    assert found.wishes == {"Albers, Anna": (("x",), ("y",)), "Ben": (("y",),)}


def test_a_first_person_is_no_heading():
    assert read_wishes(b"Anna;Namen;Wahlkampf\n").wishes == {"Anna": (("Namen",), ("Wahlkampf",))}


def test_what_excel_saves():
    rows = [["Person", "Wunsch 1"], ["Özdemir", "Töpfern"]]
    wishes = {"Özdemir": (("Töpfern",),)}
    assert read_wishes(write_xlsx(rows[0], rows[1:], "Wünsche")).wishes == wishes
    text = "\r\n".join("\t".join(row) for row in rows)
    assert read_wishes(text.encode("utf-16")).wishes == wishes


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEAD + "0: 1", "Die Datei enthält keine Personen."),
        (HEAD + "9" * 5000 + ": 1", "Zeile 3: Erwartet wird „Anzahl: Reihenfolge“."),
        (HEAD + "1: " + "9" * 5000, "Zeile 3: Die Reihenfolge ist nicht lesbar."),
        (
            "# NUMBER ALTERNATIVES: " + "9" * 5000,
            "Die Zeile „# NUMBER ALTERNATIVES“ fehlt oder ist keine Zahl.",
        ),
        (HEAD + "1: 1,4", "Zeile 3: Die Nummer 4 ist nicht vergeben."),
        (HEAD + "1: 1,{2,1}", "Zeile 3: Die Nummer 1 steht mehrmals."),
        (HEAD + "1: 1,2\n1: 1,{2", "Zeile 4: Die Reihenfolge ist nicht lesbar."),
        (HEAD + "1: 1,,2", "Zeile 3: Die Reihenfolge ist nicht lesbar."),
        (HEAD + "1: 1 2", "Zeile 3: Die Reihenfolge ist nicht lesbar."),
        (HEAD + "1:", "Zeile 3: Die Reihenfolge ist nicht lesbar."),
        (HEAD + "eins: 1", "Zeile 3: Erwartet wird „Anzahl: Reihenfolge“."),
        (HEAD + "1; 1", "Zeile 3: Erwartet wird „Anzahl: Reihenfolge“."),
        (
            HEAD + "# NUMBER VOTERS: 3\n2: 1",
            "Die Datei nennt 3 Personen, enthält aber 2.",
        ),
        (HEAD + "900000000: 1", "Die Datei enthält mehr als 100000 Personen."),
        (HEAD, "Die Datei enthält keine Personen."),
        ("# DATA TYPE: soc\n1: 1", "Die Zeile „# NUMBER ALTERNATIVES“ fehlt oder ist keine Zahl."),
        (
            "# NUMBER ALTERNATIVES: viele\n1: 1",
            "Die Zeile „# NUMBER ALTERNATIVES“ fehlt oder ist keine Zahl.",
        ),
        ("# DATA TYPE: cat\n1: {},1", "Dateien der Art „cat“ enthalten keine Rangfolge."),
    ],
)
def test_preflib_refuses(text, sentence):
    with pytest.raises(WishFileError) as caught:
        read_preflib(text)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Die Datei enthält keine Personen."),
        ("\n \n", "Die Datei enthält keine Personen."),
        ("person;wish1\n", "Die Datei enthält keine Personen."),
        ("person;wish1\na;x\n;y", "Zeile 3: Die Person fehlt."),
        ("person;wish1\na;x\na;y", "Zeile 3: a steht schon weiter oben."),
        ("a;x;y;x", "Zeile 1: Ein Wunsch steht mehrmals."),
        (
            'a;x\n"b;y\n',
            (
                "In Zeile 2 beginnt ein Text mit einem Anführungszeichen, das nicht wieder "
                "geschlossen wird. Bitte berichtigen Sie diese Zeile in der Tabelle."
            ),
        ),
        (
            "a;x\0\n",
            (
                "Diese Datei enthält keinen lesbaren Text. Bitte speichern Sie die Tabelle als "
                "„CSV UTF-8“ oder als Excel-Arbeitsmappe (.xlsx) und wählen Sie diese Datei."
            ),
        ),
    ],
)
def test_table_refuses(text, sentence):
    with pytest.raises(WishFileError) as caught:
        read_table(text.encode())
    assert str(caught.value) == sentence


@given(st.binary(max_size=60) | st.text("#:{},;123 \nab", max_size=60).map(str.encode))
def test_reading_ends_in_preferences_or_a_sentence(data):
    try:
        found, sentence = read_wishes(data), "."
    except WishFileError as error:
        found, sentence = Preferences({}, {}), str(error)
    assert sentence.endswith(".")
    named = {w for groups in found.wishes.values() for group in groups for w in group}
    assert named <= set(found.workshops)

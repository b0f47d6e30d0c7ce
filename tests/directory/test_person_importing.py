"""Planning an import of persons: who is meant, what changes, what is refused and why."""

import pytest

from bildungsnetz.directory import keys
from bildungsnetz.directory.person_importing import (
    FACTS,
    Known,
    KnownJob,
    Name,
    NoCards,
    Place,
    Places,
    Plan,
    cards_table,
    plan,
    propose,
    split_name,
    to_entries,
)
from bildungsnetz.directory.person_importing.names import salutation
from bildungsnetz.kit.tables import read_table, write_csv

VOSS_SCHULE = Place(1, "191001", "Voßhofschule", "Hagen")
GOETHE = Place(2, "191000", "Goethe-Gymnasium", "Hagen")
GOETHE_HERNE = Place(3, "", "Goethe-Gymnasium", "Herne")
CLOSED = Place(4, "", "Alte Schule", "Hagen", is_open=False)
REOPENED = Place(5, "", "Alte Schule", "Hagen")
PLACES = (VOSS_SCHULE, GOETHE, GOETHE_HERNE, CLOSED, REOPENED)
TOPICS = {"mint": "MINT", "sprache": "Sprache", "kunstmusik": "Kunst, Musik"}


def job(place: Place, function: str = "Schulleitung", **facts: object) -> KnownJob:
    asked = {"represents": False, "since": "2020-08-01", "until": "", **facts}
    return KnownJob(7, place.key, function, **asked)  # type: ignore[arg-type]


def known(number: int, name: str, *jobs: KnownJob, **facts: str) -> Known:
    given, _blank, family = name.rpartition(" ")
    told = {"given_name": given, "family_name": family, "salutation": "open", **facts}
    return Known(number, {fact: told.get(fact, "") for fact in FACTS}, list(jobs))


def drawn(
    *lines: str, people: tuple[Known, ...] = (), without: bool = False,
    decisions: dict[int, str] | None = None,
) -> Plan:  # fmt: skip
    """The plan of a table given line by line, the header first."""
    headers, *rows = [line.split(";") for line in lines]
    table = read_table(write_csv(headers, rows), name="a.csv")
    reading = to_entries(table, propose(table))
    return plan(reading, people, Places(PLACES), TOPICS, without_unknown=without,
                decisions=decisions)  # fmt: skip


def states(found: Plan) -> list[str]:
    return [step.state.value for step in found.steps]


def changes(found: Plan) -> list[tuple[str, str, str]]:
    return [tuple(change) for step in found.steps for change in step.changes]


def said(found: Plan) -> list[str]:
    """Reasons and remarks in the order of the rows."""
    return [
        str(one)
        for step in found.steps
        for one in (*([step.reason] if step.reason else []), *step.remarks)
    ]


HEAD = "Vorname;Nachname;E-Mail;Telefon"
EVA = known(10, "Eva Voß", email="e.voss@s.example", phone="02331 12345")


def test_somebody_of_the_same_name_and_address_is_the_same():
    found = drawn(HEAD, "Eva;Voss;E.Voss@S.example;02331/12345", people=(EVA,))
    assert states(found) == ["changed"]
    assert changes(found) == [("family_name", "Voß", "Voss")]
    assert states(drawn(HEAD, "Eva;Voß;e.voss@s.example;", people=(EVA,))) == ["unchanged"]
    assert states(drawn("Nachname;E-Mail", "Voß;e.voss@s.example", people=(EVA,))) == ["unchanged"]


def test_a_name_alone_finds_nobody_for_sure():
    found = drawn(HEAD, "Eva;Voß;;", people=(EVA,))
    assert states(found) == ["undecided"]
    assert [(one.known.key, str(one.reason)) for one in found.steps[0].perhaps] == [
        (10, "derselbe Name")
    ]


def test_another_address_speaks_against_the_same_name_and_number():
    found = drawn(HEAD, "Eva;Voß;andere@s.example;02331 12345", people=(EVA,))
    assert states(found) == ["undecided"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Ida;Zorn;e.voss@s.example;", "dieselbe E-Mail-Adresse, anderer Name"),
        ("Voß;Eva;;", "Vor- und Nachname vertauscht"),
        ("Paul;Voß;;0049 2331 12345", "derselbe Nachname und dieselbe Telefonnummer"),
    ],
)
def test_what_agrees_in_part_is_shown_to_be_decided(line, reason):
    found = drawn(HEAD, line, people=(EVA,))
    assert states(found) == ["undecided"]
    assert [str(one.reason) for one in found.steps[0].perhaps] == [reason]


def test_a_similar_name_counts_in_the_same_institution_only():
    maier = known(11, "Tom Maier", job(GOETHE))
    head = "Vorname;Nachname;Schulnummer"
    assert states(drawn(head, "Tom;Meyer;191000", people=(maier,))) == ["undecided"]
    assert states(drawn(head, "Tom;Meyer;191001", people=(maier,))) == ["new"]


def test_the_mailbox_of_a_desk_tells_nobody():
    head = known(12, "Ida Zorn", email="sekretariat@s.example")
    assert states(drawn(HEAD, "Eva;Voß;sekretariat@s.example;", people=(head,))) == ["new"]


def test_telephone_or_institution_make_a_name_sure():
    assert states(drawn(HEAD, "Eva;Voß;;+49 2331 12345", people=(EVA,))) == ["unchanged"]
    head = known(10, "Eva Voß", job(GOETHE))
    found = drawn("Vorname;Nachname;Schulnummer;Funktion", "Eva;Voß;191000;Schulleitung",
                  people=(head,))  # fmt: skip
    assert states(found) == ["unchanged"]


def test_two_of_the_same_name_and_address_are_asked_for():
    twin = known(11, "Eva Voß", email="e.voss@s.example")
    found = drawn(HEAD, "Eva;Voß;e.voss@s.example;", people=(EVA, twin))
    assert states(found) == ["undecided"]
    assert [one.known.key for one in found.steps[0].perhaps] == [10, 11]


def test_decisions_settle_who_is_meant():
    assert states(drawn(HEAD, "Eva;Voß;;", people=(EVA,), decisions={2: "new"})) == ["new"]
    found = drawn(HEAD, "Eva;Voß;neu@s.example;", people=(EVA,), decisions={2: "10"})
    assert [(step.state.value, step.person) for step in found.steps] == [("changed", 10)]
    assert states(drawn(HEAD, "Eva;Voß;;", people=(EVA,), decisions={2: "999"})) == ["undecided"]


def test_the_mark_of_an_export_finds_its_person_whatever_changed():
    mark = keys.mark("person", 10)
    found = drawn(f"Kennung;{HEAD}", f"{mark};Eva;Zorn;neu@s.example;1", people=(EVA,))
    assert changes(found) == [
        ("family_name", "Voß", "Zorn"),
        ("email", "e.voss@s.example", "neu@s.example"),
        ("phone", "02331 12345", "1"),
    ]
    assert states(drawn("Kennung;Nachname;Telefon", f"{mark};;0231 999999", people=(EVA,))) == [
        "changed"
    ]


def test_a_slipped_column_of_marks_changes_nobody():
    mark = keys.mark("person", 10)
    found = drawn(f"Kennung;{HEAD}", f"{mark};Paul;Zorn;p@s.example;", people=(EVA,))
    assert states(found) == ["undecided"]
    assert [str(one.reason) for one in found.steps[0].perhaps] == [
        "die Kennung gehört zu diesem Eintrag, der Name nicht"
    ]


def test_marks_of_other_places_find_nobody():
    foreign = f"P10-{'0' * 8}"
    found = drawn(f"Kennung;{HEAD}", f"{foreign};Ida;Zorn;;", people=(EVA,))
    assert (states(found), said(found)) == (
        ["new"], ["Die Kennung gehört zu keinem Eintrag dieses Registers."],
    )  # fmt: skip
    assert keys.key_of("person", foreign) is None
    assert keys.key_of("institution", keys.mark("person", 10)) is None
    assert keys.key_of("person", f" {keys.mark('person', 10).upper()} ") == 10


JOBS = "Vorname;Nachname;Schulnummer;Einrichtung;Ort;Funktion;Vertretung;Seit;Bis"


@pytest.mark.parametrize(
    ("where", "place"),
    [
        (";Voßhofschule;", 1),
        ("191001;Ganz anders;", 1),
        ("999999;Voßhofschule;", 1),
        (";Goethe-Gymnasium;Herne", 3),
        (";Goethe Gymnasium;Hagen", 2),
        (";Alte Schule;", 5),
    ],
)
def test_institutions_are_found_by_number_or_by_name_and_place(where, place):
    found = drawn(JOBS, f"Ida;Zorn;{where};Leitung;;;")
    assert [step.job.place for step in found.steps if step.job] == [place]


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("999999;;", "Eine Einrichtung mit der Nummer 999999 steht nicht im Register."),
        (";Fremd;Hagen", "Die Einrichtung „Fremd, Hagen“ steht nicht im Register."),
        (
            ";Goethe-Gymnasium;",
            (
                "Im Register gibt es mehrere Einrichtungen „Goethe-Gymnasium“. Bitte ergänzen Sie "
                "Nummer oder Ort."
            ),
        ),
    ],
)
def test_an_unknown_institution_refuses_the_row_or_leaves_the_job_out(where, reason):
    line = f"Ida;Zorn;{where};Leitung;;;"
    found = drawn(JOBS, line)
    assert (states(found), said(found)) == (["refused"], [reason])
    taken = drawn(JOBS, line, without=True)
    assert (states(taken), taken.steps[0].job) == (["new"], None)
    assert said(taken) == [f"{reason} Die Person wird ohne Tätigkeit übernommen."]


def test_of_two_institutions_alike_the_one_the_person_is_at_is_meant():
    zorn = known(13, "Ida Zorn", job(GOETHE_HERNE), email="i@s.example")
    found = drawn("Vorname;Nachname;E-Mail;Einrichtung;Funktion",
                  "Ida;Zorn;i@s.example;Goethe-Gymnasium;Schulleitung", people=(zorn,))  # fmt: skip
    assert states(found) == ["unchanged"]


def with_job(line: str, *jobs: KnownJob) -> Plan:
    return drawn(JOBS, f"Ida;Zorn;191000;;;{line}", people=(known(13, "Ida Zorn", *jobs),))


def test_a_job_is_added_changed_or_left():
    assert changes(with_job("Lehrkraft;;;", job(GOETHE))) == [
        ("function", "", "Lehrkraft, Goethe-Gymnasium")
    ]
    assert changes(with_job("schulleitung;ja;01.09.2020;31.07.2026", job(GOETHE))) == [
        ("represents", "nein", "ja"),
        ("since", "01.08.2020", "01.09.2020"),
        ("until", "", "31.07.2026"),
    ]
    assert states(with_job(";;;", job(GOETHE))) == ["unchanged"]
    assert states(with_job("Schulleitung;;2020-08-01;", job(GOETHE))) == ["unchanged"]


def test_who_came_back_has_a_second_job():
    ended = job(GOETHE, until="2021-07-31")
    assert changes(with_job("Schulleitung;;01.08.2024;", ended)) == [
        ("function", "", "Schulleitung, Goethe-Gymnasium")
    ]
    assert states(with_job("Schulleitung;;;", ended)) == ["unchanged"]


def test_a_period_that_would_end_before_it_begins_stays():
    found = with_job("Schulleitung;;;01.01.2019", job(GOETHE))
    assert (states(found), said(found)) == (
        ["unchanged"],
        ["Das Ende der Tätigkeit läge vor ihrem Anfang; der Zeitraum bleibt, wie er ist."],
    )


def test_rows_about_the_same_new_person_go_together():
    found = drawn(
        "Vorname;Nachname;E-Mail;Telefon;Schulnummer;Funktion",
        "Ida;Zorn;i@s.example;1;191000;Leitung",
        "Ida;Zorn;i@s.example;2;191001;Lehrkraft",
        "Ida;Zorn;i@s.example;1;191000;Leitung",
    )
    assert states(found) == ["new", "new", "refused"]
    assert [step.with_row for step in found.steps] == [None, 2, None]
    assert found.counts == {
        "new": 2, "changed": 0, "unchanged": 0, "undecided": 0, "refused": 1, "persons": 1,
        "functions": 2,
    }  # fmt: skip
    assert said(found) == [
        "Zeile 2 sagt es anders: „1“ statt „2“; es gilt Zeile 2.",
        "Dasselbe steht schon in Zeile 2.",
    ]


def test_namesakes_in_one_file_are_two_persons():
    found = drawn("Vorname;Nachname;E-Mail", "Ida;Zorn;a@s.example", "Ida;Zorn;b@s.example")
    assert [(step.state.value, step.with_row) for step in found.steps] == [
        ("new", None), ("new", None),
    ]  # fmt: skip
    assert said(found) == ["Derselbe Name steht in Zeile 2; übernommen als weitere Person."]


def test_topics_are_those_of_the_region():
    found = drawn("Nachname;Themen", "Zorn;mint, Sprache", "Fels;Kunst, Musik", "Berg;Astronomie")
    assert [step.facts["topics"] for step in found.steps] == ["MINT; Sprache", "Kunst, Musik", ""]
    assert said(found) == [
        "Diese Themen gibt es in der Region nicht, sie werden nicht übernommen: Astronomie."
    ]


def test_a_row_without_a_name_or_an_institution_says_so():
    found = drawn("Vorname;Nachname;Funktion", "Ida;;Leitung", ";Zorn;Leitung")
    assert states(found) == ["refused", "new"]
    assert said(found) == [
        "Der Nachname fehlt.",
        "Zur Funktion „Leitung“ fehlt die Einrichtung; sie wird nicht übernommen.",
    ]


def test_a_job_without_a_function_is_that_of_a_contact():
    found = drawn("Nachname;Schulnummer", "Zorn;191000")
    assert [step.job.function for step in found.steps if step.job] == ["Ansprechperson"]


def test_values_that_cannot_be_read_are_left_out():
    found = drawn(
        "Anrede;Nachname;E-Mail;Schulnummer;Funktion;Vertretung;Seit;Bis",
        f"Durchlaucht;{'Z' * 80};keine;191000;Leitung;vielleicht;01.01.2020;01.01.2019",
        f"Frau Dr.;{'Z' * 81};;;;;;",
    )
    assert states(found) == ["new", "refused"]
    assert dict(found.steps[0].facts) == {"family_name": "Z" * 80, "topics": ""}
    assert len(said(found)) == 5


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Voß", Name("Voß")),
        ("Eva Voß", Name("Voß", "Eva")),
        ("Voß, Eva Maria", Name("Voß", "Eva Maria")),
        ("Frau Dr. Eva Voß", Name("Voß", "Eva", "Dr.", "mrs")),
        ("Herr Prof. Dr. Jan van der Berg", Name("van der Berg", "Jan", "Prof. Dr.", "mr")),
        ("von der Heide", Name("von der Heide")),
        ("Heide, Dr. Anna von der", Name("von der Heide", "Anna", "Dr.")),
        ("Anna Müller-Lüdenscheidt", Name("Müller-Lüdenscheidt", "Anna")),
        ("M. Müller", Name("Müller", "M.")),
        ("Dr. Voß", Name("Voß", "", "Dr.")),
        ("Null", Name("Null")),
        ("", Name("")),
    ],
)  # fmt: skip
def test_whole_names_are_taken_apart(text, name):
    assert split_name(text) == name


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Frau", ("mrs", "")), ("w", ("mrs", "")), ("Herrn", ("mr", "")), ("divers", ("open", "")),
        ("Frau Dr.", ("mrs", "Dr.")), ("Durchlaucht", ("", "Durchlaucht")), ("", ("", "")),
        ("w Dr.", ("", "w Dr.")),
    ],
)  # fmt: skip
def test_forms_of_address(text, told):
    assert salutation(text) == told


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        (
            ["Anrede", "Vorname", "Weitere Vornamen", "Nachname", "Firma", "Position",
             "Telefon geschäftlich", "E-Mail-Adresse"],
            {"salutation": ("Anrede",), "given_name": ("Vorname", "Weitere Vornamen"),
             "family_name": ("Nachname",), "institution": ("Firma",), "function": ("Position",),
             "phone": ("Telefon geschäftlich",), "email": ("E-Mail-Adresse",)},
        ),
        (["Name", "Vorname"], {"family_name": ("Name",), "given_name": ("Vorname",)}),
        (["Name", "Schule"], {"whole_name": ("Name",), "institution": ("Schule",)}),
        (["Name der Schule", "Schulleitung"],
         {"institution": ("Name der Schule",), "whole_name": ("Schulleitung",)}),
        (["Nachnahme", "E-Mailadresse"],
         {"family_name": ("Nachnahme",), "email": ("E-Mailadresse",)}),
        (["Nachname", "Kontakt"], {"family_name": ("Nachname",), "email": ("Kontakt",)}),
    ],
)  # fmt: skip
def test_columns_are_proposed(headers, columns):
    cells = ["a@b.example" if header == "Kontakt" else "x" for header in headers]
    table = read_table(write_csv(headers, [cells]), name="a.csv")
    assert propose(table) == columns


def test_cards_become_rows_and_institutions_are_refused():
    content = (
        "BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Voßhofschule\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:Frau Dr. Eva Voß\nORG:Voßhofschule\nTITLE:Leitung\n"
        "TEL;TYPE=fax:1\nTEL;TYPE=home:2\nTEL;TYPE=work:3\nEMAIL:e@s.example\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"
    ).encode()
    table = cards_table(content, "a.vcf")
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("", "Frau", "Dr.", "Eva", "Voß", "e@s.example", "3", "Voßhofschule", "", "Leitung"))
    ]
    institution = (
        "„Voßhofschule“ ist die Karte einer Einrichtung, keiner Person. Einrichtungen lesen Sie "
        "unter „Register einlesen“ ein."
    )
    assert [(row.number, str(row.reason)) for row in table.refused] == [
        (3, "Der Kontakt hat weder Namen noch Einrichtung noch E-Mail-Adresse."),
        (1, institution),
    ]
    found = plan(to_entries(table, propose(table)), (), Places(PLACES), {}, without_unknown=False)
    assert states(found) == ["refused", "new", "refused"]


def test_an_address_book_that_is_too_long_is_not_read_in_part(monkeypatch):
    monkeypatch.setattr("bildungsnetz.kit.vcard.reading.MOST_CARDS", 1)
    card = b"BEGIN:VCARD\nVERSION:4.0\nFN:Ida Zorn\nEND:VCARD\n"
    assert len(cards_table(card, "a.vcf").rows) == 1
    with pytest.raises(NoCards) as refused:
        cards_table(card * 2, "a.vcf")
    assert str(refused.value).startswith("Die Datei enthält mehr als 1 Kontakte")

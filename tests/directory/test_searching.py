"""The search over the register: what is found, in which order, how it is counted."""

from datetime import date

import pytest

from bildungsnetz.directory import queries
from bildungsnetz.directory.models import Institution
from bildungsnetz.directory.queries import searching
from bildungsnetz.regions.models import Region, Topic
from tests.cast import TODAY, make_institution, make_region
from tests.directory.makers import make_affiliation, make_person


def schools(region: Region, text: str, most: int = 5) -> list[str]:
    """Names of the institutions found, best first."""
    return [
        row.name for row in queries.search(region, text, today=TODAY, most=most).institutions.rows
    ]


def people(region: Region, text: str) -> list[str]:
    """Names of the persons found, best first."""
    return [str(row) for row in queries.search(region, text, today=TODAY).persons.rows]


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Müller", "Mueller"), ("Müller", "Muller"), ("Mueller", "müller"), ("Voß", "Voss"),
        ("Voss", "voß"), ("Bauer", "bauer"), ("Ångström", "angstrom"), ("Çelik", "celik"),
    ],
)  # fmt: skip
def test_spellings_find_each_other(hagen, kept, typed):
    make_person(hagen, kept)
    make_institution(hagen, f"{kept}schule")
    assert people(hagen, typed) == [kept]
    assert schools(hagen, typed) == [f"{kept}schule"]


def test_the_exact_number_comes_first_then_beginnings_then_parts(hagen):
    make_institution(hagen, "Ahorn-Hauptschule 1910")
    make_institution(hagen, "Zeppelinschule", number="1910")
    make_institution(hagen, "Buchenschule", number="191001")
    make_institution(hagen, "Adlerschule", number="771910")
    assert schools(hagen, "1910") == [
        "Zeppelinschule", "Ahorn-Hauptschule 1910", "Buchenschule", "Adlerschule",
    ]  # fmt: skip
    assert schools(hagen, "19 10")[0] == "Zeppelinschule"


def test_beginnings_of_words_come_before_parts_within_each_by_name(hagen):
    for name in (
        "Kleine Oststadtschule",
        "Nordost",
        "Ostschule",
        "Ärztehaus Ost",
        "Käthe-Ost-Haus",
    ):
        make_institution(hagen, name)
    assert schools(hagen, "ost") == [
        "Ärztehaus Ost", "Käthe-Ost-Haus", "Kleine Oststadtschule", "Ostschule", "Nordost",
    ]  # fmt: skip


def test_all_words_count_in_any_order(hagen):
    make_institution(hagen, "Goethe-Gymnasium", number="191000")
    make_institution(hagen, "Goetheschule", kind="Hauptschule")
    assert schools(hagen, "gymn goethe") == ["Goethe-Gymnasium"]
    assert schools(hagen, "goethe herne") == []


def test_persons_are_found_by_what_they_do_now(hagen):
    school = make_institution(hagen, "Eins")
    now, then = make_person(hagen, "Jetzt"), make_person(hagen, "Früher")
    make_person(hagen, "Leitungsfrei")
    make_affiliation(now, school)
    make_affiliation(then, school, to=date(2026, 8, 1))
    assert people(hagen, "schulleit") == ["Jetzt"]
    assert people(hagen, "jetzt leitung") == ["Jetzt"]
    assert people(hagen, "leitung") == ["Leitungsfrei", "Jetzt"]
    assert people(hagen, "lei") == ["Leitungsfrei"]
    found = queries.search(hagen, "jetzt", today=TODAY)
    assert [one.institution.name for one in found.persons.rows[0].current] == ["Eins"]


def test_topics_are_found_with_their_open_institutions(hagen):
    topic = Topic.objects.create(region=hagen, slug="sprache", name="Sprachförderung")
    Topic.objects.create(region=hagen, slug="ganztag", name="Ganztag")
    make_institution(hagen, "Eins").topics.add(topic)
    closed = make_institution(hagen, "Zwei")
    closed.topics.add(topic)
    Institution.objects.filter(pk=closed.pk).update(closed_on=TODAY)
    found = queries.search(hagen, "foerder", today=TODAY)
    assert [(row.name, row.used) for row in found.topics.rows] == [("Sprachförderung", 1)]
    assert (found.total, found.topics.total) == (1, 1)


def test_closed_ones_are_found_last_and_all_are_counted(hagen):
    for number in range(4):
        make_institution(hagen, f"Schule {number}")
    Institution.objects.filter(name="Schule 0").update(closed_on=TODAY)
    found = queries.search(hagen, "schule", today=TODAY, most=2)
    assert [row.name for row in found.institutions.rows] == ["Schule 1", "Schule 2"]
    assert (found.institutions.total, found.institutions.is_cut) == (4, True)
    assert schools(hagen, "schule")[-1] == "Schule 0"


@pytest.mark.parametrize("text", ["", " ", "m", " ü "])
def test_a_single_letter_asks_nothing(hagen, text, django_assert_num_queries):
    make_person(hagen, "Müller")
    with django_assert_num_queries(0):
        assert queries.search(hagen, text, today=TODAY).total == 0


def test_signs_of_the_database_are_plain_letters(hagen):
    make_institution(hagen, "100 % Schule")
    make_institution(hagen, "Eine_Schule")
    assert schools(hagen, "0 %") == ["100 % Schule"]
    assert schools(hagen, "e_s") == ["Eine_Schule"]
    assert schools(hagen, "%%") == []


def test_other_regions_are_never_found(hagen):
    other = make_region("unna", "Unna")
    make_institution(other, "Fremde")
    make_person(other, "Fremde")
    Topic.objects.create(region=other, slug="fremde", name="Fremde")
    assert queries.search(hagen, "fremde", today=TODAY).total == 0


@pytest.mark.parametrize("counted", [2, 1_000], ids=["very much", "little"])
@pytest.mark.parametrize("count", [1, 3])
def test_a_search_takes_six_queries(hagen, monkeypatch, count, counted, django_assert_num_queries):
    monkeypatch.setattr(searching, "COUNTED", counted)
    Topic.objects.create(region=hagen, slug="kaiserzeit", name="Kaiserzeit")
    school = make_institution(hagen, "Kaiserschule")
    for number in range(count):
        make_affiliation(make_person(hagen, f"Kaiser {number}"), school)
    with django_assert_num_queries(6):
        found = queries.search(hagen, "kaiser", today=TODAY)
        assert [[one.institution.name for one in row.current] for row in found.persons.rows] == [
            ["Kaiserschule"]
        ] * count


def test_very_much_is_not_counted_but_still_in_order(hagen, monkeypatch):
    monkeypatch.setattr(searching, "COUNTED", 3)
    for name in ("Anna-Schule", "Schule Ost", "Bergschule", "Nordschule"):
        make_institution(hagen, name)
    found = queries.search(hagen, "schule", today=TODAY, most=3)
    assert [row.name for row in found.institutions.rows] == [
        "Anna-Schule", "Schule Ost", "Bergschule",
    ]  # fmt: skip
    assert (found.total, found.is_more, found.institutions.is_cut) == (3, True, True)


def test_of_very_much_those_named_come_before_others(hagen, monkeypatch):
    monkeypatch.setattr(searching, "COUNTED", 1)
    school = make_institution(hagen, "Eins")
    for name in ("Abel", "Leitner", "Zabel"):
        make_affiliation(make_person(hagen, name), school)
    found = queries.search(hagen, "lei", today=TODAY, most=2)
    assert [str(row) for row in found.persons.rows] == ["Leitner"]
    found = queries.search(hagen, "schulleit", today=TODAY, most=2)
    assert ([str(row) for row in found.persons.rows], found.is_more) == (["Abel", "Leitner"], True)

"""Search as people type, filters, what the public sees, who is in an audience and why."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from bildungsnetz.directory import actions, care, queries
from bildungsnetz.directory.models import Audience, Institution, InstitutionKind
from bildungsnetz.directory.queries import InstitutionFilter
from bildungsnetz.directory.search import search_key
from bildungsnetz.regions.models import FieldOfAction, Stage, Topic
from tests.cast import NOW, TODAY, make_institution, make_region
from tests.directory.makers import OFFICE, make_affiliation, make_person


def names(rows) -> list[str]:
    return [row.name for row in rows]


def found(region, search="", state="", sort="name", **groups) -> list[str]:
    wanted = InstitutionFilter(search, groups, state, sort)
    return names(queries.find_institutions(region, wanted, TODAY))


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Müller", "Mueller"), ("Mueller", "Müller"), ("Müller", "muller"), ("Voß", "VOSS"),
        ("Voss", "Voß"), ("Çelik", "celik"), ("Şahin-Yıldız", "sahin-yildiz"),
        ("Łukasiewicz", "lukas"), ("Goethe-Gymnasium", "göthe"), ("Bauer", "baue"),
        ("ÜBACH", "übach"), ("Schule „Am Wall“", "schule am"), ("Đorđević", "Djordje"[:1]),
    ],
)  # fmt: skip
def test_search_folds_rows_and_words_alike(hagen, kept, typed):
    make_institution(hagen, kept)
    make_institution(hagen, "Xxx")
    assert found(hagen, search=typed) == [kept]


def test_the_database_folds_german_names_as_python_does(hagen):
    for text in ["Ökumenisches Köln-Mülheim", "Städt. Gem.-Grundschule Weißenburg", "ÄÖÜẞ É"]:
        school = make_institution(hagen, text)
        school.refresh_from_db()
        assert " ".join(school.search_text.split()) == search_key(f"{text} Hagen")


def test_every_word_must_occur_somewhere(hagen):
    make_institution(hagen, "Voßhofschule", number="191001")
    make_institution(hagen, "Goethe-Gymnasium", number="191000")
    assert found(hagen, search="191001") == ["Voßhofschule"]
    assert found(hagen, search="hagen goethe") == ["Goethe-Gymnasium"]
    assert found(hagen, search="goethe dortmund") == []
    assert found(hagen, search="100%") == []


def test_filters_narrow_together(hagen):
    one = make_institution(hagen, "Eins")
    two = make_institution(hagen, "Zwei", kind="Gymnasium")
    two.stages.set(Stage.objects.filter(region=hagen, slug="sekundarstufe-1"))
    topic = Topic.objects.create(region=hagen, slug="sprache", name="Sprache")
    one.topics.add(topic)
    two.fields.add(FieldOfAction.objects.get(region=hagen, slug="uebergaenge"))
    Institution.objects.filter(pk=two.pk).update(city="Herdecke")
    assert found(hagen, kinds=["gymnasium"]) == ["Zwei"]
    assert found(hagen, kinds=["gymnasium", "grundschule"]) == ["Eins", "Zwei"]
    assert found(hagen, stages=["primarstufe"]) == ["Eins"]
    assert found(hagen, topics=["sprache"]) == ["Eins"]
    assert found(hagen, fields=["uebergaenge"]) == ["Zwei"]
    assert found(hagen, fields=["-"]) == ["Eins"]
    assert found(hagen, fields=["-", "uebergaenge"]) == ["Eins", "Zwei"]
    assert found(hagen, cities=["Herdecke"]) == ["Zwei"]
    assert found(hagen, cities=["Herdecke"], topics=["sprache"]) == []


def test_the_traffic_light_narrows_by_the_same_rule(hagen):
    """The condition in the database is the rule of care.light on every side of its limits."""
    days = [date(2025, 9, 14), date(2025, 9, 15), date(2024, 9, 14), date(2024, 9, 15), TODAY]
    moments = [None]
    for day in days:
        moments += [
            timezone.make_aware(datetime.combine(day, time(0, 0))),
            timezone.make_aware(datetime.combine(day, time(23, 59))),
        ]
    for number, moment in enumerate(moments):
        school = make_institution(hagen, f"Schule {number:02}")
        Institution.objects.filter(pk=school.pk).update(confirmed_at=moment)
    for light in care.Light:
        expected = [
            f"Schule {number:02}"
            for number, moment in enumerate(moments)
            if care.light(timezone.localdate(moment) if moment else None, TODAY) is light
        ]
        assert expected
        assert found(hagen, confirmed=[light.value]) == expected


def test_closed_ones_are_shown_on_demand(hagen):
    make_institution(hagen, "Offen")
    old = make_institution(hagen, "Alt")
    Institution.objects.filter(pk=old.pk).update(closed_on=TODAY)
    assert found(hagen) == ["Offen"]
    assert found(hagen, state="closed") == ["Alt"]
    assert found(hagen, state="all") == ["Alt", "Offen"]


def test_sorting_follows_din_5007(hagen):
    for name, number in [("Zorn", "1"), ("Ärger", "2"), ("Bach", "3")]:
        make_institution(hagen, name, number=number)
    assert found(hagen) == ["Ärger", "Bach", "Zorn"]
    assert found(hagen, sort="-name") == ["Zorn", "Bach", "Ärger"]
    assert found(hagen, sort="-number") == ["Bach", "Ärger", "Zorn"]
    assert found(hagen, sort="kind") == found(hagen, sort="nonsense") == ["Ärger", "Bach", "Zorn"]


def test_other_regions_are_never_found(hagen, deniz):
    make_institution(make_region("unna", "Unna"), "Fremde")
    assert found(hagen, state="all") == []


def test_choices_are_read_anew_although_composed_once(hagen):
    """Each region its own, each moment what is there."""
    unna = make_region("unna", "Unna")
    for region, city in ((hagen, "Hagen"), (unna, "Unna"), (hagen, "Herdecke")):
        school = make_institution(region, city)
        Institution.objects.filter(pk=school.pk).update(city=city)
        offered = queries.filter_choices(region, TODAY)
    assert offered["cities"] == [("Hagen", "Hagen"), ("Herdecke", "Herdecke")]
    assert queries.filter_choices(unna, TODAY)["cities"] == [("Unna", "Unna")]


def test_choices_of_the_filters_come_in_one_query(hagen, deniz, django_assert_num_queries):
    make_institution(hagen, "Eins")
    make_institution(make_region("unna", "Unna"), "Fremde", kind="Gymnasium")
    InstitutionKind.objects.create(region=hagen, slug="leer", name="Ohne Einrichtung")
    with django_assert_num_queries(1):
        choices = queries.filter_choices(hagen, TODAY)
    assert {key: choices[key] for key in ("kinds", "stages", "fields", "topics", "cities")} == {
        "kinds": [("grundschule", "Grundschule")],
        "stages": [("primarstufe", "Primarstufe"), ("sekundarstufe-1", "Sekundarstufe I")],
        "fields": [
            ("uebergaenge", "Übergänge gestalten"),
            ("inklusion", "Inklusion gestalten"),
            ("-", "ohne Handlungsfeld"),
        ],
        "topics": [],
        "cities": [("Hagen", "Hagen")],
    }


def public(region, search="", **groups):
    return queries.public_institutions(region, search=search, groups=groups, today=TODAY)


def test_the_public_sees_open_released_institutions(hagen):
    for name in ("Eins", "Zwei", "Drei"):
        make_institution(hagen, name)
    Institution.objects.exclude(name="Drei").update(is_public=True)
    Institution.objects.filter(name="Zwei").update(closed_on=TODAY)
    assert names(public(hagen)) == ["Eins"]
    assert [row.total for row in public(hagen, stages=["primarstufe"])] == [1]
    assert names(public(hagen, kinds=["gymnasium"])) == []
    assert names(public(hagen, cities=["Nirgends"])) == ["Eins"]


def test_a_profile_names_public_representatives_in_office_only(hagen):
    school = make_institution(hagen, "Eins")
    make_affiliation(make_person(hagen, "Offen", is_public=True), school)
    make_affiliation(make_person(hagen, "Still"), school)
    make_affiliation(make_person(hagen, "Ehemals", is_public=True), school, to=TODAY)
    make_affiliation(make_person(hagen, "Lehrkraft", is_public=True), school, represents=False)
    assert [str(one.person) for one in queries.named_publicly(school.pk, TODAY)] == ["Offen"]


def test_a_representative_speaks_for_the_own_institutions_while_in_office(hagen, clara):
    person = queries.person_of(clara, hagen)
    assert person is not None
    now, then = make_institution(hagen, "Jetzt"), make_institution(hagen, "Früher")
    teaches = make_institution(hagen, "Unterrichtet")
    make_affiliation(person, now)
    make_affiliation(person, now)
    make_affiliation(person, then, to=date(2026, 8, 1))
    make_affiliation(person, teaches, represents=False)
    assert names(queries.represented_by(clara, hagen, TODAY)) == ["Jetzt"]
    assert names(queries.represented_by(clara, make_region("unna", "Unna"), TODAY)) == []


def test_persons_are_found_by_name_address_and_institution(hagen):
    school = make_institution(hagen, "Eins")
    voss = make_person(hagen, "Voß", given_name="Jörg", email="jv@schule.example")
    make_person(hagen, "Ärger")
    make_affiliation(voss, school)

    def who(**asked):
        wanted = {"search": "", "institution": None, "sort": "name", **asked}
        return [row.family_name for row in queries.find_persons(hagen, today=TODAY, **wanted)]

    assert who() == ["Ärger", "Voß"]
    assert who(sort="-name") == ["Voß", "Ärger"]
    assert who(search="joerg voss") == who(search="jv@") == who(institution=school.pk) == ["Voß"]
    assert who(sort="-email") == ["Voß", "Ärger"]
    row = queries.find_persons(
        hagen, search="voss", institution=None, sort="name", today=TODAY
    ).get()
    assert [one.institution.name for one in row.current] == ["Eins"]


@pytest.fixture
def four(hagen):
    """Two primary schools in Hagen, one in Herne; a Gymnasium in Hagen that works on language."""
    topic = Topic.objects.create(region=hagen, slug="sprache", name="Sprachförderung")
    rows = {
        name: make_institution(hagen, name, kind=kind, email=f"{name.lower()}@schule.example")
        for name, kind in [
            ("Astrid", "Grundschule"), ("Boloh", "Grundschule"), ("Claus", "Grundschule"),
            ("Fichte", "Gymnasium"),
        ]
    }  # fmt: skip
    rows["Fichte"].topics.add(topic)
    rows["Fichte"].stages.set(Stage.objects.filter(region=hagen, slug="sekundarstufe-1"))
    Institution.objects.filter(name="Claus").update(city="Herne")
    return rows


def matched(region, **query) -> list[str]:
    return names(queries.matching(region, query, TODAY))


def test_groups_combine_by_and_values_by_or(hagen, four):
    assert matched(hagen) == ["Astrid", "Boloh", "Claus", "Fichte"]
    assert matched(hagen, kinds=["grundschule"]) == ["Astrid", "Boloh", "Claus"]
    assert matched(hagen, kinds=["grundschule"], cities=["Herne"]) == ["Claus"]
    assert matched(hagen, stages=["primarstufe", "sekundarstufe-1"], cities=["Hagen"]) == [
        "Astrid", "Boloh", "Fichte",
    ]  # fmt: skip
    assert matched(hagen, topics=["sprache"], kinds=["grundschule"]) == []
    assert matched(hagen, kinds=["gibt-es-nicht"]) == []
    assert matched(hagen, by_hand=True) == []


def save(region, added=(), removed=(), **query) -> Audience:
    return actions.save_audience(
        region=region, name="V", query=query, added=added, removed=removed, by=OFFICE, at=NOW
    )


def test_hand_picked_come_hand_removed_go_closed_ones_never_count(hagen, four):
    audience = save(
        hagen, added=[four["Fichte"], four["Astrid"]], removed=[four["Boloh"]],
        kinds=["grundschule"],
    )  # fmt: skip
    assert names(queries.audience_institutions(audience, today=TODAY)) == [
        "Astrid", "Claus", "Fichte",
    ]  # fmt: skip
    Institution.objects.filter(name__in=["Fichte", "Claus"]).update(closed_on=TODAY)
    assert names(queries.audience_institutions(audience, today=TODAY)) == ["Astrid"]


def test_an_audience_is_computed_when_used(hagen, four):
    audience = save(hagen, kinds=["gymnasium"])
    make_institution(hagen, "Albrecht", kind="Gymnasium")
    assert names(queries.audience_institutions(audience, today=TODAY)) == ["Albrecht", "Fichte"]


def reasons(audience) -> dict[str, tuple[str, ...]]:
    return {row.institution.name: row.reasons for row in queries.audience_rows(audience, TODAY)}


def test_each_row_says_why_it_is_in(hagen, four):
    audience = save(hagen, added=[four["Fichte"], four["Astrid"]], kinds=["grundschule"],
                    stages=["primarstufe", "sekundarstufe-1"], cities=["Hagen"])  # fmt: skip
    assert reasons(audience) == {
        "Astrid": (
            "Art: Grundschule", "Stufe: Primarstufe", "Ort: Hagen", "von Hand hinzugefügt"
        ),
        "Boloh": ("Art: Grundschule", "Stufe: Primarstufe", "Ort: Hagen"),
        "Fichte": ("von Hand hinzugefügt",),
    }  # fmt: skip


def test_reasons_without_a_restriction(hagen, four):
    everyone = save(hagen)
    assert reasons(everyone)["Claus"] == ("alle Einrichtungen",)
    everyone.delete()
    by_hand = save(hagen, added=[four["Claus"]], by_hand=True)
    assert reasons(by_hand) == {"Claus": ("von Hand hinzugefügt",)}


def test_rows_of_an_audience_take_a_constant_number_of_queries(
    hagen, four, django_assert_num_queries
):
    audience = save(hagen, kinds=["gymnasium"])
    with django_assert_num_queries(2):
        assert len(queries.audience_rows(audience, TODAY)) == 1
    wider = save_again(
        audience, kinds=["gymnasium", "grundschule"], stages=["primarstufe", "sekundarstufe-1"]
    )
    with django_assert_num_queries(2):
        assert len(queries.audience_rows(wider, TODAY)) == 4


def save_again(audience: Audience, **query) -> Audience:
    return actions.save_audience(
        region=audience.region, name="V", query=query, audience=audience, by=OFFICE, at=NOW
    )


def test_a_query_is_shown_with_names(hagen, four, django_assert_num_queries):
    query = {"kinds": ["gymnasium", "weg"], "cities": ["Herne"], "search": "am wall"}
    with django_assert_num_queries(1):
        named = queries.query_names(hagen, query, TODAY)
    with django_assert_num_queries(0):
        assert queries.query_names(hagen, {"search": "am wall"}, TODAY) == named[:1]
    assert named == [("Suche", ["am wall"]), ("Art", ["Gymnasium", "weg"]), ("Ort", ["Herne"])]


def test_words_searched_for_are_part_of_an_audience(hagen, four):
    audience = save(hagen, added=[four["Fichte"]], kinds=["grundschule"], search="ast")
    assert reasons(audience) == {
        "Astrid": ("Art: Grundschule", "Suche: ast"),
        "Fichte": ("von Hand hinzugefügt",),
    }


def test_what_a_list_shows_is_what_the_audience_made_of_it_holds(hagen, four):
    wanted = InstitutionFilter("o", {"kinds": ["grundschule"], "cities": ["Hagen", "Herne"]})
    listed = names(queries.find_institutions(hagen, wanted, TODAY))
    audience = save(hagen, **wanted.as_query())
    assert listed == ["Boloh"] == names(queries.audience_institutions(audience, today=TODAY))

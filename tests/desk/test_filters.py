"""The desk's filters in the address: combined, kept, counted, made an audience of."""

import pytest
from django.test import Client

from bildungsnetz.directory import actions
from bildungsnetz.directory.models import Affiliation, Audience, ContactBasis, Institution, Person
from tests.cast import NOW, make_institution, signed_in
from tests.directory.makers import OFFICE, make_affiliation, make_person

BASE = "/hagen/buero/register/"


@pytest.fixture
def office(anna) -> Client:
    return signed_in(anna)


def listed(office: Client, address: str, **asked: object) -> list[str]:
    page = office.get(BASE + address, asked).context["page"]
    return [row["name"] if isinstance(row, dict) else str(row) for row in page]


def test_filters_combine_and_stand_in_the_address(office, hagen):
    make_institution(hagen, "Eins")
    make_institution(hagen, "Zwei", kind="Gymnasium")
    make_institution(hagen, "Drei", kind="Gymnasium")
    Institution.objects.filter(name="Drei").update(district="Haspe")
    assert listed(office, "", art="gymnasium") == ["Drei", "Zwei"]
    assert listed(office, "", art=["gymnasium", "grundschule"]) == ["Drei", "Eins", "Zwei"]
    assert listed(office, "", art="gymnasium", bezirk="Haspe") == ["Drei"]
    assert listed(office, "", bestaetigt="never", suche="ei") == ["Drei", "Eins", "Zwei"]
    assert listed(office, "", bestaetigt="green") == []


def test_several_values_of_one_filter_stay_as_chips_and_in_the_form(office, hagen):
    make_institution(hagen, "Eins")
    make_institution(hagen, "Zwei", kind="Gymnasium")
    page = office.get(BASE, {"art": ["gymnasium", "grundschule"]})
    assert [chip["label"] for chip in page.context["filters"].chips] == [
        "Art: Gymnasium", "Art: Grundschule",
    ]  # fmt: skip
    text = page.content.decode()
    for value in ("gymnasium", "grundschule"):
        assert f'<input type="hidden" name="art" value="{value}">' in text


def test_seldom_filters_are_behind_a_heading_until_they_are_in_force(office, hagen, steering):
    make_institution(hagen, "Eins")
    form = office.get(BASE).context["filters"]
    assert "gremium" in [field.name for field in form.more]
    form = office.get(BASE, {"gremium": "lenkungskreis"}).context["filters"]
    assert "gremium" in [field.name for field in form.first]


def test_a_filtered_list_becomes_an_audience(office, hagen):
    make_institution(hagen, "Eins")
    make_institution(hagen, "Zwei", kind="Gymnasium")
    page = office.get(BASE, {"art": "gymnasium", "suche": "zw"}).content.decode()
    address = f"{BASE}verteiler/neu/?art=gymnasium&amp;suche=zw"
    assert f'href="{address}"' in page
    form = office.get(address.replace("&amp;", "&")).context["form"]
    assert (form["kinds"].value(), form["search"].value()) == (["gymnasium"], "zw")
    assert office.get(address.replace("&amp;", "&")).context["number"] == 1
    office.post(
        f"{BASE}verteiler/neu/",
        {"name": "V", "by_hand": "auswahl", "kinds": ["gymnasium"], "search": "zw"},
    )
    saved = Audience.objects.get().query
    assert (saved["kinds"], saved["search"], saved["organs"]) == (["gymnasium"], "zw", [])
    closed = office.get(BASE, {"stand": "closed"}).content.decode()
    assert "als Verteiler speichern" not in closed


def test_an_audience_is_counted_while_one_chooses(office, hagen):
    make_institution(hagen, "Eins")
    make_institution(hagen, "Zwei", kind="Gymnasium")
    asked = {"by_hand": "auswahl", "kinds": ["gymnasium"], "schritt": "zaehlen"}
    page = office.post(f"{BASE}verteiler/neu/", asked)
    assert (page.status_code, page.context["number"]) == (200, 1)
    assert page.context["form"].errors == {}
    assert Audience.objects.count() == 0
    page = office.post(f"{BASE}verteiler/neu/", {**asked, "by_hand": "hand"})
    assert page.context["number"] == 0


def test_organs_and_attendance_are_saved_with_an_audience(office, hagen, ben):
    school = make_institution(hagen, "Eins")
    make_affiliation(Person.objects.get(user=ben), school)
    asked = {"name": "V", "by_hand": "auswahl", "organs": ["lenkungskreis"], "parties": ["Stadt"]}
    where = office.post(f"{BASE}verteiler/neu/", asked).headers["Location"]
    page = office.get(where)
    assert [row.reasons for row in page.context["rows"]] == [
        ("Gremium: Lenkungskreis", "Benannt durch: Stadt")
    ]
    assert page.context["query"] == [("Gremium", ["Lenkungskreis"]), ("Benannt durch", ["Stadt"])]
    people = office.get(f"{where}personen/")
    assert [row.person.family_name for row in people.context["rows"]] == ["Becker"]
    assert "Gremium: Lenkungskreis" in people.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_people_of_an_audience_take_six_queries(
    office, hagen, count, django_assert_num_queries
):
    school = make_institution(hagen, "Eins")
    for number in range(count):
        make_affiliation(make_person(hagen, f"Person {number}"), school)
    made = actions.save_audience(region=hagen, name="V", query={}, by=OFFICE, at=NOW)
    with django_assert_num_queries(6):
        page = office.get(f"{BASE}verteiler/{made.pk}/personen/")
    assert page.context["page"].paginator.count == count


def test_long_audiences_come_in_pages(office, hagen):
    kind = make_institution(hagen, "Vorlage").kind
    Institution.objects.bulk_create(
        Institution(region=hagen, kind=kind, name=f"Schule {n:03}", created_at=NOW, changed_at=NOW)
        for n in range(60)
    )
    made = actions.save_audience(region=hagen, name="V", query={}, by=OFFICE, at=NOW)
    page = office.get(f"{BASE}verteiler/{made.pk}/", {"seite": "2"})
    assert (len(page.context["rows"]), page.context["page"].paginator.count) == (11, 61)
    assert page.context["without_address"] == 60
    assert page.context["page"].has_next() is False
    lost = office.get(f"{BASE}verteiler/{made.pk}/", {"seite": "9"}).context["page"]
    assert (lost.number, len(lost.object_list)) == (1, 50)


def test_persons_are_narrowed_by_what_they_do_and_may(office, hagen, ben):
    school = make_institution(hagen, "Eins", kind="Gymnasium")
    speaks, works = make_person(hagen, "Spricht"), make_person(hagen, "Arbeitet")
    make_affiliation(speaks, school)
    make_affiliation(works, make_institution(hagen, "Zwei"), represents=False)
    ContactBasis.objects.create(
        person=speaks, purpose="network", basis="public_task", source="office", recorded_at=NOW
    )
    assert Affiliation.objects.count() == 2
    assert listed(office, "personen/", art="gymnasium") == ["Spricht"]
    assert listed(office, "personen/", taetigkeit="vertritt") == ["Spricht"]
    assert listed(office, "personen/", taetigkeit="taetig") == ["Arbeitet", "Spricht"]
    assert listed(office, "personen/", taetigkeit="ohne") == ["Ben Becker"]
    assert listed(office, "personen/", gremium="lenkungskreis") == ["Ben Becker"]
    assert listed(office, "personen/", grundlage="fehlt") == ["Arbeitet", "Ben Becker"]
    assert listed(office, "personen/", grundlage="fehlt", suche="arb") == ["Arbeitet"]

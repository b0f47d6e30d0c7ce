"""What anybody may see of institutions: released ones, no persons without consent."""

from datetime import date

import pytest
from django.test import Client

from bildungsnetz.directory import actions
from bildungsnetz.directory.models import Institution, Person
from tests.cast import NOW, make_institution, make_region
from tests.directory.makers import OFFICE, make_affiliation, make_person

LIST = "/hagen/einrichtungen/"


def release(*names: str) -> None:
    Institution.objects.filter(name__in=names).update(is_public=True)


def touch(hagen) -> None:
    """Any write: pages that are known by the end of the trail are made anew."""
    actions.add_person(region=hagen, family_name="Neu", by=OFFICE, at=NOW)


def found(**asked: str) -> list[str]:
    return [row["name"] for row in Client().get(LIST, asked).context["rows"]]


def test_only_released_open_institutions_are_listed(hagen):
    for name in ("Eins", "Zwei", "Drei"):
        make_institution(hagen, name)
    release("Eins", "Zwei")
    Institution.objects.filter(name="Zwei").update(closed_on=date(2020, 8, 1))
    assert found() == ["Eins"]


def test_the_list_is_searched_and_filtered(hagen):
    make_institution(hagen, "Voßhofschule")
    make_institution(hagen, "Goethe-Gymnasium", kind="Gymnasium")
    release("Voßhofschule", "Goethe-Gymnasium")
    assert found(suche="vosshof") == ["Voßhofschule"]
    assert found(art="gymnasium") == ["Goethe-Gymnasium"]
    assert found(stufe="primarstufe") == ["Goethe-Gymnasium", "Voßhofschule"]
    assert found(stufe="sekundarstufe-1") == []
    assert found(suche="Hagen") == []
    Institution.objects.filter(name="Voßhofschule").update(public_fields=["address"])
    assert found(suche="Hagen") == ["Voßhofschule"]
    assert found(seite="7") == found(seite="x") == ["Goethe-Gymnasium", "Voßhofschule"]
    page = Client().get(LIST, {"suche": "xyz"}).content.decode()
    assert "Nichts gefunden" in page


def test_long_lists_come_in_pages(hagen):
    kind = make_institution(hagen, "Vorlage").kind
    Institution.objects.bulk_create(
        Institution(region=hagen, kind=kind, name=f"Schule {n:03}", is_public=True,
                    created_at=NOW, changed_at=NOW)
        for n in range(120)
    )  # fmt: skip
    page = Client().get(LIST, {"seite": "3"})
    assert (page.context["total"], page.context["page"].paginator.num_pages) == (120, 3)
    assert next(row["name"] for row in page.context["rows"]) == "Schule 100"
    assert "Seite 3 von 3" in page.content.decode()


def test_filters_offer_only_what_public_institutions_have(hagen):
    make_institution(hagen, "Geheim", kind="Gymnasium")
    make_institution(hagen, "Eins")
    release("Eins")
    form = Client().get(LIST).context["filters"]
    assert [value for value, _label in form.fields["art"].choices] == ["", "grundschule"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_three_queries(hagen, count, django_assert_num_queries):
    names = [f"Schule {number}" for number in range(count)]
    for name in names:
        make_institution(hagen, name)
    release(*names)
    with django_assert_num_queries(3):
        assert Client().get(LIST).status_code == 200


def test_an_empty_list_says_why(hagen):
    assert "Noch keine Einrichtungen veröffentlicht" in Client().get(LIST).content.decode()


def test_the_licence_of_the_register_stands_on_the_page(hagen):
    school = make_institution(hagen, "Eins")
    Institution.objects.update(is_public=True, source="Schulverzeichnis")
    hagen.data_source_note = "IT.NRW, Datenlizenz Deutschland – Namensnennung – 2.0"
    hagen.save()
    for address in (LIST, f"{LIST}{school.pk}/", f"{LIST}karte/"):
        assert hagen.data_source_note in Client().get(address).content.decode()


def test_a_profile_shows_facts_and_no_unreleased_person(hagen):
    school = make_institution(hagen, "Voßhofschule")
    release("Voßhofschule")
    Institution.objects.update(
        profile="## Was wir tun\n\nLesen.", website="https://v.example/",
        public_fields=["website", "profile", "contacts"],
    )  # fmt: skip
    named = make_person(hagen, "Offen", is_public=True, email="o@s.example")
    make_affiliation(named, school)
    make_affiliation(make_person(hagen, "Still", email="s@s.example"), school)
    page = Client().get(f"{LIST}{school.pk}/").content.decode()
    assert "https://v.example/" in page
    assert "Lesen." in page
    assert "<dd>Offen</dd>" in page
    assert "Still" not in page
    assert "s.example" not in page
    Person.objects.filter(pk=named.pk).update(public_fields=["function"])
    touch(hagen)
    page = Client().get(f"{LIST}{school.pk}/").content.decode()
    assert "<dd>Offen, Schulleitung</dd>" in page
    assert "s.example" not in page


def test_profiles_that_are_not_released_are_not_there(hagen, deniz):
    school = make_institution(hagen, "Geheim")
    other = make_institution(make_region("unna", "Unna"), "Fremde")
    release("Fremde")
    assert Client().get(f"{LIST}{school.pk}/").status_code == 404
    assert Client().get(f"{LIST}{other.pk}/").status_code == 404


def test_a_closed_institution_names_its_public_successor(hagen):
    old, new = make_institution(hagen, "Alte Schule"), make_institution(hagen, "Neue Schule")
    release("Alte Schule")
    actions.close_institution(
        institution=old, closed_on=date(2020, 8, 1), successor=new, by=OFFICE, at=NOW
    )
    address = f"{LIST}{old.pk}/"
    page = Client().get(address).content.decode()
    assert "Geschlossen ab Samstag, 1. August 2020." in page
    assert "Neue Schule" not in page
    release("Neue Schule")
    assert "Neue Schule" in Client().get(address).content.decode()


def test_a_known_page_is_answered_short(hagen):
    tag = Client().get(LIST).headers["ETag"]
    assert Client().get(LIST, headers={"If-None-Match": tag}).status_code == 304
    actions.add_person(region=hagen, family_name="Voss", by=OFFICE, at=NOW)
    assert Client().get(LIST, headers={"If-None-Match": tag}).status_code == 200

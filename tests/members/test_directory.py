"""What members see: the institutions they speak for, and what is kept about themselves."""

import pytest
from django.test import Client

from bildungsnetz.directory.models import ContactBasis, Person
from bildungsnetz.kit.vcard import read_cards
from tests.cast import NOW, make_institution, make_user, signed_in
from tests.directory.makers import make_affiliation

MINE = "/hagen/mein/einrichtung/"
DATA = "/hagen/mein/daten/"


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("address", [MINE, DATA])
def test_one_must_be_signed_in(hagen, address):
    assert Client().get(address).status_code == 302


def test_a_representative_sees_the_own_institution_and_may_correct_it(hagen, clara):
    school = make_institution(hagen, "Voßhofschule", number="191001")
    make_institution(hagen, "Andere")
    make_affiliation(Person.objects.get(user=clara), school)
    page = shown(signed_in(clara), MINE)
    assert "191001@schule.example" in page
    assert "Andere" not in page
    assert f'href="{MINE}{school.pk}/"' in page


def test_who_represents_nobody_is_told_what_to_do(hagen, clara):
    school = make_institution(hagen, "Voßhofschule")
    make_affiliation(Person.objects.get(user=clara), school, represents=False)
    page = shown(signed_in(clara), MINE)
    assert "Für Sie ist keine Einrichtung eingetragen" in page
    assert "Voßhofschule" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_own_institutions_take_seven_queries(hagen, clara, count, django_assert_num_queries):
    for number in range(count):
        school = make_institution(hagen, f"Schule {number}")
        make_affiliation(Person.objects.get(user=clara), school)
    client = signed_in(clara)
    with django_assert_num_queries(7):
        shown(client, MINE)


def test_everybody_sees_the_own_data_and_why_they_are_kept(hagen, clara):
    person = Person.objects.get(user=clara)
    ContactBasis.objects.create(
        person=person, purpose="official", basis="public_task", recorded_at=NOW,
        source="nomination", source_note="Benennung durch das Land",
    )  # fmt: skip
    make_affiliation(person, make_institution(hagen, "Voßhofschule"))
    page = shown(signed_in(clara), DATA)
    for text in ("Clara Celik", "clara@land.example", "Benennung durch das Land", "Voßhofschule"):
        assert text in page


def test_a_user_without_an_entry_sees_just_that(hagen):
    page = shown(signed_in(make_user("x@y.example", "Xenia Y")), DATA)
    assert "Zu Ihrer Anmeldung gehört kein Eintrag im Register" in page
    assert "x@y.example" in page


def test_nobody_sees_the_data_of_others(hagen, clara, ben):
    page = shown(signed_in(ben), DATA)
    assert "clara@land.example" not in page


def test_everybody_sees_the_own_time(hagen, clara, ben, django_assert_num_queries):
    person = Person.objects.get(user=clara)
    make_affiliation(person, make_institution(hagen, "Voßhofschule"))
    client = signed_in(clara)
    with django_assert_num_queries(5):
        page = client.get("/hagen/mein/verlauf/")
    text = page.content.decode()
    assert "Voßhofschule" in text
    assert "Lenkungskreis" in text
    assert "Becker" not in text
    assert "/buero/" not in text
    assert (
        "Zu Ihrer Anmeldung gehört kein Eintrag"
        in signed_in(make_user("neu@hagen.example", "Nora Neu"))
        .get("/hagen/mein/verlauf/")
        .content.decode()
    )


def test_one_gets_oneself_as_a_card_and_nobody_else(hagen, clara, deniz):
    answer = signed_in(clara).get("/hagen/mein/daten/karte.vcf")
    [card] = read_cards(answer.content)[0]
    assert (card.full_name, card.emails) == ("Clara Celik", ("clara@land.example",))
    assert answer.headers["Content-Disposition"].endswith('.vcf"')
    assert signed_in(deniz).get("/hagen/mein/daten/karte.vcf").status_code == 404
    assert Client().get("/hagen/mein/daten/karte.vcf").status_code == 302

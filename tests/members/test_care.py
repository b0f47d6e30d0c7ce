"""Those who sign in correct the entry of their institution and their own; the office decides."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bildungsnetz.directory.actions import care, proposals
from bildungsnetz.directory.models import (
    Affiliation,
    ChangeProposal,
    ConsentEntry,
    Institution,
    Person,
)
from tests.cast import NOW, make_institution, make_user, signed_in
from tests.directory.caring import OFFICE, make_run
from tests.directory.makers import make_affiliation, make_person

MINE = "/hagen/mein/einrichtung/"
FORM = {"name": "Schule Nord", "postcode": "58095", "city": "Hagen", "email": "1@schule.example",
        "stages": ["primarstufe"]}  # fmt: skip


@pytest.fixture
def school(hagen):
    return make_institution(hagen, "Schule Nord", number="1")


@pytest.fixture
def speaker(school, clara):
    """Clara in a browser, who speaks for the school."""
    make_affiliation(Person.objects.get(user=clara), school)
    return signed_in(clara)


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, address, **data):
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    return shown(client, answer.headers["Location"])


def seen(client, address):
    return client.get(address).context["form"].initial["seen"]


def test_a_representative_corrects_and_confirms(speaker, school):
    assert "Ansehen, ändern, bestätigen" in shown(speaker, MINE)
    place = f"{MINE}{school.pk}/"
    page = post(
        speaker, f"{place}angaben/", seen=seen(speaker, f"{place}angaben/"), **FORM, phone="02331 4"
    )
    assert "neu: 02331 4" in page
    one = ChangeProposal.objects.get()
    assert one.proposed_by == "Clara Celik"
    assert "Der Eintrag ist bestätigt." in post(speaker, f"{place}bestaetigen/")
    assert Institution.objects.get().confirmed_at is not None
    post(speaker, f"{place}zurueck/{one.pk}/")
    assert ChangeProposal.objects.get().state == "withdrawn"


def test_a_representative_names_corrects_and_ends_contacts(speaker, school):
    place = f"{MINE}{school.pk}/"
    post(speaker, f"{place}person/", salutation="open", family_name="Neu", function="Sekretariat")
    other = make_affiliation(make_person(school.region, "Alt"), school, represents=False)
    there = f"{place}person/{other.pk}/"
    post(speaker, there, seen=seen(speaker, there), salutation="open", family_name="Ältere",
         function="Schulleitung")  # fmt: skip
    post(speaker, f"{there}ende/", last_day="2026-07-31")
    kinds = set(ChangeProposal.objects.values_list("kind", flat=True))
    assert kinds == {"contact_new", "contact_changed", "contact_ended"}


def test_the_second_to_save_is_told(speaker, school):
    place = f"{MINE}{school.pk}/angaben/"
    opened = seen(speaker, place)
    post(speaker, place, seen=opened, **FORM, phone="1")
    answer = speaker.post(place, {"seen": opened, **FORM, "phone": "2"})
    assert answer.status_code == 409
    assert "Inzwischen hat jemand anders" in answer.content.decode()


def test_the_first_page_asks_to_confirm(speaker, school):
    run = make_run(school.region, closes_on=timezone.localdate() + timedelta(days=9))
    care.release_run(run=run, by=OFFICE, at=timezone.now())
    assert "Eintrag im Register durchsehen und bestätigen" in shown(speaker, "/hagen/mein/")
    post(speaker, f"{MINE}{school.pk}/bestaetigen/")
    assert "durchsehen und bestätigen" not in shown(speaker, "/hagen/mein/")


def test_nobody_else_reaches_the_entry(school, clara, ben):
    place = f"{MINE}{school.pk}/"
    for part in ("", "angaben/", "person/"):
        assert signed_in(clara).get(place + part).status_code == 404
        assert Client().get(place + part).status_code == 302
    function = make_affiliation(Person.objects.get(user=ben), school)
    assert signed_in(ben).get(place).status_code == 200
    Affiliation.objects.filter(pk=function.pk).update(represents=False)
    assert signed_in(ben).get(place).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_entry_takes_seven_queries(speaker, school, count, django_assert_num_queries):
    for number in range(count):
        make_affiliation(make_person(school.region, f"P {number}"), school)
    with django_assert_num_queries(7):
        shown(speaker, f"{MINE}{school.pk}/")


def test_what_one_releases_of_oneself_is_a_logged_consent(clara, hagen):
    browser, place = signed_in(clara), "/hagen/mein/daten/aendern/"
    person = Person.objects.get(user=clara)
    Person.objects.filter(pk=person.pk).update(is_public=False)
    form = browser.get(place).context["form"]
    assert form.consent.text in shown(browser, place)
    names = {"salutation": "mrs", "given_name": "Clara", "family_name": "Celik"}
    data = {"seen": form.initial["seen"], "wording": form.consent.version, **names}
    data["email"] = "clara@land.example"
    page = browser.post(place, {**data, "public": ["email"]}).content.decode()
    assert "Ohne den Namen kann nichts anderes öffentlich stehen." in page
    post(browser, place, **data, public=["name", "email"])
    assert ConsentEntry.objects.get().text.text == form.consent.text
    assert Person.objects.get(pk=person.pk).is_public is False
    made = list(ChangeProposal.objects.order_by("pk"))
    assert proposals.accept_all(proposals=made, by=OFFICE, at=NOW) == (3, 0)
    kept = Person.objects.get(pk=person.pk)
    assert (kept.salutation, kept.public_fields) == ("mrs", ["email"])
    seen_now = seen(browser, place)
    post(browser, place, **{**data, "seen": seen_now})
    assert Person.objects.get(pk=person.pk).is_public is False


def test_without_an_entry_there_is_nothing_to_correct(hagen):
    stranger = signed_in(make_user("x@y.example", "Xenia Y"))
    assert stranger.get("/hagen/mein/daten/aendern/").status_code == 404

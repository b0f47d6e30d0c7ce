"""The own entry behind a personal link: seen, corrected, confirmed; nobody's words are lost."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory import actions
from bildungsnetz.directory.actions import care, proposals, proposing
from bildungsnetz.directory.models import (
    Affiliation,
    ChangeProposal,
    Confirmation,
    Institution,
)
from bildungsnetz.directory.queries.entries import Subject
from bildungsnetz.regions.models import Topic
from tests.cast import make_institution
from tests.directory.caring import OFFICE, asked, path
from tests.directory.makers import make_affiliation, make_person

TODAY = timezone.localdate()
FORM = {"name": "Schule Nord", "postcode": "58095", "city": "Hagen", "email": "1@schule.example",
        "stages": ["primarstufe"]}  # fmt: skip


@pytest.fixture
def school(hagen):
    return make_institution(hagen, "Schule Nord", number="1")


@pytest.fixture
def link(hagen, school):
    """The address of a link that lasts ten days from today."""
    (row,) = asked(hagen)
    PersonalLink.objects.update(expires_at=timezone.now() + timedelta(days=10))
    return path(row)


def shown(address, status=200):
    answer = Client().get(address)
    assert answer.status_code == status
    return answer.content.decode()


def seen(address):
    """What the form says it showed."""
    return Client().get(address).context["form"].initial["seen"]


def post(address, status=302, **data):
    answer = Client().post(address, data)
    assert answer.status_code == status, answer.content.decode()
    return answer


def waiting():
    return {one.field: one.new for one in ChangeProposal.objects.filter(state="open")}


def test_the_entry_shows_what_is_held_and_what_is_public(link, school):
    Institution.objects.update(is_public=True, public_fields=["email"], phone="02331 1")
    make_affiliation(make_person(school.region, "Kopf", email="kopf@s.example"), school)
    answer = Client().get(link)
    public = {fact.label: fact.is_public for fact in answer.context["facts"]}
    assert [label for label, value in public.items() if value] == [
        "Name der Einrichtung", "E-Mail-Adresse", "Bildungsstufen", "Themen",
    ]  # fmt: skip
    page = answer.content.decode()
    for text in ("02331 1", "kopf@s.example", "Primarstufe", "Alles stimmt – bestätigen"):
        assert text in page


def test_looking_changes_nothing(link, school):
    function = make_affiliation(make_person(school.region, "Kopf"), school)
    before = list(Institution.objects.values()), list(Confirmation.objects.values())
    for place in ("", "angaben/", "person/", f"person/{function.pk}/",
                  f"person/{function.pk}/ende/", "danke/"):  # fmt: skip
        assert Client().get(link + place).status_code == 200
        assert Client().head(link + place).status_code == 200
    for place in ("bestaetigen/", "zurueck/1/"):
        assert Client().get(link + place).status_code == 405
    assert before == (list(Institution.objects.values()), list(Confirmation.objects.values()))
    assert ChangeProposal.objects.count() == 0


def test_one_click_confirms_and_thanks(link, school):
    assert "ist noch nicht bestätigt." in shown(link + "danke/")
    answer = post(link + "bestaetigen/")
    assert answer.headers["Location"] == link + "danke/"
    assert "Es ist nichts weiter zu tun." in shown(link + "danke/")
    assert Confirmation.objects.get().state == "confirmed"
    assert Institution.objects.get().confirmed_at is not None
    assert "bestätigt. Vielen Dank." in shown(link)


def test_facts_words_and_flags_wait_for_the_office(link, school):
    Topic.objects.create(region=school.region, slug="eltern", name="Elternarbeit")
    place = link + "angaben/"
    post(place, seen=seen(place), **{**FORM, "phone": "02331 9"}, topics=["eltern"],
         public=["page", "phone"])  # fmt: skip
    assert waiting() == {"phone": True, "topics": ["eltern"], "page": True} | {
        "phone": ChangeProposal.objects.get(field="phone", kind="publication").new
    }
    assert ChangeProposal.objects.get(field="phone", kind="fact").new == "02331 9"
    page = shown(link)
    assert "4 Änderungen warten auf das Büro" in page
    assert "neu: 02331 9" in page
    post(link + "bestaetigen/")
    assert "4 Änderungen warten auf das Büro." in shown(link + "danke/")
    assert Confirmation.objects.get().state == "changed"


def test_an_untouched_form_proposes_nothing(link, school):
    Institution.objects.update(website="http://www.nord.example", profile="Eins\n\nZwei\n")
    place = link + "angaben/"
    post(place, seen=seen(place), **FORM, website="http://www.nord.example",
         profile="Eins\r\n\r\nZwei\r\n")  # fmt: skip
    assert waiting() == {}
    assert "Es war nichts zu ändern" in shown_after(place, FORM)


def shown_after(place, data):
    client = Client()
    client.post(place, {**data, "seen": seen(place), "website": "http://www.nord.example",
                        "profile": "Eins\n\nZwei"})  # fmt: skip
    return client.get(place.removesuffix("angaben/")).content.decode()


def test_nothing_typed_is_lost_by_a_mistake(link, school):
    place = link + "angaben/"
    page = post(place, 200, seen=seen(place), **{**FORM, "postcode": "1", "phone": "02331 77"})
    text = page.content.decode()
    assert "Die Postleitzahl hat 5 Ziffern." in text
    assert "02331 77" in text
    assert waiting() == {}


def test_one_mistake_is_told_once(link, school):
    """In the summary and at the field, not twice in each."""
    place = link + "angaben/"
    page = post(place, 200, seen=seen(place), **{**FORM, "email": "falsch@"})
    assert page.content.decode().count("Bitte gültige E-Mail-Adresse eingeben.") == 2


def test_the_second_of_two_secretaries_is_told(link, school):
    place = link + "angaben/"
    opened = seen(place)
    post(place, seen=opened, **FORM, phone="02331 1")
    page = post(place, 409, seen=opened, **FORM, phone="02331 2").content.decode()
    assert "Inzwischen hat jemand anders hier „02331 1“ eingetragen." in page
    assert "02331 2" in page
    assert waiting() == {"phone": "02331 1"}
    again = post(place, 409, seen=opened, **FORM, phone="02331 2").context["form"]["seen"].value()
    post(place, seen=again, **FORM, phone="02331 2")
    assert waiting() == {"phone": "02331 2"}


def test_what_a_clerk_changed_elsewhere_stays_untouched(link, school):
    place = link + "angaben/"
    opened = seen(place)
    actions.change_institution(
        institution=school, facts={"fax": "02331 8"}, by=OFFICE, at=timezone.now()
    )
    post(place, seen=opened, **FORM, phone="02331 1")
    assert waiting() == {"phone": "02331 1"}


@pytest.mark.parametrize("broken", ["", "x", "[]", json.dumps({"phone": 3})])
def test_a_tampered_form_harms_nobody(link, school, broken):
    place = link + "angaben/"
    assert Client().post(place, {"seen": broken, **FORM, "phone": "1"}).status_code in {302, 409}
    assert Institution.objects.get().phone == ""


def test_a_new_person_is_named_with_the_notice(link, school):
    place = link + "person/"
    assert "§ 78a SchulG NRW" in shown(place)
    post(place, salutation="mrs", given_name="Neele", family_name="Neumann",
         email="neele@s.example", function="Schulleitung", represents="on")  # fmt: skip
    assert "Neele Neumann, Schulleitung, neele@s.example, vertritt die Einrichtung" in shown(link)
    one = ChangeProposal.objects.get()
    post(f"{link}zurueck/{one.pk}/")
    assert ChangeProposal.objects.get().state == "withdrawn"
    post(f"{link}zurueck/{one.pk}/")
    assert Affiliation.objects.count() == 0


def test_contacts_are_corrected_and_ended(link, school):
    function = make_affiliation(make_person(school.region, "Kopf", email="k@s.example"), school)
    place = f"{link}person/{function.pk}/"
    post(place, seen=seen(place), salutation="open", family_name="Kopf", email="neu@s.example",
         function="Schulleitung")  # fmt: skip
    assert waiting() == {"email": "neu@s.example"}
    assert (
        "Das Ende muss nach dem Anfang liegen."
        in post(place + "ende/", 200, last_day="2019-01-01").content.decode()
    )
    post(place + "ende/", last_day="2026-07-31")
    one = ChangeProposal.objects.get(kind="contact_ended")
    assert one.new == "2026-08-01"
    assert "Kopf, Schulleitung: letzter Tag" in shown(link)


def test_trusted_institutions_see_their_change_at_once(link, school):
    Institution.objects.update(is_trusted=True)
    place = link + "angaben/"
    assert "Ihre Änderungen gelten sofort." in shown(place)
    post(place, seen=seen(place), **FORM, phone="02331 5")
    assert Institution.objects.get().phone == "02331 5"


def test_a_refusal_is_told_with_its_reason(link, school):
    subject = Subject(school.region, Institution.objects.get())
    (one,) = proposing.propose(
        subject=subject, seen={}, typed={"name": "X"}, by=OFFICE, at=timezone.now()
    )
    proposals.refuse(proposal=one, reason="Amtlicher Name.", by=OFFICE, at=timezone.now())
    page = shown(link)
    assert "Nicht übernommen" in page
    assert "Amtlicher Name." in page


def test_the_link_opens_this_institution_alone(link, school):
    other = make_institution(school.region, "Andere", number="2")
    function = make_affiliation(make_person(school.region, "Fremd"), other)
    for place in (f"person/{function.pk}/", f"person/{function.pk}/ende/"):
        assert Client().get(link + place).status_code == 404
    token = link.split("/")[2]
    for foreign in (f"/einladung/{token}/", f"/runde/{token}/"):
        assert Client().get(foreign).status_code == 404
    assert Client().get("/eintrag/gibt-es-nicht/").status_code == 404


def test_expired_revoked_and_orphaned_links_say_so(link, school):
    row = Confirmation.objects.get()
    make_dead = [
        lambda: PersonalLink.objects.update(expires_at=timezone.now()),
        lambda: care.close_run(run=row.run, by=OFFICE, at=timezone.now()),
        lambda: Confirmation.objects.update(to_representative=True),
        lambda: Institution.objects.update(closed_on=TODAY),
    ]
    kept = PersonalLink.objects.get().expires_at
    for die in make_dead:
        die()
        page = shown(link, 410)
        assert "Dieser Link gilt nicht mehr" in page
        assert "buero@hagen.example" in page
        assert Client().post(link + "bestaetigen/").status_code == 410
        PersonalLink.objects.update(expires_at=kept, revoked_at=None)
        row.run.save()
        Confirmation.objects.update(to_representative=False)
    assert Institution.objects.get().confirmed_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_entry_takes_five_queries(link, school, count, django_assert_num_queries):
    for number in range(count):
        make_affiliation(make_person(school.region, f"Person {number}"), school)
        proposing.propose_contact(
            institution=school, by=OFFICE, at=timezone.now(),
            facts={"salutation": "open", "title": "", "given_name": "", "phone": "", "email": "",
                   "family_name": f"Neu {number}", "function": "Leitung", "represents": False},
        )  # fmt: skip
    with django_assert_num_queries(5):
        shown(link)
    with django_assert_num_queries(4):
        shown(link + "angaben/")

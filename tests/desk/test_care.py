"""The desk's side of the yearly confirmation: released, followed, reminded; changes decided."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bildungsnetz.directory import actions
from bildungsnetz.directory.actions import care
from bildungsnetz.directory.models import (
    ChangeProposal,
    Confirmation,
    ConfirmationRun,
    Institution,
)
from bildungsnetz.post.models import Message
from tests.cast import NOW, make_institution, signed_in
from tests.directory.caring import OFFICE, make_run, propose

BASE = "/hagen/buero/register/"
RUNS = f"{BASE}bestaetigung/"
CHANGES = f"{BASE}aenderungen/"
SOON = timezone.localdate() + timedelta(days=30)


@pytest.fixture
def office(anna):
    return signed_in(anna)


@pytest.fixture
def school(hagen):
    return make_institution(hagen, "Schule Nord", number="1")


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, address, **data):
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    return shown(client, answer.headers["Location"])


def running(region):
    """A run that is under way today."""
    run = make_run(region, closes_on=SOON)
    care.release_run(run=run, by=OFFICE, at=timezone.now())
    return run


def test_a_run_is_written_looked_at_and_released(office, school):
    assert "Noch keine Bestätigung" in shown(office, RUNS)
    form = office.get(f"{RUNS}neu/").context["form"]
    begun = {name: form.initial[name] for name in ("title", "subject", "body")}
    page = post(office, f"{RUNS}neu/", **begun, closes_on=SOON.isoformat())
    assert "Bitte an 1 Empfänger freigeben" in page
    assert "1@schule.example" in page
    assert "/eintrag/…/" in page
    assert Message.objects.count() == 0
    run = ConfirmationRun.objects.get()
    assert "1 Einrichtung wird gefragt." in post(office, f"{RUNS}{run.pk}/freigeben/")
    assert "nichts geht zweimal hinaus" in post(office, f"{RUNS}{run.pk}/freigeben/")
    assert Message.objects.count() == 1


def test_a_text_without_the_link_or_with_foreign_places_is_refused(office, school):
    data = {"title": "T", "subject": "S {anrede}", "body": "x {name}", "closes_on": "2020-01-01"}
    page = office.post(f"{RUNS}neu/", data).content.decode()
    assert "„{anrede}“ kann nicht ausgefüllt werden." in page
    assert "„{name}“ kann nicht ausgefüllt werden." in page
    data |= {"subject": "S", "body": "x"}
    assert "Im Text fehlt die Stelle {link}." in office.post(f"{RUNS}neu/", data).content.decode()
    data["body"] = "{link}"
    page = office.post(f"{RUNS}neu/", data).content.decode()
    assert "Der letzte Tag liegt nicht in der Zukunft." in page


def test_those_without_address_are_named(office, school):
    Institution.objects.update(email="")
    run = make_run(school.region, closes_on=SOON)
    page = shown(office, f"{RUNS}{run.pk}/freigeben/")
    assert "1 Einrichtung ohne E-Mail-Adresse" in page
    assert "Niemand ist zu fragen." in page


def test_the_run_tells_what_came_back(office, hagen, school):
    south = make_institution(hagen, "Schule Süd", number="2")
    run = running(hagen)
    care.confirm_entry(institution=south, by=OFFICE, at=timezone.now())
    answer = office.get(f"{RUNS}{run.pk}/")
    assert answer.context["bars"] == [
        ("bestätigt", 1), ("geändert", 0), ("noch keine Antwort", 1), ("nicht zustellbar", 0),
    ]  # fmt: skip
    rows = office.get(f"{RUNS}{run.pk}/?stand=silent").context["page"]
    assert [row.institution.name for row in rows] == ["Schule Nord"]
    assert "1 Erinnerung ist unterwegs." in post(office, f"{RUNS}{run.pk}/erinnern/")
    assert "Heute wurde schon erinnert." in post(office, f"{RUNS}{run.pk}/erinnern/")
    assert Message.objects.count() == 3


def test_a_new_link_is_sent_and_the_run_is_ended(office, school):
    run = running(school.region)
    row = Confirmation.objects.get()
    assert "Ein neuer Link für „Schule Nord“" in post(
        office, f"{RUNS}{run.pk}/neuer-link/{row.pk}/"
    )
    assert "beendet; die Links gelten nicht mehr" in post(office, f"{RUNS}{run.pk}/beenden/")
    assert "schon freigegeben oder beendet" in post(office, f"{RUNS}{run.pk}/erinnern/")


def test_a_run_is_extended(office, school):
    run = running(school.region)
    place = f"{RUNS}{run.pk}/verlaengern/"
    page = office.post(place, {"closes_on": "2020-01-01"}).content.decode()
    assert "Der letzte Tag liegt nicht in der Zukunft." in page
    later = SOON + timedelta(days=5)
    page = post(office, place, closes_on=later.isoformat())
    assert f"die Links gelten bis {later:%d.%m.%Y}" in page


def test_changes_are_accepted_refused_and_taken_back(office, school):
    phone, name = propose(school, phone="02331 9", name="Anders")
    page = shown(office, CHANGES)
    for text in ("Telefon", "02331 9", "Anders", "Persönlicher Link: Schule"):
        assert text in page
    page = post(office, f"{CHANGES}{phone.pk}/annehmen/")
    assert "Die Änderung ist übernommen." in page
    assert f"{CHANGES}{phone.pk}/zurueck/" in page
    assert Institution.objects.get().phone == "02331 9"
    assert "schon entschieden" in post(office, f"{CHANGES}{phone.pk}/annehmen/")
    post(office, f"{CHANGES}{phone.pk}/zurueck/")
    assert Institution.objects.get().phone == ""
    assert "Anders" in shown(office, f"{CHANGES}{name.pk}/ablehnen/")
    post(office, f"{CHANGES}{name.pk}/ablehnen/", reason="Amtlich")
    assert "Amtlich" in shown(office, f"{CHANGES}?stand=refused")
    assert ChangeProposal.objects.get(pk=name.pk).state == "refused"


def test_stale_changes_are_marked_and_need_a_second_look(office, school):
    (phone,) = propose(school, phone="1")
    actions.change_institution(institution=school, facts={"phone": "9"}, by=OFFICE, at=NOW)
    page = shown(office, CHANGES)
    assert "Register inzwischen geändert" in page
    assert "Trotzdem übernehmen" in page
    assert "Das Register hat sich seit dem Vorschlag geändert." in post(
        office, f"{CHANGES}{phone.pk}/annehmen/"
    )
    post(office, f"{CHANGES}{phone.pk}/annehmen/", trotzdem="ja")
    assert Institution.objects.get().phone == "1"


def test_all_of_one_institution_at_once_but_the_stale(office, hagen, school):
    other = make_institution(hagen, "Andere", number="2")
    propose(school, phone="1", fax="2", website="https://a.example/")
    propose(other, phone="3")
    actions.change_institution(institution=school, facts={"fax": "9"}, by=OFFICE, at=NOW)
    page = post(office, f"{BASE}einrichtungen/{school.pk}/aenderungen/")
    assert "2 Änderungen sind übernommen." in page
    assert "1 Änderung müssen Sie einzeln ansehen." in page
    assert ChangeProposal.objects.filter(state="open").count() == 2


def test_trust_and_confirmation_stand_on_the_institutions_page(office, school):
    place = f"{BASE}einrichtungen/{school.pk}/"
    assert "nie bestätigt" in shown(office, place)
    assert "werden jetzt sofort übernommen" in post(office, f"{place}vertrauen/")
    assert Institution.objects.get().is_trusted is True
    propose(school, phone="7")
    assert "Schule Nord" not in shown(office, f"{CHANGES}?stand=open")
    assert "Schule Nord" in shown(office, f"{CHANGES}?stand=applied")
    post(office, f"{place}vertrauen/")
    page = post(office, f"{place}bestaetigen/")
    assert "nie bestätigt" not in page
    assert "Eintrag bestätigt" in page


def test_released_fields_are_chosen_in_the_form(office, school):
    place = f"{BASE}einrichtungen/{school.pk}/"
    data = {"name": school.name, "kind": school.kind_id, "number": "1", "is_public": "on",
            "fields": [school.region.fields.first().pk],
            "public_fields": ["phone", "address"]}  # fmt: skip
    page = post(office, f"{place}aendern/", **data)
    assert Institution.objects.get().public_fields == ["address", "phone"]
    assert "Anschrift und Telefon" in page


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_few_queries(office, hagen, count, django_assert_num_queries):
    for number in range(count):
        school = make_institution(hagen, f"Schule {number}", number=f"{number}")
        propose(school, phone="1", topics=[])
        propose(school, stages=[])
    run = running(hagen)
    with django_assert_num_queries(6):
        shown(office, RUNS)
    with django_assert_num_queries(8):
        shown(office, f"{RUNS}{run.pk}/")
    with django_assert_num_queries(8):
        shown(office, CHANGES)


def test_only_the_office_decides(school, clara):
    for address in (RUNS, CHANGES):
        assert signed_in(clara).get(address).status_code == 403

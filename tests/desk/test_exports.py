"""Lists as files: who may have them, what is in them, what they cost."""

from datetime import date

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from bildungsnetz.accounts.models import AuditEntry, User
from bildungsnetz.directory import actions
from bildungsnetz.directory.actions.bases import open_bases
from bildungsnetz.directory.models import Audience, Confirmation, Institution, Person
from bildungsnetz.kit.tables import Table, read_table
from bildungsnetz.kit.vcard import Card, read_cards
from bildungsnetz.meetings.models import Invitation, Meeting, Registration
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.actions import queue
from bildungsnetz.regions.models import Region, Topic
from tests.cast import NOW, make_institution, make_region, signed_in
from tests.directory.caring import make_run
from tests.directory.makers import OFFICE, make_affiliation, make_person

pytest_plugins = ["tests.decisions.fixtures"]
FORMS = ("csv", "xlsx", "vcf")
LISTS = ("desk_register", "desk_persons", "desk_audience", "desk_audience_people", "desk_answers",
         "desk_participants", "desk_organ", "desk_care_run", "desk_notices")  # fmt: skip


def make_meeting(region: Region) -> Meeting:
    """A conference with one invited institution, from which somebody comes."""
    meeting = Meeting.objects.create(
        region=region, kind="conference", title="Konferenz", starts_at=NOW, created_at=NOW,
        ends_at=NOW.replace(hour=12),
    )  # fmt: skip
    school = make_institution(region, "=1+1", email="a@s.example")
    invited = Invitation.objects.create(meeting=meeting, institution=school, invited_at=NOW)
    Registration.objects.create(
        meeting=meeting, invitation=invited, name="@SUM(1)", function="Leitung", registered_at=NOW
    )
    return meeting


def rows_of(region: Region) -> dict[str, dict[str, int]]:
    """For each list the row it belongs to, all with something in them."""
    meeting = make_meeting(region)
    organ = Organ.objects.get_or_create(
        region=region, slug="lenkungskreis", defaults={"name": "Lenkungskreis", "kind": "steering"}
    )[0]
    make_affiliation(make_person(region, "Voss"), Institution.objects.get(region=region))
    audience = Audience.objects.create(region=region, name="V", created_at=NOW)
    return {
        "desk_register": {},
        "desk_persons": {},
        "desk_audience": {"pk": audience.pk},
        "desk_audience_people": {"pk": audience.pk},
        "desk_answers": {"pk": meeting.pk},
        "desk_participants": {"pk": meeting.pk},
        "desk_organ": {"pk": organ.pk},
        "desk_care_run": {"pk": make_run(region).pk},
        "desk_notices": {},
    }


def address(name: str, form: str, **kwargs: object) -> str:
    return reverse(f"{name}_{form}", kwargs={"region": "hagen", **kwargs})


def table(
    client: Client, name: str, form: str = "csv", query: object = None, **kw: object
) -> Table:
    return read_table(client.get(address(name, form, **kw), query).content, name=f"liste.{form}")


def cards(client: Client, name: str, **kwargs: object) -> tuple[Card, ...]:
    found, problems = read_cards(client.get(address(name, "vcf", **kwargs)).content)
    assert problems == ()
    return found


@pytest.fixture
def office(anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", LISTS)
def test_lists_as_files_are_for_the_office_alone(office, ben, deniz, name, form):
    where = address(name, form, **rows_of(Region.objects.get(slug="hagen"))[name])
    before = AuditEntry.objects.count()
    answer = office.get(where)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    assert [signed_in(user).get(where).status_code for user in (ben, deniz)] == [403, 403]
    assert Client().get(where).status_code == 302
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", ["desk_audience", "desk_audience_people", "desk_answers",
                                  "desk_participants", "desk_care_run",
                                  "desk_organ"])  # fmt: skip
def test_lists_of_another_region_are_not_there(office, name):
    foreign = rows_of(make_region("unna", "Unna"))[name]
    assert [office.get(address(name, form, **foreign)).status_code for form in FORMS] == [404] * 3


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_formulas_are_defused_and_come_back_as_they_were(office, hagen, form):
    rows = rows_of(hagen)
    raw = office.get(address("desk_answers", "csv", **rows["desk_answers"])).content.decode()
    assert ";'=1+1;" in raw
    make_institution(hagen, "- Primarstufe -")
    names = table(office, "desk_register", form).column("Name der Einrichtung")
    assert sorted(names) == ["- Primarstufe -", "=1+1"]
    guests = table(office, "desk_participants", form, **rows["desk_participants"])
    assert guests.column("Name") == ("@SUM(1)",)


def test_the_list_of_institutions_is_filtered_and_sorted(office, hagen):
    for name in ("Anna-Schule", "Zoo-Schule"):
        make_institution(hagen, name)
    make_institution(hagen, "Goethe-Gymnasium", kind="Gymnasium")
    wanted = {"art": "grundschule", "sortieren": "-name"}
    found = table(office, "desk_register", "csv", wanted)
    assert found.column("Name der Einrichtung") == ("Zoo-Schule", "Anna-Schule")
    assert found.column("Bildungsstufen") == ("Primarstufe", "Primarstufe")
    page = office.get(reverse("desk_register", kwargs={"region": "hagen"}), wanted).content.decode()
    assert 'href="/hagen/buero/register/export.vcf?art=grundschule&amp;sortieren=-name"' in page


def test_institutions_as_cards(office, hagen):
    school = make_institution(hagen, "Voß; Schule", number="1", email="a@s.example")
    Institution.objects.filter(pk=school.pk).update(phone="02331 1", fax="02331 2", street="Weg 3")
    [card] = cards(office, "desk_register")
    assert (card.kind, card.full_name, card.organisation) == (
        "org",
        "Voß; Schule",
        ("Voß; Schule",),
    )
    assert [(phone.number, phone.types) for phone in card.phones] == [
        ("02331 1", ("work",)), ("02331 2", ("fax", "work")),
    ]  # fmt: skip
    assert [address.street for address in card.addresses] == ["Weg 3"]


def test_a_person_has_a_row_for_each_function_and_one_card(office, hagen):
    person = make_person(
        hagen, "Voss", given_name="Eva", title="Dr.", salutation="mrs", email="e@s.example"
    )
    for topic in ("MINT", "Sprache"):
        person.topics.add(Topic.objects.create(region=hagen, slug=topic.lower(), name=topic))
    make_affiliation(person, make_institution(hagen, "A-Schule", number="1"))
    make_affiliation(person, make_institution(hagen, "B-Schule", number="2"), represents=False)
    make_affiliation(person, make_institution(hagen, "C-Schule"), to=date(2021, 1, 1))
    make_person(hagen, "Zorn")
    found = table(office, "desk_persons")
    assert found.column("Nachname") == ("Voss", "Voss", "Zorn")
    assert found.column("Anrede") == ("Frau", "Frau", "")
    assert found.column("Themen") == ("MINT; Sprache", "MINT; Sprache", "")
    assert found.column("Einrichtung") == ("A-Schule", "B-Schule", "")
    assert found.column("Vertritt die Einrichtung") == ("ja", "nein", "")
    assert found.column("Seit") == ("01.08.2020", "01.08.2020", "")
    first, second = cards(office, "desk_persons")
    assert (first.full_name, first.family_name, first.prefix) == ("Dr. Eva Voss", "Voss", "Dr.")
    assert (first.organisation, first.title) == (("A-Schule",), "Schulleitung")
    assert first.note == "Weitere Tätigkeiten: Schulleitung, B-Schule"
    assert (second.full_name, second.organisation, second.note) == ("Zorn", (), "")
    assert [first.uid] == list(dict.fromkeys(found.column("Kennung")))[:1]
    [alone] = read_cards(
        office.get(f"/hagen/buero/register/personen/{person.pk}/karte.vcf").content
    )[0]
    assert alone == first


def test_the_list_of_persons_is_searched_and_sorted(office, hagen):
    for name in ("Anders", "Andreas", "Zorn"):
        make_person(hagen, name)
    found = table(office, "desk_persons", "csv", {"suche": "and", "sortieren": "-name"})
    assert found.column("Nachname") == ("Andreas", "Anders")


def test_an_audience_gives_its_institutions_of_today(office, hagen):
    make_institution(hagen, "Offen")
    make_institution(hagen, "Gymnasium", kind="Gymnasium")
    audience = actions.save_audience(
        region=hagen, name="V", query={"kinds": ["grundschule"]}, by=OFFICE, at=NOW
    )
    assert table(office, "desk_audience", pk=audience.pk).column("Name der Einrichtung") == (
        "Offen",
    )


def test_an_audience_gives_its_people(office, hagen):
    school = make_institution(hagen, "Offen")
    make_affiliation(make_person(hagen, "Spricht"), school)
    make_affiliation(make_person(hagen, "Schweigt"), school, represents=False)
    audience = actions.save_audience(
        region=hagen, name="V", query={"kinds": ["grundschule"]}, by=OFFICE, at=NOW
    )
    found = table(office, "desk_audience_people", pk=audience.pk)
    assert (found.column("Nachname"), found.column("Einrichtung")) == (("Spricht",), ("Offen",))


def test_the_invited_are_given_in_the_state_asked_for(office, hagen):
    meeting = make_meeting(hagen)
    other = make_institution(hagen, "Absage-Schule")
    Invitation.objects.create(
        meeting=meeting, institution=other, invited_at=NOW, state="declined", answered_at=NOW,
        decline_reason="Ferien",
    )  # fmt: skip
    everybody = table(office, "desk_answers", pk=meeting.pk)
    assert sorted(everybody.column("Einrichtung")) == ["=1+1", "Absage-Schule"]
    assert sorted(everybody.column("Personen")) == ["0", "1"]
    declined = table(office, "desk_answers", "csv", {"stand": "declined"}, pk=meeting.pk)
    assert declined.rows[0].cells == (
        "", "Absage-Schule", "Hagen", "grundschule@schule.example", "", "hat abgesagt", "Ferien",
        "0", "14.09.2026", "",
    )  # fmt: skip
    invited = cards(office, "desk_answers", pk=meeting.pk)
    assert sorted(card.full_name for card in invited) == ["=1+1", "Absage-Schule"]


def test_guests_as_cards(office, hagen):
    [card] = cards(office, "desk_participants", pk=make_meeting(hagen).pk)
    assert (card.full_name, card.organisation, card.title) == ("@SUM(1)", ("=1+1",), "Leitung")


def test_the_members_of_an_organ_on_the_day_looked_at(office, steering, ben, clara):
    found = table(office, "desk_organ", pk=steering.pk)
    assert list(zip(found.column("Name"), found.column("Funktion"), strict=True)) == [
        ("Ben Becker", "Mitglied"), ("Clara Celik", "Mitglied"), ("Ben Becker", "Vorsitz"),
    ]  # fmt: skip
    assert found.column("Benennende Stelle") == ("Stadt", "Land", "")
    assert [card.full_name for card in cards(office, "desk_organ", pk=steering.pk)] == [
        "Ben Becker", "Clara Celik",
    ]  # fmt: skip
    before = office.get(address("desk_organ", "csv", pk=steering.pk), {"am": "2025-12-31"})
    assert before.content.count(b"\r\n") == 1


@pytest.mark.parametrize("name", ["desk_orders", "desk_recommendations", "desk_post"])
def test_lists_of_things_are_tables_and_no_cards(office, ben, name):
    for form in ("csv", "xlsx"):
        assert office.get(address(name, form)).status_code == 200
        assert signed_in(ben).get(address(name, form)).status_code == 403
    with pytest.raises(NoReverseMatch):
        address(name, "vcf")


def test_things_stand_in_tables_as_they_are_shown(office, draft):
    found = table(office, "desk_recommendations")
    assert found.column("Titel") == (draft.title,)
    assert found.column("Konferenz") == (draft.meeting.title,)
    queue(
        region=draft.region, batch="a", key="a", to_name="=Voß", to_address="v@s.example",
        subject="Einladung", body="Text", at=NOW, by=OFFICE,
    )  # fmt: skip
    written = table(office, "desk_post")
    assert written.rows[0].cells[:4] == ("Einladung", "=Voß", "v@s.example", "14.09.2026 10:00")
    empty = office.get(address("desk_post", "csv"), {"stand": "failed"}).content
    assert empty.count(b"\r\n") == 1


def test_those_who_are_silent_are_given_to_telephone(office, hagen):
    run = make_run(hagen)
    for name, state in (("Still", "silent"), ("Fertig", "confirmed")):
        school = make_institution(hagen, name)
        Confirmation.objects.create(
            run=run, institution=school, issued_for=school.pk, state=state, to_representative=True
        )
    everybody = table(office, "desk_care_run", pk=run.pk).column("Name der Einrichtung")
    assert everybody == ("Fertig", "Still")
    silent = table(office, "desk_care_run", "csv", {"stand": "silent"}, pk=run.pk)
    assert silent.column("Name der Einrichtung") == ("Still",)


def test_those_who_must_be_told_are_given_for_letters(office, hagen):
    persons = [make_person(hagen, name) for name in ("Weiß", "Ahnt", "Kennt")]
    open_bases(persons[:2], source="import", at=NOW)
    open_bases(persons[2:], source="self", at=NOW)
    assert sorted(table(office, "desk_notices").column("Nachname")) == ["Ahnt", "Weiß"]


def test_an_empty_list_is_a_file_with_its_heads(office, hagen):
    for form in FORMS:
        assert office.get(address("desk_persons", form)).status_code == 200
    assert office.get(address("desk_persons", "csv")).content.startswith(b"\xef\xbb\xbfKennung;")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [1, 3])
def test_files_ask_the_database_as_often_for_one_row_as_for_three(
    office, hagen, count, form, django_assert_num_queries
):
    school = make_institution(hagen, "Eins")
    for number in range(count):
        make_affiliation(make_person(hagen, f"Person {number}"), school)
        make_institution(hagen, f"Schule {number}")
    with django_assert_num_queries(6):
        office.get(address("desk_persons", form))
    with django_assert_num_queries(5):
        office.get(address("desk_register", form))
    assert Person.objects.count() == count

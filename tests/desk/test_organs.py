"""The organs at the desk: who may, what is shown, what is done and taken back."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models import Person
from bildungsnetz.organs import queries
from bildungsnetz.organs.models import Mandate, Organ, Seat
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, TODAY, make_institution, make_region, signed_in
from tests.desk.browsing import errors, notes, post, shown
from tests.organs.people import chair, fill, person, seats

D = date
BASE = "/hagen/buero/"
ORGAN = {
    "name": "Runder Tisch Übergänge",
    "kind": "group",
    "invitation_min_days": 14,
    "invitation_max_days": 21,
    "agenda_days": 7,
}


@pytest.fixture(autouse=True)
def at_nine() -> object:
    """The clock of the cast."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


@pytest.fixture
def seat(steering: Organ) -> Seat:
    """One seat of the Lenkungskreis."""
    return seats(steering, "Stadt")[0]


def terms(seat: Seat) -> list[tuple[str, date, date | None]]:
    """Who had the seat from when to when."""
    rows = Mandate.objects.filter(seat=seat).order_by("active_from")
    return [(str(row.person), row.active_from, row.active_to) for row in rows]


def test_only_the_own_office_may(
    hagen: Region, steering: Organ, ben: User, seat: Seat, deniz: User
) -> None:
    mandate = Mandate.objects.filter(organ=steering)[0]
    pages = [
        "gremien/",
        "gremien/neu/",
        f"gremien/{steering.pk}/",
        f"gremien/{steering.pk}/aendern/",
        f"gremien/{steering.pk}/beenden/",
        f"gremien/{steering.pk}/sitze/neu/",
        f"gremien/{steering.pk}/vorsitz/",
        f"gremien/{steering.pk}/mitarbeit/",
        f"sitze/{seat.pk}/besetzen/",
        f"sitze/{seat.pk}/aufheben/",
        f"mandate/{mandate.pk}/beenden/",
        f"mandate/{mandate.pk}/amtszeit/",
    ]
    strangers = [Client(), signed_in(ben), signed_in(deniz)]
    found = {tuple(client.get(BASE + page).status_code for client in strangers) for page in pages}
    assert found == {(302, 403, 403)}
    foreign = {signed_in(deniz).get(f"/herne/buero/{page}").status_code for page in pages[2:]}
    assert foreign == {404}


def test_an_empty_tree_says_what_to_do(office: Client) -> None:
    assert "Noch kein Gremium" in shown(office, BASE + "gremien/")


def test_the_tree_by_field_and_kind(office: Client, plenary: Organ, steering: Organ) -> None:
    plenary.fields.set(FieldOfAction.objects.filter(slug="inklusion"))
    seats(steering, "Stadt", 2)

    def listed(query: str) -> list[str]:
        return [node.organ.slug for node in office.get(f"{BASE}gremien/{query}").context["nodes"]]

    assert listed("") == ["bildungskonferenz", "lenkungskreis"]
    assert listed("?handlungsfeld=inklusion") == ["bildungskonferenz"]
    assert listed("?handlungsfeld=-") == ["lenkungskreis"]
    assert listed("?art=steering") == ["lenkungskreis"]
    assert listed("?handlungsfeld=inklusion&art=steering") == []
    assert "Kein Gremium passt" in shown(
        office, f"{BASE}gremien/?handlungsfeld=inklusion&art=steering"
    )
    assert "0 von 2 besetzt" in shown(office, BASE + "gremien/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_tree_asks_seven_questions(
    office: Client, hagen: Region, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        organ = Organ.objects.create(
            region=hagen, slug=f"g{number}", kind="group", name=f"Gruppe {number}"
        )
        seats(organ, "Stadt", count)
    # region, session, user, role, fields to choose, organs, their fields, seats
    with django_assert_num_queries(7):
        shown(office, BASE + "gremien/")


@pytest.mark.parametrize("count", [1, 3])
def test_an_organ_asks_nine_questions(
    office: Client,
    hagen: Region,
    steering: Organ,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number, seat in enumerate(seats(steering, "Stadt", count)):
        fill(seat, person(hagen, f"Person {number}"), D(2020, 1, 1))
    # region, session, user, role, organ, its fields, mandates and seats of the day, all mandates,
    # organs below, trail
    with django_assert_num_queries(9):
        text = shown(office, f"{BASE}gremien/{steering.pk}/")
    assert text.count("neu besetzen") == count


def test_an_organ_is_founded_changed_closed_and_reopened(office: Client, hagen: Region) -> None:
    field = FieldOfAction.objects.get(region=hagen, slug="uebergaenge")
    where = post(office, BASE + "gremien/neu/", **ORGAN, fields=[field.pk])
    organ = Organ.objects.get()
    assert (where, organ.slug, list(organ.fields.all())) == (
        f"{BASE}gremien/{organ.pk}/",
        "runder-tisch-uebergaenge",
        [field],
    )
    other = FieldOfAction.objects.get(region=hagen, slug="inklusion")
    changed = {**ORGAN, "name": "Runder Tisch", "agenda_days": 10, "fields": [other.pk]}
    post(office, f"{where}aendern/", **changed)
    organ.refresh_from_db()
    assert (organ.name, organ.agenda_days, organ.slug) == (
        "Runder Tisch",
        10,
        "runder-tisch-uebergaenge",
    )
    assert list(organ.fields.all()) == [other]
    post(office, f"{where}beenden/", last_day="2026-12-31", reason="Auftrag erledigt")
    organ.refresh_from_db()
    assert (organ.closed_on, organ.closing_reason) == (D(2027, 1, 1), "Auftrag erledigt")
    ((_note, undo),) = [note for note in notes(office, where) if note[1]]
    assert office.post(undo).status_code == 302
    organ.refresh_from_db()
    assert organ.closed_on is None
    text = shown(office, where)
    for words in ("angelegt", "geändert: Name, Handlungsfelder, Frist der Tagesordnung"):
        assert words in text
    for words in ("beendet: Auftrag erledigt", "wieder geöffnet"):
        assert words in text


def test_a_day_nobody_means_is_refused_at_its_field(office: Client, steering: Organ) -> None:
    """The organ would end on the day after, which no calendar has."""
    said = errors(
        office, f"{BASE}gremien/{steering.pk}/beenden/", last_day="9999-12-31", reason="x"
    )
    assert said == {"last_day": ["Bitte prüfen Sie das Jahr: Es liegt zu weit entfernt."]}


def test_an_organ_carries_a_field_where_the_region_has_any(office: Client, hagen: Region) -> None:
    said = errors(office, BASE + "gremien/neu/", **ORGAN)
    assert said == {"fields": ["Bitte wählen Sie mindestens ein Handlungsfeld."]}
    hagen.fields.all().delete()
    post(office, BASE + "gremien/neu/", **ORGAN)
    assert Organ.objects.get().fields.count() == 0


def test_names_and_deadlines_are_checked(office: Client, steering: Organ) -> None:
    field = FieldOfAction.objects.get(slug="uebergaenge")
    named = {**ORGAN, "name": "Lenkungskreis", "fields": [field.pk]}
    said = errors(office, BASE + "gremien/neu/", **named)
    assert said == {"name": ["Ein Gremium „Lenkungskreis“ gibt es schon."]}
    said = errors(
        office, BASE + "gremien/neu/", **{**ORGAN, "invitation_max_days": 13, "fields": [field.pk]}
    )
    assert said == {
        "invitation_max_days": ["Diese Zahl muss mindestens so groß sein wie die Zahl davor."]
    }


def test_seats_are_set_up_and_done_away_with(office: Client, steering: Organ) -> None:
    where = f"{BASE}gremien/{steering.pk}/"
    post(office, f"{where}sitze/neu/", party="Land", count=2, is_voting="on")
    first, second = Seat.objects.filter(organ=steering).order_by("number")
    assert (first.party.name, first.is_voting) == ("Land", True)
    post(office, f"{BASE}sitze/{first.pk}/aufheben/", last_day="2026-09-13")
    assert [one.seat for one in queries.seats_on(steering, TODAY)] == [second]
    undo = [note for note in notes(office, where) if note[1]][-1][1]
    office.post(undo)
    assert [one.seat for one in queries.seats_on(steering, TODAY)] == [first, second]
    office.post(f"{BASE}sitze/{first.pk}/loeschen/")
    assert list(Seat.objects.all()) == [second]


def test_a_held_seat_cannot_go(office: Client, hagen: Region, seat: Seat) -> None:
    fill(seat, person(hagen, "Anke Arendt"), D(2020, 1, 1))
    said = errors(office, f"{BASE}sitze/{seat.pk}/aufheben/", last_day="2026-09-13")
    assert said == {"last_day": ["Der Sitz ist dann noch besetzt. Beenden Sie zuerst das Mandat."]}
    office.post(f"{BASE}sitze/{seat.pk}/loeschen/")
    told = [note for note, _ in notes(office, f"{BASE}gremien/{seat.organ_id}/")]
    assert told == ["Der Sitz war schon besetzt und bleibt deshalb in der Geschichte."]
    assert Seat.objects.get() == seat


def test_a_seat_changes_hands_and_back(office: Client, hagen: Region, seat: Seat) -> None:
    anke, bernd = person(hagen, "Anke Arendt"), person(hagen, "Bernd Brandt")
    fill(seat, anke, D(2020, 1, 1))
    where = post(
        office,
        f"{BASE}sitze/{seat.pk}/besetzen/",
        role="member",
        person=bernd.pk,
        active_from="2026-09-01",
        term_last_day="2028-08-31",
    )
    assert terms(seat) == [
        ("Anke Arendt", D(2020, 1, 1), D(2026, 9, 1)),
        ("Bernd Brandt", D(2026, 9, 1), None),
    ]
    made = Mandate.objects.get(person=bernd)
    assert (where, made.term_to) == (f"{BASE}gremien/{seat.organ_id}/", D(2028, 9, 1))
    assert "geplant bis 31.08.2028" in shown(office, where)
    post(
        office,
        f"{BASE}sitze/{seat.pk}/besetzen/",
        role="substitute",
        person=anke.pk,
        active_from="2026-09-01",
    )
    notes(office, where)
    post(
        office,
        f"{BASE}sitze/{seat.pk}/besetzen/",
        role="member",
        family_name="Celik",
        given_name="Clara",
        active_from="2026-09-10",
    )
    ((note, undo),) = notes(office, where)
    assert note == "Eingetragen: Clara Celik, Mitglied."
    assert undo.endswith(f"?davor={made.pk}")
    office.post(undo)
    made.refresh_from_db()
    assert (made.active_to, Person.objects.filter(family_name="Celik").count()) == (None, 1)


def test_a_seat_needs_exactly_one_person(office: Client, hagen: Region, seat: Seat) -> None:
    where = f"{BASE}sitze/{seat.pk}/besetzen/"
    facts = {"role": "member", "active_from": "2026-09-01"}
    assert errors(office, where, **facts) == {
        "person": ["Bitte wählen Sie eine Person oder tragen Sie eine neue ein."]
    }
    known = person(hagen, "Anke Arendt")
    assert errors(office, where, **facts, person=known.pk, family_name="Neu") == {
        "family_name": ["Sie haben schon eine Person gewählt. Lassen Sie eines von beiden leer."]
    }
    fill(seat, known, D(2026, 9, 1))
    assert errors(office, where, **facts, family_name="Neu") == {
        "active_from": ["Mitglied ist seit dem 01.09.2026: Anke Arendt."]
    }
    assert not Person.objects.filter(family_name="Neu").exists()


def test_foreign_persons_cannot_be_chosen(office: Client, seat: Seat, deniz: User) -> None:
    foreign = person(Region.objects.get(slug="herne"), "Frieda Fremd")
    said = errors(
        office,
        f"{BASE}sitze/{seat.pk}/besetzen/",
        role="member",
        person=foreign.pk,
        active_from="2026-09-01",
    )
    assert list(said) == ["person"]


@pytest.mark.parametrize("page", ["sitze/{seat}/besetzen/", "gremien/{organ}/vorsitz/"])
def test_persons_are_found_by_typing(office: Client, hagen: Region, seat: Seat, page: str) -> None:
    anke, bernd = person(hagen, "Anke Arendt"), person(hagen, "Bernd Brandt")
    person(make_region("herne", "Herne"), "Anke Fremd")
    where = BASE + page.format(seat=seat.pk, organ=seat.organ_id)

    def offered(answer: Any) -> list[Any]:
        return [key for key, _label in answer.context["form"].fields["person"].choices]

    assert offered(office.get(where)) == [""]
    assert offered(office.get(where, {"suche": "anke"})) == ["", anke.pk]
    assert f'value="{anke.pk}"' in shown(office, f"{where}?suche=ARENDT")
    # Whoever was chosen stays, whatever is searched for.
    answer = office.post(f"{where}?suche=anke", {"role": "", "person": bernd.pk})
    assert offered(answer) == ["", bernd.pk, anke.pk]


def test_a_search_for_a_person_shows_twenty(office: Client, hagen: Region, seat: Seat) -> None:
    for number in range(21):
        person(hagen, f"Person Nr{number:02}")
    where = f"{BASE}sitze/{seat.pk}/besetzen/"
    field = office.get(where, {"suche": "person"}).context["form"].fields["person"]
    assert len(field.choices) == 1 + 20
    assert field.help_text == "Es passen noch mehr. Geben Sie oben mehr vom Namen an."
    field = office.get(where, {"suche": "niemand"}).context["form"].fields["person"]
    assert field.help_text.startswith("Niemand passt zu dieser Suche.")


def test_a_new_chair_ends_the_former_one(office: Client, hagen: Region, steering: Organ) -> None:
    anke, bernd = person(hagen, "Anke Arendt"), person(hagen, "Bernd Brandt")
    chair(steering, anke, D(2011, 6, 22))
    post(
        office,
        f"{BASE}gremien/{steering.pk}/vorsitz/",
        role="chair",
        person=bernd.pk,
        active_from="2026-09-01",
        note="gewählt",
    )
    rows = Mandate.objects.filter(role="chair").order_by("active_from")
    assert [(str(row.person), row.active_to) for row in rows] == [
        ("Anke Arendt", D(2026, 9, 1)),
        ("Bernd Brandt", None),
    ]


def test_persons_and_institutions_without_a_seat(
    office: Client, hagen: Region, steering: Organ
) -> None:
    make_institution(hagen, "Goetheschule", number="1")
    where = f"{BASE}gremien/{steering.pk}/mitarbeit/"
    post(office, where, role="guest", institution="1", active_from="2026-09-01")
    post(office, where, role="advisory", family_name="Rat", active_from="2026-09-01")
    functions = {
        one.role: [str(m.person or m.institution) for m in one.mandates]
        for one in queries.functions_on(steering, TODAY)
    }
    assert functions == {
        "chair": [],
        "deputy_chair": [],
        "advisory": ["Rat"],
        "guest": ["Goetheschule"],
    }
    assert "Goetheschule" in shown(office, f"{BASE}gremien/{steering.pk}/")


def test_a_mandate_is_ended_renewed_and_reopened(office: Client, hagen: Region, seat: Seat) -> None:
    mandate = fill(seat, person(hagen, "Anke Arendt"), D(2020, 1, 1))
    where = f"{BASE}mandate/{mandate.pk}/"
    post(office, f"{where}amtszeit/", term_last_day="2028-12-31", note="Wiederbenannt")
    mandate.refresh_from_db()
    assert (mandate.term_to, mandate.note) == (D(2029, 1, 1), "Wiederbenannt")
    assert errors(office, f"{where}beenden/", last_day="2019-12-31") == {
        "last_day": ["Das Mandat besteht seit dem 01.01.2020 und kann nicht an diesem Tag enden."]
    }
    organ = post(office, f"{where}beenden/", last_day="2026-08-31")
    assert terms(seat) == [("Anke Arendt", D(2020, 1, 1), D(2026, 9, 1))]
    assert "01.01.2020–31.08.2026" in shown(office, organ)
    office.post(f"{where}wieder-oeffnen/")
    assert terms(seat) == [("Anke Arendt", D(2020, 1, 1), None)]


def test_what_cannot_be_taken_back_is_told(office: Client, hagen: Region, seat: Seat) -> None:
    mandate = fill(seat, person(hagen, "Anke Arendt"), D(2020, 1, 1))
    with time_machine.travel(NOW.replace(day=16), tick=False):
        office.post(f"{BASE}mandate/{mandate.pk}/zuruecknehmen/")
        told = [note for note, _ in notes(office, f"{BASE}gremien/{seat.organ_id}/")]
    assert " ".join(told) == (
        "Der Eintrag ist älter als einen Tag und bleibt in der Geschichte. "
        "Beenden Sie stattdessen das Mandat."
    )
    assert len(terms(seat)) == 1


def test_the_desk_shows_names_and_remarks_of_any_day(
    office: Client, hagen: Region, seat: Seat
) -> None:
    fill(seat, person(hagen, "Anke Arendt", is_public=False), D(2020, 1, 1))
    where = f"{BASE}gremien/{seat.organ_id}/"
    text = shown(office, where)
    assert ("Anke Arendt" in text, "Der Vorsitz ist nicht besetzt." in text) == (True, True)
    before = shown(office, f"{where}?am=2019-12-31")
    assert "Stadt: 1 von 1 Sitzen ist frei." in before

"""Founding, filling, chairing, ending; what is refused, taken back and recorded."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory.models import Person
from bildungsnetz.organs import actions, queries
from bildungsnetz.organs.actions import Refused, SeatTaken
from bildungsnetz.organs.models import Mandate, Organ, Seat
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, TODAY
from tests.organs.people import chair, fill, person, seats

D = date


@pytest.fixture
def seat(steering: Organ) -> Seat:
    """One seat of the Lenkungskreis."""
    return seats(steering, "Stadt")[0]


@pytest.fixture
def anke(hagen: Region) -> Person:
    """Somebody who may be named."""
    return person(hagen, "Anke Arendt")


@pytest.fixture
def bernd(hagen: Region) -> Person:
    """Somebody else."""
    return person(hagen, "Bernd Brandt")


def periods(seat: Seat) -> list[tuple[str, date, date | None]]:
    """Who held the seat from when to when."""
    rows = Mandate.objects.filter(seat=seat).order_by("active_from")
    return [(str(row.person), row.active_from, row.active_to) for row in rows]


def last_entry() -> AuditEntry:
    """What was recorded last."""
    return AuditEntry.objects.order_by("-number")[0]


def test_founding_an_organ(hagen: Region) -> None:
    field = FieldOfAction.objects.get(region=hagen, slug="uebergaenge")
    values = {"name": "Runder Tisch Übergänge", "kind": Organ.Kind.GROUP, "agenda_days": 7}
    first = actions.create_organ(region=hagen, values=values, fields=[field], by=CONSOLE, at=NOW)
    assert (first.slug, first.order, first.agenda_days) == ("runder-tisch-uebergaenge", 1, 7)
    assert list(first.fields.all()) == [field]
    assert (last_entry().action, last_entry().record_id) == ("organ.created", str(first.pk))
    assert last_entry().detail["name"] == "Runder Tisch Übergänge"
    with pytest.raises(Refused, match=r"Ein Gremium „Runder Tisch Übergänge“ gibt es schon."):
        actions.create_organ(region=hagen, values=values, by=CONSOLE, at=NOW)


def test_changing_an_organ_records_only_what_changed(steering: Organ) -> None:
    values = {"name": "Lenkungskreis", "invitation_min_days": 14, "invitation_max_days": 21}
    changed = actions.change_organ(organ=steering, values=values, by=CONSOLE, at=NOW)
    assert changed == {"invitation_min_days": 14, "invitation_max_days": 21}
    assert last_entry().detail == changed
    count = AuditEntry.objects.count()
    assert actions.change_organ(organ=steering, values=values, by=CONSOLE, at=NOW) == {}
    assert AuditEntry.objects.count() == count


def test_closing_and_reopening(hagen: Region, steering: Organ) -> None:
    child = Organ.objects.create(
        region=hagen, slug="ak", kind="group", name="AK", parent=steering, order=9
    )
    with pytest.raises(Refused, match="gehören noch offene Gremien"):
        actions.close_organ(organ=steering, on=TODAY, reason="", by=CONSOLE, at=NOW)
    actions.close_organ(organ=child, on=TODAY, reason="Auftrag erledigt", by=CONSOLE, at=NOW)
    child.refresh_from_db()
    assert (child.closed_on, child.closing_reason) == (TODAY, "Auftrag erledigt")
    with pytest.raises(Refused, match="ist schon beendet"):
        actions.close_organ(organ=child, on=TODAY, reason="", by=CONSOLE, at=NOW)
    actions.reopen_organ(organ=child, by=CONSOLE, at=NOW)
    child.refresh_from_db()
    assert (child.closed_on, child.closing_reason) == (None, "")
    assert last_entry().action == "organ.reopened"


def test_seats_are_numbered_on_and_parties_made_once(steering: Organ) -> None:
    first, second = seats(steering, "Stadt", 2), seats(steering, "Land", 2)
    again = seats(steering, "Stadt")
    assert [one.number for one in first + second + again] == [1, 2, 3, 4, 5]
    assert again[0].party == first[0].party
    assert [(p.name, p.order) for p in queries.parties(steering.region)] == [
        ("Stadt", 0),
        ("Land", 1),
    ]
    assert last_entry().detail == {"party": "Stadt", "seats": [5]}


def test_the_holder_before_ends_on_the_same_day(seat: Seat, anke: Person, bernd: Person) -> None:
    fill(seat, anke, D(2011, 6, 22))
    fill(seat, bernd, D(2014, 9, 1))
    assert periods(seat) == [
        ("Anke Arendt", D(2011, 6, 22), D(2014, 9, 1)),
        ("Bernd Brandt", D(2014, 9, 1), None),
    ]
    assert last_entry().detail == {
        "mandate": Mandate.objects.get(person=bernd).pk,
        "who": "Bernd Brandt",
        "role": "member",
        "seat": 1,
        "active_from": "2014-09-01",
        "active_to": None,
        "ended": "Anke Arendt",
        "ended_key": Mandate.objects.get(person=anke).pk,
    }
    assert last_entry().record_id == str(seat.organ_id)


def test_a_term_of_the_past_fits_only_into_a_gap(seat: Seat, anke: Person, bernd: Person) -> None:
    fill(seat, anke, D(2020, 1, 1))
    fill(seat, bernd, D(2015, 1, 1), D(2020, 1, 1))
    with pytest.raises(SeatTaken, match=r"Mitglied ist seit dem 01.01.2020: Anke Arendt."):
        fill(seat, bernd, D(2021, 1, 1), D(2022, 1, 1))
    with pytest.raises(SeatTaken, match=r"war vom 01.01.2015 bis vor dem 01.01.2020: Bernd"):
        fill(seat, anke, D(2019, 12, 31), D(2020, 1, 1))
    with pytest.raises(SeatTaken, match=r"war vom 01.01.2015"):
        fill(seat, anke, D(2019, 6, 1))
    (other,) = seats(seat.organ, "Stadt")
    fill(other, anke, D(2020, 1, 1))
    with pytest.raises(SeatTaken, match=r"seit dem 01.01.2020: Anke Arendt."):
        fill(other, bernd, D(2014, 1, 1))
    assert len(periods(seat)) == 2


def test_a_second_click_changes_nothing(seat: Seat, anke: Person, bernd: Person) -> None:
    first = fill(seat, anke, D(2026, 9, 1))
    assert fill(seat, anke, D(2026, 9, 1)) == first
    with pytest.raises(SeatTaken, match="Anke Arendt"):
        fill(seat, bernd, D(2026, 9, 1))
    assert periods(seat) == [("Anke Arendt", D(2026, 9, 1), None)]


IMPOSSIBLE = [
    (D(2026, 1, 1), D(2026, 1, 1), None, "Das Ende liegt vor dem Beginn."),
    (D(2026, 1, 1), None, D(2025, 1, 1), "Das Ende liegt vor dem Beginn."),
    (D(2010, 1, 1), None, None, "Das Gremium besteht an diesem Tag nicht."),
    (D(2011, 6, 23), None, None, "Den Sitz gibt es an diesem Tag nicht."),
]


@pytest.mark.parametrize("impossible", IMPOSSIBLE)
def test_periods_that_cannot_be(
    steering: Organ, anke: Person, impossible: tuple[date, date | None, date | None, str]
) -> None:
    start, end, term, sentence = impossible
    steering.founded_on = D(2011, 6, 22)
    steering.save()
    (seat,) = actions.add_seats(
        organ=steering, party="Stadt", count=1, active_from=D(2012, 1, 1), by=CONSOLE, at=NOW
    )
    with pytest.raises(Refused, match=sentence):
        actions.fill_seat(
            seat=seat,
            person=anke,
            active_from=start,
            active_to=end,
            term_to=term,
            by=CONSOLE,
            at=NOW,
        )


def test_a_new_chair_ends_the_former_one(steering: Organ, anke: Person, bernd: Person) -> None:
    chair(steering, anke, D(2011, 6, 22))
    chair(steering, bernd, D(2014, 9, 1))
    deputy = chair(steering, anke, D(2014, 9, 1), role="deputy_chair")
    found = Mandate.objects.filter(organ=steering, role="chair").order_by("active_from")
    assert [(str(m.person), m.active_to) for m in found] == [
        ("Anke Arendt", D(2014, 9, 1)),
        ("Bernd Brandt", None),
    ]
    assert deputy.active_to is None
    with pytest.raises(SeatTaken, match=r"Vorsitz ist seit dem 01.09.2014: Bernd Brandt."):
        chair(steering, anke, D(2014, 9, 1))


def test_the_database_itself_refuses_a_second_chair(
    steering: Organ, anke: Person, bernd: Person
) -> None:
    chair(steering, anke, D(2011, 6, 22))
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(
            organ=steering, person=bernd, role="chair", active_from=D(2012, 1, 1)
        )


def test_ending_and_reopening_a_mandate(seat: Seat, anke: Person, bernd: Person) -> None:
    mandate = fill(seat, anke, D(2020, 1, 1))
    with pytest.raises(Refused, match=r"besteht seit dem 01.01.2020"):
        actions.end_mandate(mandate=mandate, on=D(2020, 1, 1), by=CONSOLE, at=NOW)
    actions.end_mandate(mandate=mandate, on=D(2026, 9, 1), by=CONSOLE, at=NOW)
    assert [one.since for one in queries.vacancies(seat.organ.region, TODAY)] == [D(2026, 9, 1)]
    actions.reopen_mandate(mandate=mandate, by=CONSOLE, at=NOW)
    assert periods(seat) == [("Anke Arendt", D(2020, 1, 1), None)]
    actions.end_mandate(mandate=mandate, on=D(2026, 9, 1), by=CONSOLE, at=NOW)
    fill(seat, bernd, D(2026, 9, 1))
    with pytest.raises(SeatTaken, match="Bernd Brandt"):
        actions.reopen_mandate(mandate=mandate, by=CONSOLE, at=NOW)
    assert mandate.active_to == D(2026, 9, 1)


def test_taking_back_lets_the_one_before_go_on(seat: Seat, anke: Person, bernd: Person) -> None:
    before = fill(seat, anke, D(2020, 1, 1))
    mandate = fill(seat, bernd, D(2026, 9, 1))
    before.refresh_from_db()
    assert queries.ended_by(mandate) == before
    assert queries.ended_by(before) is None
    late = NOW + timedelta(days=1, seconds=1)
    with pytest.raises(Refused, match="älter als einen Tag"):
        actions.withdraw_mandate(mandate=mandate, reopen=before, by=CONSOLE, at=late)
    actions.withdraw_mandate(mandate=mandate, reopen=before, by=CONSOLE, at=NOW)
    assert periods(seat) == [("Anke Arendt", D(2020, 1, 1), None)]
    actions_done = AuditEntry.objects.order_by("number").values_list("action", flat=True)
    assert list(actions_done)[-2:] == ["mandate.withdrawn", "mandate.reopened"]


def test_renewing_a_mandate(seat: Seat, anke: Person) -> None:
    mandate = fill(seat, anke, D(2020, 1, 1))
    changed = actions.change_mandate(
        mandate=mandate, term_to=D(2029, 1, 1), note="Wiederbenannt", by=CONSOLE, at=NOW
    )
    assert changed == {"term_to": "2029-01-01", "note": "Wiederbenannt"}
    with pytest.raises(Refused, match=r"Die Amtszeit endet vor ihrem Beginn."):
        actions.change_mandate(mandate=mandate, term_to=D(2019, 1, 1), note="", by=CONSOLE, at=NOW)


def test_functions_without_a_seat(steering: Organ, anke: Person, bernd: Person) -> None:
    def add(who: Person, start: date) -> Mandate:
        return actions.add_function(
            organ=steering, person=who, role="advisory", active_from=start, by=CONSOLE, at=NOW
        )

    add(anke, D(2020, 1, 1))
    add(bernd, D(2020, 1, 1))
    with pytest.raises(SeatTaken, match="beratend ist seit dem"):
        add(anke, D(2021, 1, 1))
    functions = queries.functions_on(steering, TODAY)
    assert [(f.role, [str(m.person) for m in f.mandates]) for f in functions[2:]] == [
        ("advisory", ["Anke Arendt", "Bernd Brandt"])
    ]


def test_a_held_seat_stays_an_unheld_one_may_go(seat: Seat, anke: Person) -> None:
    (spare,) = seats(seat.organ, "Stadt")
    mandate = fill(seat, anke, D(2020, 1, 1))
    with pytest.raises(Refused, match="noch besetzt"):
        actions.end_seat(seat=seat, on=D(2026, 1, 1), by=CONSOLE, at=NOW)
    with pytest.raises(Refused, match="bleibt deshalb in der Geschichte"):
        actions.remove_seat(seat=seat, by=CONSOLE, at=NOW)
    actions.remove_seat(seat=spare, by=CONSOLE, at=NOW)
    actions.end_mandate(mandate=mandate, on=D(2026, 1, 1), by=CONSOLE, at=NOW)
    actions.end_seat(seat=seat, on=D(2026, 1, 1), by=CONSOLE, at=NOW)
    assert queries.seats_on(seat.organ, TODAY) == []
    actions.reopen_seat(seat=seat, by=CONSOLE, at=NOW)
    assert [one.is_vacant for one in queries.seats_on(seat.organ, TODAY)] == [True]


def test_a_new_person_is_entered_together_with_the_mandate(seat: Seat, anke: Person) -> None:
    fill(seat, anke, D(2020, 1, 1))
    facts = {"family_name": "Celik", "given_name": "Clara", "email": "clara@land.example"}

    def take(start: date) -> Mandate:
        return actions.fill_seat(seat=seat, person=facts, active_from=start, by=CONSOLE, at=NOW)

    with pytest.raises(SeatTaken):
        take(D(2020, 1, 1))
    assert not Person.objects.filter(family_name="Celik").exists()
    assert str(take(D(2026, 1, 1)).person) == "Clara Celik"
    assert Person.objects.filter(family_name="Celik").count() == 1

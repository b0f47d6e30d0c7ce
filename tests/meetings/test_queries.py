"""Reads of the room meetings: windows, recipients, lists, places."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models import Affiliation, ContactBasis
from bildungsnetz.meetings import actions, queries
from bildungsnetz.meetings.actions import Guest
from bildungsnetz.meetings.allocation import Goal
from bildungsnetz.meetings.models import Invitation, Meeting, Registration
from bildungsnetz.meetings.queries import MeetingFilter
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, TODAY, make_institution, make_region, make_user
from tests.meetings.making import (
    BY,
    ENDS,
    IN_WINDOW,
    STARTS,
    invite,
    make_audience,
    make_autumn,
    make_head,
    make_meeting,
    make_schools,
    make_workshop,
    write,
)


def test_the_window_of_19_november_2026_lies_in_the_autumn_holidays(
    hagen: Region, plenary: Organ
) -> None:
    make_autumn(hagen)
    (one,) = queries.organ_windows(make_meeting(hagen, plenary), today=date(2026, 10, 12))
    assert one.window is not None
    assert one.span == "zwischen 22.10. und 29.10.2026"
    assert one.countdown == "Das Zeitfenster beginnt in 10 Tagen."
    assert one.all_closed
    assert one.window.closed_by == ("Herbstferien 17.10.–31.10.",)
    assert one.window.last_school_day_before == date(2026, 10, 16)
    assert one.window.first_school_day_after == date(2026, 11, 2)
    assert not one.window.uncovered


def test_unknown_holidays_are_told(hagen: Region, plenary: Organ) -> None:
    (one,) = queries.organ_windows(make_meeting(hagen, plenary), today=TODAY)
    assert one.window is not None
    assert one.window.uncovered


def test_each_organ_has_its_own_window(hagen: Region, plenary: Organ, steering: Organ) -> None:
    steering.invitation_min_days, steering.invitation_max_days = 7, 14
    steering.save()
    meeting = make_meeting(hagen, plenary)
    meeting.organs.add(steering)
    found = queries.organ_windows(meeting, today=TODAY)
    assert [(one.organ.name, one.span) for one in found] == [
        ("Bildungskonferenz", "zwischen 22.10. und 29.10.2026"),
        ("Lenkungskreis", "zwischen 05.11. und 12.11.2026"),
    ]


def test_an_unknown_land_is_a_sentence_not_a_crash(hagen: Region, plenary: Organ) -> None:
    meeting = make_meeting(hagen, plenary)
    hagen.land = "XX"
    hagen.save()
    (one,) = queries.organ_windows(Meeting.objects.get(pk=meeting.pk), today=TODAY)
    assert (one.window, one.problem) == (
        None,
        "„XX“ ist kein Kürzel eines Landes (zum Beispiel „NW“).",
    )


def test_the_list_asks_equally_often_for_one_and_three_rows(
    hagen: Region, plenary: Organ, django_assert_num_queries: Any
) -> None:
    for count in (1, 3):
        while Meeting.objects.count() < count:
            make_meeting(hagen, plenary)
        with django_assert_num_queries(3):
            rows = queries.meeting_list(hagen, MeetingFilter(), at=NOW)
            shown = [(list(row.organs.all()), list(row.fields.all())) for row in rows]
        assert len(shown) == count


def test_the_list_is_split_at_now_and_narrowed(hagen: Region, plenary: Organ) -> None:
    make_meeting(hagen, plenary, title="Neu")
    past = timedelta(days=400)
    make_meeting(hagen, plenary, title="Alt", starts_at=STARTS - past, ends_at=ENDS - past)

    def titles(**wanted: Any) -> list[str]:
        return [row.title for row in queries.meeting_list(hagen, MeetingFilter(**wanted), at=NOW)]

    assert titles() == ["Neu"]
    assert titles(past=True) == ["Alt"]
    assert titles(field="uebergaenge") == ["Neu"]
    assert titles(field="inklusion") == []
    assert titles(year=2026) == ["Neu"]
    assert titles(year=2025) == []
    assert queries.years(hagen) == [2026, 2025]


def test_counts_do_not_multiply_each_other(hagen: Region, plenary: Organ) -> None:
    """Two invitations and three registrations stay two and three."""
    meeting = make_meeting(hagen, plenary)
    make_schools(hagen, 2)
    first, _second = invite(meeting)
    guests = [Guest("A"), Guest("B"), Guest("C")]
    actions.accept(invitation=first, guests=guests, revision=0, by=BY, at=IN_WINDOW)
    row: Any = queries.record(hagen, meeting.pk)
    assert (
        row.invited_count,
        row.silent_count,
        row.accepted_count,
        row.declined_count,
        row.registered_count,
    ) == (2, 1, 1, 0, 3)


def test_the_representing_person_is_greeted_at_the_own_address(hagen: Region) -> None:
    school = make_institution(hagen, "Schule Nord", number="1", email="buero@nord.example")
    make_head(school, email="mueller@nord.example")
    found = queries.recipients(make_meeting(hagen), make_audience(hagen), today=TODAY)
    (one,) = found.ready
    assert (one.name, one.address, one.greeting) == (
        "Dr. Eva Müller",
        "mueller@nord.example",
        "Sehr geehrte Frau Dr. Müller,",
    )
    assert (found.to_persons, found.by_kind) == (1, [("Grundschule", 1)])


def test_a_person_without_address_is_greeted_at_the_institutions(hagen: Region) -> None:
    school = make_institution(hagen, "Schule Nord", number="1", email="buero@nord.example")
    make_head(school)
    (one,) = queries.recipients(make_meeting(hagen), make_audience(hagen), today=TODAY).ready
    assert (one.address, one.greeting) == ("buero@nord.example", "Sehr geehrte Frau Dr. Müller,")


@pytest.mark.parametrize("period", [{"active_to": TODAY}, {"represents": False}])
def test_whoever_left_or_does_not_represent_is_not_greeted(
    hagen: Region, period: dict[str, Any]
) -> None:
    make_head(make_institution(hagen, "Schule Nord", number="1"))
    Affiliation.objects.update(**period)
    (one,) = queries.recipients(make_meeting(hagen), make_audience(hagen), today=TODAY).ready
    assert one.greeting == "Sehr geehrte Damen und Herren,"


def test_whoever_objected_is_not_written_to(hagen: Region) -> None:
    """Art. 21 DSGVO: the institution's own address serves instead."""
    school = make_institution(hagen, "Schule Nord", number="1", email="buero@nord.example")
    person = make_head(school, email="mueller@nord.example")
    ContactBasis.objects.create(
        person=person,
        purpose="network",
        basis="public_task",
        source="office",
        recorded_at=NOW,
        objected_at=NOW,
    )
    (one,) = queries.recipients(make_meeting(hagen), make_audience(hagen), today=TODAY).ready
    assert (one.address, one.greeting) == ("buero@nord.example", "Sehr geehrte Damen und Herren,")


def test_institutions_without_any_address_are_listed_apart(hagen: Region) -> None:
    school = make_institution(hagen, "Schule Nord", number="1")
    make_institution(hagen, "Schule Süd", number="2")
    school.email = ""
    school.save()
    found = queries.recipients(make_meeting(hagen), make_audience(hagen), today=TODAY)
    assert [one.institution.name for one in found.without_address] == ["Schule Nord"]
    assert [one.institution.name for one in found.ready] == ["Schule Süd"]


def test_recipients_ask_equally_often_for_one_and_three(
    hagen: Region, django_assert_num_queries: Any
) -> None:
    meeting, audience = make_meeting(hagen), make_audience(hagen)
    for number in (1, 2, 3):
        make_head(make_institution(hagen, f"Schule {number}", number=str(number)))
        if number == 2:
            continue
        with django_assert_num_queries(3):
            found = queries.recipients(meeting, audience, today=TODAY)
        assert len(found.ready) == number


def test_the_letter_is_filled_for_its_recipient(hagen: Region, plenary: Organ) -> None:
    make_head(make_institution(hagen, "Schule Nord", number="1"))
    deadline = datetime(2026, 11, 6, 11, tzinfo=UTC)
    meeting = make_meeting(hagen, plenary, address="Rathausstr. 1", changes_until=deadline)
    audience = make_audience(hagen)
    write(meeting, audience, "{anrede} {einrichtung}|{termin}|{ort}|{frist}|{link}")
    (one,) = queries.recipients(meeting, audience, today=TODAY).ready
    assert queries.letter(meeting, one).body == (
        "Sehr geehrte Frau Dr. Müller, Schule Nord|Donnerstag, 19. November 2026, 13–17 Uhr|"
        "Rathaus an der Volme, Rathausstr. 1|06.11.2026, 12:00 Uhr|{link}"
    )


def test_public_reads_show_public_meetings_of_the_region_only(
    hagen: Region, plenary: Organ
) -> None:
    hidden = make_meeting(hagen, plenary, title="Intern")
    shown = make_meeting(hagen, plenary, title="Öffentlich", is_public=True)
    make_meeting(hagen, plenary, title="Teil", is_public=True, part_of=shown)
    make_meeting(make_region("herne", "Herne"), title="Fremd", is_public=True)
    assert [row.title for row in queries.public_conferences(hagen)] == ["Öffentlich"]
    assert [row.title for row in queries.public_meetings(hagen)] == ["Öffentlich", "Teil"]
    assert queries.next_meeting(hagen, NOW) == shown
    assert queries.next_meeting(hagen, ENDS) is None
    assert queries.public_records(hagen).filter(pk=hidden.pk).first() is None


def test_meetings_between_touch_a_half_open_span(hagen: Region) -> None:
    meeting = make_meeting(hagen)
    before, hour = STARTS - timedelta(days=1), timedelta(hours=1)
    assert list(queries.meetings_between(hagen, before, STARTS)) == []
    assert list(queries.meetings_between(hagen, before, STARTS + hour)) == [meeting]
    assert list(queries.meetings_between(hagen, ENDS - hour, ENDS + hour)) == [meeting]
    assert list(queries.meetings_between(hagen, ENDS, ENDS + hour)) == []


def test_a_meeting_with_parts_cannot_become_a_part(hagen: Region) -> None:
    whole, other = make_meeting(hagen, title="Ganzes"), make_meeting(hagen, title="Anderes")
    make_meeting(hagen, title="Teil", part_of=whole)
    assert list(queries.possible_umbrellas(hagen, meeting=whole)) == []
    assert list(queries.possible_umbrellas(hagen, meeting=other)) == [whole]


def test_open_invitations_are_those_of_the_institutions_one_represents(hagen: Region) -> None:
    user = make_user("mueller@nord.example", "Eva Müller")
    mine, _other = make_schools(hagen, 2)
    make_head(mine, user=user)
    invite(make_meeting(hagen))
    found = queries.open_invitations_for(user, hagen, at=IN_WINDOW)
    assert [row.institution for row in found] == [mine]
    assert queries.open_invitations_for(user, hagen, at=STARTS) == []
    Affiliation.objects.update(active_to=TODAY)
    assert queries.open_invitations_for(user, hagen, at=IN_WINDOW) == []


def test_the_question_of_each_cross_cutting_theme_is_asked(hagen: Region) -> None:
    fields = FieldOfAction.objects.filter(region=hagen)
    assert queries.questions(fields) == ["Was heißt das für Inklusion?"]


@pytest.fixture
def wished(hagen: Region, anna: User) -> Meeting:
    """Two workshops with one place each; Ada and Bo both wish the first."""
    meeting = make_meeting(hagen)
    make_schools(hagen, 1)
    first, second = make_workshop(meeting, 1, capacity=1), make_workshop(meeting, 2, capacity=1)
    (invitation,) = invite(meeting)
    wishes = (first.pk, second.pk)
    guests = [Guest("Ada", wishes=wishes), Guest("Bo", wishes=wishes), Guest("Cem")]
    actions.accept(invitation=invitation, guests=guests, revision=0, by=BY, at=IN_WINDOW)
    return meeting


def test_the_preview_counts_in_words(wished: Meeting) -> None:
    allocation = actions.compute_allocation(
        meeting=wished, goal=Goal.GENEROUS, keep_moved=True, by=BY, at=IN_WINDOW
    )
    preview = queries.preview(allocation)
    assert queries.in_words(preview) == [
        "1 Person bekommt ihren 1. Wunsch.",
        "1 Person bekommt ihren 2. Wunsch.",
        "1 Person bleibt ohne Platz.",
    ]
    assert queries.bars(preview) == [
        ("1. Wunsch", 1),
        ("2. Wunsch", 1),
        ("ohne Wunsch zugeteilt", 0),
        ("ohne Platz", 1),
    ]
    assert [person.name for person in preview.unplaced] == ["Cem"]
    assert not preview.is_stale


def test_a_changed_registration_makes_the_preview_stale(wished: Meeting) -> None:
    allocation = actions.compute_allocation(
        meeting=wished, goal=Goal.GENEROUS, keep_moved=True, by=BY, at=IN_WINDOW
    )
    cem = Registration.objects.get(name="Cem")
    actions.cancel_person(registration=cem, by=BY, at=IN_WINDOW)
    assert queries.preview(allocation).is_stale


def test_the_table_names_wishes_by_rank(wished: Meeting) -> None:
    heads, rows = queries.participant_table(wished)
    assert heads == [
        "Name",
        "Funktion",
        "Einrichtung",
        "In Vertretung von",
        "E-Mail-Adresse",
        "1. Wunsch",
        "2. Wunsch",
        "3. Wunsch",
        "Workshop",
    ]
    assert rows[0] == [
        "Ada", "", "Schule 0000", "", "", "1. Workshop 1", "2. Workshop 2", "", "",
    ]  # fmt: skip
    assert [row[0] for row in rows] == ["Ada", "Bo", "Cem"]


def test_participants_ask_equally_often_for_one_and_three(
    wished: Meeting, django_assert_num_queries: Any
) -> None:
    for count in (3, 1):
        with django_assert_num_queries(2):
            _heads, rows = queries.participant_table(wished)
        assert len(rows) == count
        Registration.objects.exclude(name="Ada").update(state=Registration.State.CANCELLED)


def test_invitations_ask_once_for_one_and_three(
    hagen: Region, django_assert_num_queries: Any
) -> None:
    meeting = make_meeting(hagen)
    make_schools(hagen, 3)
    invite(meeting)
    for count in (3, 1):
        with django_assert_num_queries(1):
            rows = list(queries.invitations(meeting))
        assert len(rows) == count
        Invitation.objects.exclude(pk=rows[0].pk).delete()

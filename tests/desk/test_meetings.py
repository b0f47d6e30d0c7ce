"""The desk's pages of conferences: from the date to the sign-in sheets."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bildungsnetz.accounts.models import User
from bildungsnetz.kit.tables import read_table
from bildungsnetz.meetings import actions
from bildungsnetz.meetings.actions import Guest
from bildungsnetz.meetings.models import Allocation, Invitation, Meeting, Placement, Registration
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region
from tests.cast import make_institution, signed_in
from tests.meetings.making import (
    BY,
    IN_WINDOW,
    invite,
    make_audience,
    make_autumn,
    make_head,
    make_meeting,
    make_schools,
    make_workshop,
    write,
)

OUTSIDE = "2026-10-12T08:00:00Z"


@pytest.fixture
def desk(anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


@pytest.fixture
def meeting(hagen: Region, plenary: Organ) -> Meeting:
    """A conference on 19.11.2026."""
    return make_meeting(hagen, plenary)


def page(name: str, **kwargs: Any) -> str:
    """The address of a page of Hagen's desk."""
    return reverse(name, kwargs={"region": "hagen", **kwargs})


def text(response: Any) -> str:
    """The page's words, with single spaces."""
    return " ".join(response.content.decode().split())


def entry(organ: Organ, **changes: Any) -> dict[str, Any]:
    """What is typed to plan a conference."""
    field = organ.region.fields.get(slug="uebergaenge")
    return {
        "kind": "conference",
        "title": "Bildungskonferenz 2026",
        "organs": [organ.pk],
        "starts_at": "2026-11-19T13:00",
        "ends_at": "2026-11-19T17:00",
        "fields": [field.pk],
        "cross_cutting_answer": "Barrierefreie Räume",
        "wish_count": "3",
        **changes,
    }


def test_planning_leads_to_the_record(desk: Client, hagen: Region, plenary: Organ) -> None:
    response = desk.post(page("desk_conference_new"), entry(plenary))
    meeting = Meeting.objects.get()
    assert response["Location"] == page("desk_conference", pk=meeting.pk)
    assert (list(meeting.organs.all()), meeting.fields.count()) == ([plenary], 1)
    assert meeting.cross_cutting_answer == "Barrierefreie Räume"
    assert meeting.starts_at.isoformat() == "2026-11-19T12:00:00+00:00"


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"fields": []}, "fields", "Bitte wählen Sie mindestens ein Handlungsfeld."),
        ({"organs": []}, "organs", "Bitte wählen Sie mindestens ein Gremium."),
        (
            {"ends_at": "2026-11-19T13:00"},
            "ends_at",
            "Das Ende muss nach dem Beginn liegen.",
        ),
        ({"wish_count": "9"}, "wish_count", "Bitte geben Sie 1 bis 5 Wünsche an."),
        (
            {
                "registration_opens_at": "2026-11-05T12:00",
                "registration_closes_at": "2026-11-05T12:00",
            },
            "registration_closes_at",
            "Der Anmeldeschluss muss nach dem Beginn der Anmeldung liegen.",
        ),
        (
            {"changes_until": "2026-11-20T12:00"},
            "changes_until",
            "Die Frist liegt nach dem Ende des Termins.",
        ),
    ],
)
def test_a_wrong_entry_is_told_at_its_field(
    desk: Client, plenary: Organ, changes: dict[str, Any], field: str, message: str
) -> None:
    response = desk.post(page("desk_conference_new"), entry(plenary, **changes))
    assert response.context["form"].errors[field] == [message]
    assert Meeting.objects.count() == 0


def test_who_has_no_fields_plans_nevertheless(desk: Client, hagen: Region, plenary: Organ) -> None:
    typed = entry(plenary, fields=[])
    hagen.fields.all().delete()
    answer = desk.post(page("desk_conference_new"), typed)
    assert (answer.status_code, Meeting.objects.get().fields.count()) == (302, 0)


def test_whoever_has_no_organs_yet_is_led_to_them(desk: Client, steering: Organ) -> None:
    """And nobody else is, neither at first nor after a mistake."""
    address = page("desk_conference_new")
    answers = [desk.get(address), desk.post(address, {})]
    Organ.objects.all().delete()
    answers += [desk.get(address), desk.post(address, {})]
    assert ["Legen Sie zuerst die Gremien an" in text(one) for one in answers] == [
        False, False, True, True,
    ]  # fmt: skip


def test_the_question_of_the_cross_cutting_theme_is_asked(desk: Client, hagen: Region) -> None:
    response = desk.get(page("desk_conference_new"))
    assert response.context["form"].fields["cross_cutting_answer"].label == (
        "Was heißt das für Inklusion?"
    )


@time_machine.travel(OUTSIDE, tick=False)
def test_the_record_shows_the_window_at_once(desk: Client, meeting: Meeting, hagen: Region) -> None:
    make_autumn(hagen)
    shown = text(desk.get(page("desk_conference", pk=meeting.pk)))
    assert "Versand zwischen 22.10. und 29.10.2026" in shown
    assert "Das Zeitfenster beginnt in 10 Tagen." in shown
    assert "Das ganze Zeitfenster liegt in: Herbstferien 17.10.–31.10." in shown
    assert (
        "Der letzte Schultag davor ist Freitag, 16. Oktober 2026, der erste danach Montag, "
        "2. November 2026."
    ) in shown


def test_unknown_holidays_lead_to_the_settings(desk: Client, meeting: Meeting) -> None:
    shown = text(desk.get(page("desk_conference", pk=meeting.pk)))
    assert "Die Schulferien dieses Zeitraums sind nicht bekannt" in shown
    assert f'href="{page("desk_holidays")}"' in shown


def test_the_list_asks_equally_often_for_one_and_three(
    desk: Client, hagen: Region, plenary: Organ, django_assert_num_queries: Any
) -> None:
    with time_machine.travel(OUTSIDE, tick=False):
        for count in (1, 3):
            while Meeting.objects.count() < count:
                make_meeting(hagen, plenary)
            with django_assert_num_queries(9):
                response = desk.get(page("desk_conferences"))
            assert len(response.context["page"].object_list) == count


@time_machine.travel(OUTSIDE, tick=False)
def test_the_list_narrows_and_says_so(
    desk: Client, hagen: Region, meeting: Meeting, plenary: Organ
) -> None:
    nothing = desk.get(page("desk_conferences"), {"handlungsfeld": "inklusion"})
    label = "Handlungsfeld: Inklusion gestalten"
    assert nothing.context["chips"] == [{"key": "handlungsfeld", "value": "", "label": label}]
    assert "Mit dieser Eingrenzung gibt es keinen Termin." in text(nothing)
    found = desk.get(page("desk_conferences"), {"jahr": "2026"})
    assert list(found.context["page"].object_list) == [meeting]
    meeting.fields.set(hagen.fields.filter(slug="uebergaenge"))
    bare = make_meeting(hagen, plenary)
    bare.fields.clear()
    without = desk.get(page("desk_conferences"), {"handlungsfeld": "-"})
    assert list(without.context["page"].object_list) == [bare]
    assert [chip["label"] for chip in without.context["chips"]] == [
        "Handlungsfeld: ohne Handlungsfeld"
    ]
    bare.delete()
    odd = desk.get(page("desk_conferences"), {"jahr": "'; DROP", "handlungsfeld": "x"})
    assert (odd.status_code, odd.context["chips"]) == (200, [])


def test_another_office_finds_nothing(meeting: Meeting, deniz: User) -> None:
    """A foreign key answers like one that does not exist (bar E2)."""
    browser = signed_in(deniz)
    for name in ("desk_conference", "desk_conference_edit", "desk_answers", "desk_allocation"):
        address = reverse(name, kwargs={"region": "herne", "pk": meeting.pk})
        assert browser.get(address).status_code == 404


def workshop_entry(meeting: Meeting, **changes: Any) -> dict[str, Any]:
    """What is typed to add a workshop."""
    return {
        "number": "1",
        "title": "Lesen",
        "starts_at": "2026-11-19T13:00",
        "ends_at": "2026-11-19T14:00",
        "capacity": "20",
        "fields": [meeting.region.fields.get(slug="uebergaenge").pk],
        **changes,
    }


def test_a_workshop_is_added_and_its_clash_told(desk: Client, meeting: Meeting) -> None:
    make_workshop(meeting, 1, room="Aula")
    data = workshop_entry(meeting, number="2", room="Aula", room_seats="10")
    response = desk.post(page("desk_workshop_new", pk=meeting.pk), data, follow=True)
    shown = text(response)
    assert "Der Workshop ist gespeichert. Bitte beachten Sie 2 Hinweise." in shown
    assert "20 Plätze sind mehr, als der Raum hat: 10 Sitzplätze." in shown
    assert shown.count("Der Raum „Aula“ ist zur selben Zeit belegt") == 2


def test_a_taken_number_is_told_at_the_field(desk: Client, meeting: Meeting) -> None:
    make_workshop(meeting, 1)
    response = desk.post(page("desk_workshop_new", pk=meeting.pk), workshop_entry(meeting))
    assert response.context["form"].errors["number"] == [
        "Einen Workshop mit der Nummer 1 gibt es in dieser Konferenz schon."
    ]


@pytest.mark.parametrize(
    ("kind", "words"), [("conference", "Konferenz absagen"), ("meeting", "Sitzung absagen")]
)
def test_a_meeting_is_called_what_it_is(
    desk: Client, meeting: Meeting, kind: str, words: str
) -> None:
    """A Lenkungskreis has no conferences."""
    Meeting.objects.update(kind=kind)
    for name in ("desk_conference", "desk_conference_cancel"):
        text = desk.get(page(name, pk=meeting.pk)).content.decode()
        assert {one for one in ("Konferenz absagen", "Sitzung absagen") if one in text} == {words}


def test_a_workshop_is_changed_and_cancelled(desk: Client, meeting: Meeting) -> None:
    workshop = make_workshop(meeting, 1)
    keys = {"pk": meeting.pk, "workshop": workshop.pk}
    desk.post(page("desk_workshop_edit", **keys), workshop_entry(meeting, title="Schreiben"))
    workshop.refresh_from_db()
    assert (workshop.title, workshop.cancelled_at) == ("Schreiben", None)
    desk.post(page("desk_workshop_cancel", **keys))
    workshop.refresh_from_db()
    assert workshop.cancelled_at is not None


def test_showing_publicly_can_be_undone(desk: Client, meeting: Meeting) -> None:
    shown = desk.post(page("desk_conference_show", pk=meeting.pk), follow=True)
    meeting.refresh_from_db()
    assert meeting.is_public
    assert f'action="{page("desk_conference_hide", pk=meeting.pk)}"' in text(shown)
    desk.post(page("desk_conference_hide", pk=meeting.pk))
    meeting.refresh_from_db()
    assert not meeting.is_public


def test_calling_off_is_asked_first(desk: Client, meeting: Meeting) -> None:
    address = page("desk_conference_cancel", pk=meeting.pk)
    assert desk.get(address).status_code == 200
    meeting.refresh_from_db()
    assert meeting.cancelled_at is None
    desk.post(address)
    meeting.refresh_from_db()
    assert meeting.cancelled_at is not None


def test_a_new_audience_is_chosen_in_the_invitation(
    desk: Client, hagen: Region, meeting: Meeting
) -> None:
    make_schools(hagen, 1)
    data = {"name": "Grundschulen", "kinds": ["grundschule"], "stages": ["primarstufe"]}
    response = desk.post(page("desk_invitation_audience", pk=meeting.pk), data, follow=True)
    audience = hagen.audiences.get()
    assert (audience.query["kinds"], audience.query["stages"]) == (
        ["grundschule"],
        ["primarstufe"],
    )
    assert response.context["form"]["audience"].value() == str(audience.pk)


def test_an_unknown_placeholder_is_refused_at_the_field(
    desk: Client, hagen: Region, meeting: Meeting
) -> None:
    """Nothing but the allow-list is ever filled in (bar D5)."""
    audience = make_audience(hagen)
    data = {"audience": audience.pk, "subject": "{link}", "body": "{x.__class__} {link}"}
    form = desk.post(page("desk_invitation", pk=meeting.pk), data).context["form"]
    (subject,), (body,) = form.errors["subject"], form.errors["body"]
    assert subject == (
        "„{link}“ kann nicht ausgefüllt werden. Möglich sind {einrichtung}, {termin}, {ort}, "
        "{frist}."
    )
    assert body == (
        "„{x.__class__}“ kann nicht ausgefüllt werden. Möglich sind {anrede}, {einrichtung}, "
        "{termin}, {ort}, {link}, {frist}."
    )


def test_a_text_without_the_link_is_refused(desk: Client, hagen: Region, meeting: Meeting) -> None:
    data = {"audience": make_audience(hagen).pk, "subject": "Einladung", "body": "{anrede}"}
    form = desk.post(page("desk_invitation", pk=meeting.pk), data).context["form"]
    assert form.errors["body"] == [
        "Im Text fehlt die Stelle {link}. Ohne den persönlichen Link kann niemand antworten."
    ]


def test_the_preview_steps_through_real_recipients(
    desk: Client, hagen: Region, meeting: Meeting
) -> None:
    _first, second = make_schools(hagen, 2)
    make_head(second)
    bare = make_institution(hagen, "Ohne Adresse", number="x")
    bare.email = ""
    bare.save()
    write(meeting, make_audience(hagen), "{anrede} {einrichtung} {link}")
    address = page("desk_invitation_release", pk=meeting.pk)
    with time_machine.travel(IN_WINDOW, tick=False):
        one, two = desk.get(address), desk.get(address, {"seite": "2"})
    assert one.context["body"] == (
        "Sehr geehrte Damen und Herren, Schule 0000 http://127.0.0.1:8000/einladung/…/"
    )
    assert two.context["body"].startswith("Sehr geehrte Frau Dr. Müller, Schule 0001")
    assert one.context["numbers"] == [
        (2, "Empfänger"),
        (1, "an die Person, die die Einrichtung vertritt"),
        (1, "an die allgemeine Adresse"),
        (1, "ohne E-Mail-Adresse"),
    ]
    assert "Einladung an 2 Empfänger freigeben" in text(one)
    assert "Ohne Adresse" in text(one)
    assert Invitation.objects.count() == 0


def test_the_release_in_the_window_needs_no_reason(
    desk: Client, hagen: Region, meeting: Meeting
) -> None:
    make_schools(hagen, 2)
    write(meeting, make_audience(hagen))
    with time_machine.travel(IN_WINDOW, tick=False):
        for _click in range(2):
            response = desk.post(page("desk_invitation_release", pk=meeting.pk))
            assert response["Location"] == page("desk_invitation_progress", pk=meeting.pk)
    assert Message.objects.count() == 2


@time_machine.travel(OUTSIDE, tick=False)
def test_the_release_outside_asks_for_the_reason(
    desk: Client, hagen: Region, meeting: Meeting
) -> None:
    make_schools(hagen, 1)
    write(meeting, make_audience(hagen))
    address = page("desk_invitation_release", pk=meeting.pk)
    refused = desk.post(address, {"window_reason": " "})
    assert refused.context["form"].errors["window_reason"] == [
        "Bitte schreiben Sie den Grund dazu."
    ]
    assert refused.context["warning"] == "Heute liegt vor dem Zeitfenster der Einladung."
    assert Invitation.objects.count() == 0
    desk.post(address, {"window_reason": "Das Fenster liegt in den Herbstferien."})
    meeting.refresh_from_db()
    assert meeting.window_reason == "Das Fenster liegt in den Herbstferien."
    assert Invitation.objects.count() == 1


def test_the_progress_is_counted_and_polled_in_part(
    desk: Client, hagen: Region, meeting: Meeting
) -> None:
    make_schools(hagen, 3)
    invite(meeting)
    message = Message.objects.earliest("pk")
    Message.objects.update(state="queued")
    Message.objects.filter(pk=message.pk).update(state="failed", failure="550 unbekannt")
    address = page("desk_invitation_progress", pk=meeting.pk)
    whole = desk.get(address)
    assert (whole.context["progress"].total, whole.context["handled"]) == (3, 1)
    assert "550 unbekannt" in text(whole)
    part = text(desk.get(address, headers={"HX-Request": "true"}))
    assert part.startswith('<div id="versand" hx-get=')
    Message.objects.update(state="sent")
    assert text(desk.get(address, headers={"HX-Request": "true"})).startswith('<div id="versand">')


@pytest.fixture
def invited(hagen: Region, meeting: Meeting) -> list[Invitation]:
    """Three schools are invited."""
    make_schools(hagen, 3)
    return invite(meeting)


def test_answers_ask_equally_often_for_one_and_three(
    desk: Client, meeting: Meeting, invited: list[Invitation], django_assert_num_queries: Any
) -> None:
    for count in (3, 1):
        with django_assert_num_queries(6):
            response = desk.get(page("desk_answers", pk=meeting.pk))
        assert len(response.context["page"].object_list) == count
        Invitation.objects.exclude(pk=invited[0].pk).delete()


def test_the_silent_are_listed_and_reminded_once_a_day(
    desk: Client, meeting: Meeting, invited: list[Invitation]
) -> None:
    actions.decline(invitation=invited[0], reason="Ferien", revision=0, by=BY, at=IN_WINDOW)
    with time_machine.travel(IN_WINDOW, tick=False):
        silent = desk.get(page("desk_answers", pk=meeting.pk), {"stand": "silent"})
        assert [row.pk for row in silent.context["page"]] == [row.pk for row in invited[1:]]
        assert "2 Einrichtungen erinnern" in text(silent)
        first = desk.post(page("desk_remind", pk=meeting.pk), follow=True)
        assert "2 Einrichtungen werden erinnert." in text(first)
        again = desk.post(page("desk_remind", pk=meeting.pk), follow=True)
        assert "Morgen ist die nächste möglich." in text(again)
    assert Message.objects.filter(key__startswith="reminder:").count() == 2


def guests(*names: str, revision: int = 0, **more: str) -> dict[str, str]:
    """What the form of an acceptance posts."""
    rows = {f"person-{n}-name": name for n, name in enumerate(names)}
    return {
        "person-TOTAL_FORMS": str(len(names)),
        "person-INITIAL_FORMS": "0",
        "revision": str(revision),
        **rows,
        **more,
    }


def test_an_answer_by_telephone_is_entered_after_the_deadline(
    desk: Client, meeting: Meeting, invited: list[Invitation]
) -> None:
    Meeting.objects.update(registration_closes_at=IN_WINDOW, changes_until=IN_WINDOW)
    address = page("desk_answer", pk=meeting.pk, invitation=invited[0].pk)
    with time_machine.travel(IN_WINDOW, tick=False):
        assert desk.get(address).status_code == 200
        desk.post(address, guests("Ada", "Bo"))
        decline = page("desk_answer_decline", pk=meeting.pk, invitation=invited[1].pk)
        desk.post(decline, {"revision": "0", "reason": "Ferien"})
    assert sorted(Registration.objects.values_list("name", flat=True)) == ["Ada", "Bo"]
    assert Invitation.objects.get(pk=invited[1].pk).decline_reason == "Ferien"
    with time_machine.travel(IN_WINDOW, tick=False):
        ada = Registration.objects.get(name="Ada")
        desk.post(page("desk_person_cancel", pk=meeting.pk, person=ada.pk))
    ada.refresh_from_db()
    assert ada.state == "cancelled"


def test_the_participants_list_in_three_forms(
    desk: Client, meeting: Meeting, invited: list[Invitation], django_assert_num_queries: Any
) -> None:
    people = [Guest("=1+1", email="a@x.example"), Guest("Bo"), Guest("Cem")]
    actions.accept(invitation=invited[0], guests=people, revision=0, by=BY, at=IN_WINDOW)
    csv = desk.get(page("desk_participants_csv", pk=meeting.pk))
    xlsx = desk.get(page("desk_participants_xlsx", pk=meeting.pk))
    for name, response in (("a.csv", csv), ("a.xlsx", xlsx)):
        table = read_table(response.content, name=name)
        assert [row.cells[0] for row in table.rows] == ["=1+1", "Bo", "Cem"]
    assert csv["Content-Disposition"].startswith('attachment; filename="teilnehmende-hagen-')
    for count in (3, 1):
        with django_assert_num_queries(6):
            response = desk.get(page("desk_participants", pk=meeting.pk))
        assert len(response.context["page"].object_list) == count
        Registration.objects.exclude(name="=1+1").update(state="cancelled")


@pytest.fixture
def wished(meeting: Meeting, invited: list[Invitation]) -> Meeting:
    """Ada and Bo both wish the first of two workshops with one place each."""
    first, second = make_workshop(meeting, 1, capacity=1), make_workshop(meeting, 2, capacity=1)
    wishes = (first.pk, second.pk)
    people = [Guest("Ada", email="ada@x.example", wishes=wishes), Guest("Bo", wishes=wishes)]
    actions.accept(invitation=invited[0], guests=people, revision=0, by=BY, at=IN_WINDOW)
    return meeting


@time_machine.travel(IN_WINDOW, tick=False)
def test_places_are_computed_looked_at_and_published(desk: Client, wished: Meeting) -> None:
    address = page("desk_allocation", pk=wished.pk)
    desk.post(address, {"goal": "generous"})
    shown = text(desk.get(address))
    assert "1 Person bekommt ihren 1. Wunsch." in shown
    assert "Alle haben einen Platz." in shown
    assert "Vorschau, nur für das Büro" in shown
    assert Placement.objects.count() == 0
    for _click in range(2):
        desk.post(page("desk_allocation_publish", pk=wished.pk))
    assert Placement.objects.count() == 2
    assert Message.objects.filter(batch=actions.placement_batch(wished)).count() == 1
    sheets = text(desk.get(page("desk_sign_in_sheets", pk=wished.pk)))
    assert sheets.count('<th scope="row">') == 2


@time_machine.travel(IN_WINDOW, tick=False)
def test_a_place_is_moved_by_hand(desk: Client, wished: Meeting) -> None:
    desk.post(page("desk_allocation", pk=wished.pk), {"goal": "generous"})
    allocation = Allocation.objects.get()
    first = wished.workshops.get(number=1)
    key = next(k for k, place in allocation.placements.items() if place != str(first.pk))
    move = page("desk_allocation_move", pk=wished.pk)
    full = desk.post(move, {"registration": key, "workshop": first.pk}, follow=True)
    assert "In „Workshop 1“ ist kein Platz mehr frei." in text(full)
    assert desk.post(move, {"registration": "x", "workshop": first.pk}).status_code == 404
    second = wished.workshops.get(number=2)
    moved = desk.post(move, {"registration": key, "workshop": second.pk}, follow=True)
    assert "von Hand" in text(moved)


def test_the_record_asks_equally_often_for_one_and_three_workshops(
    desk: Client, meeting: Meeting, django_assert_num_queries: Any
) -> None:
    for count in (1, 3):
        while meeting.workshops.count() < count:
            make_workshop(meeting, meeting.workshops.count() + 1)
        with django_assert_num_queries(9):
            desk.get(page("desk_conference", pk=meeting.pk))

"""The public pages of conferences, and what lies behind the personal link of an invitation."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import AuditHead
from bildungsnetz.meetings import actions
from bildungsnetz.meetings.actions import Guest
from bildungsnetz.meetings.allocation import Goal
from bildungsnetz.meetings.models import (
    Invitation,
    Meeting,
    Placement,
    Registration,
    Wish,
    Workshop,
)
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region
from tests.meetings.making import (
    BY,
    ENDS,
    IN_WINDOW,
    STARTS,
    invite,
    link_of,
    make_head,
    make_meeting,
    make_schools,
    make_workshop,
)

CHANGES = STARTS - timedelta(days=3)
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture(autouse=True)
def in_window() -> Any:
    """It is 23.10.2026, inside the invitation window."""
    with time_machine.travel(IN_WINDOW, tick=False) as clock:
        yield clock


@pytest.fixture
def meeting(hagen: Region, plenary: Organ) -> Meeting:
    """A public conference with two workshops and three places."""
    planned = make_meeting(hagen, plenary, is_public=True, capacity=3, changes_until=CHANGES)
    make_workshop(planned, 1, capacity=1)
    make_workshop(planned, 2, capacity=2)
    return planned


@pytest.fixture
def invitation(hagen: Region, meeting: Meeting) -> Invitation:
    """Dr. Müller's school is invited, and another one."""
    school, _other = make_schools(hagen, 2)
    make_head(school)
    return invite(meeting)[0]


def to(name: str, invitation: Invitation, **kwargs: Any) -> str:
    """The address of a page behind the personal link."""
    return reverse(name, kwargs={"token": links.token(link_of(invitation)), **kwargs})


def text(response: Any) -> str:
    """The page's words, with single spaces."""
    return " ".join(response.content.decode().split())


def person(number: int, name: str, **more: Any) -> dict[str, Any]:
    """One row of the form of an acceptance."""
    fields = {"name": name, **more}
    return {f"person-{number}-{key}": value for key, value in fields.items()}


def answer(*rows: dict[str, Any], revision: int = 0, **more: Any) -> dict[str, Any]:
    """What the form of an acceptance posts."""
    data: dict[str, Any] = {
        "person-TOTAL_FORMS": str(len(rows)),
        "person-INITIAL_FORMS": "0",
        "revision": str(revision),
        **more,
    }
    for row in rows:
        data |= row
    return data


def people() -> list[str]:
    """The registered names."""
    rows = Registration.objects.filter(state="registered").order_by("name")
    return list(rows.values_list("name", flat=True))


def test_the_list_shows_public_conferences_only(
    client: Client, hagen: Region, meeting: Meeting
) -> None:
    make_meeting(hagen, title="Intern")
    past = timedelta(days=400)
    make_meeting(
        hagen, title="Früher", is_public=True, starts_at=STARTS - past, ends_at=ENDS - past
    )
    response = client.get(reverse("conferences", kwargs={"region": "hagen"}))
    assert [one.title for one in response.context["upcoming"]] == ["Bildungskonferenz 2026"]
    assert [one.title for one in response.context["past"]] == ["Früher"]


def test_public_pages_ask_little_and_equally_often(
    client: Client, hagen: Region, plenary: Organ, django_assert_num_queries: Any
) -> None:
    # The second time one more: whether the list that is known by then is still true.
    for count, queries in ((1, 3), (3, 4)):
        while Meeting.objects.count() < count:
            made = make_meeting(hagen, plenary, is_public=True)
            for number in range(1, count + 1):
                make_workshop(made, number)
        with django_assert_num_queries(queries):
            client.get(reverse("conferences", kwargs={"region": "hagen"}))
    with django_assert_num_queries(4):
        client.get(reverse("conference", kwargs={"region": "hagen", "pk": made.pk}))


def test_the_page_names_workshops_parts_and_hosts(
    client: Client, hagen: Region, meeting: Meeting
) -> None:
    make_meeting(
        hagen, title="Jugendkonferenz", host="Jobcenter Hagen", part_of=meeting, is_public=True
    )
    make_meeting(hagen, title="Interner Teil", part_of=meeting)
    shown = text(client.get(reverse("conference", kwargs={"region": "hagen", "pk": meeting.pk})))
    assert "Donnerstag, 19. November 2026, 13–17 Uhr" in shown
    assert "1. Workshop 1" in shown
    assert "<dd>Bildungskonferenz</dd>" in shown
    assert "<dd>Übergänge gestalten</dd>" in shown
    assert "Veranstaltet von: Jobcenter Hagen" in shown
    assert "Interner Teil" not in shown


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({}, True),
        ({"host": "Jobcenter Hagen"}, False),
        ({"kind": "meeting"}, False),
        ({"cancelled_at": IN_WINDOW}, False),
        ({"starts_at": IN_WINDOW - timedelta(days=2), "ends_at": IN_WINDOW - timedelta(1)}, False),
    ],
)
def test_a_coming_conference_says_how_to_take_part(
    client: Client, meeting: Meeting, facts: dict[str, Any], shown: bool
) -> None:
    """Whoever got no invitation learns whom to call; guests of others ask the others."""
    Meeting.objects.filter(pk=meeting.pk).update(**facts)
    page = text(client.get(reverse("conference", kwargs={"region": "hagen", "pk": meeting.pk})))
    assert ("<h2>Teilnehmen</h2>" in page) is shown


def test_the_invitation_says_what_it_is_about(
    client: Client, invitation: Invitation, meeting: Meeting
) -> None:
    """On the page behind the link, too: where, what, and the public page if there is one."""
    facts = {"address": "Rathausstraße 11", "description": "Über **Übergänge**."}
    Meeting.objects.update(**facts)
    public = reverse("conference", kwargs={"region": "hagen", "pk": meeting.pk})
    shown = text(client.get(to("invitation", invitation)))
    assert "Rathausstraße 11</dd>" in shown
    assert "<p>Über <strong>Übergänge</strong>.</p>" in shown
    assert f'href="{public}"' in shown
    Meeting.objects.update(is_public=False)
    assert f'href="{public}"' not in text(client.get(to("invitation", invitation)))


def test_a_page_that_is_not_public_is_not_found(client: Client, hagen: Region) -> None:
    hidden = make_meeting(hagen)
    for name in ("conference", "conference_calendar"):
        address = reverse(name, kwargs={"region": "hagen", "pk": hidden.pk})
        assert client.get(address).status_code == 404


def test_a_known_visitor_gets_304_until_something_is_written(
    client: Client, hagen: Region, meeting: Meeting
) -> None:
    address = reverse("conferences", kwargs={"region": "hagen"})
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    make_meeting(hagen, title="Neu", is_public=True)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_the_calendar_file_has_berlin_time_and_a_lasting_uid(
    client: Client, meeting: Meeting
) -> None:
    address = reverse("conference_calendar", kwargs={"region": "hagen", "pk": meeting.pk})
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["UID"] == f"meeting-{meeting.pk}@127.0.0.1"
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event["DTSTART"].dt == STARTS
    assert "METHOD" not in Calendar.from_ical(response.content)


def test_the_calendar_file_asks_three_questions(
    client: Client, meeting: Meeting, django_assert_num_queries: Any
) -> None:
    address = reverse("conference_calendar", kwargs={"region": "hagen", "pk": meeting.pk})
    with django_assert_num_queries(3):  # region, meeting, how often it was written on
        client.get(address)


def test_the_link_says_for_whom_until_when(client: Client, invitation: Invitation) -> None:
    shown = text(client.get(to("invitation", invitation)))
    assert "Sie antworten für <strong>Schule 0000</strong>." in shown
    assert "bis <strong>16.11.2026, 13:00 Uhr</strong>" in shown
    for choice in ("invitation_accept", "invitation_decline", "invitation_deputy"):
        assert f'href="{to(choice, invitation)}"' in shown


def test_looking_changes_nothing(client: Client, invitation: Invitation) -> None:
    """Mail scanners follow every link (bar F2)."""
    accepted = actions.accept(
        invitation=invitation, guests=[Guest("Ada")], revision=0, by=BY, at=IN_WINDOW
    )
    ada = Registration.objects.get()
    pages = [
        to(name, accepted)
        for name in (
            "invitation",
            "invitation_accept",
            "invitation_decline",
            "invitation_deputy",
            "invitation_calendar",
        )
    ]
    pages += [to(n, accepted, pk=ada.pk) for n in ("invitation_cancel", "invitation_place")]
    for address in pages:
        for method in ("get", "head"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert getattr(client, method)(address).status_code == 200
            assert [q["sql"] for q in asked if q["sql"].startswith(WRITES)] == []


@pytest.mark.parametrize("token", ["x", "A" * 27])
def test_a_wrong_token_is_not_found(client: Client, invitation: Invitation, token: str) -> None:
    assert client.get(f"/einladung/{token}/").status_code == 404


def test_the_token_of_another_purpose_opens_nothing(client: Client, invitation: Invitation) -> None:
    link = link_of(invitation)
    address = to("invitation", invitation)
    link.purpose = "round"
    link.save()
    assert client.get(address).status_code == 404


def test_after_the_meeting_the_link_is_closed(
    client: Client, invitation: Invitation, in_window: Any
) -> None:
    in_window.move_to(ENDS)
    assert client.get(to("invitation", invitation)).status_code == 410


def test_accepting_with_two_persons_and_wishes(client: Client, invitation: Invitation) -> None:
    one, two = Workshop.objects.order_by("number")
    data = answer(
        person(0, "Ada", function="Leitung", email="ada@x.example", wish_1=two.pk, wish_2=one.pk),
        person(1, "Bo"),
    )
    response = client.post(to("invitation_accept", invitation), data)
    assert (response.status_code, response["Location"]) == (302, to("invitation", invitation))
    wishes = Wish.objects.order_by("rank").values_list("registration__name", "workshop__number")
    assert list(wishes) == [("Ada", 2), ("Ada", 1)]
    shown = text(client.get(to("invitation", invitation)))
    assert "Ihre Zusage ist gespeichert. Vielen Dank." in shown
    assert "1. Wunsch: Workshop 2" in shown
    assert people() == ["Ada", "Bo"]


def test_a_double_click_is_one_answer(client: Client, invitation: Invitation) -> None:
    data = answer(person(0, "Ada", email="ada@x.example"))
    for _click in range(2):
        assert client.post(to("invitation_accept", invitation), data).status_code == 302
    assert people() == ["Ada"]
    assert Message.objects.filter(key__startswith="confirmation:").count() == 1


def test_one_more_person_without_javascript_loses_nothing(
    client: Client, invitation: Invitation
) -> None:
    one = Workshop.objects.get(number=1)
    data = answer(person(0, "Ada", function="Leitung", wish_1=one.pk), weitere="1")
    response = client.post(to("invitation_accept", invitation), data)
    forms = response.context["answer"].formset.forms
    assert [form["name"].value() for form in forms] == ["Ada", None]
    assert forms[0]["wish_1"].value() == str(one.pk)
    assert [form.errors for form in forms] == [{}, {}]
    assert people() == []


def test_one_more_person_is_what_one_sees_next(client: Client, invitation: Invitation) -> None:
    """On a telephone the new row lies far below the page's head."""
    address = to("invitation_accept", invitation)
    assert 'formaction="#person-1"' in text(client.get(address))
    shown = text(client.post(address, answer(person(0, "Ada"), weitere="1")))
    assert 'id="person-1"' in shown
    assert 'formaction="#person-2"' in shown


def test_rows_left_empty_are_no_persons(client: Client, invitation: Invitation) -> None:
    data = answer(person(0, "Ada"), person(1, ""), person(2, ""))
    client.post(to("invitation_accept", invitation), data)
    assert people() == ["Ada"]


def test_the_same_wish_twice_is_told_at_the_field(client: Client, invitation: Invitation) -> None:
    one = Workshop.objects.get(number=1)
    data = answer(person(0, "Ada", wish_1=one.pk, wish_2=one.pk))
    form = client.post(to("invitation_accept", invitation), data).context["answer"].formset[0]
    assert form.errors == {"wish_2": ["Diesen Workshop haben Sie schon als Wunsch genannt."]}
    assert form["name"].value() == "Ada"
    assert people() == []


@pytest.mark.parametrize("rows", [[person(0, "")], [person(0, "", function="Leitung")]])
def test_a_missing_name_is_told_at_the_field(
    client: Client, invitation: Invitation, rows: list[dict[str, Any]]
) -> None:
    response = client.post(to("invitation_accept", invitation), answer(*rows))
    form = response.context["answer"].formset[0]
    assert form.errors == {"name": ["Bitte nennen Sie den Namen."]}


def test_a_second_row_with_a_function_needs_its_name(
    client: Client, invitation: Invitation
) -> None:
    data = answer(person(0, "Ada"), person(1, "", function="Leitung"))
    formset = client.post(to("invitation_accept", invitation), data).context["answer"].formset
    assert formset[1].errors == {"name": ["Bitte nennen Sie den Namen."]}
    assert formset[0]["name"].value() == "Ada"


def test_the_same_person_twice_is_told_at_the_field(client: Client, invitation: Invitation) -> None:
    data = answer(person(0, "Ada"), person(1, " ada "))
    formset = client.post(to("invitation_accept", invitation), data).context["answer"].formset
    assert formset[1].errors == {"name": ["Diese Person steht schon weiter oben."]}


def test_broken_form_data_is_an_answer_not_a_crash(client: Client, invitation: Invitation) -> None:
    address = to("invitation_accept", invitation)
    for data in ({}, {"weitere": "1"}, {"person-TOTAL_FORMS": "x", "revision": "x"},
                 answer(person(0, "Ada"), **{"person-TOTAL_FORMS": "99999"}),
                 answer(person(0, "Ada", wish_1="99999"), revision="-1")):  # fmt: skip
        assert client.post(address, data).status_code == 200
    assert people() == []


def test_another_answer_in_between_is_a_conflict(client: Client, invitation: Invitation) -> None:
    """Bar A8: nothing is overwritten, nothing typed is lost, and it is said."""
    actions.accept(invitation=invitation, guests=[Guest("Bo")], revision=0, by=BY, at=IN_WINDOW)
    response = client.post(to("invitation_accept", invitation), answer(person(0, "Ada")))
    assert response.status_code == 409
    assert "Inzwischen wurde diese Einladung schon beantwortet" in text(response)
    assert response.context["answer"].formset[0]["name"].value() == "Ada"
    assert people() == ["Bo"]


def test_when_full_the_page_says_what_can_be_done(client: Client, invitation: Invitation) -> None:
    other = Invitation.objects.exclude(pk=invitation.pk).get()
    three = [Guest("A"), Guest("B"), Guest("C")]
    actions.accept(invitation=other, guests=three, revision=0, by=BY, at=IN_WINDOW)
    assert "Alle Plätze sind vergeben." in text(client.get(to("invitation", invitation)))
    refused = client.post(to("invitation_accept", invitation), answer(person(0, "Ada")))
    assert "Alle 3 Plätze sind vergeben." in text(refused)
    assert refused.context["answer"].formset[0]["name"].value() == "Ada"


def test_an_answer_is_shown_again_and_changed(client: Client, invitation: Invitation) -> None:
    client.post(to("invitation_accept", invitation), answer(person(0, "Ada")))
    form = client.get(to("invitation_accept", invitation)).context["answer"]
    ada = Registration.objects.get()
    assert form.formset[0]["registration"].value() == ada.pk
    assert form.revision_form["revision"].value() == 1
    data = answer(
        person(0, "Ada Lang", registration=ada.pk), revision=1, **{"person-INITIAL_FORMS": "1"}
    )
    client.post(to("invitation_accept", invitation), data)
    assert (people(), Registration.objects.count()) == (["Ada Lang"], 1)


def test_declining_with_a_reason(client: Client, invitation: Invitation) -> None:
    data = {"revision": "0", "reason": "Klassenfahrt"}
    client.post(to("invitation_decline", invitation), data)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.decline_reason) == ("declined", "Klassenfahrt")
    assert "Klassenfahrt" in text(client.get(to("invitation", invitation)))


def test_a_deputy_comes_for_the_representing_person(client: Client, invitation: Invitation) -> None:
    address = to("invitation_deputy", invitation)
    form = client.get(address).context["form"]
    assert form["deputy_for"].value() == "Dr. Eva Müller"
    data = {"revision": "0", "deputy_for": "Dr. Eva Müller", "name": "Cem Kaya"}
    client.post(address, data)
    assert Registration.objects.get().deputy_for == "Dr. Eva Müller"
    assert "In Vertretung von Dr. Eva Müller" in text(client.get(to("invitation", invitation)))


def test_cancelling_one_person_is_asked_first(client: Client, invitation: Invitation) -> None:
    guests = [Guest("Ada"), Guest("Bo")]
    actions.accept(invitation=invitation, guests=guests, revision=0, by=BY, at=IN_WINDOW)
    address = to("invitation_cancel", invitation, pk=Registration.objects.get(name="Ada").pk)
    assert "Ada abmelden?" in text(client.get(address))
    client.post(address)
    assert people() == ["Bo"]
    assert client.post(address).status_code == 404


def test_another_schools_person_is_not_found(client: Client, invitation: Invitation) -> None:
    other = Invitation.objects.exclude(pk=invitation.pk).get()
    actions.accept(invitation=other, guests=[Guest("Bo")], revision=0, by=BY, at=IN_WINDOW)
    foreign = Registration.objects.get().pk
    for name in ("invitation_cancel", "invitation_place"):
        assert client.post(to(name, invitation, pk=foreign)).status_code == 404
    assert people() == ["Bo"]


def test_who_was_silent_until_the_deadline_may_still_call(
    client: Client, invitation: Invitation, in_window: Any
) -> None:
    in_window.move_to(CHANGES)
    shown = text(client.get(to("invitation", invitation)))
    assert "Möchten Sie noch teilnehmen, rufen Sie uns bitte an: Bildungsbüro, 02331 207-0" in shown


def test_after_the_deadline_one_reads_whom_to_call(
    client: Client, invitation: Invitation, in_window: Any
) -> None:
    client.post(to("invitation_accept", invitation), answer(person(0, "Ada")))
    in_window.move_to(CHANGES)
    shown = text(client.get(to("invitation", invitation)))
    assert "Antworten waren bis 16.11.2026, 13:00 Uhr möglich." in shown
    assert "Bitte rufen Sie uns an, wenn sich etwas ändert: Bildungsbüro, 02331 207-0" in shown
    assert to("invitation_decline", invitation) not in shown
    late = client.post(to("invitation_decline", invitation), {"revision": "1", "reason": ""})
    assert "Bitte rufen Sie uns an: Bildungsbüro, 02331 207-0" in text(late)
    assert people() == ["Ada"]


def test_the_link_gives_the_calendar_file_also_of_what_is_not_public(
    client: Client, invitation: Invitation
) -> None:
    Meeting.objects.update(is_public=False)
    response = client.get(to("invitation_calendar", invitation))
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["SUMMARY"] == "Bildungskonferenz 2026"


def test_published_places_are_shown_with_their_reason_and_can_be_changed(
    client: Client, invitation: Invitation, meeting: Meeting
) -> None:
    guests = [Guest("Ada", wishes=tuple(meeting.workshops.values_list("pk", flat=True)))]
    actions.accept(invitation=invitation, guests=guests, revision=0, by=BY, at=IN_WINDOW)
    allocation = actions.compute_allocation(
        meeting=meeting, goal=Goal.GENEROUS, keep_moved=False, by=BY, at=IN_WINDOW
    )
    shown = text(client.get(to("invitation", invitation)))
    assert "Sie erhalten Ihren 1. Wunsch" not in shown
    actions.publish_allocation(allocation=allocation, by=BY, at=IN_WINDOW)
    shown = text(client.get(to("invitation", invitation)))
    assert "Sie erhalten Ihren 1. Wunsch „Workshop 1“." in shown
    address = to("invitation_place", invitation, pk=Registration.objects.get().pk)
    form = client.get(address).context["form"]
    second = meeting.workshops.get(number=2)
    assert form.fields["workshop"].choices == [(str(second.pk), "2. Workshop 2 – noch 2 frei")]
    client.post(address, {"workshop": second.pk})
    assert Placement.objects.get().workshop == second


def test_a_workshop_that_filled_up_meanwhile_is_told(
    client: Client, invitation: Invitation, meeting: Meeting
) -> None:
    guests = [Guest("Ada"), Guest("Bo")]
    actions.accept(invitation=invitation, guests=guests, revision=0, by=BY, at=IN_WINDOW)
    first = meeting.workshops.get(number=1)
    allocation = actions.compute_allocation(
        meeting=meeting, goal=Goal.GENEROUS, keep_moved=False, by=BY, at=IN_WINDOW
    )
    actions.publish_allocation(allocation=allocation, by=BY, at=IN_WINDOW)
    outside = Registration.objects.exclude(placement__workshop=first).first()
    assert outside is not None
    address = to("invitation_place", invitation, pk=outside.pk)
    response = client.post(address, {"workshop": first.pk})
    assert response.context["form"].errors["workshop"] == [
        "In diesem Workshop ist kein Platz mehr frei. Bitte wählen Sie einen anderen."
    ]


def test_what_people_write_is_inert(client: Client, invitation: Invitation) -> None:
    """Bar D3: markup in a name is shown as text."""
    data = answer(person(0, '<script>alert("x")</script>'))
    client.post(to("invitation_accept", invitation), data)
    shown = client.get(to("invitation", invitation)).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_a_refused_answer_writes_no_audit_row(client: Client, invitation: Invitation) -> None:
    before = AuditHead.objects.get().number
    client.post(to("invitation_accept", invitation), answer(person(0, "")))
    assert AuditHead.objects.get().number == before


def changed(meeting: Meeting, **values: Any) -> Meeting:
    """The meeting after the office changed it."""
    for name, value in values.items():
        setattr(meeting, name, value)
    return actions.change_meeting(
        meeting=meeting, organs=[], fields=[], changed=list(values), by=BY, at=IN_WINDOW
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"venue": "Stadthalle"}, "Der Termin findet an einem anderen Ort statt."),
        ({"starts_at": STARTS - timedelta(hours=1)}, "Der Termin ist verlegt."),
    ],
)
def test_the_link_and_the_public_page_say_what_has_changed(
    client: Client, invitation: Invitation, values: dict[str, Any], words: str
) -> None:
    public = reverse("conference", kwargs={"region": "hagen", "pk": invitation.meeting_id})
    changed(Meeting.objects.get(), **values)
    for address in (to("invitation", invitation), public):
        shown = text(client.get(address))
        assert words in shown
        assert "Bisher: Donnerstag, 19. November 2026, 13–17 Uhr, Rathaus an der Volme" in shown


def test_a_link_to_what_is_called_off_takes_no_answer_but_explains(
    client: Client, invitation: Invitation
) -> None:
    """Every page behind it leads to the explanation, also with an answer that was begun before."""
    called_off = actions.cancel_meeting(meeting=Meeting.objects.get(), by=BY, at=IN_WINDOW)
    actions.write_change_note(meeting=called_off, note="Der Saal ist zu.", by=BY, at=IN_WINDOW)
    own = to("invitation", invitation)
    for name in ("invitation_accept", "invitation_deputy", "invitation_decline"):
        for answered in (client.get(to(name, invitation)), client.post(to(name, invitation), {})):
            assert (answered.status_code, answered["Location"]) == (302, own), name
    typed = answer(person(0, "Ada"))
    assert client.post(to("invitation_accept", invitation), typed)["Location"] == own
    invitation.refresh_from_db()
    assert (invitation.state, people()) == ("invited", [])
    shown = text(client.get(own))
    assert "Diese Veranstaltung ist abgesagt." in shown
    assert "Der Saal ist zu." in shown
    public = reverse("conference", kwargs={"region": "hagen", "pk": called_off.pk})
    assert "Diese Veranstaltung ist abgesagt." in text(client.get(public))

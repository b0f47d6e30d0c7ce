"""Writes of the room meetings: planning and inviting; see also test_answers and test_places."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.meetings import actions, rules
from bildungsnetz.meetings.actions import Guest
from bildungsnetz.meetings.models import Invitation, Meeting, Workshop
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, make_institution
from tests.meetings.making import (
    BY,
    ENDS,
    IN_WINDOW,
    STARTS,
    invite,
    link_of,
    make_audience,
    make_meeting,
    make_schools,
    make_workshop,
    write,
)


def done() -> list[str]:
    """The audit trail's actions, oldest first."""
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def release(meeting: Meeting, at: datetime = IN_WINDOW, reason: str = "") -> int:
    """Release the invitations."""
    return actions.release_invitations(meeting=meeting, reason=reason, by=BY, at=at)


@pytest.fixture
def meeting(hagen: Region, plenary: Organ) -> Meeting:
    """A conference with a text for all schools."""
    planned = make_meeting(hagen, plenary)
    return write(planned, make_audience(hagen))


def test_planning_keeps_organs_and_fields(hagen: Region, plenary: Organ) -> None:
    planned = make_meeting(hagen, plenary)
    assert list(planned.organs.all()) == [plenary]
    assert [field.slug for field in planned.fields.all()] == ["uebergaenge"]
    assert (planned.created_at, done()) == (NOW, ["meeting.planned"])


def change(meeting: Meeting, *changed: str, at: datetime = NOW) -> Meeting:
    """Save the named fields."""
    return actions.change_meeting(
        meeting=meeting,
        organs=meeting.organs.all(),
        fields=meeting.fields.all(),
        changed=changed,
        by=BY,
        at=at,
    )


def test_links_follow_a_moved_meeting(meeting: Meeting) -> None:
    make_schools(meeting.region, 1)
    (invitation,) = invite_all(meeting)
    assert link_of(invitation).expires_at == ENDS
    meeting.starts_at, meeting.ends_at = STARTS + timedelta(days=7), ENDS + timedelta(days=7)
    change(meeting, "starts_at", "ends_at")
    invitation.refresh_from_db()
    assert link_of(invitation).expires_at == ENDS + timedelta(days=7)


def test_workshops_follow_a_moved_meeting_at_their_own_hours(meeting: Meeting) -> None:
    """From summer to winter time as well; within the day they stay where they are."""
    hours = {"starts_at": STARTS + timedelta(hours=2), "ends_at": STARTS + timedelta(hours=3)}
    workshop = make_workshop(meeting, 1, **hours)

    def shown() -> tuple[str, str]:
        workshop.refresh_from_db()
        begins, ends = map(timezone.localtime, (workshop.starts_at, workshop.ends_at))
        return f"{begins:%d.%m. %H:%M}", f"{ends:%d.%m. %H:%M}"

    before = shown()
    meeting.starts_at -= timedelta(minutes=30)
    change(meeting, "starts_at")
    assert shown() == before
    meeting.starts_at, meeting.ends_at = STARTS - timedelta(days=40), ENDS - timedelta(days=40)
    change(meeting, "starts_at", "ends_at")
    there = timezone.localdate(STARTS) - timedelta(days=40)
    assert shown() == tuple(f"{there:%d.%m.} {words.split()[1]}" for words in before)


def invite_all(meeting: Meeting) -> list[Invitation]:
    """Release and read back."""
    release(meeting)
    return list(Invitation.objects.filter(meeting=meeting).order_by("institution__name"))


def test_places_cannot_be_fewer_than_persons(meeting: Meeting) -> None:
    make_schools(meeting.region, 1)
    (invitation,) = invite_all(meeting)
    guests = [Guest("Ada"), Guest("Bo")]
    actions.accept(invitation=invitation, guests=guests, revision=0, by=BY, at=IN_WINDOW)
    meeting.capacity = 1
    with pytest.raises(rules.TooFewPlaces) as refused:
        change(meeting, "capacity")
    assert str(refused.value) == ("2 Personen sind schon angemeldet; weniger Plätze gehen nicht.")
    meeting.capacity = 2
    assert change(meeting, "capacity").capacity == 2


def test_the_database_keeps_ends_after_starts(hagen: Region) -> None:
    with pytest.raises(IntegrityError):
        make_meeting(hagen, ends_at=STARTS)


def test_a_workshops_number_is_its_own(meeting: Meeting) -> None:
    make_workshop(meeting, 1)
    with pytest.raises(rules.NumberTaken):
        make_workshop(meeting, 1)
    second = make_workshop(meeting, 2)
    second.number = 1
    with pytest.raises(rules.NumberTaken):
        actions.change_workshop(workshop=second, fields=[], changed=["number"], by=BY, at=NOW)


def test_a_cancelled_workshop_stays_as_a_row(meeting: Meeting) -> None:
    workshop = make_workshop(meeting, 1)
    actions.cancel_workshop(workshop=workshop, by=BY, at=NOW)
    again = actions.cancel_workshop(workshop=workshop, by=BY, at=IN_WINDOW)
    assert (again.cancelled_at, Workshop.objects.count()) == (NOW, 1)


def test_each_workshop_keeps_its_fields(meeting: Meeting) -> None:
    fields = FieldOfAction.objects.filter(slug="uebergaenge")
    workshop = make_workshop(meeting, 1)
    actions.change_workshop(workshop=workshop, fields=fields, changed=["fields"], by=BY, at=NOW)
    assert list(workshop.fields.all()) == list(fields)


def test_showing_and_hiding_is_audited(meeting: Meeting) -> None:
    actions.show_meeting(meeting=meeting, is_public=True, by=BY, at=NOW)
    actions.show_meeting(meeting=meeting, is_public=False, by=BY, at=NOW)
    assert done()[-2:] == ["meeting.published", "meeting.withdrawn"]


def test_a_cancelled_meeting_invites_nobody(meeting: Meeting) -> None:
    make_schools(meeting.region, 1)
    actions.cancel_meeting(meeting=meeting, by=BY, at=NOW)
    with pytest.raises(rules.Cancelled):
        release(meeting)
    with pytest.raises(rules.Cancelled):
        actions.cancel_meeting(meeting=meeting, by=BY, at=NOW)
    assert Message.objects.count() == 0


def test_a_release_makes_one_invitation_one_link_one_message_each(meeting: Meeting) -> None:
    make_schools(meeting.region, 3)
    assert release(meeting) == 3
    for invitation in Invitation.objects.select_related("link", "message", "institution"):
        link, message = link_of(invitation), invitation.message
        assert message is not None
        assert (link.purpose, link.subject) == ("invitation", str(invitation.pk))
        assert links.is_good(link, at=IN_WINDOW)
        assert (message.link, message.to_address) == (link, invitation.institution.email)
        assert message.key == f"invitation:{meeting.pk}:{invitation.institution_id}"
        assert message.body == "Sehr geehrte Damen und Herren,\n{link}\n"
        assert (message.subject, message.reply_to) == ("Einladung", "buero@hagen.example")
    assert Message.objects.count() == 3


def test_a_release_is_one_audit_row(meeting: Meeting) -> None:
    make_schools(meeting.region, 3)
    before = AuditEntry.objects.count()
    release(meeting)
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.detail) == (
        "invitation.released",
        {"count": 3, "timing": "open", "reason": ""},
    )


def test_a_second_release_sends_nothing(meeting: Meeting) -> None:
    make_schools(meeting.region, 2)
    assert (release(meeting), release(meeting)) == (2, 0)
    assert (Invitation.objects.count(), Message.objects.count()) == (2, 2)


def test_new_institutions_are_invited_in_a_further_release(meeting: Meeting) -> None:
    make_schools(meeting.region, 2)
    release(meeting)
    late = make_institution(meeting.region, "Neue Schule", number="999")
    assert release(meeting) == 1
    assert Invitation.objects.latest("pk").institution == late
    assert Message.objects.count() == 3


def test_whoever_has_no_address_is_invited_once_it_is_there(meeting: Meeting) -> None:
    school = make_institution(meeting.region, "Schule Nord", number="1")
    school.email = ""
    school.save()
    assert release(meeting) == 0
    school.email = "buero@nord.example"
    school.save()
    assert release(meeting) == 1


@pytest.mark.parametrize(
    ("day", "when"), [(date(2026, 10, 16), "early"), (date(2026, 11, 2), "late")]
)
def test_outside_the_window_a_reason_is_asked_and_kept(
    meeting: Meeting, day: date, when: str
) -> None:
    make_schools(meeting.region, 1)
    at = IN_WINDOW.replace(month=day.month, day=day.day)
    with pytest.raises(rules.ReasonMissing):
        release(meeting, at, reason="  ")
    assert Invitation.objects.count() == 0
    assert release(meeting, at, reason="Herbstferien") == 1
    meeting.refresh_from_db()
    assert (meeting.window_reason, meeting.invited_at) == ("Herbstferien", at)
    detail = AuditEntry.objects.latest("number").detail
    assert detail == {"count": 1, "timing": when, "reason": "Herbstferien"}


def test_without_a_text_nothing_is_released(hagen: Region, plenary: Organ) -> None:
    with pytest.raises(rules.TextMissing):
        release(make_meeting(hagen, plenary))


def test_a_release_that_breaks_leaves_nothing(meeting: Meeting, monkeypatch: Any) -> None:
    """All or none: the last message of three fails."""
    make_schools(meeting.region, 3)
    last = make_institution(meeting.region, "Zuletzt", number="zz", email="x@y.example")
    last.email = "x@y.example\nBcc: z@y.example"
    last.save()
    with pytest.raises(ValueError, match="to_address"):
        release(meeting)
    assert (Invitation.objects.count(), Message.objects.count()) == (0, 0)
    assert Meeting.objects.get().invited_at is None


def test_only_the_silent_are_reminded(meeting: Meeting) -> None:
    make_schools(meeting.region, 3)
    first, second, third = invite_all(meeting)
    accept = {"guests": [Guest("Ada")], "revision": 0, "by": BY, "at": IN_WINDOW}
    actions.accept(invitation=first, **accept)
    actions.decline(invitation=second, reason="", revision=0, by=BY, at=IN_WINDOW)
    assert actions.remind_silent(meeting=meeting, by=BY, at=IN_WINDOW) == 1
    reminder = Message.objects.latest("pk")
    assert reminder.key == f"reminder:{meeting.pk}:{third.institution_id}:1"
    assert reminder.link == third.link
    assert reminder.subject == "Erinnerung: Bildungskonferenz 2026 – bitte antworten Sie"
    lines = reminder.body.splitlines()
    assert (lines[0], "{link}" in lines) == ("Sehr geehrte Damen und Herren,", True)


def test_one_reminder_a_day(meeting: Meeting) -> None:
    make_schools(meeting.region, 1)
    invite_all(meeting)
    assert actions.remind_silent(meeting=meeting, by=BY, at=IN_WINDOW) == 1
    with pytest.raises(rules.RemindedToday):
        actions.remind_silent(meeting=meeting, by=BY, at=IN_WINDOW + timedelta(hours=2))
    tomorrow = IN_WINDOW + timedelta(days=1)
    assert actions.remind_silent(meeting=meeting, by=BY, at=tomorrow) == 1
    keys = Message.objects.filter(key__startswith="reminder:").order_by("pk")
    assert [key.rsplit(":", 1)[1] for key in keys.values_list("key", flat=True)] == ["1", "2"]


def test_nobody_is_reminded_of_what_can_no_longer_be_answered(meeting: Meeting) -> None:
    make_schools(meeting.region, 1)
    invite_all(meeting)
    with pytest.raises(rules.AnswersOver):
        actions.remind_silent(meeting=meeting, by=BY, at=STARTS)


def test_nobody_is_invited_to_answer_too_late(meeting: Meeting) -> None:
    make_schools(meeting.region, 1)
    meeting.changes_until = IN_WINDOW
    meeting.save()
    with pytest.raises(rules.AnswersOver):
        release(meeting)
    assert Message.objects.count() == 0


def test_the_first_draft_is_allowed_text(meeting: Meeting) -> None:
    """What stands there at first passes its own check."""
    from bildungsnetz.meetings.forms import InvitationForm, first_draft

    data = {**first_draft(meeting), "audience": str(meeting.audience_id)}
    form = InvitationForm(data, region=meeting.region)
    assert form.errors == {}
    assert form.cleaned_data["body"].splitlines()[:3] == [
        "{anrede}",
        "",
        "das Bildungsnetzwerk Hagen lädt {einrichtung} herzlich ein: Bildungskonferenz 2026.",
    ]


def test_invite_helper_matches_the_action(hagen: Region, plenary: Organ) -> None:
    """The helper of other tests releases inside the window."""
    make_schools(hagen, 2)
    rows = invite(make_meeting(hagen, plenary))
    assert [row.state for row in rows] == ["invited", "invited"]

"""The rules of meetings, without a database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bildungsnetz.meetings import ics, rules
from bildungsnetz.meetings.rules import Addressee, Timing, clashes, timing

START = datetime(2026, 11, 19, 12, tzinfo=UTC)
END = START + timedelta(hours=4)


@dataclass
class Plan:
    """A workshop as the rule sees it."""

    number: int
    title: str = "Titel"
    room: str = ""
    room_seats: int | None = None
    speaker: str = ""
    starts_at: datetime = START
    ends_at: datetime = START + timedelta(hours=1)
    capacity: int = 10


def told(*plans: Plan) -> list[tuple[int, str]]:
    """Number and kind of each warning."""
    return [(c.number, c.kind) for c in clashes(plans, starts_at=START, ends_at=END)]


@dataclass
class Span:
    """A window."""

    from_date: date
    to_date: date


AUTUMN = Span(date(2026, 10, 22), date(2026, 10, 29))


def test_the_same_room_at_the_same_time_is_told_at_both() -> None:
    assert told(Plan(2, room="Aula"), Plan(1, room=" aula ")) == [(1, "room"), (2, "room")]


def test_the_sentence_names_the_other_workshop() -> None:
    found = clashes(
        [Plan(1, "Lesen", room="Aula"), Plan(2, "Rechnen", room="Aula")],
        starts_at=START,
        ends_at=END,
    )
    assert found[0].sentence == (
        "Der Raum „Aula“ ist zur selben Zeit belegt: Workshop 2 „Rechnen“."
    )


def test_workshops_that_only_touch_do_not_clash() -> None:
    later = Plan(2, room="Aula", speaker="Frau Yilmaz", starts_at=START + timedelta(hours=1),
                 ends_at=START + timedelta(hours=2))  # fmt: skip
    assert told(Plan(1, room="Aula", speaker="Frau Yilmaz"), later) == []


def test_workshops_without_room_and_speaker_do_not_clash() -> None:
    assert told(Plan(1), Plan(2)) == []


def test_one_of_several_speakers_is_found() -> None:
    plans = Plan(1, speaker="Frau Yilmaz; Herr Voß"), Plan(2, speaker="herr voß")
    assert told(*plans) == [(1, "speaker"), (2, "speaker")]


def test_more_places_than_seats_is_told() -> None:
    assert told(Plan(1, room_seats=9)) == [(1, "seats")]
    assert told(Plan(1, room_seats=10)) == []


def test_outside_the_conference_is_told_on_both_sides() -> None:
    early = Plan(1, starts_at=START - timedelta(minutes=1))
    late = Plan(2, starts_at=END, ends_at=END + timedelta(minutes=1))
    assert told(early, late) == [(1, "time"), (2, "time")]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 21), Timing.EARLY),
        (date(2026, 10, 22), Timing.OPEN),
        (date(2026, 10, 29), Timing.OPEN),
        (date(2026, 10, 30), Timing.LATE),
    ],
)
def test_both_ends_of_the_window_belong_to_it(day: date, expected: Timing) -> None:
    assert timing([AUTUMN], day) is expected


def test_late_for_one_organ_is_late() -> None:
    earlier = Span(date(2026, 9, 1), date(2026, 9, 8))
    assert timing([AUTUMN, earlier], date(2026, 9, 20)) is Timing.LATE


def test_without_a_window_nothing_is_early_or_late() -> None:
    assert timing([], date(2026, 1, 1)) is Timing.OPEN


@pytest.mark.parametrize(
    ("today", "sentence"),
    [
        (date(2026, 10, 12), "Das Zeitfenster beginnt in 10 Tagen."),
        (date(2026, 10, 21), "Das Zeitfenster beginnt morgen."),
        (date(2026, 10, 22), "Das Zeitfenster ist offen, noch 7 Tage."),
        (date(2026, 10, 28), "Das Zeitfenster ist offen, morgen ist der letzte Tag."),
        (date(2026, 10, 29), "Heute ist der letzte Tag des Zeitfensters."),
        (date(2026, 10, 30), "Das Zeitfenster ist seit gestern vorbei."),
        (date(2026, 11, 2), "Das Zeitfenster ist seit 4 Tagen vorbei."),
    ],
)
def test_the_countdown_speaks_german(today: date, sentence: str) -> None:
    assert rules.countdown(AUTUMN, today) == sentence


def test_a_span_names_its_year_once_unless_it_crosses_one() -> None:
    assert rules.in_words(AUTUMN.from_date, AUTUMN.to_date) == "zwischen 22.10. und 29.10.2026"
    assert rules.in_words(date(2026, 12, 28), date(2027, 1, 4)) == (
        "zwischen 28.12.2026 und 04.01.2027"
    )


def dates(**values: Any) -> Any:
    """A meeting as the deadline rules see it."""
    plain = {
        "starts_at": START,
        "ends_at": END,
        "registration_opens_at": None,
        "registration_closes_at": None,
        "changes_until": None,
        "cancelled_at": None,
    }
    return SimpleNamespace(**(plain | values))


def test_without_deadlines_one_may_answer_until_it_begins() -> None:
    assert rules.may_answer(dates(), at=START - timedelta(seconds=1))
    assert not rules.may_answer(dates(), at=START)


def test_registration_has_a_first_and_a_last_moment() -> None:
    opens, closes = START - timedelta(days=20), START - timedelta(days=5)
    plan = dates(registration_opens_at=opens, registration_closes_at=closes)
    moments = (opens - timedelta(seconds=1), opens, closes - timedelta(seconds=1), closes)
    assert [rules.is_registering(plan, at=at) for at in moments] == [False, True, True, False]


def test_changes_may_be_possible_after_registration_has_closed() -> None:
    closes, changes = START - timedelta(days=5), START - timedelta(days=2)
    plan = dates(registration_closes_at=closes, changes_until=changes)
    assert (rules.is_registering(plan, at=closes), rules.may_answer(plan, at=closes)) == (
        False,
        True,
    )


def test_a_cancelled_meeting_takes_no_answers() -> None:
    plan = dates(cancelled_at=START - timedelta(days=9))
    at = START - timedelta(days=8)
    assert (rules.is_registering(plan, at=at), rules.may_answer(plan, at=at)) == (False, False)


@pytest.mark.parametrize(
    ("addressee", "greeting"),
    [
        (Addressee("mrs", "Dr.", "Eva", "Müller"), "Sehr geehrte Frau Dr. Müller,"),
        (Addressee("mr", "", "Jan", "Voß"), "Sehr geehrter Herr Voß,"),
        (Addressee("open", "", "Kim", "Yilmaz"), "Guten Tag Kim Yilmaz,"),
        (Addressee("open", "", "", "Yilmaz"), "Guten Tag Yilmaz,"),
        (None, "Sehr geehrte Damen und Herren,"),
    ],
)
def test_the_greeting(addressee: Addressee | None, greeting: str) -> None:
    assert rules.salutation(addressee) == greeting


def test_anything_else_in_braces_is_foreign() -> None:
    text = "{anrede} {x.__class__} {Anrede} {} { {anrede} {x.__class__} }"
    assert rules.foreign_tokens(text, rules.BODY_TOKENS) == [
        "{x.__class__}",
        "{Anrede}",
        "{}",
        "{",
        "}",
    ]


def test_all_allowed_placeholders_are_known() -> None:
    text = " ".join(f"{{{token}}}" for token in rules.BODY_TOKENS)
    assert rules.foreign_tokens(text, rules.BODY_TOKENS) == []
    assert rules.foreign_tokens("{link}", rules.SUBJECT_TOKENS) == ["{link}"]


def test_values_are_inert() -> None:
    """A name that looks like a placeholder or a second mail header stays a name."""
    values = {"anrede": "{einrichtung}\r\nBcc: x@y.example", "einrichtung": "Schule {link}"}
    assert rules.fill("{anrede} | {einrichtung} | {link}", values) == (
        "(einrichtung) Bcc: x@y.example | Schule (link) | {link}"
    )


def test_a_repeated_wish_is_found_at_its_second_place() -> None:
    assert rules.repeated_wish([3, 1, 3]) == 3
    assert rules.repeated_wish([3, 1, 2]) is None
    assert rules.repeated_wish([]) is None


def test_places_left_are_never_negative() -> None:
    assert [rules.places_left(20, taken) for taken in (0, 19, 20, 25)] == [20, 1, 0, 0]
    assert rules.places_left(None, 500) is None


def test_a_calendar_file_keeps_the_hour_of_berlin_in_winter_and_summer() -> None:
    """12:00 UTC is 13:00 in November and 14:00 in July (bar B8)."""
    summer = START.replace(month=7)
    for starts, hour in ((START, "20261119T130000"), (summer, "20260719T140000")):
        entry = ics.Date("meeting-1@x.example", "Titel", starts, starts + timedelta(hours=4), START)
        text = ics.calendar_file(entry)
        assert f"DTSTART;TZID=Europe/Berlin:{hour}" in text
        assert "METHOD" not in text
        assert text.count("UID:meeting-1@x.example") == 1


def test_a_calendar_file_escapes_what_people_write() -> None:
    """A title cannot smuggle in a second property (bar D3)."""
    entry = ics.Date("u@x.example", "A;B,C\nATTENDEE:mailto:x@y.example", START, END, START)
    lines = ics.calendar_file(entry).splitlines()
    assert "SUMMARY:A\\;B\\,C\\nATTENDEE:mailto:x@y.example" in lines
    assert [line for line in lines if line.startswith("ATTENDEE")] == []

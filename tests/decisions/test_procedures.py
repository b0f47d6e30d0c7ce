"""Consent rounds as tables, with every edge case that may not pass."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildungsnetz.decisions.procedures import (
    Objection,
    ProcedureError,
    Settled,
    State,
    Verdict,
    check_objection_time,
    consent_verdict,
    has_reason,
)

WHY = "Die Grundschulen fehlen."
OPEN = Objection(WHY)
WITHDRAWN = Objection(WHY, Settled.WITHDRAWN)
NOT_VALID = Objection(WHY, Settled.NOT_VALID, "Sie sind in Satz 2 genannt.")
NOT_VALID_UNEXPLAINED = Objection(WHY, Settled.NOT_VALID, " nein ")
START = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
END = START + timedelta(days=7)


@pytest.mark.parametrize(
    ("objections", "numbers", "closed", "state", "sentence"),
    [
        ([], (9, 0), False, State.OPEN, "Die Runde läuft: 0 von 9 haben geantwortet."),
        (
            [OPEN],
            (9, 1),
            False,
            State.OPEN,
            "Die Runde läuft: 1 von 9 hat geantwortet, 1 Einwand besteht.",
        ),
        (
            [OPEN, OPEN, WITHDRAWN],
            (9, 3),
            False,
            State.OPEN,
            "Die Runde läuft: 3 von 9 haben geantwortet, 2 Einwände bestehen.",
        ),
        ([], (9, 0), True, State.UNDECIDED, "Nicht entschieden: Niemand hat geantwortet."),
        ([], (0, 0), True, State.UNDECIDED, "Nicht entschieden: Niemand hat geantwortet."),
        (
            [],
            (9, 1),
            True,
            State.PASSED,
            "Konsens erreicht: kein Einwand; 1 von 9 hat geantwortet.",
        ),
        (
            [WITHDRAWN, NOT_VALID],
            (9, 7),
            True,
            State.PASSED,
            (
                "Konsens erreicht: kein Einwand besteht mehr (1 zurückgezogen, 1 nicht "
                "stichhaltig); 7 von 9 haben geantwortet."
            ),
        ),
        (
            [OPEN],
            (9, 9),
            True,
            State.NOT_PASSED,
            "Kein Konsens: 1 Einwand besteht; 9 von 9 haben geantwortet.",
        ),
        (
            [NOT_VALID_UNEXPLAINED, OPEN, WITHDRAWN],
            (9, 9),
            True,
            State.NOT_PASSED,
            "Kein Konsens: 2 Einwände bestehen; 9 von 9 haben geantwortet.",
        ),
    ],
)
def test_consent(objections, numbers, closed, state, sentence):
    assert consent_verdict(objections, *numbers, closed=closed) == Verdict(state, sentence)


def test_the_objection_of_somebody_who_left_the_body_still_counts():
    """The snapshot of the opening decides: 9 were entitled, 8 still belong to the body."""
    assert consent_verdict([OPEN], 9, 8, closed=True).state is State.NOT_PASSED


@pytest.mark.parametrize(("objections", "numbers"), [([], (3, 4)), ([OPEN], (3, 0)), ([], (3, -1))])
def test_consent_refuses_contradicting_numbers(objections, numbers):
    with pytest.raises(ProcedureError) as caught:
        consent_verdict(objections, *numbers, closed=True)
    assert str(caught.value) == "Die Zahlen der Antworten widersprechen sich."


@given(
    settled=st.lists(st.sampled_from([OPEN, WITHDRAWN, NOT_VALID, NOT_VALID_UNEXPLAINED])),
    silent=st.integers(0, 9),
    others=st.integers(0, 9),
)
def test_consent_passes_exactly_when_answered_and_nothing_stands(settled, silent, others):
    ballots = len(settled) + others
    verdict = consent_verdict(settled, ballots + silent, ballots, closed=True)
    hindered = OPEN in settled or NOT_VALID_UNEXPLAINED in settled
    assert (verdict.state is State.PASSED) is (ballots > 0 and not hindered)
    assert (verdict.state is State.UNDECIDED) is (ballots == 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("Nein.", False),
        ("abcdef", True),
        ("a b c d e", False),
        ("a b c d e f", True),
        ("     \n\t      ", False),
        ("abcde\u200b\u200b\ufeff", False),
        ("abcde\u00a0\u2028", False),
        ("Äußern", True),
    ],
)
def test_a_reason_has_more_than_five_visible_characters(text, expected):
    assert has_reason(text) is expected


def test_an_objection_without_a_reason_is_refused():
    with pytest.raises(ProcedureError) as caught:
        Objection("nein")
    assert str(caught.value) == "Bitte begründen Sie den Einwand mit mehr als fünf Zeichen."


@pytest.mark.parametrize(
    ("entitled", "at", "sentence"),
    [
        (True, START, ""),
        (True, END - timedelta(microseconds=1), ""),
        (True, END, "Die Runde ist beendet; Einwände sind nicht mehr möglich."),
        (True, START - timedelta(microseconds=1), "Die Runde hat noch nicht begonnen."),
        (False, START, "In dieser Runde dürfen Sie keinen Einwand erheben."),
    ],
)
def test_who_may_object_and_when(entitled, at, sentence):
    said = ""
    try:
        check_objection_time(is_entitled=entitled, at=at, opened_at=START, closes_at=END)
    except ProcedureError as error:
        said = str(error)
    assert said == sentence

"""Votes as tables, with every edge case that may not pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildungsnetz.decisions.procedures import (
    Majority,
    ProcedureError,
    Quorum,
    Rule,
    State,
    Tally,
    Vote,
    vote_verdict,
)

SIMPLE = Rule()
CHAIR = Rule(chair_decides_ties=True)
ABSOLUTE = Rule(Majority.ABSOLUTE)
OF_ALL = Rule(Majority.ENTITLED)
TWO_THIRDS = Rule(Majority.TWO_THIRDS)
FREE = Rule(quorum=Quorum.NONE)
STRICT = Rule(quorum=Quorum.TWO_THIRDS)


@pytest.mark.parametrize(
    ("rule", "count", "chair", "state"),
    [
        # yes, no, abstain, present, entitled
        (SIMPLE, (4, 2, 0, 6, 6), None, State.PASSED),
        (SIMPLE, (2, 4, 0, 6, 6), None, State.NOT_PASSED),
        (SIMPLE, (1, 0, 5, 6, 6), None, State.PASSED),
        (SIMPLE, (0, 1, 5, 6, 6), None, State.NOT_PASSED),
        # three against three of six seats
        (SIMPLE, (3, 3, 0, 6, 6), None, State.UNDECIDED),
        (SIMPLE, (3, 3, 0, 6, 6), Vote.YES, State.UNDECIDED),
        (CHAIR, (3, 3, 0, 6, 6), Vote.YES, State.PASSED),
        (CHAIR, (3, 3, 0, 6, 6), Vote.NO, State.NOT_PASSED),
        (CHAIR, (2, 2, 1, 5, 6), Vote.ABSTAIN, State.UNDECIDED),
        (CHAIR, (3, 3, 0, 6, 6), None, State.UNDECIDED),
        # the chair decides ties, nothing else
        (CHAIR, (2, 4, 0, 6, 6), Vote.YES, State.NOT_PASSED),
        # nothing against nothing never passes, whatever the rule
        (SIMPLE, (0, 0, 6, 6, 6), None, State.UNDECIDED),
        (FREE, (0, 0, 0, 0, 6), None, State.UNDECIDED),
        (FREE, (0, 0, 0, 0, 0), None, State.UNDECIDED),
        (TWO_THIRDS, (0, 0, 6, 6, 6), None, State.UNDECIDED),
        (CHAIR, (0, 0, 6, 6, 6), Vote.YES, State.UNDECIDED),
        # quorum: half of seven is four, two thirds of seven are five
        (SIMPLE, (4, 0, 0, 4, 7), None, State.PASSED),
        (SIMPLE, (3, 0, 0, 3, 7), None, State.UNDECIDED),
        (STRICT, (5, 0, 0, 5, 7), None, State.PASSED),
        (STRICT, (4, 0, 0, 4, 7), None, State.UNDECIDED),
        (STRICT, (4, 0, 0, 4, 6), None, State.PASSED),
        (FREE, (1, 0, 0, 1, 7), None, State.PASSED),
        # present but silent counts for the quorum
        (SIMPLE, (1, 0, 0, 4, 7), None, State.PASSED),
        # other majorities
        (ABSOLUTE, (3, 2, 1, 6, 6), None, State.NOT_PASSED),
        (ABSOLUTE, (3, 3, 0, 6, 6), None, State.UNDECIDED),
        (ABSOLUTE, (3, 3, 1, 7, 7), None, State.NOT_PASSED),
        (ABSOLUTE, (3, 2, 0, 5, 6), None, State.PASSED),
        (ABSOLUTE, (3, 1, 3, 7, 7), None, State.NOT_PASSED),
        (OF_ALL, (4, 0, 0, 4, 6), None, State.PASSED),
        (OF_ALL, (3, 0, 0, 3, 6), None, State.NOT_PASSED),
        (OF_ALL, (3, 3, 0, 6, 6), None, State.UNDECIDED),
        (OF_ALL, (2, 0, 1, 3, 6), None, State.NOT_PASSED),
        (TWO_THIRDS, (4, 2, 0, 6, 6), None, State.PASSED),
        (TWO_THIRDS, (3, 2, 1, 6, 6), None, State.NOT_PASSED),
        (TWO_THIRDS, (3, 3, 0, 6, 6), None, State.NOT_PASSED),
        (TWO_THIRDS, (1, 0, 5, 6, 6), None, State.PASSED),
        (TWO_THIRDS, (0, 1, 5, 6, 6), None, State.NOT_PASSED),
    ],
)
def test_vote(rule, count, chair, state):
    assert vote_verdict(rule, Tally(*count, chair=chair), closed=True).state is state
    assert vote_verdict(rule, Tally(*count, chair=chair), closed=False).state is State.OPEN


@pytest.mark.parametrize(
    ("rule", "tally", "sentence"),
    [
        (SIMPLE, Tally(4, 1, 1, 6, 6), "Angenommen: 4 Ja, 1 Nein, 1 Enthaltung."),
        (SIMPLE, Tally(1, 4, 0, 6, 6), "Nicht angenommen: 1 Ja, 4 Nein, 0 Enthaltungen."),
        (
            SIMPLE,
            Tally(3, 3, 0, 6, 6),
            "Nicht entschieden: Gleichstand, 3 Ja, 3 Nein, 0 Enthaltungen.",
        ),
        (
            CHAIR,
            Tally(3, 3, 0, 6, 6, Vote.YES),
            (
                "Angenommen mit der Stimme des Vorsitzes bei Gleichstand: "
                "3 Ja, 3 Nein, 0 Enthaltungen."
            ),
        ),
        (
            CHAIR,
            Tally(3, 3, 0, 6, 6, Vote.NO),
            (
                "Nicht angenommen mit der Stimme des Vorsitzes bei Gleichstand: "
                "3 Ja, 3 Nein, 0 Enthaltungen."
            ),
        ),
        (
            SIMPLE,
            Tally(2, 0, 0, 2, 6),
            "Nicht entschieden: nicht beschlussfähig, anwesend 2 von 6, nötig 3.",
        ),
        (
            SIMPLE,
            Tally(0, 0, 6, 6, 6),
            (
                "Nicht entschieden: Niemand hat mit Ja oder Nein gestimmt "
                "(0 Ja, 0 Nein, 6 Enthaltungen)."
            ),
        ),
    ],
)
def test_vote_says_why(rule, tally, sentence):
    assert vote_verdict(rule, tally, closed=True).sentence == sentence


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        ((-1, 0, 0, 6, 6), "Stimmen können nicht weniger als 0 sein."),
        ((4, 3, 0, 6, 6), "Es sind mehr Stimmen als Anwesende angegeben."),
        ((4, 2, 0, 7, 6), "Es sind mehr Anwesende als Stimmberechtigte angegeben."),
    ],
)
def test_an_impossible_count_is_refused(count, sentence):
    with pytest.raises(ProcedureError) as caught:
        Tally(*count)
    assert str(caught.value) == sentence


rules = st.builds(Rule, st.sampled_from(Majority), st.sampled_from(Quorum), st.booleans())


@given(rule=rules, voices=st.tuples(*[st.integers(0, 9)] * 4), absent=st.integers(0, 9))
def test_nothing_passes_without_a_yes_and_one_more_yes_never_hurts(rule, voices, absent):
    yes, no, abstain, silent = voices
    present = sum(voices)
    state = vote_verdict(
        rule, Tally(yes, no, abstain, present, present + absent), closed=True
    ).state
    if state is State.PASSED:
        assert yes > no
    if state is State.PASSED and silent:
        more = Tally(yes + 1, no, abstain, present, present + absent)
        assert vote_verdict(rule, more, closed=True).state is State.PASSED


@given(rule=rules)
def test_a_stored_rule_reads_back(rule):
    assert Rule.from_json(rule.as_json()) == rule

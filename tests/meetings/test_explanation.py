"""The sentence a person reads about the own place."""

import pytest

from bildungsnetz.meetings.allocation import Goal, allocate, explain

TITLES = {"w1": "Übergang", "w2": "Ganztag", "w3": "Lesen"}


@pytest.mark.parametrize(
    ("wishes", "places", "options", "sentence"),
    [
        ({"a": ["w1"]}, (1, 1, 1), {}, "Sie erhalten Ihren 1. Wunsch „Übergang“."),
        (
            {"a": ["w1", "w2"], "b": ["w1"], "c": ["w1"]},
            (2, 1, 1),
            {},
            (
                "Sie erhalten Ihren 2. Wunsch „Ganztag“: Ihr 1. Wunsch „Übergang“ hatte 2 Plätze, "
                "3 Personen nannten ihn an erster Stelle."
            ),
        ),
        (
            {"a": ["w1", "w2"], "b": ["w3", "w1"]},
            (1, 1, 0),
            {},
            (
                "Sie erhalten Ihren 2. Wunsch „Ganztag“: Ihr 1. Wunsch „Übergang“ hatte 1 Platz "
                "und wurde für das beste Ergebnis aller zusammen voll belegt."
            ),
        ),
        (
            {"a": ["w1"]},
            (0, 1, 1),
            {},
            (
                "Für Sie ist kein Platz frei geblieben: Ihr 1. Wunsch „Übergang“ hatte 0 Plätze, "
                "1 Person nannte ihn an erster Stelle."
            ),
        ),
        (
            {"a": ["w1"]},
            (0, 1, 0),
            {"fill": True},
            (
                "Sie erhalten einen freien Platz in „Ganztag“: Ihr 1. Wunsch „Übergang“ hatte "
                "0 Plätze, 1 Person nannte ihn an erster Stelle."
            ),
        ),
        (
            {"a": []},
            (1, 1, 1),
            {"fill": True},
            "Sie haben keinen Wunsch genannt und erhalten „Übergang“.",
        ),
        ({"a": []}, (1, 1, 1), {}, "Sie haben keinen Wunsch genannt und keinen Platz erhalten."),
        (
            {"a": ["w1"]},
            (1, 1, 1),
            {"fixed": {"a": "w3"}},
            "Ihr Platz in „Lesen“ stand von Anfang an fest.",
        ),
        (
            {"a": [("w2", "w1"), "w3"], "b": [("w1", "w2")], "c": ["w1"], "d": ["w1"]},
            (1, 1, 1),
            {},
            (
                "Sie erhalten Ihren 2. Wunsch „Lesen“: Ihr 1. Wunsch „Übergang“ hatte 1 Platz, "
                "4 Personen nannten ihn an erster Stelle."
            ),
        ),
    ],
)
def test_one_sentence_for_person_a(wishes, places, options, sentence):
    capacities = dict(zip(TITLES, places, strict=True))
    result = allocate(wishes, capacities, goal=Goal.RANK_SUM, **options)
    assert explain(result, "a", wishes, capacities, TITLES) == sentence


def test_without_titles_the_key_is_shown():
    wishes, capacities = {"a": ["Forum 2"]}, {"Forum 2": 3}
    sentence = explain(allocate(wishes, capacities), "a", wishes, capacities)
    assert sentence == "Sie erhalten Ihren 1. Wunsch „Forum 2“."

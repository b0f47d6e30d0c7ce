"""What stands above a list: offered choices, unknown values, chips."""

from typing import Any

import pytest
from django import forms

from bildungsnetz.kit.filters import FilterForm


class Filter(FilterForm):
    """Two things to choose."""

    art = forms.ChoiceField(label="Art", required=False)
    jahr = forms.TypedChoiceField(label="Jahr", required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.offer("art", [("gs", "Grundschule"), ("kita", "Kita")])
        self.offer("jahr", [(2025, "2025"), (2026, "2026")])


@pytest.mark.parametrize(
    ("data", "given", "labels"),
    [
        ({}, {}, []),
        ({"art": "gs"}, {"art": "gs"}, ["Art: Grundschule"]),
        ({"art": "vhs", "jahr": "gestern"}, {}, []),
        ({"jahr": "2026", "suche": " Abc "}, {"jahr": 2026}, ["Suche: Abc", "Jahr: 2026"]),
    ],
)
def test_what_is_offered_narrows_and_can_be_taken_away(
    data: dict[str, str], given: dict[str, Any], labels: list[str]
) -> None:
    form = Filter(data)
    assert (form.given, [chip["label"] for chip in form.chips]) == (given, labels)
    assert form.errors == {}


def test_all_is_the_first_choice() -> None:
    assert next(iter(Filter({}).fields["art"].choices)) == ("", "alle")

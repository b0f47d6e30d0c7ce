"""{% translate %} says what Django's own tag says, in each language."""

import pytest
from django.template import Context, Engine
from django.utils import translation

OURS = Engine(builtins=["bildungsnetz.templatetags.netz"])
DJANGO = Engine(libraries={"i18n": "django.templatetags.i18n"})
SOURCES = [
    '{% translate "Suchen" %}',
    '{% translate "<b>100 % & mehr</b>" %}',
    '{% translate "100 %% sicher" %}',
    '{% translate "Suchen"|upper %}',
    '{% translate "Suchen" noop %}',
    '{% translate "Suchen" as word %}[{{ word }}]',
    '{% translate "Suchen" context "Knopf" %}',
    "{% translate word %}",
    '{% translate "" %}',
]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("source", SOURCES)
def test_it_says_what_django_says(source: str, language: str) -> None:
    with translation.override(language):
        said, expected = (
            engine.from_string(start + source).render(Context({"word": "<Suchen>"}))
            for engine, start in ((OURS, ""), (DJANGO, "{% load i18n %}"))
        )
    assert said == expected


def test_a_literal_is_translated() -> None:
    with translation.override("en"):
        assert OURS.from_string('{% translate "Suchen" %}').render(Context()) == "Search"

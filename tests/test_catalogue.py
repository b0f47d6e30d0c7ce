"""English is complete: every text of the source has a translation that fits it."""

import re

import pytest
from tools import catalogue


def test_no_text_lacks_its_translation() -> None:
    """Run tools/catalogue.py, then translate what is empty."""
    assert catalogue.missing(catalogue.read()) == []


def test_no_translation_is_left_over() -> None:
    """What is no longer shown is no longer kept."""
    known = {catalogue.key(entry) for entry in catalogue.read()}
    assert sorted(known - catalogue.source_texts()) == []


PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.mark.parametrize("entry", catalogue.read(), ids=lambda entry: entry.msgid[:40])
def test_a_translation_has_the_placeholders_of_its_text(entry: object) -> None:
    """A missing one would lose a name; an unknown one would break the page."""
    german = set(
        PLACEHOLDER.findall(getattr(entry, "msgid_plural", "") or getattr(entry, "msgid", ""))
    )
    english = getattr(entry, "msgstr", "") or getattr(entry, "msgstr_plural", {}).get(1, "")
    assert set(PLACEHOLDER.findall(english)) == german

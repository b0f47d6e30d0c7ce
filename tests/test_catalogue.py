"""English is complete: every text of the source has a translation that fits it."""

import re

from polib import POEntry
from tools import catalogue


def test_no_text_lacks_its_translation() -> None:
    """Run tools/catalogue.py, then translate what is empty."""
    assert catalogue.missing(catalogue.read()) == []


def test_no_translation_is_left_over() -> None:
    """What is no longer shown is no longer kept."""
    known = {catalogue.key(entry) for entry in catalogue.read()}
    assert sorted(known - catalogue.source_texts()) == []


PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def placeholders(text: str) -> set[str]:
    """The names that are filled in."""
    return set(PLACEHOLDER.findall(text))


def test_each_translation_has_the_placeholders_of_its_text() -> None:
    """A missing one would lose a name; an unknown one would break the page."""

    def german(entry: POEntry) -> set[str]:
        return placeholders(entry.msgid_plural or entry.msgid)

    def english(entry: POEntry) -> set[str]:
        return placeholders(entry.msgstr or entry.msgstr_plural.get(1, ""))

    entries = catalogue.read()
    assert len(entries) > 1000
    assert [entry.msgid for entry in entries if english(entry) != german(entry)] == []

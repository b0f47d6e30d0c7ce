"""Forms that narrow a list: what they ask stands in the address, chips take it away again."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.translation import gettext

Choice = tuple[Any, Any]


class FilterForm(forms.Form):
    """What a list is narrowed to; a value that is not offered narrows nothing and is no mistake."""

    # Nothing in a filter is compulsory, so its labels need not say so (kit/groups.py).
    is_filter = True

    def offer(self, name: str, choices: Iterable[Choice]) -> None:
        """Let one of `choices` be taken, or all."""
        field: Any = self.fields[name]
        field.choices = [("", gettext("alle")), *choices]

    def full_clean(self) -> None:
        """Read what was given, and forget what nobody offered."""
        super().full_clean()
        self._errors = ErrorDict()

    @cached_property
    def search(self) -> str:
        """The words that are looked for."""
        words: str = self.data.get("suche", "")
        return words.strip()

    @cached_property
    def given(self) -> dict[str, Any]:
        """What was chosen, by name."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def chips(self) -> list[dict[str, str]]:
        """What the list is narrowed to, to be taken away one by one."""
        found = [_chip(name, self._label(name, value)) for name, value in self.given.items()]
        if self.search:
            said = gettext("Suche: %(words)s") % {"words": self.search}
            found.insert(0, _chip("suche", said))
        return found

    def _label(self, name: str, value: Any) -> str:
        field: Any = self.fields[name]
        names = {str(key): name for key, name in field.choices}
        return f"{field.label}: {names[str(value)]}"


def _chip(name: str, label: str) -> dict[str, str]:
    return {"key": name, "value": "", "label": label}

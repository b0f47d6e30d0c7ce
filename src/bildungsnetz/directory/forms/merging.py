"""What may be chosen when two records become one, and with which other one to compare a record."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext_lazy as _


class Line(Protocol):
    """A facet of two records (queries.duplicates.FacetRow), as far as a form must know of it."""

    @property
    def key(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def is_many(self) -> bool: ...
    @property
    def differs(self) -> bool: ...


class MergeForm(forms.Form):
    """Which of two records stays, and for each facet whose value."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, lines: Iterable[Line], kept: str, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.lines = [line for line in lines if line.differs]
        sides = [("left", _("A")), ("right", _("B"))]
        self.fields["kept"] = forms.ChoiceField(choices=sides, initial=kept)
        for line in self.lines:
            choices = [*sides, ("both", _("beide zusammen"))] if line.is_many else sides
            self.fields[line.key] = forms.ChoiceField(choices=choices, initial=line.source)

    def chosen(self, key: str) -> str:
        """What is marked on the page: what was sent, else the proposal."""
        return str(self[key].value())

    @property
    def kept(self) -> str:
        """The side that stays."""
        return str(self.cleaned_data["kept"])

    @property
    def choice(self) -> dict[str, str]:
        """For each facet that differs whose value stays, as the action takes it."""
        named = {self.kept: "kept", "both": "both"}
        return {line.key: named.get(self.cleaned_data[line.key], "gone") for line in self.lines}

"""Narrowing the public list: everything is loaded anyway, so only filters that lead somewhere."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.decisions.models import Recommendation
from bildungsnetz.kit.folding import fold

ALL = ("", _("alle"))


class PublicFilter(forms.Form):
    """Field, year and state among the recommendations given; the names are the address's."""

    # Nothing in a filter is compulsory, so its labels need not say so (kit/groups.py).
    is_filter = True

    handlungsfeld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    jahr = forms.ChoiceField(label=_("Jahr"), required=False)
    stand = forms.ChoiceField(label=_("Stand"), required=False)

    def __init__(self, data: Any, rows: Sequence[Recommendation]) -> None:
        """Offer what occurs in `rows`, whose fields are loaded."""
        super().__init__(data)
        self._rows = rows
        fields = {f.slug: f for row in rows for f in row.fields.all()}
        ordered = sorted(fields.values(), key=lambda field: (field.order, field.name))
        states = {row.state for row in rows}
        offered: dict[str, list[tuple[str, Any]]] = {
            "handlungsfeld": [(field.slug, field.name) for field in ordered],
            "jahr": [(str(y), str(y)) for y in sorted({r.year for r in rows}, reverse=True)],
            "stand": [choice for choice in Recommendation.State.choices if choice[0] in states],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]

    @cached_property
    def search(self) -> str:
        """The words looked for in title and number."""
        words: str = self.data.get("suche", "")
        return words.replace("\x00", "").strip()

    @cached_property
    def given(self) -> dict[str, str]:
        """What was chosen among what is offered; anything else narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def narrowed(self) -> list[Recommendation]:
        """The rows that are wanted, in their order."""
        return [row for row in self._rows if self._wants(row)]

    def _wants(self, row: Recommendation) -> bool:
        slugs = {field.slug for field in row.fields.all()}
        words = fold(self.search)
        return (
            self.given.get("handlungsfeld", "") in {"", *slugs}
            and self.given.get("jahr", "") in {"", str(row.year)}
            and self.given.get("stand", "") in {"", row.state}
            and (words in fold(row.title) or self.search == row.label)
        )

    @property
    def chips(self) -> list[dict[str, str]]:
        """What the list is narrowed to, each to be taken away again."""
        chips = []
        if self.search:
            label = gettext("Suche: %(words)s") % {"words": self.search}
            chips.append({"key": "suche", "value": "", "label": label})
        for name, value in self.given.items():
            field: Any = self.fields[name]
            label = f"{field.label}: {dict(field.choices)[value]}"
            chips.append({"key": name, "value": "", "label": label})
        return chips

"""Narrowing the public list: everything is loaded anyway, so only filters that lead somewhere."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsnetz.decisions.models import Recommendation
from bildungsnetz.directory.search import search_key
from bildungsnetz.kit.filters import FilterForm


class PublicFilter(FilterForm):
    """Field, year and state among the recommendations given; the names are the address's."""

    handlungsfeld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    jahr = forms.ChoiceField(label=_("Jahr"), required=False)
    stand = forms.ChoiceField(label=_("Stand"), required=False)

    def __init__(self, data: Any, rows: Sequence[Any], fields: Sequence[tuple[str, str]]) -> None:
        """Offer what occurs in `rows`, of `fields` (slug and name) too."""
        super().__init__(data)
        self._rows = rows
        used = {slug for row in rows for slug in row.field_slugs.splitlines()}
        states = {row.state for row in rows}
        years = sorted({row.year for row in rows}, reverse=True)
        self.offer("handlungsfeld", [one for one in fields if one[0] in used])
        self.offer("jahr", [(str(year), str(year)) for year in years])
        self.offer("stand", [one for one in Recommendation.State.choices if one[0] in states])

    @property
    def narrowed(self) -> list[Any]:
        """The rows that are wanted, in their order."""
        return [row for row in self._rows if self._wants(row)]

    def _wants(self, row: Any) -> bool:
        words = search_key(self.search).split()
        title = search_key(row.title) if words else ""
        return (
            self.given.get("handlungsfeld", "") in {"", *row.field_slugs.splitlines()}
            and self.given.get("jahr", "") in {"", str(row.year)}
            and self.given.get("stand", "") in {"", row.state}
            and (all(word in title for word in words) or self.search == row.label)
        )

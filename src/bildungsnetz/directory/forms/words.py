"""A field that finds a row of the register by what one types, however many rows there are."""

from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.search import matching_words

_NAMED = 4


class RowByWords(forms.CharField):
    """Takes a number, a name or a part of it; cleans to the one row it fits, or None.

    `rows` needs the column `search_text`; the form sets it, narrowed to the region. `exact` names
    the columns whose whole value decides at once.
    """

    default_error_messages = {
        "unknown": _("Dazu wurde nichts gefunden. Bitte prüfen Sie die Schreibweise."),
    }

    def __init__(self, *, exact: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(max_length=250, **kwargs)
        self.exact = exact
        self.rows: QuerySet[Any] | None = None

    def clean(self, value: Any) -> Any:
        """The row; a message that names the candidates where several fit."""
        text = super().clean(value)
        if not text or self.rows is None:
            return None
        whole = Q()
        for column in self.exact:
            whole |= Q(**{f"{column}__iexact": text})
        found = list(self.rows.filter(whole)[:2]) or list(
            self.rows.filter(matching_words(text))[: _NAMED + 1]
        )
        if not found:
            raise forms.ValidationError(self.error_messages["unknown"])
        if len(found) > 1:
            raise forms.ValidationError(_several(found))
        return found[0]


def _several(found: list[Model]) -> str:
    names = ", ".join(f"„{row}“" for row in found[:_NAMED])
    return gettext("Dazu passen mehrere, zum Beispiel %(names)s. Bitte geben Sie mehr an.") % {
        "names": names
    }

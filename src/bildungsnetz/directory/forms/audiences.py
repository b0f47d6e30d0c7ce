"""What may be entered about audiences (Verteiler)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.queries import INSTITUTIONS
from bildungsnetz.directory.queries.criteria import Choice

_BY_QUERY, _BY_HAND = "auswahl", "hand"
# What rooms above plug in and nobody placed here comes into the last part.
_SECTIONS = (
    ("", ("kinds", "stages")),
    (_("Handlungsfelder, Themen, Orte, Namen"),
     ("fields", "topics", "cities", "districts", "search")),
    (_("Gremien und Sitze"), ("organs", "parties")),
    (_("Teilnahme und Bestätigung"), ("attendance", "confirmed")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form under a heading of its own; open where something is chosen."""

    title: Any
    fields: list[forms.BoundField]
    is_open: bool


class AudienceForm(forms.Form):
    """Name and query of an audience; institutions are picked by hand on its own page."""

    name = forms.CharField(label=_("Name des Verteilers"), max_length=120)
    by_hand = forms.ChoiceField(
        label=_("Wer gehört dazu?"),
        widget=forms.RadioSelect,
        choices=[
            (_BY_QUERY, _("alle Einrichtungen, auf die die Angaben unten zutreffen")),
            (_BY_HAND, _("nur Einrichtungen, die Sie von Hand auswählen")),
        ],
        initial=_BY_QUERY,
    )
    search = forms.CharField(
        label=_("Worte in Name, Nummer, Ort oder Straße"), max_length=100, required=False
    )

    def __init__(self, *args: Any, choices: Mapping[str, Sequence[Choice]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._single: set[str] = set()
        for one in INSTITUTIONS.all:
            kept = self.initial.get(one.key) or []
            offered = list(choices.get(one.key, ()))
            # A value that nothing bears any more stays visible, or saving would drop it unseen.
            offered += [(value, value) for value in kept if value not in dict(offered)]
            if offered:
                single = one.single and len(kept) < 2
                self.fields[one.key] = _field(one.label, offered, single=single)
                if single:
                    self._single.add(one.key)
                    self.initial[one.key] = kept[0] if kept else ""

    @property
    def query(self) -> dict[str, object]:
        """The query as it is saved."""
        groups: dict[str, object] = {}
        for key in INSTITUTIONS.keys:
            given = self.cleaned_data.get(key) or []
            groups[key] = [given] if key in self._single and given else given
        by_hand = self.cleaned_data.get("by_hand") == _BY_HAND
        return {**groups, "search": self.cleaned_data.get("search", ""), "by_hand": by_hand}

    @property
    def sections(self) -> list[Section]:
        """The fields of the query in their parts, the first one without a heading."""
        placed = {key for _title, keys in _SECTIONS for key in keys}
        rest = tuple(key for key in INSTITUTIONS.keys if key not in placed)
        found = []
        for title, keys in (*_SECTIONS[:-1], (_SECTIONS[-1][0], (*_SECTIONS[-1][1], *rest))):
            fields = [self[key] for key in keys if key in self.fields]
            if fields:
                is_open = any(field.value() or field.errors for field in fields)
                found.append(Section(title, fields, is_open))
        return found

    @staticmethod
    def start(name: str, query: Mapping[str, Any]) -> dict[str, Any]:
        """The initial values for a saved audience."""
        return {**query, "name": name, "by_hand": _BY_HAND if query.get("by_hand") else _BY_QUERY}


def _field(label: Any, offered: Sequence[Choice], *, single: bool) -> forms.Field:
    if single:
        return forms.ChoiceField(label=label, required=False, choices=[("", _("egal")), *offered])
    return forms.MultipleChoiceField(
        label=label,
        choices=offered,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Ohne Auswahl zählen alle."),
    )

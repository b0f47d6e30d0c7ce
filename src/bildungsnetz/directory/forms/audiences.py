"""What may be entered about audiences (Verteiler)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.rules import AUDIENCE_GROUPS

_BY_QUERY, _BY_HAND = "auswahl", "hand"
_GROUPS = {
    "kinds": ("kind", _("Art der Einrichtung")),
    "stages": ("stage", _("Bildungsstufe")),
    "fields": ("field", _("Handlungsfeld")),
    "topics": ("topic", _("Thema")),
    "cities": ("city", _("Ort")),
}


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

    def __init__(
        self, *args: Any, choices: Mapping[str, list[tuple[str, str]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for group in AUDIENCE_GROUPS:
            source, label = _GROUPS[group]
            kept = self.initial.get(group) or []
            offered = list(choices[source])
            # A value that nothing bears any more stays visible, or saving would drop it unseen.
            offered += [(value, value) for value in kept if value not in dict(offered)]
            if offered:
                self.fields[group] = forms.MultipleChoiceField(
                    label=label,
                    choices=offered,
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                    help_text=_("Ohne Auswahl zählen alle."),
                )

    @property
    def query(self) -> dict[str, object]:
        """The query as it is saved."""
        groups = {group: self.cleaned_data.get(group, []) for group in AUDIENCE_GROUPS}
        return {**groups, "by_hand": self.cleaned_data["by_hand"] == _BY_HAND}

    @staticmethod
    def start(name: str, query: Mapping[str, Any]) -> dict[str, Any]:
        """The initial values for a saved audience."""
        return {**query, "name": name, "by_hand": _BY_HAND if query.get("by_hand") else _BY_QUERY}

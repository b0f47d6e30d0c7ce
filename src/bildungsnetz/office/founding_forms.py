"""What a new office enters on its first day."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.regions.calendar import LAENDER

MOST_SEATS = 50
LONGEST_NAME = 120


class FoundingForm(forms.Form):
    """Region and first clerk: enough to start."""

    name = forms.CharField(
        label=_("Name der Bildungsregion"),
        max_length=120,
        help_text=_("Zum Beispiel „Bildungsregion Kreis Olpe“."),
    )
    network_name = forms.CharField(
        label=_("Name des Netzwerks"),
        max_length=120,
        help_text=_("So steht es oben auf jeder Seite, zum Beispiel „Bildungsnetzwerk Olpe“."),
    )
    land = forms.ChoiceField(label=_("Land"), choices=list(LAENDER.items()), initial="NW")
    ags = forms.CharField(
        label=_("Amtlicher Gemeindeschlüssel (AGS)"),
        required=False,
        max_length=8,
        validators=[RegexValidator(r"^\d{5}(\d{3})?$", _("Der AGS hat 5 oder 8 Ziffern."))],
        help_text=_("5 Ziffern für einen Kreis, 8 für eine Stadt oder Gemeinde."),
    )
    clerk_name = forms.CharField(
        label=_("Ihr Vor- und Nachname"),
        max_length=160,
        help_text=_("Sie werden die erste Person des Büros; weitere nehmen Sie später auf."),
    )
    clerk_email = forms.EmailField(label=_("Ihre dienstliche E-Mail-Adresse"))


class OrgansForm(forms.Form):
    """The region's own names of the three organs, and who names whom for the steering organ."""

    conference = forms.CharField(
        label=_("Name der jährlichen Konferenz"), max_length=120, initial="Bildungskonferenz"
    )
    steering = forms.CharField(
        label=_("Name des steuernden Gremiums"),
        max_length=120,
        initial="Lenkungskreis",
        help_text=_("Zum Beispiel Lenkungskreis oder Steuerungsgruppe."),
    )
    office = forms.CharField(
        label=_("Name der Geschäftsstelle"), max_length=120, initial="Bildungsbüro"
    )
    parties = forms.CharField(
        label=_("Wer benennt wie viele Personen für das steuernde Gremium?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        initial="Stadt: 2\nLand: 2\nSchulleitungen: 2",
        help_text=_("Eine Zeile je benennender Stelle, dahinter ein Doppelpunkt und die Zahl."),
    )

    def names(self) -> dict[str, str]:
        """The names by kind of organ."""
        return {kind: self.cleaned_data[kind] for kind in ("conference", "steering", "office")}

    def clean_parties(self) -> list[tuple[str, int]]:
        """The lines as (name, number of seats); a line that cannot be read is named."""
        lines = [line.strip() for line in self.cleaned_data["parties"].splitlines() if line.strip()]
        return [self._party(line) for line in lines]

    def _party(self, line: str) -> tuple[str, int]:
        found = re.fullmatch(r"(.+?)\s*[:;]?\s+(\d{1,2})", line.replace(":", ": "))
        if not found or not 1 <= int(found[2]) <= MOST_SEATS or len(found[1]) > LONGEST_NAME:
            raise forms.ValidationError(
                gettext("Die Zeile „%(line)s“ ist nicht verständlich. Erwartet wird „Stadt: 2“."),
                params={"line": line},
            )
        return found[1].rstrip(" :;"), int(found[2])


class FieldsForm(forms.Form):
    """The fields of action of the charter, one a line."""

    names = forms.CharField(
        label=_("Handlungsfelder"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Eines je Zeile, so wie sie im Vertrag stehen."),
    )
    cross_cutting = forms.CharField(
        label=_("Querschnittsthemen"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("Eines je Zeile, zum Beispiel „Inklusion gestalten“."),
    )

    def clean(self) -> dict[str, Any]:
        """Both as lists of lines without doubles."""
        data = super().clean() or {}
        for key in ("names", "cross_cutting"):
            lines = [line.strip(" -–•\t") for line in data.get(key, "").splitlines()]
            data[key] = list(dict.fromkeys(line for line in lines if line))
            self._check_lengths(key, data[key])
        if "names" in self.cleaned_data and not data["names"]:
            self.add_error("names", gettext("Bitte nennen Sie mindestens ein Handlungsfeld."))
        return data

    def _check_lengths(self, key: str, lines: list[str]) -> None:
        for line in lines:
            if len(line) > LONGEST_NAME:
                self.add_error(
                    key,
                    gettext("Der Name „%(line)s …“ ist zu lang: höchstens %(most)s Zeichen.")
                    % {"line": line[:30], "most": LONGEST_NAME},
                )

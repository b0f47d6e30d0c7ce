"""Forms of the office: filters of the calendar, circulars."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import Audience
from bildungsnetz.directory.queries import audiences
from bildungsnetz.kit.letters import foreign_tokens
from bildungsnetz.office.models import Circular
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region

# Public holidays are known for these years (regions.calendar); networks began in 2008.
FIRST_YEAR, LAST_YEAR = 2000, 2099


class DatesFilter(forms.Form):
    """What the list of dates is narrowed to; an unknown value narrows nothing."""

    # Nothing in a filter is compulsory, so its labels need not say so (kit/groups.py).
    is_filter = True
    handlungsfeld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    gremium = forms.ChoiceField(label=_("Gremium"), required=False)
    zeit = forms.ChoiceField(
        label=_("Zeit"),
        required=False,
        choices=[("", _("kommende Termine")), ("vergangen", _("vergangene Termine"))],
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region
        self._choose("handlungsfeld", [(row.slug, row.name) for row in self.fields_of_action])
        self._choose("gremium", [(row.slug, row.name) for row in self.organs])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("alle")), *choices]

    @cached_property
    def fields_of_action(self) -> list[FieldOfAction]:
        """The region's fields of action."""
        rows = FieldOfAction.objects.filter(region=self.region)
        return list(rows.order_by("is_cross_cutting", "order", "name"))

    @cached_property
    def organs(self) -> list[Organ]:
        """The region's organs."""
        return list(Organ.objects.filter(region=self.region).order_by("order", "name"))

    def wanted(self) -> dict[str, Any]:
        """The parameters of queries.site.dates."""
        self.full_clean()
        data = self.cleaned_data
        return {
            "past": data.get("zeit") == "vergangen",
            "field": data.get("handlungsfeld", ""),
            "organ": data.get("gremium", ""),
        }

    def chips(self) -> list[dict[str, str]]:
        """What is narrowed, for removal one by one."""
        return [
            {"key": name, "value": value, "label": self._label(name, value)}
            for name, value in self.cleaned_data.items()
            if value
        ]

    def _label(self, name: str, value: str) -> str:
        field = self.fields[name]
        choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
        return str(dict(choices)[value])


class YearForm(forms.Form):
    """The year that the desk's calendar shows."""

    jahr = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)

    def year(self, this_year: int) -> int:
        """The year asked for, or this one."""
        self.full_clean()
        asked: int | None = self.cleaned_data.get("jahr")
        return asked or this_year


class CircularForm(forms.ModelForm[Circular]):
    """A Rundschreiben with reference and date."""

    class Meta:
        model = Circular
        fields = ("subject", "dated_on", "reference", "body", "signed_by", "is_public")
        help_texts = {
            "reference": _("Wie es im Briefkopf steht, zum Beispiel „43“."),
            "signed_by": _("Zum Beispiel „Vorsitzender des Lenkungskreises“."),
            "body": _(
                "Absätze durch eine Leerzeile trennen; Aufzählungen beginnen mit „- “. "
                "{anrede} steht für die Anrede jedes Empfängers."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.released_at is not None:  # it has left the house
            for name in ("subject", "dated_on", "reference", "body", "signed_by"):
                self.fields[name].disabled = True

    def clean_body(self) -> str:
        """Refuse braces other than the one placeholder: nothing would stand in their place."""
        body: str = self.cleaned_data["body"]
        if foreign := foreign_tokens(body, ("anrede",)):
            said = _("Diese Platzhalter gibt es nicht: %(names)s")
            raise forms.ValidationError(said, params={"names": " ".join(foreign)})
        return body


class SendingForm(forms.Form):
    """To whom a circular goes, and as what."""

    verteiler = forms.ModelChoiceField(
        label=_("Verteiler"),
        queryset=Audience.objects.none(),
        help_text=_("Er wird beim Versenden berechnet."),
    )
    art = forms.ChoiceField(
        label=_("Art der Nachricht"),
        choices=Circular.Kind.choices,
        help_text=_("Personen bekommen Neuigkeiten nur, wenn sie eingewilligt haben."),
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["verteiler"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = audiences(region)

"""Forms of the office: filters of the calendar, circulars."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import Audience
from bildungsnetz.directory.queries import audiences
from bildungsnetz.kit.filters import FilterForm
from bildungsnetz.kit.letters import foreign_tokens
from bildungsnetz.office.models import Circular
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.forms import field_choices
from bildungsnetz.regions.models import FieldOfAction, Region

# Public holidays are known for these years (regions.calendar); networks began in 2008.
FIRST_YEAR, LAST_YEAR = 2000, 2099


class DatesFilter(FilterForm):
    """What the list of dates is narrowed to."""

    handlungsfeld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    gremium = forms.ChoiceField(label=_("Gremium"), required=False)
    zeit = forms.ChoiceField(
        label=_("Zeit"),
        required=False,
        choices=[("", _("kommende Termine")), ("vergangen", _("vergangene Termine"))],
    )

    def __init__(self, data: Any, *, region: Region) -> None:
        """Offer what the region has; `organs` are all of them."""
        super().__init__(data)
        self.organs = list(Organ.objects.filter(region=region).order_by("order", "name"))
        self.offer("handlungsfeld", [(row.slug, row.name) for row in _fields(region)])
        self.offer("gremium", [(row.slug, row.name) for row in self.organs])

    def wanted(self) -> dict[str, Any]:
        """The parameters of queries.site.dates."""
        return {
            "past": self.given.get("zeit") == "vergangen",
            "field": self.given.get("handlungsfeld", ""),
            "organ": self.given.get("gremium", ""),
        }


class YearFilter(FilterForm):
    """What the desk's calendar of a year shows of the meetings."""

    handlungsfeld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)

    def __init__(self, data: Any, *, region: Region) -> None:
        """Offer what the region has."""
        super().__init__(data)
        names = field_choices((row.slug, row.name) for row in _fields(region))
        self.offer("handlungsfeld", names)

    @property
    def field(self) -> str:
        """The slug of the field of action, WITHOUT_FIELD or nothing for all."""
        return str(self.given.get("handlungsfeld", ""))


def _fields(region: Region) -> QuerySet[FieldOfAction]:
    rows = FieldOfAction.objects.filter(region=region)
    return rows.order_by("is_cross_cutting", "order", "name")


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

"""What may be entered about institutions."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory import queries
from bildungsnetz.directory.forms.words import RowByWords
from bildungsnetz.directory.models import Institution
from bildungsnetz.directory.publication import INSTITUTION_FIELDS
from bildungsnetz.directory.queries import InstitutionFilter
from bildungsnetz.regions.models import Region

_MANY = ("stages", "fields", "topics")


class InstitutionForm(forms.ModelForm[Institution]):
    """Everything the office knows about an institution, apart from its closing."""

    public_fields = forms.MultipleChoiceField(
        label=_("Was davon öffentlich steht"),
        choices=list(INSTITUTION_FIELDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nur was hier gewählt ist, erscheint auf öffentlichen Seiten."),
    )

    class Meta:
        model = Institution
        fields = (
            "name",
            "kind",
            "number",
            "stages",
            "street",
            "postcode",
            "city",
            "district",
            "phone",
            "fax",
            "email",
            "website",
            "legal_form",
            "opened_on",
            "fields",
            "topics",
            "profile",
            "is_public",
            "public_fields",
        )
        widgets = dict.fromkeys(_MANY, forms.CheckboxSelectMultiple)
        help_texts = {
            "number": _("Bei Schulen die sechsstellige amtliche Schulnummer."),
            "stages": _("Ohne Angabe gelten die Stufen der Art."),
            "email": _("An diese Adresse gehen Einladungen."),
            "profile": _("Was die Einrichtung im Netzwerk tut."),
            "is_public": _("Gezeigt werden dann Name, Art, Stufen, Handlungsfelder und Themen."),
        }
        labels = {
            "stages": _("Bildungsstufen"),
            "fields": _("Handlungsfelder"),
            "topics": _("Themen"),
            "kind": _("Art der Einrichtung"),
        }

    def __init__(self, data: Any = None, *, region: Region, **kwargs: Any) -> None:
        if not data and "instance" in kwargs:  # only to be shown
            queries.put_ties(kwargs["instance"])
        super().__init__(data, **kwargs)
        rows: dict[str, QuerySet[Any]] = {
            "kind": queries.kinds(region),
            "stages": region.stages.order_by("order", "name"),
            "fields": region.fields.order_by("order", "name"),
            "topics": region.topics.order_by("name"),
        }
        for name, choices in rows.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = choices
        if self.instance.pk:
            self.fields["stages"].help_text = ""
        topics = self.fields["topics"]
        assert isinstance(topics, forms.ModelMultipleChoiceField)  # noqa: S101 -- a relation
        topics.choices = [(one.pk, one.name) for one in rows["topics"]]
        if not topics.choices:
            del self.fields["topics"]

    def cleaned(self) -> dict[str, Any]:
        """The keyword arguments of the actions: facts, and stages, fields and topics.

        A new institution without stages gets those of its kind.
        """
        rows = {name: list(self.cleaned_data[name]) for name in _MANY if name in self.cleaned_data}
        if not self.instance.pk and not rows["stages"]:
            del rows["stages"]
        facts = {name: value for name, value in self.cleaned_data.items() if name not in _MANY}
        return {"facts": facts, **rows}


class CloseForm(forms.Form):
    """When an institution closes, and which one follows it."""

    closed_on = forms.DateField(
        label=_("Geschlossen ab"), help_text=_("Der erste Tag, an dem es sie nicht mehr gibt.")
    )
    successor = RowByWords(
        exact=("number", "name"),
        label=_("Nachfolgerin"),
        required=False,
        help_text=_("Schulnummer oder Name einer Einrichtung im Register, wenn es eine gibt."),
    )

    def __init__(self, *args: Any, institution: Institution, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = queries.institutions(institution.region).filter(queries.open_at(today))
        field = self.fields["successor"]
        if isinstance(field, RowByWords):
            field.rows = others.exclude(pk=institution.pk)


# The address says in German what a list is narrowed to.
PARAMETERS = {
    "art": "kind",
    "stufe": "stage",
    "feld": "field",
    "thema": "topic",
    "ort": "city",
    "stand": "state",
}


class _FilterForm(forms.Form):
    """Choices above a list, in the address; groups without a choice are left out."""

    parameters: ClassVar[dict[str, str]] = {}
    # The design system's templates leave "(freiwillig)" away: a filter is never an obligation.
    is_filter = True

    def __init__(
        self, data: Mapping[str, Any], *, choices: Mapping[str, list[tuple[str, Any]]]
    ) -> None:
        super().__init__(data)
        self._labels: dict[str, dict[str, Any]] = {}
        for parameter, name in self.parameters.items():
            field = self.fields[parameter]
            if not choices.get(name):
                del self.fields[parameter]
            elif isinstance(field, forms.ChoiceField):
                field.choices = [("", self.open_label(name)), *choices[name]]
                self._labels[parameter] = dict(choices[name])

    def open_label(self, name: str) -> Any:  # noqa: ARG002 -- for those who tell groups apart
        """What a group says while it does not narrow."""
        return _("alle")

    @property
    def chosen(self) -> dict[str, str]:
        """The choices by name; values that are no choice are left aside."""
        self.is_valid()
        return {
            name: self.cleaned_data.get(parameter, "")
            for parameter, name in self.parameters.items()
        }

    @property
    def search(self) -> str:
        """What is typed into the search box."""
        return str(self.data.get("suche", ""))[:100]

    @property
    def chips(self) -> list[dict[str, str]]:
        """The filters in force, each removable."""
        chosen = self.chosen
        return [
            {
                "key": parameter,
                "value": value,
                "label": f"{self.fields[parameter].label}: {labels.get(value, value)}",
            }
            for parameter, labels in self._labels.items()
            if (value := chosen[self.parameters[parameter]])
        ]


class InstitutionFilterForm(_FilterForm):
    """The filters above the office's list of institutions."""

    parameters = PARAMETERS
    art = forms.ChoiceField(label=_("Art"), required=False)
    stufe = forms.ChoiceField(label=_("Stufe"), required=False)
    feld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    thema = forms.ChoiceField(label=_("Thema"), required=False)
    ort = forms.ChoiceField(label=_("Ort"), required=False)
    stand = forms.ChoiceField(label=_("Stand"), required=False)

    def __init__(
        self, data: Mapping[str, Any], *, choices: Mapping[str, list[tuple[str, Any]]]
    ) -> None:
        states = [("closed", _("geschlossen")), ("all", _("offen und geschlossen"))]
        super().__init__(data, choices={**choices, "state": states})

    def open_label(self, name: str) -> Any:
        """The list shows open institutions unless asked otherwise."""
        return _("offen") if name == "state" else _("alle")

    @property
    def wanted(self) -> InstitutionFilter:
        """What the address asks for."""
        sort = str(self.data.get("sortieren", "")) or "name"
        return InstitutionFilter(search=self.search, sort=sort, **self.chosen)


class PublicFilterForm(_FilterForm):
    """The filters above the public list of institutions."""

    parameters: ClassVar[dict[str, str]] = {
        "art": "kind",
        "stufe": "stage",
        "handlungsfeld": "field",
    }
    art = forms.ChoiceField(label=_("Art"), required=False)
    stufe = forms.ChoiceField(label=_("Stufe"), required=False)
    handlungsfeld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)

    @property
    def wanted(self) -> dict[str, str]:
        """What the address asks for."""
        return {"search": self.search, **self.chosen}

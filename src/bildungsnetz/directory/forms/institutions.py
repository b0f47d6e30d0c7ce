"""What may be entered about institutions."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory import queries
from bildungsnetz.directory.forms.words import RowByWords
from bildungsnetz.directory.models import Institution
from bildungsnetz.directory.publication import INSTITUTION_FIELDS
from bildungsnetz.kit.groups import Fold
from bildungsnetz.regions.models import Region

_MANY = ("stages", "fields", "topics")
# What hardly anybody asks for when an institution is taken in.
_SELDOM = ("topics", "profile", "district", "fax", "legal_form", "opened_on")


class InstitutionForm(forms.ModelForm[Institution]):
    """Everything the office knows about an institution, apart from its closing."""

    folds = (Fold(_("Themen, Steckbrief und weitere Angaben"), _SELDOM),)
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
            "phone",
            "email",
            "website",
            "fields",
            *_SELDOM,
            "is_public",
            "public_fields",
        )
        widgets = dict.fromkeys(_MANY, forms.CheckboxSelectMultiple)
        help_texts = {
            "number": _("Bei Schulen die sechsstellige amtliche Schulnummer."),
            "stages": _("Ohne Angabe gelten die Stufen der Art."),
            "fields": _("Ohne Angabe gelten die Handlungsfelder der Art."),
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
            self.fields["fields"].help_text = ""
        self._has_fields = bool(_read_choices(self, "fields", rows["fields"]))
        if not _read_choices(self, "topics", rows["topics"]):
            del self.fields["topics"]

    def clean(self) -> dict[str, Any]:
        """At least one field of action, of its own or of the kind, where the region has any."""
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        falls_back = not self.instance.pk and kind is not None and kind.fields.exists()
        if self._has_fields and "fields" in data and not data["fields"] and not falls_back:
            self.add_error("fields", gettext("Bitte wählen Sie mindestens ein Handlungsfeld."))
        return data

    def cleaned(self) -> dict[str, Any]:
        """The keyword arguments of the actions: facts, and stages, fields and topics.

        A new institution without stages or fields gets those of its kind.
        """
        rows = {name: list(self.cleaned_data[name]) for name in _MANY if name in self.cleaned_data}
        for name in ("stages", "fields"):
            if not self.instance.pk and not rows[name]:
                del rows[name]
        facts = {name: value for name, value in self.cleaned_data.items() if name not in _MANY}
        return {"facts": facts, **rows}


def _read_choices(form: InstitutionForm, name: str, rows: QuerySet[Any]) -> list[Any]:
    """Offer the rows, read here and now: who asks whether there are any need not ask again."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 -- a relation
    read = list(rows)
    field.choices = [(one.pk, one.name) for one in read]
    return read


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

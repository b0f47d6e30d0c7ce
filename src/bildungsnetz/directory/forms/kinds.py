"""What may be entered about kinds of institutions, and about fields of action in a lump."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import InstitutionKind
from bildungsnetz.regions.models import FieldOfAction, Region


class KindForm(forms.ModelForm[InstitutionKind]):
    """A kind, the words registers use for it, and what its new institutions get."""

    aliases = forms.CharField(
        label=_("Andere Schreibweisen"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Eine je Zeile, auch amtliche Schlüssel: So erkennt das Einlesen die Art wieder."
        ),
    )

    class Meta:
        model = InstitutionKind
        fields = ("name", "is_school", "stages", "fields", "aliases")
        widgets = dict.fromkeys(("stages", "fields"), forms.CheckboxSelectMultiple)
        labels = {"stages": _("Bildungsstufen"), "fields": _("Handlungsfelder")}
        help_texts = {
            "stages": _("Erhalten neue Einrichtungen dieser Art; die vorhandenen behalten ihre."),
            "fields": _("Erhalten neue Einrichtungen dieser Art; die vorhandenen behalten ihre."),
        }

    def __init__(self, data: Any = None, *, region: Region, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name, rows in (("stages", region.stages), ("fields", region.fields)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 -- a relation
            field.queryset = rows.order_by("order", "name")
            field.choices = [(row.pk, row.name) for row in field.queryset]
            if not field.choices:
                del self.fields[name]
        self.initial["aliases"] = "\n".join(self.instance.aliases)

    def clean_aliases(self) -> list[str]:
        """The lines, each once."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["aliases"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def cleaned(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        facts = {name: self.cleaned_data[name] for name in ("name", "is_school", "aliases")}
        rows = {name: list(self.cleaned_data.get(name, ())) for name in ("stages", "fields")}
        return {"facts": facts, **rows}


class FieldsOfActionForm(forms.Form):
    """Fields of action to be added in a lump."""

    fields_of_action = forms.ModelMultipleChoiceField(
        FieldOfAction.objects.none(),
        label=_("Handlungsfelder"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, region: Region) -> None:
        super().__init__(data)
        field = self.fields["fields_of_action"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 -- declared above
        field.queryset = region.fields.order_by("order", "name")
        field.error_messages["required"] = gettext("Bitte wählen Sie mindestens ein Handlungsfeld.")

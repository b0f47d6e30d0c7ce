"""What may be entered about persons and their functions."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory import queries
from bildungsnetz.directory.forms.words import RowByWords
from bildungsnetz.directory.models import Person
from bildungsnetz.directory.publication import PERSON_FIELDS
from bildungsnetz.directory.rules import PeriodReversed
from bildungsnetz.regions.models import Region, Topic


class PersonForm(forms.ModelForm[Person]):
    """A human contact."""

    class Meta:
        model = Person
        fields = (
            "salutation",
            "title",
            "given_name",
            "family_name",
            "email",
            "phone",
            "topics",
        )
        widgets = {"salutation": forms.RadioSelect, "topics": forms.CheckboxSelectMultiple}
        labels = {"topics": _("Themen, an denen die Person arbeitet")}
        help_texts = {
            "salutation": _("Der Vorname verrät die Anrede nicht; im Zweifel „ohne“."),
        }

    def __init__(self, data: Any = None, *, region: Region, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["topics"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 -- a relation
        field.queryset = region.topics.order_by("name")
        field.choices = [(one.pk, one.name) for one in field.queryset]
        if not field.choices:
            del self.fields["topics"]

    def clean_topics(self) -> list[Topic]:
        """The chosen topics as a list, as the actions take them."""
        return list(self.cleaned_data["topics"])


class PublicationForm(forms.Form):
    """What of a person stands in public, and why."""

    is_public = forms.BooleanField(
        label=_("Der Name darf öffentlich genannt werden"),
        required=False,
        help_text=_("Er steht dann bei Gremien und, wo sie es zeigt, bei der Einrichtung."),
    )
    public_fields = forms.MultipleChoiceField(
        label=_("Neben dem Namen stehen"),
        choices=list(PERSON_FIELDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    publication_basis = forms.ChoiceField(
        label=_("Warum das öffentlich stehen darf"),
        choices=Person.PublicationBasis.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Telefon und E-Mail-Adresse brauchen die Einwilligung."),
    )

    @property
    def asked(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        data = self.cleaned_data
        return {
            "is_public": data["is_public"],
            "fields": data["public_fields"],
            "basis": data["publication_basis"],
        }


class _PeriodForm(forms.Form):
    """People know the last day; the register keeps the day after it."""

    function = forms.CharField(
        label=_("Funktion"), max_length=120, help_text=_("Zum Beispiel „Schulleitung“.")
    )
    represents = forms.BooleanField(
        label=_("Vertritt die Einrichtung im Netzwerk"),
        required=False,
        help_text=_("Sieht nach der Anmeldung die Angaben der Einrichtung."),
    )
    active_from = forms.DateField(label=_("Seit"), required=False)
    last_day = forms.DateField(label=_("Letzter Tag"), required=False)

    def clean(self) -> dict[str, Any]:
        """Turn the last day into the first one that no longer counts."""
        cleaned = super().clean() or {}
        last: date | None = cleaned.pop("last_day", None)
        since: date | None = cleaned.get("active_from")
        cleaned["active_to"] = last + timedelta(days=1) if last else None
        if last and since and last < since:
            self.add_error("last_day", str(PeriodReversed()))
        return cleaned


class FunctionOfPersonForm(_PeriodForm):
    """What this person does, and where."""

    institution = RowByWords(
        exact=("number", "name"),
        label=_("Einrichtung"),
        help_text=_("Schulnummer oder Name einer Einrichtung im Register."),
    )
    field_order = ("institution",)

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["institution"]
        if isinstance(field, RowByWords):
            field.rows = queries.institutions(region)


class FunctionInInstitutionForm(_PeriodForm):
    """Who does what in this institution."""

    person = RowByWords(
        exact=("email",),
        label=_("Person"),
        help_text=_("Name oder E-Mail-Adresse einer Person im Register."),
    )
    field_order = ("person",)

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        if isinstance(field, RowByWords):
            field.rows = queries.persons(region)


class EndForm(forms.Form):
    """The last day of a function."""

    last_day = forms.DateField(label=_("Letzter Tag"))

    @property
    def active_to(self) -> date:
        """The first day on which the function no longer counts."""
        last: date = self.cleaned_data["last_day"]
        return last + timedelta(days=1)

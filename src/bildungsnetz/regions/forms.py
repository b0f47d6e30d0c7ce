"""What may be entered about the region, its charter, its words and its school holidays."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.filters import FilterForm
from bildungsnetz.regions import rules
from bildungsnetz.regions.calendar import CalendarError, Period
from bildungsnetz.regions.models import (
    AgreementParty,
    CooperationAgreement,
    FieldOfAction,
    Region,
    SchoolHoliday,
    Stage,
    Topic,
)
from bildungsnetz.regions.queries import WITHOUT_FIELD

HOLIDAY_FILE_LIMIT = 200_000
AGREEMENT_COLUMNS = ("title", "signed_on", "active_from", "active_to", "text", "document")


class RegionForm(forms.ModelForm[Region]):
    """Names, office address and what stands on the start page."""

    class Meta:
        model = Region
        fields = (
            "name",
            "network_name",
            "introduction",
            "office_name",
            "office_department",
            "office_building",
            "office_street",
            "office_postcode",
            "office_city",
            "office_phone",
            "office_fax",
            "office_email",
            "ags",
            "data_source_note",
        )
        help_texts = {
            "introduction": _("Steht auf der Startseite. Absätze durch eine Leerzeile trennen."),
            "office_name": _("Zum Beispiel „Bildungsbüro“."),
            "ags": _("5 oder 8 Ziffern, zum Beispiel 05914000."),
        }


class AgreementForm(forms.ModelForm[CooperationAgreement]):
    """A version of the agreement; the end is asked as the last day."""

    class Meta:
        model = CooperationAgreement
        fields = AGREEMENT_COLUMNS
        widgets = {"document": forms.FileInput}
        labels = {"active_to": _("Erster Tag, an dem er nicht mehr gilt")}
        help_texts = {
            "active_to": _("Leer lassen, solange der Vertrag gilt."),
            "document": _("Der unterschriebene Vertrag, höchstens 10 MB."),
            "text": _("Was der Vertrag vereinbart, in wenigen Absätzen."),
        }

    def clean_document(self) -> Any:
        """Only a PDF, told by its content."""
        file = self.cleaned_data["document"]
        if isinstance(file, UploadedFile):
            head = file.read(5)
            file.seek(0)
            if not rules.may_upload_pdf(size=file.size or 0, head=head):
                raise forms.ValidationError(
                    gettext("Bitte wählen Sie eine PDF-Datei von höchstens 10 MB.")
                )
        return file

    def clean(self) -> dict[str, Any]:
        """In force for at least a day."""
        data = super().clean() or {}
        start, end = data.get("active_from"), data.get("active_to")
        if start and end and end <= start:
            self.add_error("active_to", gettext("Dieser Tag liegt vor dem Beginn."))
        return data

    def values(self) -> dict[str, Any]:
        """The columns as the action takes them."""
        return {name: self.cleaned_data[name] for name in AGREEMENT_COLUMNS}


class PartyForm(forms.Form):
    """A party and the function of whoever signed; an empty one is left out."""

    name = forms.CharField(label=_("Vertragspartei"), max_length=160, required=False)
    signed_by = forms.CharField(
        label=_("Unterzeichnet durch (Funktion)"), max_length=160, required=False
    )


_PartyFormSet = forms.formset_factory(PartyForm, extra=2, max_num=20, validate_max=True)


class PartyFormSet(_PartyFormSet):  # type: ignore[misc,valid-type]
    """The parties of an agreement in order, with two empty ones to fill in."""

    @classmethod
    def of(cls, agreement: CooperationAgreement | None, data: Any) -> "PartyFormSet":
        """The form with the parties of the agreement."""
        rows: list[AgreementParty] = list(agreement.parties.all()) if agreement else []
        known = [{"name": row.name, "signed_by": row.signed_by} for row in rows]
        return cls(data, initial=known, prefix="parteien")

    def parties(self) -> list[rules.Party]:
        """The parties that have a name."""
        rows = [form.cleaned_data for form in self.forms]
        return [
            rules.Party(row["name"], row.get("signed_by", "")) for row in rows if row.get("name")
        ]


def field_choices(names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a desk's filter offers by slugs and names: each field, and rows without any."""
    found = list(names)
    return [*found, (WITHOUT_FIELD, gettext("ohne Handlungsfeld"))] if found else []


class FieldFilterForm(FilterForm):
    """Narrows a list to one field of action; `slug` is the one asked for, empty for all."""

    handlungsfeld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)

    def __init__(self, data: Any, *, fields: Iterable[FieldOfAction]) -> None:
        """`fields` are those to choose from, in their order."""
        super().__init__(data)
        self.offer("handlungsfeld", [(field.slug, field.name) for field in fields])

    @property
    def slug(self) -> str:
        """The field of action asked for."""
        return str(self.given.get("handlungsfeld", ""))


class FieldForm(forms.ModelForm[FieldOfAction]):
    """A field of action; a cross-cutting one asks its question of every record."""

    class Meta:
        model = FieldOfAction
        fields = ("name", "description", "is_cross_cutting", "question", "order")
        labels = {"order": _("Stelle in der Reihenfolge")}
        help_texts = {
            "question": _("Nur für ein Querschnittsthema, zum Beispiel „Was heißt das für …?“"),
        }


class StageForm(forms.ModelForm[Stage]):
    """A station of the Bildungsbiografie."""

    class Meta:
        model = Stage
        fields = ("name", "order")
        labels = {"order": _("Stelle in der Reihenfolge")}


class TopicForm(forms.ModelForm[Topic]):
    """A topic people work on."""

    class Meta:
        model = Topic
        fields = ("name",)


class HolidayForm(forms.ModelForm[SchoolHoliday]):
    """One school holiday, first and last day inclusive."""

    class Meta:
        model = SchoolHoliday
        fields = ("name", "first_day", "last_day", "source")
        help_texts = {"source": _("Woher Sie es wissen, zum Beispiel „Ferienordnung 2027“.")}

    def clean(self) -> dict[str, Any]:
        """The last day follows the first."""
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", gettext("Der letzte Tag liegt vor dem ersten."))
        return data

    def period(self) -> Period:
        """The holiday as the calendar computes with it."""
        data = self.cleaned_data
        return Period(data["name"], data["first_day"], data["last_day"])


class HolidayFileForm(forms.Form):
    """A list of school holidays: a file, or its text on the way from the preview."""

    file = forms.FileField(
        label=_("Ferienliste"),
        error_messages={"required": _("Bitte wählen Sie eine Datei.")},
        help_text=_(
            "CSV mit den Spalten ferien, erster_tag, letzter_tag, oder die offenen Daten des "
            "Schulministeriums (JSON)."
        ),
    )
    source = forms.CharField(label=_("Quelle"), max_length=120)
    content = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not self.data.get("content")

    def clean(self) -> dict[str, Any]:
        """The text of the file, from the upload or from the preview."""
        data = super().clean() or {}
        file = data.get("file")
        if file is not None:
            data["content"] = self._text(file)
        return data

    def _text(self, file: Any) -> str:
        if (file.size or 0) > HOLIDAY_FILE_LIMIT:
            self.add_error("file", gettext("Die Datei ist zu groß für eine Ferienliste."))
            return ""
        raw: bytes = file.read()
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        self.add_error("file", gettext("Die Datei ist kein lesbarer Text."))
        return ""


def period_of(values: dict[str, Any]) -> Period | None:
    """A holiday from a signed undo address; None if it is none."""
    form = HolidayForm(values)
    try:
        return form.period() if form.is_valid() else None
    except CalendarError:
        return None

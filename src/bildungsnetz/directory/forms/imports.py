"""What may be entered about an import: the file, where it comes from, which column is what."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import ImportRun
from bildungsnetz.directory.planning import TARGETS
from bildungsnetz.directory.publication import PUBLISHING
from bildungsnetz.kit.tables import DEFAULT, Table
from bildungsnetz.regions.models import FieldOfAction, Region

_NOT = "-"
_BOTH = "postcode+city"
_SAMPLES = 3
_SAMPLE_LENGTH = 40


def field_choices() -> "forms.ModelMultipleChoiceField[FieldOfAction]":
    """The fields of action that all new institutions get besides those of their kinds."""
    return forms.ModelMultipleChoiceField(
        FieldOfAction.objects.none(),
        label=_("Handlungsfelder für alle neuen Einrichtungen"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Zusätzlich zu denen, die bei ihrer Art eingetragen sind."),
    )


def offer_fields(form: forms.Form, region: Region) -> None:
    """Let the form's `fields_of_action` choose among the region's; without any it is left out."""
    rows = list(region.fields.order_by("order", "name"))
    asked = form.fields["fields_of_action"]
    if not rows or not isinstance(asked, forms.ModelMultipleChoiceField):
        del form.fields["fields_of_action"]
        return
    asked.queryset = region.fields.all()
    asked.choices = [(row.pk, row.name) for row in rows]


class UploadForm(forms.Form):
    """A register as a file, and what is known of it."""

    file = forms.FileField(
        label=_("Datei"),
        help_text=_(
            "CSV, Excel (.xlsx) oder Adressbuch (vCard .vcf), bis 20 MB. Eine Zeile oder Karte je "
            "Einrichtung."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods,.vcf,.json"}),
    )
    source = forms.CharField(
        label=_("Name des Registers"),
        max_length=120,
        required=False,
        help_text=_(
            "Jedes Jahr gleich, zum Beispiel „Schulverzeichnis NRW“: Daran ist zu erkennen, was in "
            "der neuen Fassung fehlt. Haben Sie eine Datei mit diesen Spalten schon einmal "
            "eingelesen, können Sie alles Weitere leer lassen; dann gilt es wie beim letzten Mal."
        ),
    )
    licence_note = forms.CharField(
        label=_("Quelle und Lizenz"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Steht nach der Übernahme auf den öffentlichen Seiten. Zum Beispiel: „IT.NRW, Schul- "
            "und Adressverzeichnis 2024/25, Datenlizenz Deutschland – Namensnennung – 2.0“."
        ),
    )
    only_city = forms.CharField(
        label=_("Nur Einrichtungen im Ort"),
        max_length=120,
        required=False,
        help_text=_("Zum Beispiel „Hagen“. Ohne Angabe wird die ganze Datei genommen."),
    )
    publish = forms.BooleanField(
        label=_("Neue Einrichtungen gleich auf der öffentlichen Seite zeigen"),
        required=False,
        help_text=PUBLISHING,
    )
    fields_of_action = field_choices()

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_fields(self, region)

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse what is too large before it is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > DEFAULT.file_bytes:
            sentence = gettext(
                "Die Datei ist größer als %(limit)s MB. Bitte teilen Sie sie auf oder löschen Sie "
                "Bilder und Blätter, die nicht gebraucht werden."
            )
            raise forms.ValidationError(sentence % {"limit": DEFAULT.file_bytes // 1_000_000})
        return file

    def asked(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        others = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        others["fields"] = list(others.pop("fields_of_action", ()))
        file: UploadedFile[Any] = self.cleaned_data["file"]
        return {**others, "file_name": file.name or "datei", "content": file.read()}


class MappingForm(forms.Form):
    """One choice for each column of the file: the field of the register it fills, or none."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        table: Table,
        run: ImportRun,
    ) -> None:
        super().__init__(data)
        mapping: Mapping[str, Sequence[str]] = run.mapping
        self._headers, self._kept = table.headers, mapping
        filled = _filled(mapping)
        # In words already: else each column would translate all of them anew.
        choices = [(_NOT, gettext("nicht übernehmen"))]
        choices += [(one.key, str(one.label)) for one in TARGETS]
        choices.append((_BOTH, gettext("Postleitzahl und Ort")))
        for place, header in enumerate(table.headers):
            self.fields[f"spalte_{place}"] = forms.ChoiceField(
                label=header,
                choices=choices,
                initial=filled.get(header, _NOT),
                help_text=samples(table, header),
            )
        self.fields["only_city"] = forms.CharField(
            label=_("Nur Einrichtungen im Ort"),
            max_length=120,
            required=False,
            initial=run.only_city,
        )
        self.fields["publish"] = forms.BooleanField(
            label=_("Neue Einrichtungen gleich auf der öffentlichen Seite zeigen"),
            required=False,
            initial=run.publish,
            help_text=PUBLISHING,
        )
        self.fields["fields_of_action"] = field_choices()
        offer_fields(self, run.region)
        if "fields_of_action" in self.fields:
            self.fields["fields_of_action"].initial = [field.pk for field in run.fields.all()]

    def asked(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        others = {name: self.cleaned_data[name] for name in ("only_city", "publish")}
        fields = list(self.cleaned_data.get("fields_of_action", ()))
        return {**others, "mapping": self.mapping, "fields": fields}

    @property
    def mapping(self) -> dict[str, list[str]]:
        """For each field its columns: in their former order if they are the same, else as in the
        file (the parts of a name and the area code before the number stand so)."""
        columns: dict[str, list[str]] = {}
        for place, header in enumerate(self._headers):
            chosen = self.cleaned_data[f"spalte_{place}"]
            for field in () if chosen == _NOT else chosen.split("+"):
                columns.setdefault(field, []).append(header)
        for field, headers in columns.items():
            former = list(self._kept.get(field, ()))
            if sorted(former) == sorted(headers):
                columns[field] = former
        return columns


def _filled(mapping: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The choice for each header that fills something."""
    filled: dict[str, list[str]] = {}
    for field, headers in mapping.items():
        for header in headers:
            filled.setdefault(header, []).append(field)
    return {
        header: _BOTH if set(fields) == {"postcode", "city"} else fields[0]
        for header, fields in filled.items()
    }


def samples(table: Table, header: str) -> str:
    """What stands in a column, for whoever must say what it is."""
    cells = (" ".join(cell.split()) for cell in table.column(header)[:50])
    found = list(dict.fromkeys(cell for cell in cells if cell))[:_SAMPLES]
    if not found:
        return gettext("ohne Inhalt")
    short = [cell if len(cell) <= _SAMPLE_LENGTH else f"{cell[:_SAMPLE_LENGTH]}…" for cell in found]
    return gettext("zum Beispiel: %(cells)s") % {"cells": " · ".join(short)}

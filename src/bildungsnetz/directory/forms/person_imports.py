"""What may be entered about an import of persons: file, source, columns, who is meant."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.forms.imports import samples
from bildungsnetz.directory.models import ContactBasis, Person, PersonImport
from bildungsnetz.directory.person_importing import NEW, TARGETS
from bildungsnetz.kit.tables import DEFAULT, Table

_NOT = "-"


def _unknown(initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Wenn eine Einrichtung nicht im Register steht"),
        choices=PersonImport.Unknown.choices,
        initial=initial,
        widget=forms.RadioSelect,
    )


class PersonUploadForm(forms.Form):
    """A list of persons as a file, and where it comes from."""

    file = forms.FileField(
        label=_("Datei"),
        help_text=_(
            "CSV, Excel (.xlsx) oder Adressbuch (vCard .vcf), bis 20 MB. Eine Zeile je Person; wer "
            "mehrere Tätigkeiten hat, darf mehrere Zeilen haben."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods,.vcf,.json"}),
    )
    source = forms.ChoiceField(
        label=_("Woher haben Sie die Daten?"),
        choices=ContactBasis.Source.choices,
        widget=forms.RadioSelect,
        help_text=_("Das wird bei jeder neuen Person vermerkt und ihr mitgeteilt."),
    )
    source_note = forms.CharField(
        label=_("Genauer"),
        max_length=160,
        required=False,
        help_text=_("Zum Beispiel „Liste der Schulleitungen, Schulamt Hagen, 1. September 2026“."),
    )
    unknown = _unknown(PersonImport.Unknown.REFUSE)

    def asked(self) -> dict[str, Any]:
        """The keyword arguments of the action; of what is too large only so much that it shows."""
        others = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        file: UploadedFile[Any] = self.cleaned_data["file"]
        content = file.read(DEFAULT.file_bytes + 1)
        return {**others, "file_name": file.name or "datei", "content": content}


class PersonColumnsForm(forms.Form):
    """One choice for each column of the file: what it tells of a person, or nothing."""

    def __init__(self, data: Mapping[str, Any] | None, *, table: Table, run: PersonImport) -> None:
        super().__init__(data)
        self._headers = table.headers
        filled = {header: name for name, taken in run.columns.items() for header in taken}
        # In words already: else each column would translate all of them anew.
        words = [(one.key, str(one.label)) for one in TARGETS]
        choices = [(_NOT, gettext("nicht übernehmen")), *words]
        for place, header in enumerate(table.headers):
            self.fields[f"spalte_{place}"] = forms.ChoiceField(
                label=header,
                choices=choices,
                initial=filled.get(header, _NOT),
                help_text=samples(table, header),
            )
        self.fields["unknown"] = _unknown(run.unknown)

    def asked(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        columns: dict[str, list[str]] = {}
        for place, header in enumerate(self._headers):
            chosen = self.cleaned_data[f"spalte_{place}"]
            if chosen != _NOT:
                columns.setdefault(chosen, []).append(header)
        return {"columns": columns, "unknown": self.cleaned_data["unknown"]}


class PersonDecisionsForm(forms.Form):
    """For each row shown: whom it is about."""

    # Leaves "(freiwillig)" away: each question names what "later" means.
    is_filter = True

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        rows: Iterable[Mapping[str, Any]],
        known: Mapping[int, Person],
        decisions: Mapping[str, str],
    ) -> None:
        super().__init__(data)
        for row in rows:
            self.fields[f"zeile_{row['row']}"] = forms.ChoiceField(
                label=gettext("Zeile %(row)s: %(name)s") % {"row": row["row"], "name": row["name"]},
                choices=[
                    ("", _("später entscheiden; die Zeile wird nicht übernommen")),
                    *(
                        (str(key), _same(known[key], reason))
                        for key, reason in row["perhaps"]
                        if key in known
                    ),
                    (NEW, _("eine andere Person: neu aufnehmen")),
                ],
                initial=decisions.get(str(row["row"]), ""),
                required=False,
                widget=forms.RadioSelect,
                help_text=" · ".join(filter(None, [*row["told"], row["where"]])),
            )

    @property
    def decisions(self) -> dict[int, str]:
        """The wish for each row."""
        return {int(name.removeprefix("zeile_")): wish for name, wish in self.cleaned_data.items()}


def _same(person: Person, reason: str) -> str:
    """The choice that names somebody of the register, with enough to tell namesakes apart."""
    functions = person.current  # type: ignore[attr-defined]  # prefetched
    jobs = [f"{one.function}, {one.institution.name}" for one in functions]
    facts = " · ".join(filter(None, [str(person), person.email, person.phone, *jobs]))
    said = gettext("dieselbe Person wie %(facts)s (%(reason)s)")
    return said % {"facts": facts, "reason": reason}

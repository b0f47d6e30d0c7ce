"""What may be entered about a meeting and its workshops."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.filters import FilterForm
from bildungsnetz.kit.groups import Fold
from bildungsnetz.meetings import queries
from bildungsnetz.meetings.models import Meeting, Workshop
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.forms import field_choices
from bildungsnetz.regions.models import FieldOfAction, Region
from bildungsnetz.regions.queries import fields as fields_of

MOMENT = forms.DateTimeInput
if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


class MeetingFilterForm(FilterForm):
    """Narrows the list of conferences."""

    handlungsfeld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    jahr = forms.TypedChoiceField(label=_("Jahr"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, region: Region) -> None:
        """Offer what the region has."""
        super().__init__(data)
        names = [(field.slug, field.name) for field in fields_of(region)]
        self.offer("handlungsfeld", field_choices(names))
        self.offer("jahr", [(year, str(year)) for year in queries.years(region)])

    def wanted(self, *, past: bool) -> queries.MeetingFilter:
        """What the list is narrowed to."""
        field, year = self.given.get("handlungsfeld", ""), self.given.get("jahr", 0)
        return queries.MeetingFilter(field=field, year=year, past=past)


class ThemedForm(_ModelForm):
    """Asks for a field of action where there are any, and the cross-cutting themes' questions."""

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(fields_of(region))
        plain = FieldOfAction.objects.filter(region=region, is_cross_cutting=False)
        themes = _choosing(self, "fields", plain.order_by("order", "name"))
        themes.choices = [(one.pk, one.name) for one in known if not one.is_cross_cutting]
        # Who has not named any field yet can plan nevertheless.
        themes.required = bool(themes.choices)
        themes.help_text = (
            gettext("Mindestens eines.")
            if themes.choices
            else gettext("Noch gibt es keine; Sie legen sie unter „Einstellungen“ an.")
        )
        themes.error_messages["required"] = gettext(
            "Bitte wählen Sie mindestens ein Handlungsfeld."
        )
        self._ask(queries.questions(known))

    def _ask(self, questions: list[str]) -> None:
        if not questions:
            del self.fields["cross_cutting_answer"]
            return
        self.fields["cross_cutting_answer"].label = " ".join(questions)
        self.fields["cross_cutting_answer"].help_text = gettext(
            "Ein oder zwei Sätze. Der Jahresbericht zeigt, wie oft die Frage beantwortet ist."
        )

    def clean(self) -> dict[str, Any]:
        """The end lies after the beginning."""
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", gettext("Das Ende muss nach dem Beginn liegen."))
        return data


def _choosing(
    form: forms.BaseForm, name: str, rows: QuerySet[Any]
) -> "forms.ModelChoiceField[Any]":
    """Let a field of the form choose from these rows only."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- relations have such fields
    field.queryset = rows
    return field


class MeetingForm(ThemedForm):
    """Plans a conference or a meeting; the instance carries its region."""

    folds = (Fold(_("Teil einer anderen Konferenz, anderer Veranstalter"), ("part_of", "host")),)

    class Meta:
        model = Meeting
        fields = (
            "kind",
            "title",
            "organs",
            "starts_at",
            "ends_at",
            "venue",
            "address",
            "description",
            "fields",
            "cross_cutting_answer",
            "capacity",
            "wish_count",
            "registration_opens_at",
            "registration_closes_at",
            "changes_until",
            "part_of",
            "host",
            "result",
        )
        widgets = {
            "organs": forms.CheckboxSelectMultiple,
            "fields": forms.CheckboxSelectMultiple,
            "starts_at": MOMENT,
            "ends_at": MOMENT,
            "registration_opens_at": MOMENT,
            "registration_closes_at": MOMENT,
            "changes_until": MOMENT,
        }
        labels = {
            "organs": _("Gremien"),
            "fields": _("Handlungsfelder"),
            "part_of": _("Teil von"),
        }
        help_texts = {
            "organs": _("Aus ihren Fristen ergibt sich, wann die Einladung hinausgeht."),
            "venue": _("Gebäude und Raum, zum Beispiel „Rathaus an der Volme, Ratssaal“."),
            "capacity": _("Leer lassen, wenn die Plätze nicht begrenzt sind."),
            "wish_count": _("Wie viele Workshops jede Person der Reihe nach wünschen darf."),
            "changes_until": _(
                "Bis dahin können Eingeladene ihre Antwort ändern oder absagen. Danach rufen sie "
                "im Büro an."
            ),
            "part_of": _("Für Teilkonferenzen und eingebundene Konferenzen anderer."),
            "host": _("Nur wenn jemand anderes als das Büro die Konferenz veranstaltet."),
        }

    def __init__(self, *args: Any, region: Region, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, region=region, **kwargs)
        living = Organ.objects.filter(region=region, closed_on__isnull=True)
        organs = _choosing(self, "organs", living.order_by("order", "name"))
        organs.choices = [(one.pk, one.name) for one in living.order_by("order", "name")]
        organs.error_messages["required"] = gettext("Bitte wählen Sie mindestens ein Gremium.")
        umbrellas = queries.possible_umbrellas(region, meeting=self.instance)
        _choosing(self, "part_of", umbrellas).empty_label = gettext("keiner anderen Konferenz")
        if self.instance.pk is not None:
            self.fields["starts_at"].help_text = gettext(
                "An einem anderen Tag ziehen die Workshops mit und behalten ihre Uhrzeiten."
            )
        if self.instance.pk is None or self.instance.starts_at > at:
            del self.fields["result"]

    def clean_wish_count(self) -> int:
        """Between one and five wishes: more than five nobody ranks."""
        count = int(self.cleaned_data["wish_count"])
        if not 1 <= count <= 5:
            raise forms.ValidationError(gettext("Bitte geben Sie 1 bis 5 Wünsche an."))
        return count

    def clean(self) -> dict[str, Any]:
        """Registration opens, closes and can be changed in this order, before the end."""
        data = super().clean()
        opens, closes = data.get("registration_opens_at"), data.get("registration_closes_at")
        if opens and closes and closes <= opens:
            self.add_error(
                "registration_closes_at",
                gettext("Der Anmeldeschluss muss nach dem Beginn der Anmeldung liegen."),
            )
        for name in ("registration_closes_at", "changes_until"):
            if data.get(name) and data.get("ends_at") and data[name] > data["ends_at"]:
                self.add_error(name, gettext("Die Frist liegt nach dem Ende des Termins."))
        return data


class WorkshopForm(ThemedForm):
    """Describes one workshop; the instance carries its conference."""

    class Meta:
        model = Workshop
        fields = (
            "number",
            "title",
            "description",
            "speaker",
            "starts_at",
            "ends_at",
            "room",
            "room_seats",
            "capacity",
            "fields",
            "cross_cutting_answer",
        )
        widgets = {
            "starts_at": MOMENT,
            "ends_at": MOMENT,
            "fields": forms.CheckboxSelectMultiple,
        }
        labels = {"fields": _("Handlungsfelder")}
        help_texts = {
            "speaker": _("Mehrere Personen durch Semikolon trennen."),
            "room_seats": _("Wie viele im Raum sitzen können; freiwillig, hilft beim Prüfen."),
        }

    def clean_capacity(self) -> int:
        """A workshop without a place would only disappoint."""
        capacity = int(self.cleaned_data["capacity"])
        if capacity < 1:
            raise forms.ValidationError(gettext("Ein Workshop hat mindestens einen Platz."))
        return capacity


def warned(count: int) -> str:
    """The note after saving a workshop with warnings."""
    return ngettext(
        "Der Workshop ist gespeichert. Bitte beachten Sie einen Hinweis.",
        "Der Workshop ist gespeichert. Bitte beachten Sie %(count)s Hinweise.",
        count,
    ) % {"count": count}

"""What may be entered about organs, seats and mandates. Ends are asked as last days."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import Institution, Person
from bildungsnetz.organs import rules
from bildungsnetz.organs.models import Mandate, Organ, Seat
from bildungsnetz.organs.queries import parties, possible_parents
from bildungsnetz.regions.models import FieldOfAction, Region

ONE_DAY = timedelta(days=1)
ORGAN_COLUMNS = (
    "name",
    "kind",
    "parent",
    "tasks",
    "cross_cutting_answer",
    "founded_on",
    "invitation_min_days",
    "invitation_max_days",
    "agenda_days",
)


class AsOfForm(forms.Form):
    """The day on which an organ is looked at; GET, and today when none or no real one is given."""

    is_filter = True
    am = forms.DateField(label=_("Stand am"), required=False)

    def day(self, today: date) -> date:
        """The day asked for, or today."""
        self.full_clean()
        asked: date | None = self.cleaned_data.get("am")
        return asked or today


class OrganForm(forms.ModelForm[Organ]):
    """An organ with its tasks, fields of action and deadlines."""

    class Meta:
        model = Organ
        fields = (*ORGAN_COLUMNS[:4], "fields", *ORGAN_COLUMNS[4:])
        widgets = {"fields": forms.CheckboxSelectMultiple}
        labels = {"fields": _("Handlungsfelder"), "parent": _("Gehört zu")}
        help_texts = {
            "name": _("So, wie das Gremium in Ihrer Bildungsregion heißt."),
            "tasks": _("Aufzählungen beginnen mit „- “."),
            "invitation_min_days": _("Der Vertrag sagt: drei bis vier Wochen, also 21."),
            "invitation_max_days": _("Also 28."),
            "cross_cutting_answer": _("Was das Gremium zum Querschnittsthema beiträgt."),
        }

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = FieldOfAction.objects.filter(region=region)
        self.fields["fields"].queryset = known.order_by("is_cross_cutting", "order")  # type: ignore[attr-defined]
        parent: Any = self.fields["parent"]
        parent.queryset = possible_parents(region, self.instance)
        parent.empty_label = gettext("kein anderes Gremium")

    def clean(self) -> dict[str, Any]:
        """The earliest day to invite lies before the latest."""
        data = super().clean() or {}
        low, high = data.get("invitation_min_days"), data.get("invitation_max_days")
        if low is not None and high is not None and high < low:
            self.add_error(
                "invitation_max_days",
                gettext("Diese Zahl muss mindestens so groß sein wie die Zahl davor."),
            )
        return data

    def values(self) -> dict[str, Any]:
        """The columns as the actions take them."""
        return {name: self.cleaned_data[name] for name in ORGAN_COLUMNS}


class CloseOrganForm(forms.Form):
    """When and why an organ ends."""

    last_day = forms.DateField(label=_("Letzter Tag"))
    reason = forms.CharField(
        label=_("Grund der Beendigung"),
        max_length=200,
        help_text=_("Er steht auf der öffentlichen Seite, zum Beispiel „Auftrag erledigt“."),
    )


class SeatsForm(forms.Form):
    """How many seats a party names people for."""

    party = forms.CharField(
        label=_("Benennende Stelle"),
        max_length=120,
        help_text=_("Zum Beispiel Stadt, Land, Schulleitungen."),
    )
    count = forms.IntegerField(label=_("Anzahl der Sitze"), min_value=1, max_value=30, initial=2)
    is_voting = forms.BooleanField(label=_("stimmberechtigt"), required=False, initial=True)
    active_from = forms.DateField(
        label=_("Seit"), required=False, help_text=_("Leer lassen, wenn seit Beginn des Gremiums.")
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [party.name for party in parties(region)]
        if known:
            self.fields["party"].help_text = gettext("Bisher: %(names)s. Oder eine neue.") % {
                "names": ", ".join(known)
            }


class WhoForm(forms.Form):
    """Somebody from the register, or somebody new."""

    person = forms.ModelChoiceField(
        label=_("Person aus dem Register"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Bitte wählen"),
        help_text=_("Fehlt die Person? Dann lassen Sie dieses Feld leer und tragen sie unten ein."),
    )
    salutation = forms.ChoiceField(
        label=_("Neue Person: Anrede"),
        choices=Person.Salutation.choices,
        initial=Person.Salutation.OPEN,
        required=False,
    )
    title = forms.CharField(label=_("Neue Person: Titel"), max_length=60, required=False)
    given_name = forms.CharField(label=_("Neue Person: Vorname"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Neue Person: Nachname"), max_length=80, required=False)
    email = forms.EmailField(label=_("Neue Person: E-Mail-Adresse"), required=False)
    is_public = forms.BooleanField(
        label=_("Der Name der neuen Person darf öffentlich genannt werden"), required=False
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = Person.objects.filter(region=region).order_by("sort_name", "given_name")

    def clean(self) -> dict[str, Any]:
        """Either somebody known or a new family name, not both and not neither."""
        data = super().clean() or {}
        if not self._names_somebody(data):
            self.add_error(
                "person", gettext("Bitte wählen Sie eine Person oder tragen Sie eine neue ein.")
            )
        if data.get("person") and data.get("family_name"):
            self.add_error(
                "family_name",
                gettext("Sie haben schon eine Person gewählt. Lassen Sie eines von beiden leer."),
            )
        return data

    def _names_somebody(self, data: dict[str, Any]) -> bool:
        return bool(data.get("person") or data.get("family_name"))

    def new_person(self) -> dict[str, Any]:
        """The facts of a new person as directory.actions.add_person takes them."""
        names = ("salutation", "title", "given_name", "family_name", "email", "is_public")
        facts = {name: self.cleaned_data[name] for name in names}
        facts["salutation"] = facts["salutation"] or Person.Salutation.OPEN
        return facts


class PeriodMixin(forms.Form):
    """From when, until when; both as days on which the mandate holds."""

    active_from = forms.DateField(label=_("Erster Tag"))
    last_day = forms.DateField(
        label=_("Letzter Tag"),
        required=False,
        help_text=_("Nur für eine schon beendete Amtszeit. Leer lassen, wenn sie andauert."),
    )
    term_last_day = forms.DateField(
        label=_("Amtszeit geplant bis"),
        required=False,
        help_text=_("90 Tage vorher erinnert Sie die Seite „Heute“ daran."),
    )
    note = forms.CharField(
        label=_("Anmerkung"),
        max_length=200,
        required=False,
        help_text=_("Zum Beispiel „gewählt in der konstituierenden Sitzung“."),
    )

    def period(self) -> dict[str, Any]:
        """The half-open period as the actions take it."""
        data = self.cleaned_data
        return {
            "active_from": data["active_from"],
            "active_to": after(data["last_day"]),
            "term_to": after(data["term_last_day"]),
            "note": data["note"],
        }


class FillSeatForm(PeriodMixin, WhoForm):
    """Who takes a seat, as holder or substitute."""

    role = forms.ChoiceField(
        label=_("Als"),
        choices=[
            (Mandate.Role.MEMBER, Mandate.Role.MEMBER.label),
            (Mandate.Role.SUBSTITUTE, Mandate.Role.SUBSTITUTE.label),
        ],
        initial=Mandate.Role.MEMBER,
        widget=forms.RadioSelect,
    )
    field_order = ("role", "person", "active_from", "last_day", "term_last_day", "note")


class ChairForm(PeriodMixin, WhoForm):
    """Who leads an organ."""

    role = forms.ChoiceField(
        label=_("Als"),
        choices=[(role, role.label) for role in rules.LEADING],
        initial=Mandate.Role.CHAIR,
        widget=forms.RadioSelect,
    )
    field_order = ("role", "person", "active_from", "last_day", "term_last_day", "note")


class FunctionForm(PeriodMixin, WhoForm):
    """Who belongs to an organ without a seat: a person, or an institution of the network."""

    role = forms.ChoiceField(
        label=_("Als"), choices=[(role, role.label) for role in rules.OTHER_ROLES]
    )
    institution = forms.ModelChoiceField(
        label=_("oder Einrichtung"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=_("keine"),
    )
    field_order = ("role", "person", "institution", "active_from", "last_day", "term_last_day")

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, region=region, **kwargs)
        institution: Any = self.fields["institution"]
        institution.queryset = Institution.objects.filter(
            region=region, closed_on__isnull=True
        ).order_by("sort_name")

    def _names_somebody(self, data: dict[str, Any]) -> bool:
        return bool(data.get("institution")) or super()._names_somebody(data)


class EndForm(forms.Form):
    """The last day on which a mandate or seat holds."""

    last_day = forms.DateField(label=_("Letzter Tag"))

    def first_day_without(self) -> date:
        """The half-open end."""
        last: date = self.cleaned_data["last_day"]
        return last + ONE_DAY


class TermForm(forms.Form):
    """The planned end of a mandate, when it is renewed."""

    term_last_day = forms.DateField(label=_("Amtszeit geplant bis"), required=False)
    note = forms.CharField(label=_("Anmerkung"), max_length=200, required=False)

    @classmethod
    def of(cls, mandate: Mandate, data: Any) -> "TermForm":
        """The form with what the mandate has now."""
        last = mandate.term_to - ONE_DAY if mandate.term_to else None
        return cls(data, initial={"term_last_day": last, "note": mandate.note})

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        return {"term_to": after(data["term_last_day"]), "note": data["note"]}


def after(last_day: date | None) -> date | None:
    """The half-open end of a period by its last day."""
    return last_day + ONE_DAY if last_day else None


def seat_title(seat: Seat) -> str:
    """How a seat is named in headings."""
    return gettext("Sitz %(number)s (%(party)s)") % {
        "number": seat.number,
        "party": seat.party.name,
    }

"""What may be entered about seats and mandates. Ends are asked as last days."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.forms.words import RowByWords
from bildungsnetz.directory.models import Person
from bildungsnetz.directory.queries import find_persons, institutions, persons
from bildungsnetz.kit.groups import Fold
from bildungsnetz.kit.privacy import ANONYMOUS
from bildungsnetz.organs import rules
from bildungsnetz.organs.forms.organ import ONE_DAY
from bildungsnetz.organs.models import Mandate, Seat
from bildungsnetz.organs.queries import parties
from bildungsnetz.regions.models import Region

MATCHES = 20  # more radio buttons than this nobody reads
_NEW = ("salutation", "title", "given_name", "family_name", "email", "is_public")
_FOLDS = (
    Fold(_("Neue Person eintragen"), _NEW),
    Fold(_("Letzter Tag und Anmerkung"), ("last_day", "note")),
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


def _introduced(person: Any) -> str:
    """A person with where they work, to tell those of the same name apart."""
    places = [one.institution.name for one in getattr(person, "current", [])[:1]]
    return ", ".join([str(person), *places])


def _told(search: str, found: int) -> str:
    """What to do about the persons shown."""
    if not search:
        return gettext("Suchen Sie oben nach dem Namen, oder tragen Sie die Person neu ein.")
    if not found:
        return gettext("Niemand passt zu dieser Suche. Tragen Sie die Person neu ein.")
    if found > MATCHES:
        return gettext("Es passen noch mehr. Geben Sie oben mehr vom Namen an.")
    return gettext("Fehlt die Person? Dann tragen Sie sie neu ein.")


class WhoForm(forms.Form):
    """Somebody from the register, or somebody new."""

    person = forms.ModelChoiceField(
        label=_("Person aus dem Register"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        template_name="desk/organs/_person.html",
    )
    salutation = forms.ChoiceField(
        label=_("Anrede"),
        choices=Person.Salutation.choices,
        initial=Person.Salutation.OPEN,
        required=False,
    )
    title = forms.CharField(label=_("Titel"), max_length=60, required=False)
    given_name = forms.CharField(label=_("Vorname"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Nachname"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-Mail-Adresse"), required=False)
    is_public = forms.BooleanField(
        label=_("Der Name darf öffentlich genannt werden"), required=False
    )

    def __init__(self, *args: Any, region: Region, search: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.search = search.strip()
        person: Any = self.fields["person"]
        person.queryset = Person.objects.filter(region=region).exclude(family_name=ANONYMOUS)
        found = self._found(region)
        person.choices = [
            ("", gettext("niemand aus dem Register")),
            *((one.pk, _introduced(one)) for one in found[:MATCHES]),
        ]
        person.help_text = _told(self.search, len(found))

    def _found(self, region: Region) -> list[Any]:
        """Who fits the search, one more than is shown; and who was chosen, whatever is searched."""
        people = find_persons(
            region, search=self.search, institution=None, sort="name", today=timezone.localdate()
        )
        chosen = str(self.data.get(self.add_prefix("person"), ""))
        first = list(persons(region).filter(pk=chosen)) if chosen.isdecimal() else []
        found = list(people[: MATCHES + 1]) if self.search else []
        return [*first, *(one for one in found if one not in first)]

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

    def who(self) -> Person | dict[str, Any]:
        """The person chosen, or the facts of a new one (directory.actions.add_person)."""
        chosen: Person | None = self.cleaned_data["person"]
        return chosen or self._new_person()

    def _new_person(self) -> dict[str, Any]:
        facts = {name: self.cleaned_data[name] for name in _NEW}
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
    folds = _FOLDS
    field_order = ("person", *_NEW, "role", "active_from", "term_last_day", "last_day", "note")


class ChairForm(PeriodMixin, WhoForm):
    """Who leads an organ."""

    role = forms.ChoiceField(
        label=_("Als"),
        choices=[(role, role.label) for role in rules.LEADING],
        initial=Mandate.Role.CHAIR,
        widget=forms.RadioSelect,
    )
    folds = _FOLDS
    field_order = ("person", *_NEW, "role", "active_from", "term_last_day", "last_day", "note")


class FunctionForm(PeriodMixin, WhoForm):
    """Who belongs to an organ without a seat: a person, or an institution of the network."""

    role = forms.ChoiceField(
        label=_("Als"), choices=[(role, role.label) for role in rules.OTHER_ROLES]
    )
    institution = RowByWords(
        exact=("number", "name"),
        label=_("oder Einrichtung"),
        required=False,
        help_text=_("Schulnummer oder Name einer Einrichtung im Register."),
    )
    folds = _FOLDS
    field_order = (
        "person", *_NEW, "institution", "role", "active_from", "term_last_day", "last_day", "note",
    )  # fmt: skip

    def __init__(self, *args: Any, region: Region, search: str, **kwargs: Any) -> None:
        super().__init__(*args, region=region, search=search, **kwargs)
        institution: Any = self.fields["institution"]
        institution.rows = institutions(region).filter(closed_on__isnull=True)

    def _names_somebody(self, data: dict[str, Any]) -> bool:
        return bool(data.get("institution")) or super()._names_somebody(data)

    def member(self) -> dict[str, Any]:
        """The person or institution as the action takes it."""
        institution = self.cleaned_data["institution"]
        return {"institution": institution} if institution else {"person": self.who()}


class TermForm(forms.Form):
    """The planned end of a mandate, when it is renewed."""

    term_last_day = forms.DateField(label=_("Amtszeit geplant bis"), required=False)
    note = forms.CharField(label=_("Anmerkung"), max_length=200, required=False)

    @classmethod
    def of(cls, mandate: Mandate, data: Any) -> "TermForm":
        """The form with what the mandate has now."""
        return cls(data, initial={"term_last_day": mandate.term_last_day, "note": mandate.note})

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

"""Forms in which people correct their own entry, behind a personal link or signed in.

Each carries what it showed, so that two who write at once are told of each other; what was typed
stays.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.actions import proposing
from bildungsnetz.directory.actions.consents import give_consent
from bildungsnetz.directory.care import FACTS, NAME, PAGE, PERSON_FACTS, PUBLIC, EntryChanged
from bildungsnetz.directory.models import (
    Affiliation,
    ChangeProposal,
    ConsentEntry,
    ContactBasis,
    Institution,
    Person,
)
from bildungsnetz.directory.publication import INSTITUTION_FIELDS, PERSON_FIELDS
from bildungsnetz.directory.queries.contact import wordings
from bildungsnetz.directory.queries.entries import Subject, current, open_proposals, put_words
from bildungsnetz.directory.rules import PeriodReversed, TextChanged

INSTITUTION_FLAGS = {PAGE: _("Eintrag auf der öffentlichen Seite"), **INSTITUTION_FIELDS}
PERSON_FLAGS = {NAME: _("Name"), **PERSON_FIELDS}


def _model_fields(model: type[Model], names: tuple[str, ...]) -> dict[str, forms.Field]:
    """The model's fields as form fields, with what the model itself checks."""
    found = forms.fields_for_model(model, fields=names)
    for name, field in found.items():
        own: Any = model._meta.get_field(name)
        field.validators += [one for one in own.validators if one not in field.validators]
    return found


class _SeenForm(forms.Form):
    """A form about a subject; `flags` are the publication flags it offers, by key."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    flags: Mapping[str, Any] = {}
    was_faster = False  # somebody else, at a field that was changed here too
    model_facts: tuple[type[Model], tuple[str, ...]]

    def __init__(self, data: Any = None, *, subject: Subject, **kwargs: Any) -> None:
        self.subject = subject
        self.shown = current(subject, open_proposals(subject))
        super().__init__(data, initial=self._initial(), **kwargs)
        model, names = self.model_facts
        self.fields.update(_model_fields(model, names))
        self.add_fields()
        if self.flags:
            self.fields["public"] = forms.MultipleChoiceField(
                label=_("Was öffentlich stehen soll"),
                choices=list(self.flags.items()),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Was Sie abwählen, verschwindet sofort von den öffentlichen Seiten."),
            )

    def add_fields(self) -> None:
        """Fields besides the model's own."""

    def _initial(self) -> dict[str, Any]:
        flags = [key for key in self.flags if self.shown[PUBLIC + key]]
        return {**self.shown, "public": flags, "seen": json.dumps(self.shown)}

    @property
    def typed(self) -> dict[str, Any]:
        """The values by key, as the register keeps them."""
        data = self.cleaned_data
        found = {key: _plain(data[key]) for key in self.shown if key in data}
        if self.flags:
            found |= {PUBLIC + key: key in data["public"] for key in self.flags}
        return found

    def save(self, *, by: Actor, at: datetime) -> list[ChangeProposal] | None:
        """Propose what was changed; None when somebody else was faster, which the form then says.

        To be called on a valid form. A form that is sent once more after that goes through.
        """
        seen = _read(self.cleaned_data["seen"], self.shown)
        typed = {key: self._as_seen(key, value, seen) for key, value in self.typed.items()}
        try:
            return proposing.propose(subject=self.subject, seen=seen, typed=typed, by=by, at=at)
        except EntryChanged as faster:
            self._tell(faster.now)
            return None

    def _as_seen(self, key: str, value: Any, seen: Mapping[str, Any]) -> Any:
        """What was not touched is as it was shown, whatever cleaning would make of it."""
        raw, before = self.data.get(self.add_prefix(key)), seen.get(key)
        if isinstance(raw, str) and isinstance(before, str) and _plain(raw) == _plain(before):
            return before
        return value

    def _tell(self, now: Mapping[str, Any]) -> None:
        """Name the fields and what stands there now; the next time they count as seen."""
        self.was_faster = True
        for key, value in now.items():
            words = {"value": self.in_words(key, value)}
            note = gettext(
                "Inzwischen hat jemand anders hier „%(value)s“ eingetragen. Ihre Eingabe steht "
                "noch da: Speichern Sie noch einmal, wenn sie gelten soll."
            )
            self.add_error("public" if key.startswith(PUBLIC) else key, note % words)
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # what a request posts
        data["seen"] = json.dumps(current(self.subject, open_proposals(self.subject)))
        self.data = data

    def in_words(self, key: str, value: Any) -> str:
        """A value as people read it."""
        if key.startswith(PUBLIC):
            label = self.flags[key.removeprefix(PUBLIC)]
            return f"{label}: {gettext('ja') if value else gettext('nein')}"
        field = self.fields[key]
        if isinstance(field, forms.ChoiceField):
            labels = {str(code): str(label) for code, label in _choices(field)}
            codes = value if isinstance(value, list) else [value]
            return ", ".join(labels.get(str(code), str(code)) for code in codes) or "–"
        return str(value) or "–"


def _choices(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    choices: Any = field.choices
    return [(code, label) for code, label in choices if not isinstance(label, list | tuple)]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(value)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _read(text: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    """What the page says it showed; a broken text counts as what stands there now."""
    try:
        read = json.loads(text)
    except ValueError:
        return dict(shown)
    return {key: read[key] for key in shown if key in read} if isinstance(read, dict) else {}


class EntryForm(_SeenForm):
    """The institution's own facts, its stages and topics, and what of it stands in public."""

    flags = INSTITUTION_FLAGS
    model_facts = (Institution, FACTS)

    def __init__(self, data: Any = None, *, subject: Subject, **kwargs: Any) -> None:
        self.names = put_words(subject.institution) if subject.institution else {}
        super().__init__(data, subject=subject, **kwargs)

    def add_fields(self) -> None:
        """Stages and topics by name."""
        for name, label in (("stages", _("Bildungsstufen")), ("topics", _("Themen"))):
            named = {tuple(key.split(":", 1)): text for key, text in self.names.items()}
            choices = [(slug, text) for (group, slug), text in named.items() if group == name]
            if choices:
                self.fields[name] = forms.MultipleChoiceField(
                    label=label,
                    choices=choices,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )
        self.fields["profile"].help_text = gettext("Was Ihre Einrichtung im Netzwerk tut.")
        self.fields["email"].help_text = gettext("An diese Adresse gehen Einladungen.")


def _person_fields(form: forms.Form) -> None:
    form.fields["salutation"].widget = forms.RadioSelect(choices=Person.Salutation.choices)


class ContactForm(_SeenForm):
    """What the institution says about one of its contacts."""

    model_facts = (Person, PERSON_FACTS)

    def add_fields(self) -> None:
        """What the person does here."""
        self.fields["function"] = forms.CharField(label=_("Funktion"), max_length=120)
        _person_fields(self)


class OwnForm(_SeenForm):
    """What a person says about themselves, and what of it stands in public."""

    flags = PERSON_FLAGS
    model_facts = (Person, PERSON_FACTS)

    def add_fields(self) -> None:
        """The form of address is chosen, not typed; the wording of the consent is told."""
        _person_fields(self)
        self.consent = wordings(self.subject.region)[ContactBasis.Purpose.PUBLICATION]
        self.fields["wording"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=self.consent.version
        )

    @transaction.atomic
    def save(self, *, by: Actor, at: datetime) -> list[ChangeProposal] | None:
        """Propose what was changed; to release something is to consent, which is written down."""
        made = super().save(by=by, at=at)
        released = [one for one in made or () if one.kind == ChangeProposal.Kind.PUBLICATION]
        if self.subject.person is not None and any(one.new for one in released):
            give_consent(
                person=self.subject.person,
                purpose=ContactBasis.Purpose.PUBLICATION,
                version=self.consent.version,
                channel=ConsentEntry.Channel.SIGNED_IN,
                by=by,
                at=at,
            )
        return made

    def clean(self) -> dict[str, Any]:
        """Nothing stands in public without the name."""
        data = super().clean() or self.cleaned_data
        chosen = data.get("public", [])
        if chosen and NAME not in chosen:
            self.add_error(
                "public", gettext("Ohne den Namen kann nichts anderes öffentlich stehen.")
            )
        if data.get("wording") != self.consent.version:
            self.add_error("public", str(TextChanged()))
        return data


class NewContactForm(forms.Form):
    """Somebody the institution names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_model_fields(Person, PERSON_FACTS))
        _person_fields(self)
        self.fields["function"] = forms.CharField(
            label=_("Funktion"), max_length=120, help_text=_("Zum Beispiel „Schulleitung“.")
        )
        self.fields["represents"] = forms.BooleanField(
            label=_("Vertritt die Einrichtung im Netzwerk"),
            required=False,
            help_text=_("Bekommt Einladungen und darf diesen Eintrag pflegen."),
        )
        self.fields["active_from"] = forms.DateField(label=_("Seit"), required=False)

    @property
    def facts(self) -> dict[str, Any]:
        """What the proposal holds."""
        data = {key: _plain(value) for key, value in self.cleaned_data.items()}
        since = data.pop("active_from")
        return {**data, "active_from": since.isoformat() if since else None}


class ContactEndForm(forms.Form):
    """The last day on which somebody is responsible."""

    last_day = forms.DateField(label=_("Letzter Tag"))

    def __init__(self, *args: Any, function: Affiliation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.function = function

    def clean_last_day(self) -> date:
        """Nothing ends before it begins."""
        last: date = self.cleaned_data["last_day"]
        if self.function.active_from and last < self.function.active_from:
            raise forms.ValidationError(str(PeriodReversed()))
        return last

    @property
    def active_to(self) -> date:
        """The first day on which it no longer counts."""
        last: date = self.cleaned_data["last_day"]
        return last + timedelta(days=1)

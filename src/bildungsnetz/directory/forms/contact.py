"""What may be entered about bases, consents, objections and the keeping of contacts."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory import lawful
from bildungsnetz.directory.forms.persons import PersonForm
from bildungsnetz.directory.models import ConsentEntry, ContactBasis
from bildungsnetz.directory.rules import BasisUnfit
from bildungsnetz.post.models import Stop

Source = ContactBasis.Source


class NewPersonForm(PersonForm):
    """A new contact, with where the data came from."""

    source = forms.ChoiceField(
        label=_("Woher stammen die Angaben?"),
        choices=Source.choices,
        initial=Source.INSTITUTION,
        help_text=_("Wer nicht selbst Auskunft gab, wird mit der ersten Nachricht informiert."),
    )
    source_note = forms.CharField(
        label=_("Genauer"),
        max_length=160,
        required=False,
        help_text=_("Zum Beispiel „Anruf der Schulleitung“."),
    )


class BasisForm(forms.Form):
    """Why a person's data may be used for one purpose."""

    purpose = forms.ChoiceField(label=_("Zweck"), choices=ContactBasis.Purpose.choices)
    basis = forms.ChoiceField(
        label=_("Rechtsgrundlage"),
        choices=ContactBasis.Basis.choices,
        initial=ContactBasis.Basis.PUBLIC_TASK,
        help_text=_("Eine Einwilligung tragen Sie besser dort ein, wo ihr Wortlaut steht."),
    )
    source = forms.ChoiceField(label=_("Woher die Angaben stammen"), choices=Source.choices)
    note = forms.CharField(label=_("Genauer"), max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a purpose that the basis cannot carry."""
        cleaned = super().clean() or {}
        purpose, basis = cleaned.get("purpose", ""), cleaned.get("basis", "")
        if purpose and basis and not lawful.basis_fits(purpose, basis):
            refusal = BasisUnfit(purpose=ContactBasis.Purpose(purpose).label)
            self.add_error("basis", str(refusal))
        return cleaned


class PostForm(forms.Form):
    """Which messages somebody wants."""

    # "Everything" is an answer too, so nothing here is marked as voluntary.
    is_filter = True
    scope = forms.ChoiceField(
        label=_("Welche Post möchten Sie von uns bekommen?"),
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "Was Sie selbst anfordern, bekommen Sie immer: den Link zum Anmelden, die Bestätigung "
            "einer Anmeldung. Einladungen an die allgemeine Adresse einer Einrichtung bekommt sie "
            "weiterhin."
        ),
        choices=[
            ("", _("alles: Einladungen, Rundschreiben und Neuigkeiten")),
            (Stop.Scope.NEWS, _("Einladungen und Rundschreiben, aber keine Neuigkeiten")),
            (Stop.Scope.CIRCULAR, _("nur Einladungen, Konsensrunden und Bestätigungen")),
            (Stop.Scope.ALL, _("gar nichts mehr: Ich widerspreche der Nutzung meiner Angaben")),
        ],
    )


class OfficePostForm(PostForm):
    """The same, as a clerk writes it down."""

    reason = forms.CharField(
        label=_("Begründung der Person"),
        max_length=300,
        required=False,
        help_text=_("Nur was sie selbst dazu gesagt hat. Verlangen dürfen Sie keine."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].label = _("Welche Post möchte die Person bekommen?")
        self.fields["scope"].help_text = _(
            "Was jemand selbst anfordert, geht immer hinaus. Einladungen an die allgemeine Adresse "
            "einer Einrichtung bekommt die Einrichtung weiterhin."
        )


class ConsentAnswerForm(forms.Form):
    """A consent given or withdrawn by the person; the page writes the fields."""

    purpose = forms.ChoiceField(choices=[(one, one) for one in lawful.BY_CONSENT])
    version = forms.IntegerField(min_value=1)
    given = forms.ChoiceField(choices=[("ja", "ja"), ("nein", "nein")])

    @property
    def answer(self) -> dict[str, Any]:
        """What the action takes."""
        return {**self.cleaned_data, "given": self.cleaned_data["given"] == "ja"}


class ConsentNoteForm(forms.Form):
    """A consent or a withdrawal that reached the office."""

    channel = forms.ChoiceField(
        label=_("Wie hat die Person es mitgeteilt?"),
        widget=forms.RadioSelect,
        choices=[
            (one.value, one.label)
            for one in (ConsentEntry.Channel.PAPER, ConsentEntry.Channel.SPOKEN)
        ],
    )
    evidence = forms.CharField(
        label=_("Nachweis"),
        max_length=200,
        required=False,
        help_text=_("Zum Beispiel „Bogen vom 03.03.2026, Ordner Einwilligungen“."),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ConsentTextForm(forms.Form):
    """The wording of a consent."""

    text = forms.CharField(
        label=_("Wortlaut"),
        widget=forms.Textarea,
        max_length=4000,
        help_text=_("Wozu genau, durch wen, wie lange, und dass man jederzeit widerrufen kann."),
    )


class NoticeForm(forms.Form):
    """How a person was told by the office."""

    how = forms.ChoiceField(choices=[("letter", ""), ("spoken", "")])


class KeepForm(forms.Form):
    """Why a contact is still needed, and until when."""

    reason = forms.CharField(
        label=_("Weiter nötig, weil …"),
        max_length=300,
        help_text=_("Zum Beispiel „wird im Sommer wieder benannt“."),
    )
    until = forms.DateField(
        label=_("Bis zum"), help_text=_("Höchstens ein Jahr; danach wird wieder gefragt.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_until(self) -> date:
        """A coming day within a year."""
        until: date = self.cleaned_data["until"]
        if not self._today < until <= lawful.months_later(self._today, lawful.OFFICE_KEEPS):
            said = _("Bitte nennen Sie einen Tag innerhalb der nächsten zwölf Monate.")
            raise forms.ValidationError(said)
        return until

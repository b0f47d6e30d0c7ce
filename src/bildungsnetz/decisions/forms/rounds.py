"""Opening a round, answering in it, settling objections, closing it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.decisions import procedures, queries
from bildungsnetz.decisions.forms.again import ConditionalForm
from bildungsnetz.decisions.models import Ballot, Entitled, Objection, Recommendation

REASON_NEEDED = _("Bitte begründen Sie den Einwand mit mehr als fünf Zeichen.")


class RoundForm(forms.Form):
    """Whom to ask, until when, and who moderates."""

    circle = forms.ChoiceField(label=_("Wer wird gefragt?"), widget=forms.RadioSelect)
    closes_at = forms.DateTimeField(
        label=_("Rückmeldung bis"),
        help_text=_("Danach wird die Runde von selbst geschlossen. Üblich ist eine Woche."),
    )
    moderated_by = forms.CharField(
        label=_("Wer moderiert?"),
        max_length=200,
        help_text=_("Die Moderation beantwortet Einwände; am besten sind es zwei Personen."),
    )

    def __init__(
        self, data: Any = None, *, recommendation: Recommendation, initial: Any = None
    ) -> None:
        """Offer the circles of this recommendation."""
        super().__init__(data, initial=initial)
        choices = queries.circle_choices(recommendation)
        self.fields["circle"].choices = choices  # type: ignore[attr-defined]
        self.fields["circle"].initial = choices[0][0]

    def check_time(self, at: datetime) -> bool:
        """Tell whether the round would close after `at`; marks the field if not."""
        if self.is_valid() and self.cleaned_data["closes_at"] <= at:
            self.add_error("closes_at", gettext("Dieser Zeitpunkt liegt in der Vergangenheit."))
        return self.is_valid()


class ReleaseForm(RoundForm):
    """The same, carried unseen through the preview; `seen` is the circle that was shown."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, recommendation: Recommendation) -> None:
        """Hide all fields."""
        super().__init__(data, recommendation=recommendation)
        for field in self.fields.values():
            field.widget = forms.HiddenInput()


class BallotForm(ConditionalForm):
    """The three choices of a consent round; an objection only with a reason."""

    needed_beside = {"reason": ("choice", Ballot.Choice.OBJECTION)}
    choice = forms.ChoiceField(
        label=_("Ihre Antwort"),
        choices=Ballot.Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie eine der drei Antworten.")},
    )
    reason = forms.CharField(
        label=_("Begründung Ihres Einwands"),
        widget=forms.Textarea,
        error_messages={"required": REASON_NEEDED},
        help_text=_(
            "Nur bei einem Einwand, dann aber nötig. Die Begründung wird ohne Ihren Namen "
            "veröffentlicht; nennen Sie darin bitte keine Personen."
        ),
    )

    def __init__(self, data: Any = None, *, entitled: Entitled) -> None:
        """Begin with what was answered before."""
        super().__init__(data, initial=_answered(entitled))

    def clean(self) -> dict[str, Any]:
        """An objection needs a reason of more than five visible characters."""
        cleaned = super().clean() or {}
        is_objection = cleaned.get("choice") == Ballot.Choice.OBJECTION
        if is_objection and "reason" in cleaned and not procedures.has_reason(cleaned["reason"]):
            self.add_error("reason", REASON_NEEDED)
        return cleaned


def _answered(entitled: Entitled) -> dict[str, str]:
    if not hasattr(entitled, "ballot"):
        return {}
    ballot = entitled.ballot
    objection = getattr(ballot, "objection", None)
    return {"choice": ballot.choice, "reason": objection.reason if objection else ""}


class ObjectionForm(forms.Form):
    """The moderation's answer to an objection."""

    is_valid_objection = forms.TypedChoiceField(
        label=_("Wie geht es mit dem Einwand weiter?"),
        choices=[
            ("ja", _("Der Einwand bleibt bestehen, wir antworten nur darauf")),
            ("nein", _("Der Einwand ist nicht stichhaltig")),
        ],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Antwort der Moderation"),
        widget=forms.Textarea,
        help_text=_(
            "Alle Gefragten lesen diese Antwort; später steht sie öffentlich beim Ergebnis."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, objection: Objection) -> None:
        """`seen` remembers the reason that the moderation had before its eyes."""
        super().__init__(data, initial={"answer": objection.answer, "seen": objection.reason})

    def clean_answer(self) -> str:
        """An answer is a reason too."""
        answer: str = self.cleaned_data["answer"]
        if not procedures.has_reason(answer):
            raise forms.ValidationError(gettext("Bitte antworten Sie mit mehr als fünf Zeichen."))
        return answer


class MinorityForm(forms.Form):
    """What those who do not go along want to have written beside the result."""

    minority_statement = forms.CharField(
        label=_("Minderheitsvotum"),
        widget=forms.Textarea,
        required=False,
        help_text=_("Steht öffentlich beim Ergebnis. Leer, wenn es keines gibt."),
    )


class CloseForm(MinorityForm):
    """Closing by hand."""

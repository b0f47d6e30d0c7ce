"""What may be chosen about an allocation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsnetz.meetings.allocation import Goal
from bildungsnetz.meetings.models import Workshop
from bildungsnetz.meetings.queries import Coming

GOALS = {
    Goal.GENEROUS: _("Möglichst niemand auf einem späten Wunsch"),
    Goal.RANK_SUM: _("Im Durchschnitt die besten Wünsche"),
    Goal.RANK_MAXIMAL: _("Möglichst viele erste Wünsche"),
}
GOAL_SENTENCES = {
    Goal.GENEROUS: _(
        "Alle, für die es geht, bekommen einen ihrer Wünsche. Dann bekommen so wenige wie möglich "
        "ihren letzten Wunsch, so wenige wie möglich ihren vorletzten, und so weiter."
    ),
    Goal.RANK_SUM: _(
        "Alle, für die es geht, bekommen einen ihrer Wünsche. Die Summe der Wunschränge ist so "
        "klein wie möglich."
    ),
    Goal.RANK_SQUARES: _(
        "Alle, für die es geht, bekommen einen ihrer Wünsche. Späte Wünsche zählen dabei "
        "besonders schwer."
    ),
    Goal.RANK_MAXIMAL: _(
        "So viele wie möglich bekommen ihren 1. Wunsch, dann so viele wie möglich ihren 2. Wunsch. "
        "Dafür kann jemand ohne Wunschplatz bleiben."
    ),
}


class AllocationForm(forms.Form):
    """What counts as a good allocation; the page names it."""

    goal = forms.ChoiceField(
        label=_("Was ist wichtig?"),
        choices=[(goal.value, label) for goal, label in GOALS.items()],
        initial=Goal.GENEROUS.value,
        widget=forms.RadioSelect,
    )
    keep_moved = forms.BooleanField(
        label=_("Von Hand vergebene Plätze behalten"), required=False, initial=True
    )

    def __init__(self, *args: Any, has_moved: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_moved:
            del self.fields["keep_moved"]


class MoveForm(forms.Form):
    """Another workshop for one person of the preview."""

    registration = forms.TypedChoiceField(label=_("Person"), coerce=int)
    workshop = forms.TypedChoiceField(label=_("Neuer Workshop"), coerce=int)

    def __init__(
        self,
        *args: Any,
        people: Sequence[Coming],
        workshops: Sequence[Workshop],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("registration", people), ("workshop", workshops)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- as declared above
            field.choices = [(str(row.pk), str(row)) for row in rows]

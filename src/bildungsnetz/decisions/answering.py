"""An organ's answer as one sheet: the answer, and for an acceptance its Beschluss and orders.

The desk and the members fill in the same sheet; what differs is only who may.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.decisions import actions, forms
from bildungsnetz.decisions.models import Consultation

ORDERS = "auftrag"


class Sheet:
    """The form of the answer and the forms of the orders, kept together."""

    def __init__(self, data: Any, *, consultation: Consultation) -> None:
        """`data` is what was sent, or None for an empty sheet."""
        region = consultation.recommendation.region
        self.consultation = consultation
        self.form = forms.AnswerForm(data)
        self.orders = forms.OrderFormSet(data, prefix=ORDERS, form_kwargs={"region": region})

    def save(self, *, by: Actor, at: datetime) -> bool:
        """Write the answer down if the sheet is in order; False with the errors at the fields."""
        if not self._is_valid():
            return False
        try:
            self._write(by, at)
        except actions.AlreadyAnswered:
            self.form.add_error(None, gettext("Die Antwort steht schon fest."))
            return False
        return True

    def _is_valid(self) -> bool:
        accepted = self.form.is_valid() and self.form.cleaned_data["answer"] == "accepted"
        # Orders belong to an acceptance; what stands there beside another answer is not read.
        return self.form.is_valid() and (not accepted or self.orders.require_one())

    def _write(self, by: Actor, at: datetime) -> None:
        given = self.form.cleaned_data
        if given["answer"] == Consultation.Answer.EVALUATING:
            actions.note_evaluation(
                consultation=self.consultation,
                reason=given["reason"],
                publish=given["publish"],
                by=by,
                at=at,
            )
            return
        actions.answer_consultation(
            consultation=self.consultation,
            answer=given["answer"],
            reason=given["reason"],
            publish=given["publish"],
            resolution=self.form.new_resolution(self.orders),
            by=by,
            at=at,
        )


def sheet(data: Any, *, consultation: Consultation) -> Sheet:
    """The sheet for one consultation."""
    return Sheet(data, consultation=consultation)

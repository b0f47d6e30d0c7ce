"""Passing on, answering, orders and reports."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.decisions import queries
from bildungsnetz.decisions.actions import NewOrder, NewResolution
from bildungsnetz.decisions.forms.again import ConditionalForm
from bildungsnetz.decisions.models import Consultation, Recommendation
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import Region

Answer = Consultation.Answer


def organs(region: Region) -> Any:
    """The organs of the region that still exist."""
    return Organ.objects.filter(region=region, closed_on__isnull=True).order_by("order", "name")


class ForwardForm(forms.Form):
    """Before which organ, with which words."""

    organ = forms.ModelChoiceField(
        label=_("An welches Gremium?"), queryset=Organ.objects.none(), empty_label=None
    )
    note = forms.CharField(
        label=_("Begleittext"),
        widget=forms.Textarea,
        required=False,
        help_text=_("Lesen nur die Mitglieder des Gremiums und das Bildungsbüro."),
    )

    def __init__(self, data: Any = None, *, recommendation: Recommendation) -> None:
        """Offer the organs that are not asked already; the steering organ first."""
        super().__init__(data)
        field: Any = self.fields["organ"]
        field.queryset = queries.target_organs(recommendation)
        steering = field.queryset.filter(kind=Organ.Kind.STEERING).first()
        field.initial = steering.pk if steering else None


class AnswerForm(ConditionalForm):
    """What the organ answers; an acceptance comes with a Beschluss and its day."""

    needed_beside = {
        "resolution": ("answer", Answer.ACCEPTED),
        "decided_on": ("answer", Answer.ACCEPTED),
    }
    answer = forms.ChoiceField(
        label=_("Antwort"),
        widget=forms.RadioSelect,
        choices=[
            (Answer.ACCEPTED, _("Angenommen")),
            (Answer.REJECTED, _("Nicht angenommen")),
            (Answer.EVALUATING, _("Noch in Prüfung, die endgültige Antwort folgt")),
        ],
    )
    reason = forms.CharField(
        label=_("Begründung"),
        widget=forms.Textarea,
        help_text=_("Steht mit der Antwort auf der öffentlichen Seite der Empfehlung."),
    )
    publish = forms.TypedChoiceField(
        label=_("Wann wird die Antwort veröffentlicht?"),
        widget=forms.RadioSelect,
        choices=[
            ("jetzt", _("Sofort")),
            ("spaeter", _("Später; bis dahin sehen sie nur das Gremium und das Bildungsbüro")),
        ],
        coerce=lambda value: value == "jetzt",
        initial="spaeter",
    )
    resolution = forms.CharField(
        label=_("Beschluss"),
        widget=forms.Textarea,
        error_messages={"required": _("Zur Annahme gehört ein Beschluss.")},
        help_text=_("Nur bei Annahme: der Wortlaut des Beschlusses. Die Nummer folgt von selbst."),
    )
    decided_on = forms.DateField(
        label=_("Beschlossen am"),
        help_text=_("Nur bei Annahme."),
        error_messages={"required": _("Wann wurde das beschlossen?")},
    )

    def new_resolution(self, orders: "BaseOrders") -> NewResolution | None:
        """The Beschluss with its orders; None unless accepted."""
        if self.cleaned_data["answer"] != Answer.ACCEPTED:
            return None
        return NewResolution(
            text=self.cleaned_data["resolution"],
            decided_on=self.cleaned_data["decided_on"],
            orders=orders.new_orders(),
        )


class OrderForm(forms.Form):
    """What is to be done, by whom, until when."""

    text = forms.CharField(label=_("Auftrag"), widget=forms.Textarea(attrs={"rows": 3}))
    assignee = forms.ModelChoiceField(
        label=_("Wer übernimmt ihn?"),
        queryset=Organ.objects.none(),
        empty_label=_("bitte wählen"),
    )
    due_on = forms.DateField(label=_("Zu erledigen bis"))

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        """Offer the region's organs."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assignee"]
        field.queryset = organs(region)

    @property
    def new_order(self) -> NewOrder:
        """What was filled in."""
        return NewOrder(
            text=self.cleaned_data["text"],
            assignee=self.cleaned_data["assignee"],
            due_on=self.cleaned_data["due_on"],
        )


if TYPE_CHECKING:
    _Orders = forms.BaseFormSet[OrderForm]
else:
    _Orders = forms.BaseFormSet


class BaseOrders(_Orders):
    """Some orders at once; empty ones are left out."""

    def new_orders(self) -> list[NewOrder]:
        """The orders that were filled in."""
        return [form.new_order for form in self.forms if form.has_changed()]

    def require_one(self) -> bool:
        """Tell whether there is an order; says so at the first one if not."""
        if self.is_valid() and not self.new_orders():
            first = self.forms[0]
            first.add_error("text", gettext("Zur Annahme gehört mindestens ein Auftrag."))
        return self.is_valid()


OrderFormSet: Any = forms.formset_factory(OrderForm, formset=BaseOrders, extra=2)


class ReportForm(forms.Form):
    """How far an order has come."""

    percent = forms.IntegerField(
        label=_("Stand in Prozent"),
        min_value=0,
        max_value=100,
        help_text=_("100 heißt: erledigt."),
    )
    text = forms.CharField(
        label=_("Bericht"),
        widget=forms.Textarea,
        help_text=_("Was ist geschehen, was steht noch aus? Der Bericht ist öffentlich."),
    )

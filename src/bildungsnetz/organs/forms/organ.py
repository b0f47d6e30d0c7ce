"""What may be entered about organs: their facts, their end, the day they are looked at."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.filters import FilterForm
from bildungsnetz.organs.models import Organ
from bildungsnetz.organs.queries import Node, possible_parents
from bildungsnetz.regions.forms import field_choices
from bildungsnetz.regions.models import FieldOfAction, Region
from bildungsnetz.regions.queries import WITHOUT_FIELD

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


class OrgansFilter(FilterForm):
    """What the tree of organs is narrowed to."""

    handlungsfeld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    art = forms.ChoiceField(label=_("Art"), required=False)

    def __init__(self, data: Any, *, region: Region) -> None:
        """Offer what the region has."""
        super().__init__(data)
        known = FieldOfAction.objects.filter(region=region).order_by("is_cross_cutting", "order")
        self.offer("handlungsfeld", field_choices((row.slug, row.name) for row in known))
        self.offer("art", Organ.Kind.choices)

    def narrow(self, nodes: list[Node]) -> list[Node]:
        """The organs that fit."""
        slug, kind = self.given.get("handlungsfeld"), self.given.get("art")
        return [
            node
            for node in nodes
            if (not kind or node.organ.kind == kind) and (not slug or slug in _slugs(node))
        ]


def _slugs(node: Node) -> set[str]:
    return {field.slug for field in node.organ.fields.all()} or {WITHOUT_FIELD}


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
            "invitation_min_days": _("Meist drei Wochen: 21."),
            "invitation_max_days": _("Meist vier Wochen: 28."),
            "cross_cutting_answer": _("Was das Gremium zum Querschnittsthema beiträgt."),
        }

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = FieldOfAction.objects.filter(region=region)
        fields: Any = self.fields["fields"]
        rows = list(known.order_by("is_cross_cutting", "order"))
        fields.queryset = known
        fields.choices = [(row.pk, row.name) for row in rows]
        fields.required = bool(rows)  # who has not named any field yet can found nevertheless
        fields.help_text = gettext("Mindestens eines.")
        fields.error_messages["required"] = gettext(
            "Bitte wählen Sie mindestens ein Handlungsfeld."
        )
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


class EndForm(forms.Form):
    """The last day on which an organ, a mandate or a seat holds."""

    last_day = forms.DateField(label=_("Letzter Tag"))

    def first_day_without(self) -> date:
        """The half-open end."""
        last: date = self.cleaned_data["last_day"]
        return last + ONE_DAY


class CloseOrganForm(EndForm):
    """When and why an organ ends."""

    reason = forms.CharField(
        label=_("Grund der Beendigung"),
        max_length=200,
        help_text=_("Er steht auf der öffentlichen Seite, zum Beispiel „Auftrag erledigt“."),
    )

"""Narrowing the list of recommendations, and writing one."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.decisions import queries
from bildungsnetz.decisions.models import Recommendation
from bildungsnetz.kit.filters import FilterForm
from bildungsnetz.meetings.models import Meeting, Workshop
from bildungsnetz.regions.forms import field_choices
from bildungsnetz.regions.models import FieldOfAction, Region


class RecommendationFilter(FilterForm):
    """Narrows the office's list of recommendations."""

    handlungsfeld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    jahr = forms.TypedChoiceField(label=_("Jahr"), required=False, coerce=int, empty_value=None)
    stand = forms.ChoiceField(label=_("Stand"), required=False)
    konferenz = forms.TypedChoiceField(
        label=_("Konferenz"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, *, region: Region) -> None:
        """Offer what the region has."""
        super().__init__(data)
        self.offer("handlungsfeld", field_choices(queries.fields_offered(region.pk)))
        self.offer("jahr", [(year, str(year)) for year in queries.years(region.pk)])
        self.offer("stand", Recommendation.State.choices)
        self.offer("konferenz", queries.meetings_offered(region.pk))

    @property
    def wanted(self) -> queries.Wanted:
        """What the list shall show."""
        return queries.Wanted(
            search=self.search,
            field=self.given.get("handlungsfeld", ""),
            year=self.given.get("jahr"),
            state=self.given.get("stand", ""),
            meeting=self.given.get("konferenz"),
            sort=self.data.get("sortieren", ""),
        )


class OrderFilter(FilterForm):
    """Narrows the office's list of orders."""

    handlungsfeld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    stand = forms.ChoiceField(label=_("Stand"), required=False)

    def __init__(self, data: Any, *, region: Region) -> None:
        """Offer what the region has."""
        super().__init__(data)
        self.offer("handlungsfeld", field_choices(queries.fields_offered(region.pk)))
        self.offer("stand", queries.order_states())

    @property
    def wanted(self) -> queries.WantedOrders:
        """What the list shall show."""
        return queries.WantedOrders(
            search=self.search,
            field=self.given.get("handlungsfeld", ""),
            state=self.given.get("stand", ""),
        )


def _fields(region: Region) -> QuerySet[FieldOfAction]:
    return region.fields.order_by("order", "name")


class RecommendationForm(forms.Form):
    """Where a recommendation comes from, its wording, fields and cross-cutting answers."""

    origin = forms.ChoiceField(
        label=_("Wo ist die Empfehlung entstanden?"),
        help_text=_("Konferenz oder einer ihrer Workshops. Danach richten sich Jahr und Nummer."),
    )
    title = forms.CharField(label=_("Titel"), max_length=200)
    text = forms.CharField(
        label=_("Wortlaut"),
        widget=forms.Textarea,
        help_text=_("Der Text, über den in der Konsensrunde entschieden wird."),
    )
    fields_of_action = forms.ModelMultipleChoiceField(
        label=_("Handlungsfelder"),
        queryset=FieldOfAction.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie mindestens ein Handlungsfeld.")},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, region: Region, recommendation: Recommendation | None = None,
        origin: str = "",
    ) -> None:  # fmt: skip
        """`origin` preselects where a new one comes from, as "m<key>" or "w<key>"."""
        super().__init__(data, initial=_initial(recommendation) if recommendation else None)
        self._region = region
        self._origins = _origins(region) if recommendation is None else {}
        if recommendation is None:
            self.fields["origin"].choices = _grouped(self._origins)  # type: ignore[attr-defined]
            self.fields["origin"].initial = origin
        else:
            del self.fields["origin"]
        chosen: Any = self.fields["fields_of_action"]
        chosen.queryset = region.fields.all()
        known = list(_fields(region).annotate(is_chosen=_is_chosen(recommendation)))
        self.initial["fields_of_action"] = [row.pk for row in known if row.is_chosen]
        chosen.choices = [(row.pk, row.name) for row in known]
        chosen.required = bool(chosen.choices)  # without any, a recommendation is written so
        self._themes = [row for row in known if row.is_cross_cutting]
        for theme in self._themes:
            self.fields[f"answer_{theme.pk}"] = _question(theme)

    @property
    def place(self) -> tuple[Meeting, Workshop | None]:
        """The meeting and workshop chosen."""
        meeting, workshop = self._origins[self.cleaned_data["origin"]]
        return meeting, workshop

    @property
    def answers(self) -> dict[int, str]:
        """The answers to the cross-cutting questions by the theme's key."""
        return {theme.pk: self.cleaned_data[f"answer_{theme.pk}"] for theme in self._themes}

    def written(self) -> dict[str, Any]:
        """The arguments of the actions that write or revise."""
        return {
            "title": self.cleaned_data["title"],
            "text": self.cleaned_data["text"],
            "fields": list(self.cleaned_data["fields_of_action"]),
            "answers": self.answers,
        }


def _question(theme: FieldOfAction) -> forms.CharField:
    return forms.CharField(
        label=theme.question or theme.name,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=gettext("Querschnittsthema: %(theme)s") % {"theme": theme.name},
    )


def _is_chosen(recommendation: Recommendation | None) -> Exists | Value:
    """Whether the field of action of the outer row is one of the recommendation's."""
    if recommendation is None:
        return Value(False)
    return Exists(recommendation.fields.filter(pk=OuterRef("pk")))


def _initial(recommendation: Recommendation) -> dict[str, Any]:
    answers = queries.cross_cutting_answers(recommendation)
    latest = recommendation.versions.order_by("number").reverse()[0]
    return {
        "title": recommendation.title,
        "text": latest.text,
        "revision": recommendation.revision,
        **{f"answer_{key}": text for key, text in answers.items()},
    }


def _origins(region: Region) -> dict[str, tuple[Meeting, Workshop | None]]:
    places: dict[str, tuple[Meeting, Workshop | None]] = {}
    for meeting in queries.origins(region):
        places[f"m{meeting.pk}"] = (meeting, None)
        for workshop in sorted(meeting.workshops.all(), key=lambda w: w.number):
            if workshop.cancelled_at is None:
                places[f"w{workshop.pk}"] = (meeting, workshop)
    return places


def _grouped(places: dict[str, tuple[Meeting, Workshop | None]]) -> list[Any]:
    """A group for each meeting: itself as a whole, then its workshops."""
    groups: dict[int, tuple[str, list[tuple[str, str]]]] = {}
    for key, (meeting, workshop) in places.items():
        day = f"{timezone.localtime(meeting.starts_at):%d.%m.%Y}"
        _head, options = groups.setdefault(meeting.pk, (f"{meeting.title}, {day}", []))
        options.append((key, str(workshop) if workshop else gettext("im Plenum")))
    return [("", gettext("bitte wählen")), *groups.values()]

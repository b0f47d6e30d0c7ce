"""What stands above a list and in its address: search, choices, order."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.queries import INSTITUTIONS, PERSONS, PUBLIC, InstitutionFilter
from bildungsnetz.directory.queries.criteria import Choice, Criterion

_STATE = "stand"


class FilterForm(forms.Form):
    """Choices above a list, one field for each criterion that has any.

    An address may name several values of one criterion, as a saved query does. Such a field is
    left out, so that the page keeps its values as hidden ones; the chips take them away.
    """

    # The design system's templates leave "(freiwillig)" away: a filter is never an obligation.
    is_filter = True

    def __init__(
        self,
        data: QueryDict,
        criteria: Sequence[Criterion],
        choices: Mapping[str, Sequence[Choice]],
    ) -> None:
        super().__init__(data)
        self.groups: dict[str, list[str]] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self._later: set[str] = set()
        for one in criteria:
            offered = choices.get(one.key, ())
            if offered:
                self._offer(one, data.getlist(one.parameter), offered)

    def _offer(self, one: Criterion, asked: list[str], offered: Sequence[Choice]) -> None:
        labels = dict(offered)
        chosen = [value for value in dict.fromkeys(asked) if value in labels]
        self.groups[one.key] = chosen
        self._labels[one.parameter] = {value: f"{one.label}: {labels[value]}" for value in chosen}
        if len(chosen) > 1:
            return
        self.fields[one.parameter] = forms.ChoiceField(
            label=one.label, required=False, choices=[("", _("alle")), *offered]
        )
        if one.part and not chosen:
            self._later.add(one.parameter)

    @property
    def search(self) -> str:
        """What is typed into the search box."""
        return str(self.data.get("suche", ""))[:100]

    @property
    def sort(self) -> str:
        """The order asked for."""
        return str(self.data.get("sortieren", "")) or "name"

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields always seen: the usual ones, and those in force."""
        return [self[name] for name in self.fields if name not in self._later]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields behind "Weitere Eingrenzungen"."""
        return [self[name] for name in self.fields if name in self._later]

    @property
    def chips(self) -> list[dict[str, str]]:
        """The filters in force, each removable."""
        return [
            {"key": parameter, "value": value, "label": label}
            for parameter, labels in self._labels.items()
            for value, label in labels.items()
        ]


class InstitutionFilterForm(FilterForm):
    """The filters above the office's list of institutions."""

    def __init__(self, data: QueryDict, *, choices: Mapping[str, Sequence[Choice]]) -> None:
        super().__init__(data, INSTITUTIONS.all, choices)
        states = {"closed": gettext("geschlossen"), "all": gettext("offen und geschlossen")}
        self.state = data.get(_STATE, "") if data.get(_STATE) in states else ""
        self.fields[_STATE] = forms.ChoiceField(
            label=_("Stand"), required=False, choices=[("", _("offen")), *states.items()]
        )
        if self.state:
            self._labels[_STATE] = {self.state: f"{gettext('Stand')}: {states[self.state]}"}
        else:
            self._later.add(_STATE)

    @property
    def wanted(self) -> InstitutionFilter:
        """What the address asks for."""
        return InstitutionFilter(self.search, self.groups, self.state, self.sort)


class PersonFilterForm(FilterForm):
    """The filters above the office's list of persons."""

    def __init__(self, data: QueryDict, *, choices: Mapping[str, Sequence[Choice]]) -> None:
        super().__init__(data, PERSONS.all, choices)

    @property
    def wanted(self) -> dict[str, Any]:
        """What the address asks for, as find_persons takes it."""
        return {"search": self.search, "groups": self.groups, "sort": self.sort}


class PublicFilterForm(FilterForm):
    """The filters above the public list of institutions."""

    def __init__(self, data: QueryDict, *, choices: Mapping[str, Sequence[Choice]]) -> None:
        criteria = [one for one in INSTITUTIONS.all if one.key in PUBLIC]
        super().__init__(data, criteria, choices)

    @property
    def wanted(self) -> dict[str, Any]:
        """What the address asks for."""
        return {"search": self.search, "groups": self.groups}

"""Tell a person in one sentence why the place is the one it is."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext

from .model import Result, Wishes, ranked


def explain(
    result: Result,
    person: str,
    wishes: Wishes,
    capacities: Mapping[str, int],
    titles: Mapping[str, str] | None = None,
) -> str:
    """One German sentence for a person with a wish or a place.

    `wishes` and `capacities` are those of the allocation; `titles` gives workshops the names people
    know them by. A wish better than the one granted is always full: with a free place there, any of
    the goals could be bettered.
    """
    names = titles or {}
    workshop = result.placements.get(person, "")
    first = _first_wish(person, wishes)
    fields = {
        "workshop": names.get(workshop, workshop),
        "rank": result.ranks.get(person),
        "reason": _reason(first, wishes, capacities, names) if first else "",
    }
    return _pattern(result, person, bool(first)) % fields


def _pattern(result: Result, person: str, wished: bool) -> str:
    rank = result.ranks.get(person)
    if person in result.fixed:
        return gettext("Ihr Platz in „%(workshop)s“ stand von Anfang an fest.")
    if rank == 1:
        return gettext("Sie erhalten Ihren 1. Wunsch „%(workshop)s“.")
    if rank is not None:
        return gettext("Sie erhalten Ihren %(rank)s. Wunsch „%(workshop)s“: %(reason)s")
    return _pattern_without_wish(placed=person in result.placements, wished=wished)


def _pattern_without_wish(*, placed: bool, wished: bool) -> str:
    if placed and wished:
        return gettext("Sie erhalten einen freien Platz in „%(workshop)s“: %(reason)s")
    if placed:
        return gettext("Sie haben keinen Wunsch genannt und erhalten „%(workshop)s“.")
    if wished:
        return gettext("Für Sie ist kein Platz frei geblieben: %(reason)s")
    return gettext("Sie haben keinen Wunsch genannt und keinen Platz erhalten.")


def _first_wish(person: str, wishes: Wishes) -> str:
    """The workshop named first; of several equally good ones the one most wanted by others."""
    groups = ranked(wishes.get(person, ()))
    return max(groups[0], key=lambda name: _demand(name, wishes)) if groups else ""


def _demand(workshop: str, wishes: Wishes) -> int:
    return sum(1 for groups in map(ranked, wishes.values()) if groups and workshop in groups[0])


def _reason(
    first: str, wishes: Wishes, capacities: Mapping[str, int], names: Mapping[str, str]
) -> str:
    places, demand = capacities[first], _demand(first, wishes)
    fields = {
        "title": names.get(first, first),
        "places": ngettext("%(count)s Platz", "%(count)s Plätze", places) % {"count": places},
        "persons": ngettext("%(count)s Person nannte", "%(count)s Personen nannten", demand)
        % {"count": demand},
    }
    if demand > places:
        return (
            gettext("Ihr 1. Wunsch „%(title)s“ hatte %(places)s, %(persons)s ihn an erster Stelle.")
            % fields
        )
    return (
        gettext(
            "Ihr 1. Wunsch „%(title)s“ hatte %(places)s und wurde für das beste Ergebnis aller "
            "zusammen voll belegt."
        )
        % fields
    )

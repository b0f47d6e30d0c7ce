"""What organs add to the criteria of lists and audiences: mandates and who named for a seat."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.queries import active_at
from bildungsnetz.directory.queries.criteria import Criterion, Options, Tie
from bildungsnetz.organs.models import Mandate, NominatingParty, Organ
from bildungsnetz.regions.models import Region

_PERSON = "person__affiliations__institution"


def _held(region: Region, today: date, fits: Q) -> QuerySet[Mandate]:
    """The mandates of the region that are held on the day."""
    ongoing = Q(active_to__isnull=True) | Q(active_to__gt=today)
    return Mandate.objects.filter(ongoing, fits, organ__region=region, active_from__lte=today)


def _ties(held: QuerySet[Mandate], today: date, text: str) -> list[Tie]:
    """Institutions that hold a mandate themselves or whose people do."""
    theirs = held.filter(
        active_at(today, "person__affiliations__"), **{f"{_PERSON}__isnull": False}
    )
    own = held.filter(institution__isnull=False)
    return [Tie(own, "institution", text), Tie(theirs, _PERSON, text)]


def _organs(region: Region, values: Sequence[str], today: date) -> list[Tie]:
    return _ties(_held(region, today, Q(organ__slug__in=values)), today, "organ__name")


def _organ_people(region: Region, values: Sequence[str], today: date) -> list[Tie]:
    held = _held(region, today, Q(organ__slug__in=values, person__isnull=False))
    return [Tie(held, "person", "organ__name")]


def _parties(region: Region, values: Sequence[str], today: date) -> list[Tie]:
    return _ties(_held(region, today, Q(seat__party__name__in=values)), today, "seat__party__name")


def _party_people(region: Region, values: Sequence[str], today: date) -> list[Tie]:
    held = _held(region, today, Q(seat__party__name__in=values, person__isnull=False))
    return [Tie(held, "person", "seat__party__name")]


def _organ_options(region: Region, today: date) -> Options:
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gt=today)
    return Options(Organ.objects.filter(is_open, region=region))


def _party_options(region: Region, today: date) -> Options:  # noqa: ARG001
    return Options(NominatingParty.objects.filter(region=region), value="name")


def _make(*, of_persons: bool) -> tuple[Criterion, Criterion]:
    organ: dict[str, Any] = {"ties": _organs, "people": _organ_people, "part": "organs"}
    party: dict[str, Any] = {"ties": _parties, "people": _party_people, "part": "organs"}
    if of_persons:
        organ, party = {"ties": _organ_people}, {"ties": _party_people, "part": "organs"}
    return (
        Criterion("organs", "gremium", _("Gremium"), options=_organ_options, **organ),
        Criterion("parties", "benannt", _("Benannt durch"), options=_party_options, **party),
    )


FOR_INSTITUTIONS = _make(of_persons=False)
FOR_PERSONS = _make(of_persons=True)

"""Rounds and those entitled in them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from bildungsnetz.accounts.models import User
from bildungsnetz.decisions import diff
from bildungsnetz.decisions.models import Entitled, Objection, Recommendation, Round
from bildungsnetz.kit.composing import composed_once, first
from bildungsnetz.kit.joined import put_rows
from bildungsnetz.regions.models import Region


@dataclass(frozen=True, slots=True)
class RoundView:
    """What somebody entitled sees of a round: the wording, what changed, all objections."""

    round: Round
    recommendation: Recommendation
    changes: list[diff.Piece]
    objections: list[Objection]


def rounds(region: Region) -> QuerySet[Round]:
    """All rounds of a region with the entitled, their ballots and objections, by name."""
    people = Entitled.objects.select_related("ballot__objection", "message").order_by("name", "pk")
    return (
        Round.objects.filter(recommendation__region=region)
        .select_related("recommendation__region", "recommendation__meeting", "version")
        .prefetch_related(Prefetch("entitled", people))
    )


def round_page(region: Region, key: int) -> Round | None:
    """One round of the region with all its own page shows: two queries, objections apart."""
    found = first(_round(region.pk, key))
    if found is not None:
        found.recommendation.region = region
        put_rows(found, "entitled", _people(found.pk))
    return found


@composed_once
def _round(region: int, key: int) -> QuerySet[Round]:
    rows = Round.objects.filter(recommendation__region=region, pk=key)
    return rows.select_related("recommendation", "version")


@composed_once
def _people(of: int) -> QuerySet[Entitled]:
    return (
        Entitled.objects.filter(round=of)
        .select_related("ballot__objection", "message")
        .order_by("name", "pk")
    )


def entitled_by_key(region: Region) -> QuerySet[Entitled]:
    """Everybody entitled in the region's rounds, with round, ballot and objection."""
    return Entitled.objects.filter(round__recommendation__region=region).select_related(
        "round__recommendation__region",
        "round__recommendation__meeting",
        "round__recommendation__workshop",
        "round__version",
        "ballot__objection",
    )


def entitled_of_user(region: Region, user: User) -> QuerySet[Entitled]:
    """The rounds in which a signed-in user may answer."""
    return entitled_by_key(region).filter(user=user)


def objections(of: Round) -> QuerySet[Objection]:
    """All objections of a round in the order in which they were raised."""
    return (
        Objection.objects.filter(ballot__entitled__round=of)
        .select_related("ballot__entitled__round__recommendation__region")
        .order_by("pk")
    )


def round_view(shown: Round) -> RoundView:
    """A round as the entitled see it; objections without names."""
    earlier = (
        Round.objects.filter(recommendation=shown.recommendation_id, number=shown.number - 1)
        .select_related("version")
        .first()
    )
    changed = earlier is not None and earlier.version_id != shown.version_id
    changes = diff.by_words(earlier.version.text, shown.version.text) if earlier and changed else []
    return RoundView(shown, shown.recommendation, changes, list(objections(shown)))


def objections_in(people: Iterable[Entitled]) -> list[Objection]:
    """The objections among prefetched people, in the order in which they were raised."""
    found = [
        person.ballot.objection
        for person in people
        if hasattr(person, "ballot") and hasattr(person.ballot, "objection")
    ]
    return sorted(found, key=lambda objection: objection.pk)

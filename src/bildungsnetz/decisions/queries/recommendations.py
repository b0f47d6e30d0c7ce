"""Lists and single recommendations, for the desk and for everybody."""

from dataclasses import dataclass

from django.db.models import Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bildungsnetz.decisions.models import (
    Consultation,
    Recommendation,
    Version,
)
from bildungsnetz.directory.search import matching_words, search_expression
from bildungsnetz.kit.composing import composed_once
from bildungsnetz.kit.folding import fold_expression
from bildungsnetz.kit.joined import joined_names
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.regions.models import FieldOfAction, Region
from bildungsnetz.regions.queries import carrying

SORTS = {
    "nummer": ("year", "number"),
    "titel": ("folded_title",),
    "konferenz": ("meeting__starts_at", "number"),
    "stand": ("state", "year", "number"),
    "wartet": ("waiting_since", "year", "number"),
}
NEWEST_FIRST = ("-year", "-number")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything. `sort` is a key, "-" before it turns."""

    search: str = ""
    field: str = ""
    year: int | None = None
    state: str = ""
    meeting: int | None = None
    sort: str = ""


def recommendations(region: Region) -> QuerySet[Recommendation]:
    """All recommendations of a region."""
    return Recommendation.objects.filter(region=region).select_related(
        "region", "meeting", "workshop"
    )


def recommendation_list(region: Region, wanted: Wanted) -> QuerySet[Recommendation]:
    """The desk's list, with what it shows and nothing else.

    `waiting_since` is when the oldest unanswered consultation began; `field_names` holds the names
    of the fields of action, one on each line.
    """
    waiting = (
        Consultation.objects.filter(recommendation=OuterRef("pk"), answered_at__isnull=True)
        .order_by()
        .values("recommendation")
        .annotate(since=Min("forwarded_at"))
        .values("since")
    )
    rows = (
        Recommendation.objects.filter(region=region)
        .select_related("meeting")
        .annotate(waiting_since=Subquery(waiting), field_names=_joined_fields("name"))
        .only("year", "number", "title", "state", "meeting__title")
    )
    if wanted.sort.removeprefix("-") == "titel":
        rows = rows.annotate(folded_title=fold_expression("title"))
    return _ordered(_narrowed(rows, wanted), wanted.sort)


def _narrowed(rows: QuerySet[Recommendation], wanted: Wanted) -> QuerySet[Recommendation]:
    if wanted.search:
        rows = rows.annotate(search_text=search_expression("title"))
        rows = rows.filter(_found(wanted.search))
    rows = rows.filter(carrying(wanted.field))
    if wanted.year:
        rows = rows.filter(year=wanted.year)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.meeting:
        rows = rows.filter(meeting=wanted.meeting)
    return rows


def _found(search: str) -> Q:
    """By title, by number as it is spoken ("2026/4"), or by the present wording."""
    latest = (
        Version.objects.filter(recommendation=OuterRef("recommendation"))
        .order_by("-number")
        .values("number")[:1]
    )
    by_text = (
        Version.objects.annotate(search_text=search_expression("text"))
        .filter(matching_words(search), number=Subquery(latest))
        .values("recommendation")
    )
    found = matching_words(search) | Q(pk__in=by_text)
    year, _slash, number = search.partition("/")
    if year.strip().isdecimal() and number.strip().isdecimal() and len(search) < 12:
        found |= Q(year=int(year), number=int(number))
    return found


def _ordered(rows: QuerySet[Recommendation], sort: str) -> QuerySet[Recommendation]:
    columns = SORTS.get(sort.removeprefix("-"))
    if columns is None:
        return rows.order_by(*NEWEST_FIRST)
    if "waiting_since" in columns:
        # Whoever waits longest first; what does not wait stands last either way.
        rows = rows.annotate(rank=Coalesce("waiting_since", "created_at"))
    turned = [f"-{column}" for column in columns] if sort.startswith("-") else columns
    return rows.order_by(*turned)


def _fields() -> "Prefetch[str]":
    return Prefetch("fields", FieldOfAction.objects.order_by("order", "name"))


def _joined_fields(column: str) -> Coalesce:
    """That column of a recommendation's fields of action, one on each line, in their order."""
    rows = FieldOfAction.objects.all()
    return joined_names(rows, "recommendations", column, order=("order", "name"), between="\n")


@composed_once
def fields_offered(region: int) -> QuerySet[FieldOfAction, tuple[str, str]]:
    """Slug and name of the region's fields of action, in the order in which lists offer them."""
    rows = FieldOfAction.objects.filter(region=region).order_by("order", "name")
    return rows.values_list("slug", "name")


@composed_once
def meetings_offered(region: int) -> QuerySet[Meeting, tuple[int, str]]:
    """Key and title of the meetings that recommended something, latest first."""
    rows = Meeting.objects.filter(recommendations__region=region).distinct()
    return rows.order_by("-starts_at").values_list("pk", "title")


@composed_once
def years(region: int) -> QuerySet[Recommendation, int]:
    """The years in which there are recommendations, latest first."""
    rows = Recommendation.objects.filter(region=region).order_by("-year")
    return rows.values_list("year", flat=True).distinct()


def origins(region: Region) -> QuerySet[Meeting]:
    """The meetings from which a recommendation can come, with their workshops, latest first."""
    return (
        Meeting.objects.filter(region=region, cancelled_at__isnull=True)
        .prefetch_related("workshops")
        .order_by("-starts_at")
    )


def cross_cutting_answers(recommendation: Recommendation) -> dict[int, str]:
    """The answers by the key of their theme."""
    return dict(recommendation.cross_cutting_answers.values_list("field_id", "text"))


@composed_once
def public_recommendations(region: int) -> QuerySet[Recommendation]:
    """All published recommendations with meeting and fields, latest first.

    Some dozens a decade; the page narrows them itself, and so knows which filters lead anywhere.
    `field_names` and `field_slugs` are of the fields of action, one on each line.
    """
    return (
        Recommendation.objects.filter(region=region, is_public=True)
        .select_related("meeting")
        .annotate(field_names=_joined_fields("name"), field_slugs=_joined_fields("slug"))
        .only("year", "number", "title", "state", "meeting__title")
        .order_by(*NEWEST_FIRST)
    )


def recommendations_of_meeting(meeting: Meeting) -> list[Recommendation]:
    """What a conference recommended and what became of it, as everybody may know: two queries."""
    rows = Recommendation.objects.filter(meeting=meeting, is_public=True)
    return list(
        rows.select_related("workshop").prefetch_related(_fields()).order_by("year", "number")
    )

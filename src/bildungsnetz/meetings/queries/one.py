"""One meeting as its pages at the desk need it."""

from django.db.models import Exists, OuterRef, QuerySet

from bildungsnetz.kit.composing import composed_once, first
from bildungsnetz.kit.joined import joined_names, put_rows
from bildungsnetz.meetings.models import Allocation, Meeting
from bildungsnetz.meetings.queries.conferences import answer_counts
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region


def head(region: Region, key: int) -> Meeting | None:
    """A meeting with counts and the rows it points to: what every page of one needs; one query.

    `is_allocated` tells whether people were told their places.
    """
    return _of(region, first(_head(region.pk, key)))


def head_with_organs(region: Region, key: int) -> Meeting | None:
    """`head` with the organs, whose deadlines make the invitation's window; two queries."""
    return _with_organs(head(region, key))


def record(region: Region, key: int) -> Meeting | None:
    """A meeting with all that its own page shows but `workshops`; three queries.

    `field_names` holds the names of the fields of action, one on each line.
    """
    found = _with_organs(_of(region, first(_record(region.pk, key))))
    if found is not None:
        put_rows(found, "parts", _parts(found.pk))
    return found


@composed_once
def _head(region: int, key: int) -> QuerySet[Meeting]:
    return _one(region, key)


@composed_once
def _record(region: int, key: int) -> QuerySet[Meeting]:
    names = joined_names(FieldOfAction.objects.all(), "meetings", between="\n")
    return _one(region, key).annotate(field_names=names)


def _one(region: int, key: int) -> QuerySet[Meeting]:
    published = Allocation.objects.filter(meeting=OuterRef("pk"), published_at__isnull=False)
    return (
        Meeting.objects.filter(region=region, pk=key)
        .annotate(**answer_counts(), is_allocated=Exists(published))
        .select_related("part_of", "audience")
    )


@composed_once
def _organs(meeting: int) -> QuerySet[Organ]:
    return Organ.objects.filter(meetings=meeting).order_by("order", "name")


@composed_once
def _parts(meeting: int) -> QuerySet[Meeting]:
    return Meeting.objects.filter(part_of=meeting)


def _of(region: Region, found: Meeting | None) -> Meeting | None:
    """The meeting with its region, so that nobody needs to ask for it."""
    if found is not None:
        found.region = region
    return found


def _with_organs(found: Meeting | None) -> Meeting | None:
    if found is not None:
        put_rows(found, "organs", _organs(found.pk))
    return found

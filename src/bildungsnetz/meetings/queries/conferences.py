"""Reads of meetings and their workshops, for the desk and for the public pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Count,
    Exists,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, ExtractYear
from django.utils import timezone

from bildungsnetz.kit.composing import composed_once
from bildungsnetz.kit.joined import joined_names, row_count
from bildungsnetz.meetings.models import (
    Invitation,
    Meeting,
    Placement,
    Registration,
    Wish,
    Workshop,
)
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region
from bildungsnetz.regions.queries import carrying

REGISTERED = Registration.State.REGISTERED


@dataclass(frozen=True, slots=True)
class MeetingFilter:
    """What a list of meetings is narrowed to; `field` is a slug or WITHOUT_FIELD (regions),
    0 and "" leave it open."""

    field: str = ""
    year: int = 0
    past: bool = False


def counted[M: Model](rows: QuerySet[M], key: str) -> Coalesce:
    """The number of `rows` whose `key` is the outer row, as a subquery: joins would multiply."""
    numbers = (
        rows.filter(**{key: OuterRef("pk")})
        .order_by()
        .values(key)
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


def meetings(region: Region) -> QuerySet[Meeting]:
    """All meetings of the region, cancelled ones too, by date."""
    return region.meetings.order_by("starts_at", "pk")


def meeting_list(region: Region, wanted: MeetingFilter, *, at: datetime) -> QuerySet[Meeting]:
    """The desk's list: upcoming ones next first, past ones latest first, with counts."""
    found = meetings(region).filter(_narrowed(wanted))
    found = (
        found.filter(ends_at__lt=at).order_by("-starts_at", "-pk")
        if wanted.past
        else found.filter(ends_at__gte=at)
    )
    return (
        found.annotate(**answer_counts())
        .select_related("part_of")
        .prefetch_related(*_organs_and_fields())
    )


def _narrowed(wanted: MeetingFilter) -> Q:
    year = Q(starts_at__year=wanted.year) if wanted.year else Q()
    return carrying(wanted.field) & year


def answer_counts() -> dict[str, Func]:
    """Annotations: invited_count, silent_, accepted_, declined_ and registered_count."""
    state = Invitation.State
    return {
        "invited_count": row_count(Invitation, "meeting"),
        "silent_count": row_count(Invitation, "meeting", state=state.INVITED),
        "accepted_count": row_count(Invitation, "meeting", state=state.ACCEPTED),
        "declined_count": row_count(Invitation, "meeting", state=state.DECLINED),
        "registered_count": row_count(Registration, "meeting", state=REGISTERED),
    }


def _organs_and_fields() -> "tuple[Prefetch[Any], Prefetch[Any]]":
    return (
        Prefetch("organs", queryset=Organ.objects.order_by("order", "name")),
        Prefetch("fields", queryset=FieldOfAction.objects.order_by("order", "name")),
    )


def years(region: Region) -> list[int]:
    """The years in which the region met or will meet, latest first."""
    found = Meeting.objects.filter(region=region).order_by()
    return sorted(
        set(found.annotate(year=ExtractYear("starts_at")).values_list("year", flat=True)),
        reverse=True,
    )


def workshops(meeting: Meeting) -> list[Workshop]:
    """The workshops that take place, by number, with how many wish them first and have places."""
    found = _workshops(meeting.pk)
    for one in found:
        one.meeting = meeting
    return found


@composed_once
def _workshops(meeting: int) -> QuerySet[Workshop]:
    return (
        Workshop.objects.filter(meeting=meeting, cancelled_at__isnull=True)
        .order_by("number")
        .annotate(
            first_wishes=counted(
                Wish.objects.filter(rank=1, registration__state=REGISTERED), "workshop"
            ),
            taken=row_count(Placement, "workshop"),
        )
    )


def live_workshops(meeting: Meeting) -> QuerySet[Workshop]:
    """The workshops that take place, to fetch one of them."""
    return all_workshops(meeting).filter(cancelled_at__isnull=True)


def all_workshops(meeting: Meeting) -> QuerySet[Workshop]:
    """Every workshop of the meeting, cancelled ones too, by number."""
    return Workshop.objects.filter(meeting=meeting).select_related("meeting").order_by("number")


def possible_umbrellas(region: Region, *, meeting: Meeting | None) -> QuerySet[Meeting]:
    """The meetings a meeting may be part of: none that is itself a part, and not the meeting."""
    found = meetings(region).filter(part_of__isnull=True, cancelled_at__isnull=True)
    if meeting is None or meeting.pk is None:
        return found
    parts = Meeting.objects.filter(part_of=meeting)
    return found.filter(~Exists(parts)).exclude(pk=meeting.pk)


def public_meetings(region: Region) -> QuerySet[Meeting]:
    """The meetings the public may see, by date, with organs and fields."""
    return meetings(region).filter(is_public=True).prefetch_related(*_organs_and_fields())


def public_conferences(region: Region, *, field: str = "") -> QuerySet[Meeting]:
    """The conferences of the public list: no parts, these stand on the page of their umbrella.

    `field`: the slug of a field of action to which they are narrowed.
    """
    found = public_meetings(region).prefetch_related(None)
    if field:
        found = found.filter(fields__slug=field)
    return found.filter(kind=Meeting.Kind.CONFERENCE, part_of__isnull=True)


def public_records(region: Region) -> QuerySet[Meeting]:
    """Public meetings with all their page shows: parts with hosts, workshops; 3 queries.

    The names of organs and fields come as texts with the meeting: `organ_names`, `field_names`.
    """
    parts = Meeting.objects.filter(is_public=True).order_by("starts_at", "pk")
    live = Workshop.objects.filter(cancelled_at__isnull=True).order_by("number")
    return (
        public_meetings(region)
        .prefetch_related(None)
        .select_related("part_of")
        .annotate(
            organ_names=joined_names(Organ.objects.all(), "meetings"),
            field_names=joined_names(FieldOfAction.objects.all(), "meetings"),
        )
        .prefetch_related(Prefetch("parts", queryset=parts), Prefetch("workshops", queryset=live))
    )


def next_meeting(region: Region, at: datetime) -> Meeting | None:
    """The next public meeting that is not cancelled and has not ended."""
    return (
        public_meetings(region)
        .filter(ends_at__gt=at, cancelled_at__isnull=True, part_of__isnull=True)
        .first()
    )


def meetings_between(region: Region, start: datetime, end: datetime) -> QuerySet[Meeting]:
    """The meetings that touch the half-open span from `start` to `end`, with organs and fields."""
    return (
        meetings(region)
        .filter(starts_at__lt=end, ends_at__gt=start)
        .prefetch_related(*_organs_and_fields())
    )


def questions(fields: Iterable[FieldOfAction]) -> list[str]:
    """The questions that the region's cross-cutting themes ask of every record."""
    return [field.question for field in fields if field.is_cross_cutting and field.question]


def blank_meeting(region: Region) -> Meeting:
    """An unsaved conference of the region, for the form."""
    return Meeting(region=region, kind=Meeting.Kind.CONFERENCE)


def next_workshop(meeting: Meeting) -> Workshop:
    """An unsaved workshop with the next number and the time and places of the last one."""
    last = all_workshops(meeting).last()
    return Workshop(
        meeting=meeting,
        number=last.number + 1 if last else 1,
        starts_at=last.starts_at if last else meeting.starts_at,
        ends_at=last.ends_at if last else meeting.ends_at,
        capacity=last.capacity if last else 20,
    )


def written(meeting: Meeting) -> dict[str, Any]:
    """Audience, subject and text of the invitation as kept so far."""
    return {
        "audience": meeting.audience,
        "subject": meeting.invitation_subject,
        "body": meeting.invitation_body,
    }


def was_reminded_on(meeting: Meeting, day: date) -> bool:
    """Tell whether a reminder went out on this day."""
    return meeting.reminded_at is not None and timezone.localdate(meeting.reminded_at) == day

"""What organs, institutions and fields of action do in the network, for their public profiles.

Everything is read together with the row it belongs to, as text with a line for each thing, so
that a profile asks the database nothing more.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    StringAgg,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, ExtractYear, Replace

from bildungsnetz.decisions.models import Consultation
from bildungsnetz.directory.models import Institution
from bildungsnetz.directory.queries.institutions import active_at, public_profiles
from bildungsnetz.kit.composing import composed_once
from bildungsnetz.meetings.models import Invitation, Meeting
from bildungsnetz.office.queries.site import public_organs
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.regions.models import FieldOfAction, Region

_LINE, _PART = "\n", "\t"
# A recommendation's address below the list of all.
_NUMBER = Concat(
    Cast("recommendation__year", CharField()),
    Value("/"),
    Cast("recommendation__number", CharField()),
    output_field=CharField(),
)


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing somebody does or did: what its page is found by, its name, a year or "" ."""

    key: str
    name: str
    year: str = ""


@dataclass(frozen=True, slots=True)
class Doings:
    """What somebody does in the network: organs, past conferences, recommendations."""

    organs: list[Doing]
    meetings: list[Doing]
    recommendations: list[Doing]

    def __bool__(self) -> bool:
        return bool(self.organs or self.meetings or self.recommendations)


@composed_once
def public_organ(region: int, slug: str, at: datetime, today: date) -> QuerySet[Organ]:
    """One organ with all that its public page shows of it."""
    return of_organs(public_organs(region, at).filter(slug=slug), today)


def of_organs(organs: QuerySet[Organ], today: date) -> QuerySet[Organ]:
    """The organs with their past public dates and the recommendations they answered in public."""
    held = _past(today).filter(organs=OuterRef("pk"))
    answered = Consultation.objects.filter(
        organ=OuterRef("pk"), published_at__isnull=False, recommendation__is_public=True
    )
    return organs.annotate(
        did_meetings=_lines(held, "organs", "pk", "title", at="starts_at", order="-starts_at"),
        did_recommendations=_lines(
            answered, "organ", _NUMBER, "recommendation__title",
            at="answered_at", order="-answered_at",
        ),
    )  # fmt: skip


@composed_once
def of_institution(institution: int, region: int, today: date) -> QuerySet[Institution]:
    """The public profile of an institution with the organs in which it, or who represents it, sits
    today, and the past public meetings to which it came."""
    now = Q(active_from__lte=today) & (Q(active_to__isnull=True) | Q(active_to__gt=today))
    open_ones = Mandate.objects.filter(now, organ__region=region, organ__closed_on__isnull=True)
    outer = OuterRef(OuterRef("pk"))
    own = Q(institution=outer)
    theirs = Q(
        person__affiliations__institution=outer,
        person__affiliations__represents=True,
    ) & active_at(today, "person__affiliations__")
    seated = Organ.objects.filter(pk__in=open_ones.filter(own | theirs).values("organ"))
    came = Invitation.objects.filter(
        institution=OuterRef("pk"), state=Invitation.State.ACCEPTED, meeting__in=_past(today)
    )
    return public_profiles(Region(pk=region)).filter(pk=institution).annotate(
        did_organs=_lines(seated, "region", "slug", "name", order="order"),
        did_meetings=_lines(
            came, "institution", "meeting__pk", "meeting__title",
            at="meeting__starts_at", order="-meeting__starts_at",
        ),
    )  # fmt: skip


def of_fields(fields: QuerySet[FieldOfAction], today: date) -> QuerySet[FieldOfAction]:
    """The fields with the open organs that work on them and the number of public institutions."""
    organs = Organ.objects.filter(fields=OuterRef("pk"), closed_on__isnull=True)
    public = Institution.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=today), fields=OuterRef("pk"), is_public=True
    )
    number = public.order_by().values("fields").annotate(number=Count("pk")).values("number")
    return fields.annotate(
        did_organs=_lines(organs, "fields", "slug", "name", order="order"),
        institution_count=Coalesce(Subquery(number), 0),
    )


def doings(row: Any) -> Doings:
    """What was read together with an organ, institution or field, taken apart."""
    return Doings(
        organs=_taken_apart(getattr(row, "did_organs", "")),
        meetings=_taken_apart(getattr(row, "did_meetings", "")),
        recommendations=_taken_apart(getattr(row, "did_recommendations", "")),
    )


def _past(today: date) -> QuerySet[Meeting]:
    return Meeting.objects.filter(
        is_public=True, cancelled_at__isnull=True, part_of__isnull=True, ends_at__date__lt=today
    )


def _lines(
    rows: QuerySet[Any], outer: str, key: str | Concat, name: str, *, order: str, at: str = ""
) -> Coalesce:
    """A line for each of the rows: key, name, year. Names hold no tabs or line breaks here."""
    year = Cast(ExtractYear(at), CharField()) if at else Value("", output_field=CharField())
    plain = Replace(Replace(F(name), Value(_LINE), Value(" ")), Value(_PART), Value(" "))
    line = Concat(
        Cast(key, CharField()), Value(_PART), plain, Value(_PART), year, output_field=CharField()
    )
    ordered = F(order.lstrip("-")).desc() if order.startswith("-") else F(order).asc()
    texts = (
        rows.order_by()
        .values(outer)
        .annotate(lines=StringAgg(line, delimiter=Value(_LINE), order_by=[ordered, F(name).asc()]))
        .values("lines")[:1]
    )
    return Coalesce(Subquery(texts, output_field=CharField()), Value(""))


def _taken_apart(lines: str) -> list[Doing]:
    return [Doing(*line.split(_PART)) for line in dict.fromkeys(lines.split(_LINE)) if line]

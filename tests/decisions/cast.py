"""What the tests of decisions share: a conference with a workshop, its people, a recommendation."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.decisions import actions, queries
from bildungsnetz.decisions.actions import NewOrder, NewResolution
from bildungsnetz.decisions.models import (
    Consultation,
    Entitled,
    Order,
    Recommendation,
    Resolution,
    Round,
)
from bildungsnetz.meetings.models import Invitation, Meeting, Placement, Registration, Workshop
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, TODAY, make_institution

OFFICE = Actor(label="Anna Albers")
TEXT = "Jede Schule nennt bis Ostern eine feste Ansprechperson für den Übergang."
REASON = "Kleine Schulen haben dafür keine Stunden."


def make_meeting(region: Region, *organs: Organ, title: str = "Bildungskonferenz 2026",
                 starts_at: datetime = NOW - timedelta(days=20)) -> Meeting:  # fmt: skip
    """A conference that took place three weeks ago."""
    meeting = Meeting.objects.create(
        region=region,
        kind=Meeting.Kind.CONFERENCE,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        is_public=True,
        created_at=NOW - timedelta(days=90),
    )
    meeting.organs.set(organs)
    return meeting


def make_workshop(meeting: Meeting, number: int = 1, title: str = "Vom Kind aus") -> Workshop:
    """A workshop of the conference."""
    return Workshop.objects.create(
        meeting=meeting,
        number=number,
        title=title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        capacity=20,
    )


def make_registration(meeting: Meeting, name: str, *, email: str = "",
                      workshop: Workshop | None = None) -> Registration:  # fmt: skip
    """Somebody registered from a school of their own, perhaps with a place in a workshop."""
    school = make_institution(meeting.region, f"Schule von {name}")
    invitation = Invitation.objects.create(meeting=meeting, institution=school, invited_at=NOW)
    registration = Registration.objects.create(
        meeting=meeting, invitation=invitation, name=name, email=email, registered_at=NOW
    )
    if workshop:
        Placement.objects.create(registration=registration, workshop=workshop, placed_at=NOW)
    return registration


def make_recommendation(meeting: Meeting, workshop: Workshop | None = None, *,
                        title: str = "Feste Ansprechpersonen", text: str = TEXT,
                        answers: dict[int, str] | None = None) -> Recommendation:  # fmt: skip
    """A recommendation in its first wording, in the region's first field."""
    return actions.write_recommendation(
        region=meeting.region,
        meeting=meeting,
        workshop=workshop,
        title=title,
        text=text,
        fields=list(FieldOfAction.objects.filter(region=meeting.region)[:1]),
        answers=answers or {},
        by=OFFICE,
        at=NOW,
    )


def open_round(recommendation: Recommendation, key: str = "workshop", *, at: datetime = NOW,
               closes_at: datetime = NOW + timedelta(days=7)) -> Round:  # fmt: skip
    """A round opened by the office for the circle named."""
    circle = queries.circle(recommendation, key, today=TODAY)
    return actions.open_round(
        recommendation=recommendation,
        circle_key=key,
        seen=circle.stamp,
        moderated_by="Anna Albers und Ben Becker",
        closes_at=closes_at,
        by=OFFICE,
        at=at,
        today=TODAY,
    )


def people_of(of: Round) -> dict[str, Entitled]:
    """The entitled by their given name."""
    return {row.name.split()[0]: row for row in of.entitled.order_by("name")}


def cast(entitled: Entitled, choice: str, reason: str = "", *, at: datetime = NOW) -> None:
    """An answer given through the personal link."""
    by = Actor(label=entitled.name)
    actions.cast_ballot(entitled=entitled, choice=choice, reason=reason, by=by, at=at)


def make_adopted(meeting: Meeting, workshop: Workshop, *, title: str = "Feste Ansprechpersonen",
                 is_public: bool = True) -> Recommendation:  # fmt: skip
    """A recommendation to which everybody in the workshop consented, published."""
    recommendation = make_recommendation(meeting, workshop, title=title)
    opened = open_round(recommendation)
    for person in opened.entitled.all():
        cast(person, "consent")
    actions.close_round(round=opened, minority_statement="", by=OFFICE, at=NOW)
    actions.show_publicly(recommendation=recommendation, is_public=is_public, by=OFFICE, at=NOW)
    recommendation.refresh_from_db()
    return recommendation


def forward(recommendation: Recommendation, organ: Organ, *, note: str = "",
            at: datetime = NOW) -> Consultation:  # fmt: skip
    """Lay the recommendation before the organ."""
    return actions.forward_recommendation(
        recommendation=recommendation, organ=organ, note=note, by=OFFICE, at=at
    )


def accept(consultation: Consultation, orders: Sequence[NewOrder], *, publish: bool = True,
           reason: str = "Das hilft allen.", at: datetime = NOW) -> Resolution:  # fmt: skip
    """The organ accepts with a Beschluss and orders."""
    actions.answer_consultation(
        consultation=consultation,
        answer="accepted",
        reason=reason,
        publish=publish,
        resolution=NewResolution("Die Empfehlung wird umgesetzt.", TODAY, orders),
        by=OFFICE,
        at=at,
    )
    return Resolution.objects.get(consultation=consultation)


def new_order(organ: Organ, text: str = "Eine Liste der Ansprechpersonen führen.",
              due_on: date = TODAY + timedelta(days=100)) -> NewOrder:  # fmt: skip
    """An order to the organ, due in a hundred days."""
    return NewOrder(text=text, assignee=organ, due_on=due_on)


def the_order(resolution: Resolution) -> Order:
    """The only order of a resolution."""
    return Order.objects.get(resolution=resolution)

"""What the tests of the office's reads are made of."""

from datetime import timedelta

from bildungsnetz.decisions.models import Consultation, Recommendation
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction
from tests.cast import NOW


def meeting(
    organ: Organ, days: int, title: str = "", *, hours: int = 4, is_public: bool = True
) -> Meeting:
    """A conference of the organ that many days from now."""
    made = Meeting.objects.create(
        region=organ.region,
        kind=Meeting.Kind.CONFERENCE,
        title=title or f"Konferenz in {days} Tagen",
        starts_at=NOW + timedelta(days=days),
        ends_at=NOW + timedelta(days=days, hours=hours),
        venue="Rathaus an der Volme",
        address="Rathausstraße 13, 58095 Hagen",
        is_public=is_public,
        created_at=NOW,
    )
    made.organs.add(organ)
    made.fields.set(FieldOfAction.objects.filter(region=organ.region, slug="uebergaenge"))
    return made


def recommendation(of: Meeting, number: int, *, is_public: bool = True) -> Recommendation:
    """A recommendation of a conference."""
    made = Recommendation.objects.create(
        region=of.region,
        year=2026,
        number=number,
        title=f"Feste Ansprechpersonen benennen {number}",
        meeting=of,
        state=Recommendation.State.FORWARDED,
        is_public=is_public,
        created_at=NOW,
    )
    made.fields.set(of.fields.all())
    return made


def consultation(of: Recommendation, organ: Organ, days_ago: int) -> Consultation:
    """The recommendation before an organ since so many days."""
    return Consultation.objects.create(
        recommendation=of, organ=organ, forwarded_at=NOW - timedelta(days=days_ago)
    )

"""What the office sends is German, whatever language its clerk reads."""

from django.utils import translation

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.actions import care
from bildungsnetz.directory.forms.care import first_run
from bildungsnetz.meetings import actions as meetings
from bildungsnetz.meetings.actions import Guest
from bildungsnetz.meetings.allocation import Goal
from bildungsnetz.meetings.forms import first_draft
from bildungsnetz.meetings.models import Invitation
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region
from tests.cast import make_region
from tests.directory.caring import LATER, make_run, release
from tests.meetings.making import (
    IN_WINDOW,
    make_audience,
    make_head,
    make_meeting,
    make_schools,
    make_workshop,
    write,
)

OFFICE = Actor(label="Anna Albers")


def letters_of_a_year(region: Region) -> list[str]:
    """All letters of a conference and of a confirmation run, without what names the region."""
    organ = Organ.objects.create(region=region, slug="bk", kind="conference", name="Konferenz")
    first, _second = make_schools(region, 2)
    make_head(first, email="eva@schule.example")
    conference = make_meeting(region, organ)
    make_workshop(conference, 1)
    draft = first_draft(conference)
    write(conference, make_audience(region), body=draft["body"])
    by = {"by": OFFICE, "at": IN_WINDOW}
    meetings.release_invitations(meeting=conference, reason="", **by)
    invited = Invitation.objects.get(meeting=conference, institution=first)
    guests = [Guest("Ada", email="ada@x.example")]
    meetings.accept(invitation=invited, guests=guests, revision=0, **by)
    meetings.remind_silent(meeting=conference, **by)
    places = meetings.compute_allocation(
        meeting=conference, goal=Goal.GENEROUS, keep_moved=False, **by
    )
    meetings.publish_allocation(allocation=places, **by)
    begun = first_run(region, 2026)
    run = make_run(region, subject=begun["subject"], body=begun["body"])
    release(run)
    care.remind_run(run=run, by=OFFICE, at=LATER)
    rows = Message.objects.filter(region=region).order_by("pk")
    texts = [draft["subject"], *(f"{row.subject}\n{row.body}" for row in rows)]
    return [text.replace(region.slug.title(), "…").replace(region.slug, "…") for text in texts]


def test_an_english_clerk_sends_the_same_letters(hagen: Region) -> None:
    with translation.override("de"):
        german = letters_of_a_year(hagen)
    herne = make_region("herne", "Herne")
    with translation.override("en"):
        assert letters_of_a_year(herne) == german
    assert len(german) == 1 + 2 + 1 + 1 + 1 + 2 + 2

"""Fixtures of the room decisions."""

import pytest

from bildungsnetz.decisions.models import Recommendation
from bildungsnetz.meetings.models import Meeting, Workshop
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import Region
from tests.decisions.cast import make_meeting, make_recommendation, make_registration, make_workshop


@pytest.fixture
def held_conference(hagen: Region, plenary: Organ) -> Meeting:
    """The Bildungskonferenz of three weeks ago."""
    return make_meeting(hagen, plenary)


@pytest.fixture
def held_workshop(held_conference: Meeting) -> Workshop:
    """Its workshop with Eva (mail), Fritz (mail) and Gerda (no mail)."""
    workshop = make_workshop(held_conference)
    make_registration(held_conference, "Eva Ernst", email="eva@schule.example", workshop=workshop)
    make_registration(
        held_conference, "Fritz Fuchs", email="fritz@schule.example", workshop=workshop
    )
    make_registration(held_conference, "Gerda Groß", workshop=workshop)
    return workshop


@pytest.fixture
def draft(held_conference: Meeting, held_workshop: Workshop) -> Recommendation:
    """A draft from the workshop."""
    return make_recommendation(held_conference, held_workshop)

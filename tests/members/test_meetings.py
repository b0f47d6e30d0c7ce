"""From "Offen für mich" to the invitation."""

import time_machine
from django.test import Client
from django.urls import reverse

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import User
from bildungsnetz.regions.models import Region
from tests.cast import make_user, signed_in
from tests.meetings.making import (
    IN_WINDOW,
    invite,
    link_of,
    make_head,
    make_meeting,
    make_schools,
)


@time_machine.travel(IN_WINDOW, tick=False)
def test_whoever_represents_an_institution_reaches_its_invitation(hagen: Region, ben: User) -> None:
    user = make_user("mueller@nord.example", "Eva Müller")
    mine, _other = make_schools(hagen, 2)
    make_head(mine, user=user)
    own, foreign = invite(make_meeting(hagen))

    def opened(browser: Client, pk: int) -> tuple[int, str]:
        address = reverse("members_invitation", kwargs={"region": "hagen", "pk": pk})
        response = browser.get(address)
        return response.status_code, response.get("Location", "")

    there = reverse("invitation", kwargs={"token": links.token(link_of(own))})
    assert opened(signed_in(user), own.pk) == (302, there)
    assert opened(signed_in(user), foreign.pk) == (404, "")
    assert opened(signed_in(ben), own.pk) == (404, "")

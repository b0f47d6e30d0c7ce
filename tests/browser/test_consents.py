"""A consent is withdrawn in two clicks; what it allowed is gone at the next request (bar G5)."""

import re

import pytest
from django.utils import timezone

from bildungsnetz.accounts import links
from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import User
from bildungsnetz.directory import actions
from bildungsnetz.directory.models import Person
from bildungsnetz.post.stopping import contact_links
from bildungsnetz.regions.models import Region
from tests.browser.conftest import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_clicks_take_a_name_from_the_public_pages(
    plain_walk: Walk, hagen: Region, clara: User
) -> None:
    """The link in the mail is the first click, the button the second; scripts are not needed."""
    now = timezone.now()
    person = Person.objects.get(user=clara)
    facts = {"person": person, "by": CONSOLE, "at": now}
    actions.give_consent(purpose="publication", version=1, channel="paper", **facts)
    actions.publish_person(is_public=True, fields=[], basis="consent", **facts)
    plain_walk.open("/hagen/gremien/lenkungskreis/")
    assert plain_walk.page.get_by_text("Clara Celik").count() > 0
    link = contact_links(hagen, [person.email], at=now)[person.email]
    plain_walk.open(f"/abbestellen/{links.token(link)}/")
    plain_walk.page.get_by_role("button", name=re.compile("Widerrufen.*Veröffentlichung")).click()
    assert plain_walk.page.get_by_text("Das ist gespeichert und gilt ab sofort.").count() == 1
    plain_walk.open("/hagen/gremien/lenkungskreis/")
    assert plain_walk.page.get_by_text("Clara Celik").count() == 0


def test_the_page_behind_the_link_after_a_choice(walk: Walk, hagen: Region, clara: User) -> None:
    """Stopped, consented and with a note: still readable by everybody."""
    link = contact_links(hagen, [clara.email], at=timezone.now())[clara.email]
    path = f"/abbestellen/{links.token(link)}/"
    walk.open(path)
    walk.page.get_by_label("nur Einladungen").check()
    walk.page.get_by_role("button", name="Wahl speichern").click()
    walk.page.get_by_role("button", name=re.compile("Einwilligen.*Fotos")).click()
    assert walk.page.get_by_label("nur Einladungen").is_checked()
    walk.inspect()

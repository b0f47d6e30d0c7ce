"""The link below a message: choosing, objecting, consenting; and the button of mail programs."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bildungsnetz.accounts import links
from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import User
from bildungsnetz.directory import actions
from bildungsnetz.directory.models import Person
from bildungsnetz.directory.queries import contact
from bildungsnetz.organs.models import Organ
from bildungsnetz.post import stopping
from bildungsnetz.post.models import Message, Stop
from bildungsnetz.regions.models import Region
from tests.cast import NOW
from tests.post.conftest import queue

ADDRESS = "voss@schule.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def voss(hagen: Region) -> Person:
    """Somebody the office knows."""
    return actions.add_person(
        region=hagen, given_name="Vera", family_name="Voss", email=ADDRESS, by=CONSOLE, at=NOW
    )


@pytest.fixture
def path(hagen: Region, settings: Any) -> str:
    """The path of the link below a circular to her."""
    message = queue(hagen, kind="circular", to_address=ADDRESS)
    assert message.stop_link is not None
    return links.address(message.stop_link).removeprefix(settings.SITE_URL)


def scope(region: Region) -> str:
    """What is stopped for her."""
    found = contact.stop_of(region, stopping.address_hash(ADDRESS))
    return found.scope if found else ""


def test_the_page_shows_what_is_chosen_and_changes_nothing(
    voss: Person, path: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(6):
        page = Client().get(path).content.decode()
    assert "Welche Post möchten Sie von uns bekommen?" in page
    assert "Einwilligungen von Vera Voss" in page
    assert page.count('value="ja"') == 4
    for part in ("neuigkeiten/", "rundschreiben/"):
        assert Client().get(path + part).status_code == 200
        assert Client().head(path + part).status_code == 200
    assert not Stop.objects.exists()


@pytest.mark.parametrize("wanted", ["news", "circular", "all", ""])
def test_a_choice_holds_at_once(hagen: Region, voss: Person, path: str, wanted: str) -> None:
    stopping.set_stop(
        region=hagen, key=stopping.address_hash(ADDRESS), scope="news", source="office",
        by=CONSOLE, at=NOW,
    )  # fmt: skip
    answer = Client().post(path, {"scope": wanted}, follow=True)
    assert "Ihre Wahl ist gespeichert" in answer.content.decode()
    assert scope(hagen) == wanted
    assert contact.has_objected(voss) == (wanted == "all")


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("neuigkeiten/", "", "news"),
        ("neuigkeiten/", "circular", "circular"),
        ("neuigkeiten/", "all", "all"),
        ("rundschreiben/", "", "circular"),
        ("rundschreiben/", "news", "circular"),
        ("rundschreiben/", "all", "all"),
    ],
)
def test_the_button_of_the_mail_program_needs_no_page(
    hagen: Region, voss: Person, path: str, *, part: str, before: str, after: str
) -> None:
    """RFC 8058: a bare POST, without cookie and form token, answered without a redirect; it never
    weakens what was chosen."""
    stopping.set_stop(
        region=hagen, key=stopping.address_hash(ADDRESS), scope=before, source="link",
        by=CONSOLE, at=NOW,
    )  # fmt: skip
    for _twice in range(2):
        answer = Client(enforce_csrf_checks=True).post(path + part, ONE_CLICK)
        assert answer.status_code == 200
    assert scope(hagen) == after
    assert queue(hagen, 2, kind="official", to_address=ADDRESS).state != Message.State.HELD or (
        after == "all"
    )


def test_the_page_itself_asks_for_its_form_token(path: str) -> None:
    assert Client(enforce_csrf_checks=True).post(path, {"scope": "all"}).status_code == 403
    assert not Stop.objects.exists()


def test_consents_are_given_and_withdrawn_in_one_click_each(voss: Person, path: str) -> None:
    """Opening the link is the first click, the button the second (Art. 7 (3) DSGVO)."""
    address = f"{path}einwilligung/{voss.pk}/"
    data = {"purpose": "photos", "version": 1}
    page = Client().post(address, {**data, "given": "ja"}, follow=True).content.decode()
    assert page.count('value="nein"') == 1
    page = Client().post(address, {**data, "given": "nein"}, follow=True).content.decode()
    assert page.count('value="nein"') == 0
    log = contact.consent_log(voss).values_list("given", "channel", "text__purpose")
    assert list(log) == [(False, "link", "photos"), (True, "link", "photos")]


def test_a_withdrawn_publication_is_gone_at_the_next_request(
    hagen: Region, clara: User, steering: Organ
) -> None:
    """Also from the kept page, and for a browser that has it: both follow the trail (bar G5)."""
    person = Person.objects.get(user=clara)
    actions.publish_person(
        person=person, is_public=True, fields=[], basis="consent", by=CONSOLE, at=NOW
    )
    page, visitor = f"/hagen/gremien/{steering.slug}/", Client()
    shown = visitor.get(page)
    assert "Clara Celik" in shown.content.decode()
    tag = shown.headers["ETag"]
    assert visitor.get(page, headers={"If-None-Match": tag}).status_code == 304
    link = stopping.contact_links(hagen, [person.email], at=timezone.now())[person.email]
    address = f"/abbestellen/{links.token(link)}/"
    assert "Einwilligungen von Clara Celik" in visitor.get(address).content.decode()
    visitor.post(
        f"{address}einwilligung/{person.pk}/",
        {"purpose": "publication", "version": 1, "given": "nein"},
    )
    gone = visitor.get(page, headers={"If-None-Match": tag})
    assert gone.status_code == 200
    assert "Clara Celik" not in gone.content.decode()


def test_a_link_speaks_for_its_own_address_only(
    hagen: Region, deniz: Any, voss: Person, path: str
) -> None:
    herne = Region.objects.get(slug="herne")
    other = actions.add_person(
        region=hagen, family_name="Neu", email="neu@schule.example", by=CONSOLE, at=NOW
    )
    away = actions.add_person(region=herne, family_name="Voss", email=ADDRESS, by=CONSOLE, at=NOW)
    data = {"purpose": "photos", "version": 1, "given": "ja"}
    assert Client().post(f"{path}einwilligung/{other.pk}/", data).status_code == 302
    assert Client().post(f"{path}einwilligung/{away.pk}/", data).status_code == 404
    for person in (other, away):
        assert not contact.consent_log(person).exists()
    Client().post(path, {"scope": "all"})
    assert contact.stop_of(herne, stopping.address_hash(ADDRESS)) is None
    assert not contact.has_objected(other)


def test_the_link_still_knows_its_person_when_the_mail_log_is_gone(voss: Person, path: str) -> None:
    Message.objects.all().delete()
    assert "Einwilligungen von Vera Voss" in Client().get(path).content.decode()

"""What members choose about their post and consents."""

from typing import Any

import pytest

from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models import Person
from bildungsnetz.directory.queries import contact
from bildungsnetz.post.stopping import address_hash
from bildungsnetz.regions.models import Region
from tests.cast import make_user, signed_in

PAGE = "/hagen/mein/daten/post/"
CONSENT = "/hagen/mein/daten/einwilligung/"


def test_one_objects_consents_and_withdraws(
    hagen: Region, clara: User, django_assert_num_queries: Any
) -> None:
    client, person = signed_in(clara), Person.objects.get(user=clara)
    assert 'href="/hagen/mein/daten/post/"' in client.get("/hagen/mein/daten/").content.decode()
    with django_assert_num_queries(7):
        assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, {"scope": "circular"}).status_code == 302
    assert contact.stop_of(hagen, address_hash(person.email)).source == "signed_in"
    for given in ("ja", "nein"):
        client.post(CONSENT, {"purpose": "news", "version": 1, "given": given})
    log = contact.consent_log(person).values_list("given", "channel")
    assert list(log) == [(False, "signed_in"), (True, "signed_in")]


def test_without_an_address_less_mail_is_no_choice(clara: User) -> None:
    Person.objects.filter(user=clara).update(email="")
    answer = signed_in(clara).post(PAGE, {"scope": "news"})
    assert "Ohne E-Mail-Adresse gibt es nur alles oder gar nichts." in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_in_the_register_has_nothing_to_choose(hagen: Region, method: str) -> None:
    client = signed_in(make_user("x@y.example", "Xenia Y"))
    assert getattr(client, method)(PAGE).status_code == 403

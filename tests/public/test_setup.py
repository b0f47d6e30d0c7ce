"""The first page of an empty installation."""

from django.test import Client
from django.utils import timezone

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.regions.models import Region

FIRST_DAY = {
    "name": "Bildungsregion Kreis Olpe",
    "network_name": "Bildungsnetzwerk Olpe",
    "land": "NW",
    "ags": "05966",
    "clerk_name": "Olga Ohm",
    "clerk_email": "olga@olpe.example",
}


def setup_path() -> str:
    """The path printed on the console."""
    now = timezone.now()
    link = links.issue(
        purpose=PersonalLink.Purpose.SETUP,
        subject="setup",
        region=None,
        at=now,
        expires_at=now + timezone.timedelta(hours=24),
    )
    return f"/einrichten/{links.token(link)}/"


def test_without_the_link_nobody_sets_a_region_up(db: None) -> None:
    """The page says where the link is to be found."""
    client = Client()
    assert client.get("/einrichten/").status_code == 200
    assert client.post("/einrichten/", FIRST_DAY).status_code == 405
    assert client.post("/einrichten/geraten/", FIRST_DAY).status_code == 404
    assert Region.objects.count() == 0


def test_the_first_clerk_is_signed_in_and_led_on(db: None) -> None:
    """From the first form straight to the steps."""
    client = Client()
    path = setup_path()
    assert client.get(path).status_code == 200
    response = client.post(path, FIRST_DAY)
    assert (response.status_code, response["Location"]) == (302, "/kreis-olpe/buero/einrichtung/")
    assert client.get("/kreis-olpe/buero/einrichtung/").status_code == 200
    assert Client().post(path, FIRST_DAY).status_code == 410


def test_a_wrong_key_is_named_and_nothing_is_lost(db: None) -> None:
    """The form comes back as it was typed, with the sentence at the field."""
    response = Client().post(setup_path(), {**FIRST_DAY, "ags": "123"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Der AGS hat 5 oder 8 Ziffern." in page
    assert 'value="Bildungsnetzwerk Olpe"' in page
    assert Region.objects.count() == 0

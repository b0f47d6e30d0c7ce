"""A real office moves in: from the address on the console to the register, by keyboard."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.models import Institution
from bildungsnetz.organs.models import Seat
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.browser.conftest import Walk
from tests.browser.keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REGISTER = Path(__file__).parents[1] / "data" / "tabellen" / "schulen_2024_auszug.csv"


def setup_path() -> str:
    """The address that the console prints."""
    now = timezone.now()
    link = links.issue(
        purpose=PersonalLink.Purpose.SETUP,
        subject="setup",
        region=None,
        at=now,
        expires_at=now + timedelta(days=7),
    )
    return f"/einrichten/{links.token(link)}/"


def test_moving_in(walk: Walk) -> None:
    """Region and clerk, organs by their own names, fields, address, register."""
    keys = Keyboard(walk.page)
    walk.open("/")
    walk.inspect()
    walk.open(setup_path())
    walk.inspect()
    keys.press("Region anlegen")
    walk.inspect()
    keys.write("Name der Bildungsregion", "Bildungsregion Kreis Olpe")
    keys.write("Name des Netzwerks", "Bildungsnetzwerk Olpe")
    keys.choose("Land", "Nordrhein-Westfalen")
    keys.write("Amtlicher Gemeindeschlüssel (AGS)", "05966")
    keys.write("Ihr Vor- und Nachname", "Olga Ohm")
    keys.write("Ihre dienstliche E-Mail-Adresse", "olga@olpe.example")
    keys.press("Region anlegen")
    walk.inspect()
    walk.shoot_both("einrichtung")

    keys.follow("Nächster Schritt")
    keys.write("Name des steuernden Gremiums", "Steuerungsgruppe")
    keys.write("Wer benennt wie viele Personen für das steuernde Gremium?", "Kreis: 3\nLand: 2")
    keys.press("Gremien anlegen")
    walk.inspect()
    keys.follow("Nächster Schritt")
    keys.write("Handlungsfelder", "Übergänge gestalten\nGanztag gestalten")
    keys.write("Querschnittsthemen", "Inklusion gestalten")
    keys.press("Handlungsfelder anlegen")
    walk.inspect()

    walk.open("/kreis-olpe/buero/register/import/")
    walk.page.get_by_label("Datei").first.set_input_files(REGISTER)
    keys.write("Name des Registers", "Schulverzeichnis NRW")
    keys.press("Vorschau zeigen")
    walk.inspect()
    walk.shoot_both("vorschau")
    keys.press("30 Einrichtungen übernehmen")
    walk.inspect()

    region = Region.objects.get()
    assert Seat.objects.filter(organ__name="Steuerungsgruppe").count() == 5
    assert FieldOfAction.objects.filter(region=region).count() == 3
    assert Institution.objects.filter(region=region).count() == 30

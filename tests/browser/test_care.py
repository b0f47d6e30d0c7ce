"""The yearly confirmation from the office's desk to the school's secretary and back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import User
from bildungsnetz.directory.models import Affiliation, Confirmation, Institution
from bildungsnetz.regions.models import Region
from tests.browser.conftest import Walk
from tests.browser.keyboard import Keyboard
from tests.cast import make_institution

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REGISTER = "/hagen/buero/register/"


def test_the_yearly_confirmation(walk: Walk, hagen: Region, anna: User) -> None:
    """Written, released, corrected by the school, confirmed, accepted, taken back, shown."""
    school = make_institution(hagen, "Grundschule Voßhof", number="191001")
    keys = Keyboard(walk.page)
    walk.sign_in(anna)
    walk.open(f"{REGISTER}bestaetigung/")
    walk.inspect()
    keys.follow("Neue Bestätigung beginnen")
    until = timezone.localdate() + timedelta(days=30)
    walk.page.get_by_label("Letzter Tag").fill(until.isoformat())
    keys.press("Weiter zur Vorschau")
    walk.inspect()
    walk.shoot_both("pflege-freigabe")
    keys.press("Bitte an 1 Empfänger freigeben")
    walk.inspect()

    link = Confirmation.objects.select_related("link").get().link
    assert link is not None
    place = f"/eintrag/{links.token(link)}/"
    walk.page.context.clear_cookies()
    walk.open(place)
    walk.inspect()
    walk.shoot_both("pflege-eintrag")
    keys.follow("Angaben ändern")
    keys.write("Telefon", "02331 4711")
    walk.inspect()
    keys.press("Änderungen speichern")
    keys.follow("Person hinzufügen")
    keys.write("Nachname", "Neumann")
    keys.write("Funktion", "Schulleitung")
    walk.inspect()
    keys.press("Person melden")
    walk.inspect()
    walk.shoot_both("pflege-wartet")
    keys.press("Alles Übrige stimmt – bestätigen")
    walk.inspect()
    walk.shoot_both("pflege-danke")

    walk.sign_in(anna)
    walk.open(f"{REGISTER}aenderungen/")
    walk.inspect()
    walk.shoot_both("pflege-aenderungen")
    keys.press("Alle Änderungen übernehmen: Grundschule Voßhof")
    walk.open(f"{REGISTER}aenderungen/?stand=accepted")
    walk.inspect()
    walk.open(f"{REGISTER}bestaetigung/{Confirmation.objects.get().run_id}/")
    walk.inspect()
    walk.shoot_both("pflege-stand")
    walk.open(f"{REGISTER}einrichtungen/{school.pk}/")
    walk.inspect()
    walk.shoot_both("pflege-einrichtung")

    school = Institution.objects.get(pk=school.pk)
    assert (school.phone, school.confirmed_at is not None) == ("02331 4711", True)
    assert Affiliation.objects.get().person.family_name == "Neumann"

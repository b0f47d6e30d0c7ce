"""The office reconciles two years of a register, with scripts and without."""

from pathlib import Path

import pytest
from django.utils import timezone

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import User
from bildungsnetz.directory import actions
from bildungsnetz.directory.models import ImportRun, Institution
from bildungsnetz.regions.models import Region
from tests.browser.conftest import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DATA = Path(__file__).parents[1] / "data" / "tabellen"
OFFICE = Actor(label="Anna Albers")


def upload(region: Region, name: str) -> ImportRun:
    """A year of the register, previewed."""
    return actions.upload_import(
        region=region,
        file_name=name,
        content=(DATA / name).read_bytes(),
        source="Schulverzeichnis",
        by=OFFICE,
        at=timezone.now(),
    )


def begun(walk: Walk, region: Region, user: User) -> str:
    """The address of the second year's preview, after the first was taken over."""
    actions.commit_import(run=upload(region, "kreis_2021.csv"), by=OFFICE, at=timezone.now())
    walk.sign_in(user)
    return f"/hagen/buero/register/import/{upload(region, 'kreis_2024.csv').pk}/"


def test_a_register_is_reconciled(walk: Walk, hagen: Region, anna: User) -> None:
    """Each choice is kept as it is made; what is gone is closed with its successor."""
    where = begun(walk, hagen, anna)
    page = walk.page
    for group in ("neu", "geaendert", "fehlend", "zweifelhaft"):
        walk.open(f"{where}?gruppe={group}")
        walk.inspect()
        walk.shoot_both(f"abgleich-{group}")
    walk.open(f"{where}?gruppe=geaendert")
    with page.expect_response("**/entscheiden/"):
        page.get_by_label("Straße und Hausnummer: Bergstr. 5").click()
    walk.open(f"{where}?gruppe=fehlend")
    row = page.get_by_role("row").filter(has_text="Gem. Grundschule Herscheid")
    with page.expect_response("**/entscheiden/"):
        row.get_by_label("Was geschieht?").select_option("close")
    page.get_by_role("button", name="11 Einrichtungen übernehmen, 1 schließen").click()
    walk.inspect()
    walk.shoot_both("abgleich-fertig")
    closed = Institution.objects.get(number="131532")
    assert str(closed.closed_on) == "2021-08-01"
    assert (closed.successor.number, closed.successor.street) == ("100119", "Bergstr. 5")
    walk.open("/hagen/buero/register/arten/")
    walk.inspect()
    walk.shoot_both("arten")
    walk.open("/hagen/buero/register/")
    walk.shoot_both("register")


def test_without_scripts(plain_walk: Walk, hagen: Region, anna: User) -> None:
    """The button that takes over keeps the page's choices as well."""
    where = begun(plain_walk, hagen, anna)
    page = plain_walk.page
    plain_walk.open(f"{where}?gruppe=neu")
    page.get_by_label("übernehmen").first.uncheck()
    page.get_by_role("button", name="Auswahl speichern").click()
    plain_walk.open(f"{where}?gruppe=fehlend")
    row = page.get_by_role("row").filter(has_text="Gem. Grundschule Herscheid")
    row.get_by_label("Was geschieht?").select_option("close")
    page.get_by_role("button", name="10 Einrichtungen übernehmen").click()
    assert Institution.objects.filter(number="100154").count() == 0
    assert Institution.objects.get(number="131532").successor.number == "100119"

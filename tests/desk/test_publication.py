"""What the office releases of persons, and what an open register's import releases."""

import pytest

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory import actions
from bildungsnetz.directory.models import Institution, Person
from tests.cast import NOW, signed_in
from tests.directory.makers import GOETHE, OFFICE, make_person, register


@pytest.fixture
def office(anna):
    return signed_in(anna)


def test_a_person_is_published_on_a_basis_with_its_day(hagen, office):
    person = make_person(hagen, "Offen", email="o@s.example")
    place = f"/hagen/buero/register/personen/{person.pk}/veroeffentlichung/"
    for data, told in (
        ({"public_fields": ["email"]}, "Ohne den Namen kann nichts anderes"),
        ({"is_public": "on"}, "Bitte wählen Sie, warum die Person"),
        (
            {"is_public": "on", "public_fields": ["phone"], "publication_basis": "office"},
            "brauchen ihre Einwilligung.",
        ),
    ):
        page = office.post(place, data)
        assert (page.status_code, told in page.content.decode()) == (200, True)
    data = {"is_public": "on", "public_fields": ["function"], "publication_basis": "office"}
    page = office.post(place, data, follow=True).content.decode()
    assert "IFG NRW §§ 9 (3), 12" in page
    kept = Person.objects.get(pk=person.pk)
    assert (kept.is_public, kept.public_fields, kept.publication_basis) == (
        True, ["function"], "office",
    )  # fmt: skip
    assert kept.publication_since is not None
    office.post(place, {})
    kept = Person.objects.get(pk=person.pk)
    assert (kept.is_public, kept.public_fields, kept.publication_basis) == (False, [], "")
    assert kept.publication_since is None
    assert AuditEntry.objects.filter(action="person.published").count() == 2


@pytest.mark.parametrize("publish", [True, False])
def test_an_import_releases_an_open_registers_fields_or_nothing(hagen, publish):
    actions.import_at_once(
        region=hagen, file_name="schulen.csv", content=register(GOETHE), source="Verzeichnis",
        publish=publish, by=OFFICE, at=NOW,
    )  # fmt: skip
    kept = Institution.objects.get()
    fields = ["address", "phone", "email", "website"] if publish else []
    assert (kept.is_public, kept.public_fields) == (publish, fields)

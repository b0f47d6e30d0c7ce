"""Kinds carry fields of action; every institution gets at least one, singly or in a lump."""

import pytest
from django.test import Client

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory.models import Institution, InstitutionKind
from bildungsnetz.regions.models import FieldOfAction
from tests.cast import make_institution, make_region, signed_in
from tests.desk.browsing import errors, post, shown
from tests.directory.makers import GOETHE, VOSS, register, upload

BASE = "/hagen/buero/register/"
NONE_CHOSEN = "Bitte wählen Sie mindestens ein Handlungsfeld."


@pytest.fixture
def office(anna) -> Client:
    return signed_in(anna)


def field(region, slug: str = "uebergaenge") -> FieldOfAction:
    return FieldOfAction.objects.get(region=region, slug=slug)


def fields_of(institution: Institution) -> list[str]:
    return sorted(one.slug for one in institution.fields.all())


def test_a_kind_is_made_and_changed(office, hagen):
    assert "Noch keine Arten" in shown(office, f"{BASE}arten/")
    data = {"name": "Familienzentrum", "aliases": "FZ\n\n FZ \nFamilien-Zentrum",
            "fields": [field(hagen).pk]}  # fmt: skip
    assert post(office, f"{BASE}arten/neu/", **data) == f"{BASE}arten/"
    kind = InstitutionKind.objects.get(name="Familienzentrum")
    assert (kind.slug, kind.aliases) == ("familienzentrum", ["FZ", "Familien-Zentrum"])
    assert "Übergänge gestalten" in shown(office, f"{BASE}arten/")
    assert errors(office, f"{BASE}arten/neu/", **data) == {
        "name": ["Eine Art mit diesem Namen gibt es schon."]
    }
    post(office, f"{BASE}arten/{kind.pk}/", name="Zentrum", fields=[field(hagen, "inklusion").pk])
    kind.refresh_from_db()
    assert (kind.name, kind.slug, [one.slug for one in kind.fields.all()]) == (
        "Zentrum", "familienzentrum", ["inklusion"],
    )  # fmt: skip
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "kind.added", "kind.changed",
    ]  # fmt: skip


def test_kinds_open_to_their_office_alone(office, hagen, deniz):
    kind = make_institution(hagen, "Eins").kind
    foreign = make_institution(make_region("unna", "Unna"), "Zwei").kind
    assert office.get(f"{BASE}arten/{foreign.pk}/").status_code == 404
    for page in ("arten/", "arten/neu/", f"arten/{kind.pk}/", "arten/handlungsfelder/",
                 "handlungsfelder/"):  # fmt: skip
        assert signed_in(deniz).get(BASE + page).status_code == 403
        assert office.get(BASE + page).status_code == 200


def test_all_kinds_get_fields_at_once(office, hagen):
    kinds = [make_institution(hagen, kind, kind=kind).kind for kind in ("Gymnasium", "Kita")]
    kinds[0].fields.add(field(hagen))
    address = f"{BASE}arten/handlungsfelder/"
    assert errors(office, address) == {"fields_of_action": [NONE_CHOSEN]}
    post(office, address, fields_of_action=[field(hagen).pk])
    assert "Bei 1 Art ergänzt." in shown(office, f"{BASE}arten/")
    assert [kind.fields.count() for kind in kinds] == [1, 1]
    post(office, address, fields_of_action=[field(hagen).pk])
    assert AuditEntry.objects.filter(action="kinds.fields_added").count() == 1


def test_an_institution_needs_a_field_of_its_own_or_of_its_kind(office, hagen):
    kind = make_institution(hagen, "Vorlage").kind
    data = {"name": "Neue Schule", "kind": kind.pk}
    assert errors(office, f"{BASE}einrichtungen/neu/", **data) == {"fields": [NONE_CHOSEN]}
    kind.fields.add(field(hagen))
    post(office, f"{BASE}einrichtungen/neu/", **data)
    made = Institution.objects.get(name="Neue Schule")
    assert fields_of(made) == ["uebergaenge"]
    address = f"{BASE}einrichtungen/{made.pk}/aendern/"
    assert errors(office, address, **data) == {"fields": [NONE_CHOSEN]}
    post(office, address, **data, fields=[field(hagen, "inklusion").pk])
    assert fields_of(made) == ["inklusion"]
    FieldOfAction.objects.filter(region=hagen).exclude(institutions=made).delete()


def test_a_region_without_fields_asks_for_none(office, hagen):
    kind = make_institution(hagen, "Vorlage").kind
    FieldOfAction.objects.all().delete()
    post(office, f"{BASE}einrichtungen/neu/", name="Neue Schule", kind=kind.pk)
    assert Institution.objects.filter(name="Neue Schule").exists()
    assert "Noch keine Handlungsfelder" in shown(office, f"{BASE}handlungsfelder/")
    assert "Noch keine Handlungsfelder" in shown(office, f"{BASE}arten/handlungsfelder/")


def test_imported_institutions_get_the_fields_of_their_kind_and_of_the_run(office, hagen):
    InstitutionKind.objects.create(
        region=hagen, slug="gymnasium", name="Gymnasium", is_school=True
    ).fields.add(field(hagen))
    run = upload(hagen, register(GOETHE, VOSS), fields=[field(hagen, "inklusion")])
    assert "Inklusion gestalten" in shown(office, f"{BASE}import/{run.pk}/")
    form = office.get(f"{BASE}import/{run.pk}/spalten/").context["form"]
    assert form["fields_of_action"].value() == [field(hagen, "inklusion").pk]
    post(office, f"{BASE}import/{run.pk}/uebernehmen/")
    assert [fields_of(row) for row in Institution.objects.order_by("number")] == [
        ["inklusion", "uebergaenge"], ["inklusion"],
    ]  # fmt: skip


def test_fields_are_added_to_all_that_the_list_shows(office, hagen):
    ones = [make_institution(hagen, f"Schule {n}") for n in range(3)]
    make_institution(hagen, "Goethe", kind="Gymnasium")
    ones[0].fields.add(field(hagen))
    page = shown(office, f"{BASE}?art=grundschule")
    assert "Handlungsfelder für alle 3 angezeigten ergänzen" in page
    address = f"{BASE}handlungsfelder/?art=grundschule"
    assert "Bei 3 Einrichtungen ergänzen" in shown(office, address)
    assert errors(office, address) == {"fields_of_action": [NONE_CHOSEN]}
    where = post(office, address, fields_of_action=[field(hagen).pk])
    assert where == f"{BASE}?art=grundschule"
    assert "Bei 2 Einrichtungen ergänzt." in shown(office, where)
    assert Institution.objects.filter(fields=None).count() == 1
    post(office, address, fields_of_action=[field(hagen).pk])
    entry = AuditEntry.objects.get(action="institutions.fields_added")
    assert entry.detail == {"fields": ["Übergänge gestalten"], "institutions": 2}


def test_today_tells_how_many_have_no_field(office, hagen):
    make_institution(hagen, "Eins")
    assert "1 Einrichtung hat noch kein Handlungsfeld." in shown(office, "/hagen/buero/")
    Institution.objects.get().fields.add(field(hagen))
    assert "noch kein Handlungsfeld" not in shown(office, "/hagen/buero/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_kinds_takes_four_queries(office, hagen, count, django_assert_num_queries):
    for number in range(count):
        make_institution(hagen, f"Schule {number}", kind=f"Art {number}")
    with django_assert_num_queries(4):
        shown(office, f"{BASE}arten/")

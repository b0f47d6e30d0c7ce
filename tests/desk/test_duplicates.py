"""The office's pages of duplicates and mergers: who may, what is shown, what is done."""

from typing import Any

import pytest
from django.test import Client

from bildungsnetz.accounts.models import User
from bildungsnetz.directory import duplicates
from bildungsnetz.directory.models import (
    DuplicateSearch,
    Institution,
    InstitutionPair,
    Merge,
    Person,
    PersonPair,
)
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, make_institution, make_region, signed_in
from tests.desk.browsing import holds, notes, post, shown
from tests.directory.makers import make_affiliation, make_person
from tests.directory.test_merging import merge, two

BASE = "/hagen/buero/register/"
PAGES = [
    "dubletten/einrichtungen/", "dubletten/personen/", "dubletten/einrichtungen/fortschritt/",
    "zusammenfuehrungen/",
]  # fmt: skip


@pytest.fixture
def office(anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


@pytest.fixture
def twins(hagen: Region) -> tuple[Institution, Institution]:
    """Two entries of one school, the first with a head."""
    one, other = two(hagen, "institution")
    Institution.objects.update(street="Hauptstr. 1", phone="02331 12345")
    Institution.objects.filter(pk=other.pk).update(number="")
    make_affiliation(make_person(hagen, "Albers"), one)
    duplicates.search(hagen, "institution", at=NOW, tell=lambda _done, _total: None)
    return one, other


def pair_page(one: Any, other: Any, more: str = "") -> str:
    word = "personen" if isinstance(one, Person) else "einrichtungen"
    return f"{BASE}dubletten/{word}/{one.pk}/{other.pk}/{more}"


def proposal(client: Client, address: str) -> dict[str, str]:
    """What is marked on the page, as a browser would send it."""
    form = client.get(address).context["form"]
    return {name: form.chosen(name) for name in form.fields}


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_open_to_the_office_alone(hagen, anna, clara, deniz, page):
    assert signed_in(anna).get(BASE + page).status_code == 200
    assert signed_in(clara).get(BASE + page).status_code == 403
    assert signed_in(deniz).get(BASE + page).status_code == 403
    assert Client().get(BASE + page).status_code == 302


def test_records_of_another_region_are_not_there(office, hagen):
    other = make_region("unna", "Unna")
    mine, (one, two_) = make_institution(hagen, "Eigene"), two(other, "institution")
    for pair in ((mine, one), (one, mine), (one, two_)):
        assert office.get(pair_page(*pair)).status_code == 404
        assert office.post(pair_page(*pair), {"kept": "left"}).status_code == 404
    assert office.get(f"{BASE}dubletten/einrichtungen/{one.pk}/").status_code == 404
    made = merge(one, two_)
    assert office.post(f"{BASE}zusammenfuehrungen/{made.pk}/rueckgaengig/").status_code == 404
    assert office.get(f"{BASE}dubletten/katzen/").status_code == 404


def test_the_list_shows_pairs_with_reasons_and_both_records(office, twins):
    one, other = twins
    page = shown(office, f"{BASE}dubletten/einrichtungen/")
    for words in ("Goethe-Gymnasium", "Goethe Gymnasium Hagen", "Die Telefonnummer ist dieselbe."):
        assert holds(page, words)
    assert pair_page(one, other) in page
    InstitutionPair.objects.update(score=0.9)
    wanted = {"": 1, "wahrscheinlich": 1, "sehr": 0, "entschieden": 0, "quatsch": 1}
    for level, number in wanted.items():
        found = office.get(f"{BASE}dubletten/einrichtungen/", {"stand": level}).context["pairs"]
        assert (level, len(found)) == (level, number)


def test_an_empty_list_says_what_fills_it(office, hagen):
    address = f"{BASE}dubletten/personen/"
    assert "Noch nicht gesucht" in shown(office, address)
    assert post(office, f"{address}suchen/") == address
    assert "Die Einträge werden verglichen" in shown(office, address)
    assert "HX-Redirect" not in office.get(f"{address}fortschritt/").headers
    duplicates.search(hagen, "person", at=NOW, tell=lambda _done, _total: None)
    assert "Keine Dubletten" in shown(office, address)
    assert office.get(f"{address}fortschritt/").headers["HX-Redirect"] == address


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", ["institution", "person"])
def test_the_list_asks_a_fixed_number_of_questions(
    office, hagen, kind, count, django_assert_num_queries
):
    model = InstitutionPair if kind == "institution" else PersonPair
    for number in range(count):
        one, other = (
            (make_institution(hagen, f"{number}{n}") for n in "ab")
            if kind == "institution"
            else (make_person(hagen, f"{number}{n}") for n in "ab")
        )
        model.objects.create(region=hagen, left=one, right=other, score=0.9, found_at=NOW)
    DuplicateSearch.objects.create(region=hagen, kind=kind, asked_at=NOW, done_at=NOW)
    word = "einrichtungen" if kind == "institution" else "personen"
    office.get(f"{BASE}dubletten/{word}/")
    with django_assert_num_queries(6):
        office.get(f"{BASE}dubletten/{word}/")


@pytest.mark.parametrize("count", [1, 3])
def test_side_by_side_asks_a_fixed_number_of_questions(
    office, hagen, count, django_assert_num_queries
):
    one, other = two(hagen, "institution")
    for number in range(count):
        head = make_person(hagen, f"Person {number}")
        for school in (one, other):
            make_affiliation(head, school)
    office.get(pair_page(one, other))
    with django_assert_num_queries(8):
        office.get(pair_page(one, other))


def test_keine_dublette_and_back(office, twins):
    one, other = twins
    address = pair_page(one, other, "keine/")
    assert post(office, address) == f"{BASE}dubletten/einrichtungen/"
    ((note, back),) = notes(office, f"{BASE}dubletten/einrichtungen/")
    assert (note, back) == ("Gemerkt: keine Dublette.", pair_page(one, other, "doch/"))
    assert office.get(f"{BASE}dubletten/einrichtungen/").context["pairs"] == []
    assert holds(shown(office, pair_page(one, other)), "Schon entschieden: keine Dublette")
    post(office, back)
    assert len(office.get(f"{BASE}dubletten/einrichtungen/").context["pairs"]) == 1


def test_side_by_side_proposes_and_merges(office, twins):
    """The record to which more refers stays, wherever it stands on the page."""
    one, other = twins
    marked = proposal(office, pair_page(other, one))
    assert (marked["kept"], marked["number"]) == ("right", "right")
    page = shown(office, pair_page(other, one))
    for words in ("Vorschlag: nur hier angegeben", "Tätigkeiten", "Eintrag A ansehen"):
        assert holds(page, words)
    where = post(office, pair_page(other, one), **{**marked, "name": "left"})
    assert where == f"{BASE}einrichtungen/{one.pk}/"
    kept = Institution.objects.get()
    assert (kept.pk, kept.name, kept.number) == (one.pk, "Goethe Gymnasium Hagen", "191000")
    ((note, back),) = notes(office, where)
    assert note.startswith("„Goethe Gymnasium Hagen“ ist hier aufgegangen.")
    assert holds(shown(office, where), "mit einem anderen Eintrag zusammengeführt")
    assert post(office, back) == f"{BASE}einrichtungen/{other.pk}/"
    assert Institution.objects.count() == 2


def test_a_refusal_stands_on_the_page(office, hagen):
    """What was marked stays marked."""
    one, other = two(hagen, "institution")
    between = make_institution(hagen, "Zwischenschule")
    Institution.objects.filter(pk=one.pk).update(closed_on=NOW.date(), successor=between)
    Institution.objects.filter(pk=between.pk).update(successor=other)
    marked = {**proposal(office, pair_page(one, other)), "kept": "left", "closing": "left"}
    answer = office.post(pair_page(one, other), marked)
    assert answer.status_code == 200
    assert holds(answer.content.decode(), "ist zugleich Nachfolgerin und Vorgängerin")
    assert answer.context["form"].chosen("closing") == "left"
    assert Institution.objects.count() == 3


def test_pages_of_a_gone_record_lead_to_the_kept_one(office, twins):
    one, other = twins
    Institution.objects.update(is_public=True)
    merge(one, other)
    address = f"{BASE}einrichtungen/{other.pk}/"
    assert office.get(address).headers["Location"] == f"{BASE}einrichtungen/{one.pk}/"
    public = Client().get(f"/hagen/einrichtungen/{other.pk}/")
    assert (public.status_code, public.headers["Location"]) == (
        302, f"/hagen/einrichtungen/{one.pk}/",
    )  # fmt: skip
    Institution.objects.update(is_public=False)
    assert Client().get(f"/hagen/einrichtungen/{other.pk}/").status_code == 404
    assert office.get(f"{BASE}einrichtungen/987654/").status_code == 404


def test_persons_pages_lead_on_and_tell_the_whole_trail(office, hagen):
    one, other = two(hagen, "person")
    post(office, pair_page(one, other), **proposal(office, pair_page(one, other)))
    kept = Person.objects.get()
    gone = other if kept == one else one
    address = f"{BASE}personen/{gone.pk}/"
    assert office.get(address).headers["Location"] == f"{BASE}personen/{kept.pk}/"


def test_the_list_of_mergers_and_the_way_back(office, twins, django_assert_num_queries):
    address = f"{BASE}zusammenfuehrungen/"
    assert "Noch nichts zusammengeführt" in shown(office, address)
    one, other = twins
    made = merge(one, other)
    page = shown(office, address)
    assert holds(page, "endgültig")  # the cast's time lies far behind the clock's
    Merge.objects.filter(pk=made.pk).update(undo_until="2999-01-01T00:00:00Z")
    assert holds(shown(office, address), "Rückgängig machen")
    with django_assert_num_queries(6):
        office.get(address)
    where = post(office, f"{address}{made.pk}/rueckgaengig/")
    assert where == f"{BASE}einrichtungen/{other.pk}/"
    assert holds(shown(office, address), "zurückgenommen am")
    post(office, f"{address}{made.pk}/rueckgaengig/")
    assert [note for note, _back in notes(office, address)] == [
        "Die Zusammenführung lässt sich nicht mehr rückgängig machen."
    ]


def test_another_entry_is_picked_by_search(office, twins):
    one, other = twins
    address = f"{BASE}dubletten/einrichtungen/{one.pk}/"
    assert address in shown(office, f"{BASE}einrichtungen/{one.pk}/")
    found = office.get(address, {"suche": "goethe"}).context["others"]
    assert list(found) == [other]
    assert holds(shown(office, f"{address}?suche=xyz"), "Nichts gefunden")


def test_a_new_entry_warns_of_likely_ones_and_can_be_saved(office, twins):
    kind = twins[0].kind
    sent = {
        "name": "Goethe Gymnasium", "kind": kind.pk, "street": "Hauptstr. 1", "city": "Hagen",
        "postcode": "58095", "phone": "02331 12345",
        "fields": [FieldOfAction.objects.filter(region=twins[0].region)[0].pk],
    }  # fmt: skip
    answer = office.post(f"{BASE}einrichtungen/neu/", sent)
    assert (answer.status_code, answer.context["form"].errors) == (200, {})
    page = answer.content.decode()
    for words in ("Gibt es vielleicht schon", "Goethe-Gymnasium", "Trotzdem aufnehmen"):
        assert holds(page, words)
    assert Institution.objects.count() == 2
    post(office, f"{BASE}einrichtungen/neu/", **sent, trotzdem="ja")
    assert Institution.objects.count() == 3

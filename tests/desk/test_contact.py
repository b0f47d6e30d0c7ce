"""The desk's pages of bases, consents, objections and notices."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bildungsnetz.accounts.models import AuditEntry, User
from bildungsnetz.directory import actions
from bildungsnetz.directory.models import ConsentText, ContactBasis, Person
from bildungsnetz.directory.queries import contact
from bildungsnetz.post import stopping
from bildungsnetz.regions.models import Region
from tests.cast import signed_in
from tests.desk.browsing import errors, notes, post, shown
from tests.directory.makers import OFFICE

DESK = "/hagen/buero/register"


@pytest.fixture
def voss(hagen: Region) -> Person:
    """Somebody whose data the school gave."""
    return actions.add_person(
        region=hagen, family_name="Voss", email="voss@schule.example", source="institution",
        source_note="Anruf", by=OFFICE, at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def own(voss: Person) -> str:
    """Where her pages lie."""
    return f"{DESK}/personen/{voss.pk}"


def test_the_office_says_where_new_data_came_from(anna: User) -> None:
    client = signed_in(anna)
    page = shown(client, f"{DESK}/personen/neu/")
    assert "Woher stammen die Angaben?" in page
    facts = {"salutation": "open", "family_name": "Neu"}
    assert "source" in errors(client, f"{DESK}/personen/neu/", **facts)
    post(client, f"{DESK}/personen/neu/", **facts, source="self", source_note="Visitenkarte")
    row = ContactBasis.objects.filter(purpose="official").get()
    assert (row.source, row.source_note) == ("self", "Visitenkarte")


def test_the_person_shows_why_the_data_are_kept(anna: User, own: str) -> None:
    page = shown(signed_in(anna), f"{own}/")
    for words in (
        "Warum wir diese Daten haben",
        "Netzwerkarbeit in der Funktion",
        "von der Einrichtung",
        "Anruf",
        "noch nicht",
    ):
        assert words in page


def test_bases_take_eight_queries(anna: User, own: str, django_assert_num_queries: Any) -> None:
    client = signed_in(anna)
    for purpose in ("news", "photos", "private"):
        with django_assert_num_queries(8):
            shown(client, f"{own}/grundlagen/")
        post(client, f"{own}/einwilligung/{purpose}/", channel="paper", version=1)
        shown(client, f"{own}/grundlagen/")  # the note of the form


def test_a_basis_is_corrected_and_ended(anna: User, voss: Person, own: str) -> None:
    client, page = signed_in(anna), f"{own}/grundlagen/eintragen/"
    assert 'value="Anruf"' in shown(client, f"{page}?zweck=official")
    wrong = {"purpose": "news", "basis": "public_task", "source": "self"}
    assert errors(client, page, **wrong) == {
        "basis": ["„Neuigkeiten aus dem Netzwerk“ geht nur mit Einwilligung."]
    }
    post(client, page, purpose="official", basis="public_task", source="public", note="Netz")
    row = voss.bases.get(purpose="official")
    assert (row.source, row.source_note) == ("public", "Netz")
    post(client, f"{DESK}/grundlagen/{row.pk}/beenden/")
    assert [one.purpose for one in contact.bases(voss.region)] == ["network"]


def test_ending_a_consent_is_a_withdrawal(anna: User, voss: Person, own: str) -> None:
    client = signed_in(anna)
    post(client, f"{own}/einwilligung/photos/", channel="paper", version=1)
    row = voss.bases.get(purpose="photos")
    post(client, f"{DESK}/grundlagen/{row.pk}/beenden/")
    assert [entry.given for entry in contact.consent_log(voss)] == [False, True]
    assert not voss.bases.filter(purpose="photos", ended_at=None).exists()


@pytest.mark.parametrize("purpose", ["official", "news", "publication"])
def test_a_consent_entered_by_hand_is_ended_like_any_basis(
    anna: User, voss: Person, own: str, purpose: str
) -> None:
    """The log of consents knows nothing of it, the audit trail does."""
    client = signed_in(anna)
    page = f"{own}/grundlagen/eintragen/"
    post(client, page, purpose=purpose, basis="consent", source="self", note="")
    row = voss.bases.get(purpose=purpose, ended_at=None)
    post(client, f"{DESK}/grundlagen/{row.pk}/beenden/")
    assert not voss.bases.filter(purpose=purpose, ended_at=None).exists()
    last = AuditEntry.objects.order_by("pk").last()
    assert (last.action, last.detail) == ("basis.ended", {"purpose": purpose})
    assert list(contact.consent_log(voss)) == []


def test_an_objection_is_entered_and_shown(hagen: Region, anna: User, own: str) -> None:
    client = signed_in(anna)
    post(client, f"{own}/post/", scope="all", reason="Bedrohung")
    page = shown(client, f"{own}/grundlagen/")
    assert "gar keine Nachrichten (Widerspruch)" in page
    assert "Bedrohung" in page
    key = stopping.address_hash("voss@schule.example")
    assert contact.stop_of(hagen, key).source == "office"
    post(client, f"{own}/post/", scope="", reason="")
    assert contact.stop_of(hagen, key) is None


def test_consents_on_paper_are_entered_with_their_proof(anna: User, own: str) -> None:
    client, page = signed_in(anna), f"{own}/einwilligung/photos/"
    assert "Fotos von Veranstaltungen" in shown(client, page)
    post(client, page, channel="paper", evidence="Bogen 12", version=1)
    assert "Widerruf eintragen" in shown(client, page)
    post(client, page, channel="spoken", evidence="Anruf", version=1)
    log = shown(client, f"{own}/grundlagen/")
    assert "Bogen 12" in log
    assert log.count("Fassung 1") == 2
    assert client.get(f"{own}/einwilligung/network/").status_code == 404


def test_a_wording_changed_meanwhile_is_read_again(hagen: Region, anna: User, own: str) -> None:
    actions.write_consent_text(
        region=hagen, purpose="photos", text="Neu.", by=OFFICE, at=timezone.now()
    )
    told = errors(signed_in(anna), f"{own}/einwilligung/photos/", channel="paper", version=1)
    assert told == {
        "__all__": ["Der Wortlaut wurde gerade geändert. Bitte lesen Sie ihn noch einmal."]
    }


def test_wordings_are_followed_never_changed(anna: User, own: str) -> None:
    client = signed_in(anna)
    post(client, f"{own}/einwilligung/news/", channel="paper", version=1)
    post(client, f"{DESK}/einwilligungen/news/", text="Ganz neu.")
    assert list(ConsentText.objects.order_by("version").values_list("version")) == [(1,), (2,)]
    page = shown(client, f"{DESK}/einwilligungen/")
    assert "Ganz neu." in page
    assert "früherer Wortlaut" in shown(client, f"{own}/grundlagen/")
    assert "Ganz neu." in shown(client, f"{DESK}/einwilligungen/news/")


@pytest.mark.parametrize("count", [1, 3])
def test_who_is_to_be_told_stands_in_a_list(
    hagen: Region, anna: User, django_assert_num_queries: Any, count: int
) -> None:
    client, now = signed_in(anna), timezone.now()
    for number in range(count):
        actions.add_person(
            region=hagen, family_name=f"Alt{number}", by=OFFICE, at=now - timedelta(days=40)
        )
    with django_assert_num_queries(6):
        page = shown(client, f"{DESK}/datenschutzhinweise/")
    assert page.count("überfällig") == count
    first = Person.objects.order_by("pk")[0]
    answer = client.post(f"{DESK}/personen/{first.pk}/informiert/", {"how": "letter"})
    assert answer.status_code == 302
    assert notes(client, f"{DESK}/datenschutzhinweise/") == [
        ("Es ist vermerkt, dass Alt0 informiert ist.", "")
    ]
    assert contact.untold(hagen).count() == count - 1


def test_nobody_tells_by_an_unknown_way(anna: User, hagen: Region, voss: Person, own: str) -> None:
    assert signed_in(anna).post(f"{own}/informiert/", {"how": "?"}).status_code == 302
    assert contact.untold(hagen).count() == 1

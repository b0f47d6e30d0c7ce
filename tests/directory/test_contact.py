"""Bases, consents, objections and the notice: what is written, refused and proven."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory import actions, lawful
from bildungsnetz.directory.actions.consents import standing_consent
from bildungsnetz.directory.models import ConsentEntry, ConsentText, ContactBasis, Person
from bildungsnetz.directory.notices import notices, was_told
from bildungsnetz.directory.queries import contact
from bildungsnetz.directory.rules import (
    AddressUnknown,
    BasisUnfit,
    NotByConsent,
    TextChanged,
    TextWanting,
)
from bildungsnetz.post import stopping
from bildungsnetz.post.models import Stop
from bildungsnetz.regions.models import Region
from tests.cast import NOW
from tests.directory.makers import OFFICE

LATER = NOW + timedelta(days=3)
WHO: dict[str, Any] = {"by": OFFICE, "at": NOW}


def add(region: Region, **facts: Any) -> Person:
    """A contact as the office enters one."""
    values = {"family_name": "Voss", "email": "voss@schule.example", **WHO} | facts
    return actions.add_person(region=region, **values)


def bases(person: Person) -> list[tuple[str, str, str]]:
    """Purpose, basis and source of what is in force."""
    rows = ContactBasis.objects.filter(person=person, ended_at=None).order_by("pk")
    return list(rows.values_list("purpose", "basis", "source"))


def last() -> tuple[str, Any]:
    """The latest line of the trail."""
    entry = AuditEntry.objects.order_by("-number")[0]
    return entry.action, entry.detail


def give(person: Person, purpose: str, **other: Any) -> ConsentEntry:
    """A consent on the wording in force."""
    version = contact.wordings(person.region)[purpose].version
    values = {"version": version, "channel": "paper", **WHO} | other
    return actions.give_consent(person=person, purpose=purpose, **values)


def withdraw(person: Person, purpose: str, **other: Any) -> ConsentEntry | None:
    """The same consent taken back."""
    return actions.withdraw_consent(
        person=person, purpose=purpose, **{"channel": "spoken", **WHO} | other
    )


# --- pure rules -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 13, date(2027, 12, 30)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 10), -1, date(2025, 12, 10)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_end_where_the_month_ends(day: date, months: int, later: date) -> None:
    assert lawful.months_later(day, months) == later


def test_contacts_are_kept_a_year_after_the_last_function() -> None:
    assert lawful.retain_until(None) is None
    assert lawful.retain_until(date(2026, 8, 1)) == date(2027, 8, 1)


def test_some_purposes_need_consent() -> None:
    by_task = [one.value for one in lawful.Purpose if lawful.basis_fits(one, "public_task")]
    assert by_task == ["network", "official", "publication"]
    assert all(lawful.basis_fits(one, "consent") for one in lawful.Purpose)


def test_only_what_came_from_others_needs_a_notice() -> None:
    assert [one.value for one in lawful.Source if not lawful.needs_notice(one)] == ["self"]


# --- bases ----------------------------------------------------------------------------------------


def test_a_new_contact_has_its_bases_from_the_first_moment(hagen: Region) -> None:
    person = add(hagen, source="institution", source_note=" Anruf ")
    assert bases(person) == [
        ("network", "public_task", "institution"),
        ("official", "public_task", "institution"),
    ]
    assert {row.source_note for row in person.bases.all()} == {"Anruf"}
    with pytest.raises(ValueError, match="hearsay"):
        add(hagen, source="hearsay")


def test_a_basis_is_corrected_in_place_and_a_new_source_asks_for_a_new_notice(
    hagen: Region,
) -> None:
    person = add(hagen)
    actions.note_notice(person=person, how="letter", **WHO)
    facts = {"person": person, "purpose": "official", "basis": "public_task", "by": OFFICE}
    row = actions.record_basis(**facts, source="office", note="", at=LATER)
    assert (row.notified_at, row.recorded_at) == (NOW, NOW)
    row = actions.record_basis(**facts, source="public", note="Internetseite", at=LATER)
    assert (row.notified_at, row.recorded_at, row.source_note) == (None, LATER, "Internetseite")
    assert last() == (
        "basis.recorded",
        {"purpose": "official", "basis": "public_task", "source": "public"},
    )
    assert len(bases(person)) == 2
    with pytest.raises(BasisUnfit):
        actions.record_basis(
            person=person, purpose="news", basis="public_task", source="self", **WHO
        )


def test_one_open_basis_per_purpose_is_what_the_database_allows(hagen: Region) -> None:
    person = add(hagen)
    (first, _second) = person.bases.order_by("pk")
    copy = {"person": person, "purpose": "network", "basis": "public_task", "source": "office"}
    with pytest.raises(DatabaseError), transaction.atomic():
        ContactBasis.objects.create(**copy, recorded_at=NOW)
    actions.end_basis(basis=first, by=OFFICE, at=LATER)
    assert last() == ("basis.ended", {"purpose": "network"})
    ContactBasis.objects.create(**copy, recorded_at=LATER)


# --- consents -------------------------------------------------------------------------------------


def test_a_consent_names_its_wording_and_the_log_only_grows(hagen: Region) -> None:
    person = add(hagen)
    first = give(person, "photos", evidence="Bogen 12")
    assert give(person, "photos", at=LATER) == first
    assert withdraw(person, "photos", at=LATER) is not None
    assert withdraw(person, "photos", at=LATER) is None
    actions.write_consent_text(region=hagen, purpose="photos", text=" Neu. ", by=OFFICE, at=LATER)
    give(person, "photos", at=LATER)
    log = list(contact.consent_log(person).values_list("given", "text__version", "evidence"))
    assert log == [(True, 2, ""), (False, 1, ""), (True, 1, "Bogen 12")]
    assert ("photos", "consent", "self") in bases(person)
    texts = ConsentText.objects.filter(purpose="photos").order_by("version")
    assert [text.text for text in texts][1] == "Neu."
    assert "Bildungsnetzwerk Hagen" in texts[0].text
    actions_told = AuditEntry.objects.filter(action__startswith="consent").order_by("number")
    assert [entry.action for entry in actions_told] == [
        "consent.given",
        "consent.withdrawn",
        "consent_text.written",
        "consent.given",
    ]


def test_consent_is_given_to_what_was_read(hagen: Region) -> None:
    person = add(hagen)
    actions.write_consent_text(region=hagen, purpose="news", text="Anders.", **WHO)
    with pytest.raises(TextChanged):
        give(person, "news", version=1)
    with pytest.raises(NotByConsent):
        actions.give_consent(person=person, purpose="network", version=1, channel="paper", **WHO)
    with pytest.raises(TextWanting):
        actions.write_consent_text(region=hagen, purpose="news", text="  ", **WHO)
    same = actions.write_consent_text(region=hagen, purpose="news", text="Anders.", **WHO)
    assert same.version == 2


def test_a_withdrawal_takes_from_the_public_what_rests_on_consent(hagen: Region) -> None:
    consenting, official = add(hagen), add(hagen, family_name="Amt", email="amt@hagen.example")
    for person, basis in ((consenting, "consent"), (official, "office")):
        give(person, "publication")
        actions.publish_person(
            person=person, is_public=True, fields=["function"], basis=basis, **WHO
        )
        withdraw(person, "publication")
        person.refresh_from_db()
    assert (consenting.is_public, consenting.public_fields) == (False, [])
    assert official.is_public
    assert all("publication" not in [purpose for purpose, *_ in bases(one)] for one in
               (consenting, official))  # fmt: skip


def test_what_was_published_without_a_written_consent_is_withdrawn_as_well(hagen: Region) -> None:
    person = add(hagen, is_public=True)
    assert withdraw(person, "publication") is None
    person.refresh_from_db()
    assert not person.is_public


def test_the_log_cannot_be_changed(hagen: Region) -> None:
    """Neither by our own code nor, as far as the facts go, by a statement to the database."""
    person, other = add(hagen), add(hagen, family_name="Neu", email="neu@schule.example")
    entry = give(person, "news")
    entry.given = False
    for refused in (
        entry.save,
        entry.delete,
        lambda: ConsentEntry.objects.update(given=False),
        lambda: ConsentEntry.objects.update(evidence=""),
        lambda: ConsentEntry.objects.all().delete(),
        lambda: ConsentText.objects.all().delete(),
        lambda: ConsentText.objects.update(text="anders"),
    ):
        with pytest.raises(TypeError):
            refused()
    for model, change in (
        (ConsentEntry, {"given": False}),
        (ConsentEntry, {"at": LATER}),
        (ConsentEntry, {"channel": "spoken"}),
        (ConsentEntry, {"evidence": ""}),
        (ConsentEntry, {"evidence": "anders", "person": None}),
        (ConsentText, {"text": "anders"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            model._base_manager.update(**change)
    # Merging two records, and erasing a person, move the line.
    assert ConsentEntry.objects.update(person=other) == 1
    assert standing_consent(other, "news") == ConsentEntry.objects.get()
    other.bases.all().delete()
    other.delete()
    assert ConsentEntry.objects.get().person is None


def test_news_follow_the_consent(hagen: Region) -> None:
    person = add(hagen)
    give(person, "news")
    withdraw(person, "news")
    assert contact.stop_of(hagen, stopping.address_hash(person.email)).scope == "news"
    give(person, "news", at=LATER)
    assert contact.stop_of(hagen, stopping.address_hash(person.email)) is None


# --- objections -----------------------------------------------------------------------------------


def choose(person: Person, scope: str, **other: Any) -> None:
    """What the person wants to get."""
    values = {
        "region": person.region,
        "key": stopping.address_hash(person.email) if person.email else "",
        "persons": [person],
        "scope": scope,
        "source": "office",
        **WHO,
    } | other
    actions.choose_post(**values)


def test_an_objection_is_noted_with_every_basis_and_lifted_again(hagen: Region) -> None:
    person = add(hagen)
    give(person, "photos")
    choose(person, "all", reason="Bedrohung")
    rows = person.bases.order_by("pk").values_list("purpose", "objected_at", "objection_reason")
    assert list(rows) == [
        ("network", NOW, "Bedrohung"),
        ("official", NOW, "Bedrohung"),
        ("photos", None, ""),
    ]
    assert contact.has_objected(person)
    assert last()[0] == "person.objected"
    choose(person, "circular", at=LATER)
    assert not contact.has_objected(person)
    assert Stop.objects.get(lifted_at=None).scope == "circular"
    choose(person, "", at=LATER)
    assert not Stop.objects.filter(lifted_at=None).exists()


def test_leaving_the_news_withdraws_the_consent(hagen: Region) -> None:
    person = add(hagen)
    give(person, "news")
    choose(person, "news", source="link", at=LATER)
    entry = contact.consent_log(person)[0]
    assert (entry.given, entry.channel, entry.at) == (False, "link", LATER)
    assert [purpose for purpose, *_ in bases(person)] == ["network", "official"]


def test_without_an_address_it_is_all_or_nothing(hagen: Region) -> None:
    person = add(hagen, email="")
    with pytest.raises(AddressUnknown):
        choose(person, "news")
    choose(person, "all")
    assert contact.has_objected(person)
    assert not Stop.objects.exists()


def test_a_stop_follows_the_person_to_a_new_address(hagen: Region) -> None:
    person = add(hagen)
    choose(person, "circular")
    actions.change_person(person=person, email="neu@schule.example", by=OFFICE, at=LATER)
    assert contact.stop_of(hagen, stopping.address_hash("neu@schule.example")).scope == "circular"


def test_a_stop_follows_to_an_address_read_from_a_list(hagen: Region) -> None:
    person = add(hagen, given_name="Ida")
    choose(person, "news")
    content = b"Vorname;Nachname;E-Mail\r\nIda;Voss;anders@schule.example\r\n"
    run = actions.upload_person_import(
        region=hagen, file_name="a.csv", content=content, source="institution", **WHO
    )
    run = actions.decide_person_import(run=run, decisions={2: str(person.pk)}, **WHO)
    actions.commit_person_import(run=run, **WHO)
    person.refresh_from_db()
    assert person.email == "anders@schule.example"
    assert contact.stop_of(hagen, stopping.address_hash(person.email)).scope == "news"


# --- the notice -----------------------------------------------------------------------------------


def test_the_notice_is_for_those_whose_data_came_from_others(hagen: Region) -> None:
    told = [
        add(hagen, source="institution", source_note="Goethe-Gymnasium"),
        add(hagen, source="self", email="a@schule.example"),
        add(hagen, source="import", email="b@schule.example"),
    ]
    found = notices(hagen, told)
    assert sorted(found) == [told[0].pk, told[2].pk]
    assert "von Ihrer Einrichtung erhalten (Goethe-Gymnasium)." in found[told[0].pk]
    assert "einer Liste entnommen" in found[told[2].pk]
    was_told(told[0].pk, LATER)
    assert sorted(notices(hagen, told)) == [told[2].pk]
    assert set(told[0].bases.values_list("notified_at", flat=True)) == {LATER}
    assert last() == ("person.notified", {"how": "mail"})
    was_told(987654321, LATER)


def test_the_office_sees_who_is_still_to_be_told(
    hagen: Region, deniz: Any, django_assert_num_queries: Any
) -> None:
    late = add(hagen, at=NOW - timedelta(days=40))
    soon = add(hagen, email="a@schule.example")
    add(hagen, source="self", email="b@schule.example")
    add(Region.objects.get(slug="herne"))
    with django_assert_num_queries(1):
        found = list(contact.untold(hagen))
    assert found == [late, soon]
    assert found[0].known_since == NOW - timedelta(days=40)
    today = NOW.date()
    assert contact.overdue(hagen, today=today) == 1
    assert contact.overdue(hagen, today=lawful.notice_due(today)) == 1
    assert contact.overdue(hagen, today=lawful.notice_due(today) + timedelta(days=1)) == 2

"""Proposed changes: made, decided once, taken back; nobody's change is overwritten unseen."""

from datetime import date

import pytest

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory import actions
from bildungsnetz.directory.actions import proposals, proposing
from bildungsnetz.directory.care import (
    CannotUndo,
    EntryChanged,
    ProposalDecided,
    ProposalStale,
)
from bildungsnetz.directory.models import Affiliation, ChangeProposal, Institution, Person
from bildungsnetz.directory.publication import NameWanting
from bildungsnetz.directory.queries import entries
from bildungsnetz.directory.queries.entries import Subject
from bildungsnetz.directory.rules import PeriodReversed
from bildungsnetz.regions.models import Topic
from tests.cast import TODAY, make_institution
from tests.directory.caring import LATER, NEW_CONTACT, OFFICE, SCHOOL, asked, propose
from tests.directory.makers import make_affiliation, make_person


@pytest.fixture
def school(hagen):
    return make_institution(hagen, "Schule Nord", number="191000")


def accept(proposal, **more):
    return proposals.accept(proposal=proposal, by=OFFICE, at=LATER, **more)


def undo(proposal):
    return proposals.undo(proposal=proposal, by=OFFICE, at=LATER)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_a_change_waits_is_shown_and_is_accepted_once(hagen, school):
    (row,) = asked(hagen)
    (one,) = propose(school, phone="0234 1", city="Hagen")
    assert (one.kind, one.field, one.old, one.new, one.state) == (
        "fact", "phone", "", "0234 1", "open",
    )  # fmt: skip
    assert (fresh(row).state, one.confirmation) == ("changed", row)
    assert fresh(school).phone == ""
    entry = entries.entry(fresh(school), today=TODAY)
    assert (entry.values["phone"], list(entry.waiting), entry.count) == ("0234 1", ["phone"], 1)
    assert accept(one).state == "accepted"
    assert fresh(school).phone == "0234 1"
    with pytest.raises(ProposalDecided):
        accept(one)
    with pytest.raises(ProposalDecided):
        proposals.withdraw(proposal=one, by=SCHOOL, at=LATER)


def test_typing_again_replaces_and_typing_the_old_value_takes_back(school):
    (first,) = propose(school, phone="1")
    (second,) = propose(school, seen={"phone": "1"}, phone="2")
    assert fresh(first).state == "withdrawn"
    assert propose(school, seen={"phone": "2"}, phone="") == []
    assert fresh(second).state == "withdrawn"
    assert entries.open_count(school.region) == 0


def test_the_second_secretary_is_told_and_overwrites_nothing(school):
    propose(school, seen={"phone": ""}, phone="1")
    with pytest.raises(EntryChanged) as told:
        propose(school, seen={"phone": ""}, phone="2", fax="3")
    assert told.value.now == {"phone": "1"}
    assert [one.new for one in ChangeProposal.objects.all()] == ["1"]
    assert [one.field for one in propose(school, seen={"phone": "", "fax": ""}, fax="3")] == ["fax"]


def test_what_the_office_changed_meanwhile_makes_a_proposal_stale(school):
    (one,) = propose(school, phone="1")
    actions.change_institution(institution=school, facts={"phone": "9"}, by=OFFICE, at=LATER)
    with pytest.raises(ProposalStale):
        accept(one)
    assert fresh(school).phone == "9"
    accept(one, overwrite=True)
    assert fresh(school).phone == "1"


def test_accepting_is_undone_unless_the_register_moved_on(school):
    (one,) = propose(school, phone="1")
    accept(one)
    assert undo(one).state == "open"
    assert fresh(school).phone == ""
    assert undo(one).state == "open"
    accept(one)
    actions.change_institution(institution=school, facts={"phone": "9"}, by=OFFICE, at=LATER)
    with pytest.raises(CannotUndo):
        undo(one)
    assert fresh(school).phone == "9"


def test_refusing_keeps_the_register_and_can_be_undone(school):
    (one,) = propose(school, name="Anders")
    refused = proposals.refuse(proposal=one, reason="Amtlicher Name", by=OFFICE, at=LATER)
    assert (refused.state, refused.reason, fresh(school).name) == (
        "refused", "Amtlicher Name", "Schule Nord",
    )  # fmt: skip
    assert undo(one).state == "open"


def test_words_and_flags_are_proposed_alike(hagen, school):
    Topic.objects.create(region=hagen, slug="eltern", name="Elternarbeit")
    made = propose(school, topics=["eltern"], stages=[], public__page=True, public__phone=True)
    assert {one.kind for one in made} == {"words", "publication"}
    assert proposals.accept_all(proposals=made, by=OFFICE, at=LATER) == (4, 0)
    kept = fresh(school)
    assert ([t.slug for t in kept.topics.all()], list(kept.stages.all())) == (["eltern"], [])
    assert (kept.is_public, kept.public_fields) == (True, ["phone"])
    for one in made:
        undo(one)
    kept = fresh(school)
    assert ([s.slug for s in kept.stages.all()], kept.is_public) == (["primarstufe"], False)
    assert (kept.public_fields, list(kept.topics.all())) == ([], [])


def test_what_leaves_the_public_leaves_at_once_and_stays_out(school):
    Institution.objects.update(is_public=True, public_fields=["phone", "email"])
    (one,) = propose(school, seen={"public:phone": True}, public__phone=False)
    assert (one.state, fresh(school).public_fields) == ("applied", ["email"])
    with pytest.raises(CannotUndo):
        undo(one)


def test_trusted_institutions_changes_go_through_and_are_listed(school):
    actions.change_institution(institution=school, facts={"is_trusted": True}, by=OFFICE, at=LATER)
    (one,) = propose(school, phone="1")
    assert (one.state, fresh(school).phone) == ("applied", "1")
    assert list(entries.proposals(school.region, "applied")) == [one]
    assert undo(one).state == "open"
    assert fresh(school).phone == ""


def name_new(school):
    return proposing.propose_contact(
        institution=fresh(school), facts=NEW_CONTACT, by=SCHOOL, at=LATER
    )


def test_a_new_contact_enters_with_source_and_leaves_again(school):
    one = name_new(school)
    assert Person.objects.count() == 0
    made = accept(one)
    function = Affiliation.objects.select_related("person").get()
    assert (function.represents, function.function) == (True, "Schulleitung")
    assert function.person.bases.values_list("source", "source_note")[0] == (
        "institution", "Schule Nord",
    )  # fmt: skip
    assert made.made == {"affiliation": function.pk, "person": function.person_id}
    assert (fresh(one).person, fresh(one).affiliation) == (function.person, function)
    undo(one)
    assert (Person.objects.count(), Affiliation.objects.count()) == (0, 0)


def test_who_was_named_and_taken_back_is_forgotten(school):
    one = proposals.withdraw(proposal=name_new(school), by=SCHOOL, at=LATER)
    assert (one.state, fresh(one).new) == ("withdrawn", None)


def test_a_known_person_is_not_entered_twice(hagen, school):
    known = make_person(hagen, "Neumann", email="NEELE@schule.example")
    one = accept(name_new(school))
    assert Affiliation.objects.get().person == known
    undo(one)
    assert list(Person.objects.all()) == [known]


def test_a_contact_ends_and_its_end_is_undone(hagen, school):
    function = make_affiliation(make_person(hagen, "Alt"), school)
    with pytest.raises(PeriodReversed):
        proposing.propose_end(function=function, active_to=date(2019, 1, 1), by=SCHOOL, at=LATER)
    one = proposing.propose_end(function=function, active_to=date(2026, 9, 1), by=SCHOOL, at=LATER)
    accept(one)
    assert fresh(function).active_to == date(2026, 9, 1)
    undo(one)
    assert fresh(function).active_to is None


def test_a_contacts_data_are_corrected(hagen, school):
    function = make_affiliation(make_person(hagen, "Alt", email="alt@s.example"), school)
    subject = entries.contact_subject(function)
    made = proposing.propose(
        subject=subject, seen={}, by=SCHOOL, at=LATER,
        typed={"email": "neu@s.example", "function": "Konrektorat"},
    )  # fmt: skip
    assert proposals.accept_all(proposals=made, by=OFFICE, at=LATER) == (2, 0)
    assert fresh(function.person).email == "neu@s.example"
    assert fresh(function).function == "Konrektorat"
    entry = entries.entry(fresh(school), today=TODAY)
    assert entry.contacts[0].shown["function"] == "Konrektorat"


def test_persons_release_their_own_name_first(hagen):
    person = make_person(hagen, "Offen", email="o@s.example")
    subject = Subject(hagen, person=person)
    made = proposing.propose(
        subject=subject, seen={}, typed={"public:email": True, "public:name": True},
        by=SCHOOL, at=LATER,
    )  # fmt: skip
    email, name = made
    with pytest.raises(NameWanting):
        accept(email)
    accept(name)
    accept(email)
    kept = fresh(person)
    assert (kept.is_public, kept.public_fields, kept.publication_basis) == (
        True, ["email"], "consent",
    )  # fmt: skip
    subject = Subject(hagen, person=kept)
    (gone,) = proposing.propose(
        subject=subject, seen={}, typed={"public:name": False}, by=SCHOOL, at=LATER
    )
    assert (gone.state, fresh(person).is_public, fresh(person).public_fields) == (
        "applied", False, [],
    )  # fmt: skip


def test_the_trail_names_fields_and_no_data_of_persons(hagen, school):
    accept(name_new(school))
    for entry in AuditEntry.objects.filter(action__startswith="proposal."):
        assert "Neumann" not in str(entry.detail)
        assert "neele" not in str(entry.detail)

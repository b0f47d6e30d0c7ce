"""The search for duplicates over the register, and what the office says to what it finds."""

from datetime import timedelta

import pytest

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory import duplicates, tasks
from bildungsnetz.directory.actions import duplicates as actions
from bildungsnetz.directory.merging.refusals import AlreadyMerged
from bildungsnetz.directory.models import (
    DuplicateSearch,
    Institution,
    InstitutionPair,
    Merge,
    Person,
    PersonPair,
)
from bildungsnetz.directory.person_importing.known import People
from bildungsnetz.directory.queries import duplicates as queries
from bildungsnetz.directory.queries.person_imports import known_people, merged_keys
from bildungsnetz.jobs.models import Job
from bildungsnetz.jobs.running import run_next
from bildungsnetz.management.housekeeping import keep_house
from bildungsnetz.regions.models import Region
from tests.cast import NOW, make_institution, make_region
from tests.directory.makers import OFFICE, make_affiliation, make_person
from tests.directory.test_merging import merge, undo


@pytest.fixture
def twins(hagen: Region) -> tuple[Institution, Institution]:
    """Two entries of one school, and a school that has nothing to do with them."""
    one, other = (
        make_institution(hagen, name, number=number)
        for name, number in (("Goethe-Gymnasium", "191000"), ("Goethe Gymnasium Hagen", "99-1"))
    )
    Institution.objects.update(street="Hauptstr. 1", phone="02331 12345", email="")
    make_institution(hagen, "Voßhofschule", number="191001", kind="Grundschule Neu")
    return one, other


def search(region: Region, kind: str = "institution") -> list[tuple[int, int]]:
    """The pairs that stand there after a search."""
    duplicates.search(region, kind, at=NOW, tell=lambda _done, _total: None)
    return [(row.left_id, row.right_id) for row in queries.likely_pairs(region, kind)]


def settle(region: Region, one: int, other: int, *, kind: str = "institution") -> None:
    actions.settle_pair(region=region, kind=kind, one=one, other=other, by=OFFICE, at=NOW)


def test_likely_pairs_are_kept_with_their_reasons(hagen: Region, twins) -> None:
    one, other = twins
    make_institution(make_region("unna", "Unna"), "Goethe-Gymnasium", number="191000")
    assert search(hagen) == [(one.pk, other.pk)]
    (pair,) = InstitutionPair.objects.all()
    assert pair.score > 0.8
    assert "Die Telefonnummer ist dieselbe." in pair.reasons
    found = DuplicateSearch.objects.get()
    assert (found.kind, found.compared, found.done_at) == ("institution", 3, NOW)


def test_persons_are_compared_with_where_they_work(hagen: Region) -> None:
    school = make_institution(hagen, "Goethe-Gymnasium")
    one = make_person(hagen, "Meier-Schmidt", given_name="Katharina", email="k@schule.example")
    other = make_person(hagen, "Meier-Schmidt", given_name="Katharina")
    for person in (one, other):
        make_affiliation(person, school)
    assert search(hagen, "person") == [(one.pk, other.pk)]
    assert PersonPair.objects.get().reasons


def test_closed_institutions_are_left_out(hagen: Region, twins) -> None:
    Institution.objects.filter(pk=twins[1].pk).update(closed_on=NOW.date())
    assert search(hagen) == []


def test_no_duplicate_is_never_proposed_again(hagen: Region, twins) -> None:
    one, other = twins
    search(hagen)
    settle(hagen, other.pk, one.pk)
    assert search(hagen) == []
    assert [row.left_id for row in queries.likely_pairs(hagen, "institution", settled=True)] == [
        one.pk
    ]
    actions.unsettle_pair(
        region=hagen, kind="institution", one=one.pk, other=other.pk, by=OFFICE, at=NOW
    )
    assert search(hagen) == [(one.pk, other.pk)]
    told = AuditEntry.objects.filter(record_type="institutionpair").order_by("number")
    assert [entry.action for entry in told] == ["pair.settled", "pair.reopened"]


def test_a_decision_about_the_gone_one_holds_for_the_kept_one(hagen: Region, twins) -> None:
    one, other = twins
    third = Institution.objects.get(name="Voßhofschule")
    settle(hagen, third.pk, other.pk)
    made = merge(one, other)
    pair = InstitutionPair.objects.get()
    assert ({pair.left_id, pair.right_id}, pair.settled_at) == ({one.pk, third.pk}, NOW)
    undo(made)
    pair.refresh_from_db()
    assert {pair.left_id, pair.right_id} == {other.pk, third.pk}


def test_a_decision_needs_both_records(hagen: Region, twins) -> None:
    merge(*twins)
    with pytest.raises(AlreadyMerged):
        settle(hagen, twins[0].pk, twins[1].pk)


def test_the_search_runs_in_the_background_and_tells_how_far_it_is(hagen: Region, twins) -> None:
    """A second click while it waits does nothing more."""
    for _ in range(2):
        actions.search_duplicates(region=hagen, kind="institution", by=OFFICE, at=NOW)
    assert Job.objects.count() == 1
    assert AuditEntry.objects.filter(action="duplicates.searched").count() == 1
    assert queries.search_state(hagen, "institution").is_running
    assert run_next(lambda: NOW + timedelta(days=3650))
    assert not queries.search_state(hagen, "institution").is_running
    job = Job.objects.get()
    assert (job.status, job.progress_done, job.progress_total) == ("SUCCESSFUL", 3, 3)
    assert InstitutionPair.objects.count() == 1


def test_what_merged_meanwhile_is_no_pair(hagen: Region, twins) -> None:
    """The comparing takes its time; only its result is written under the lock."""

    def somebody_merges(done: int, _total: int) -> None:
        if done == 0 and not Merge.objects.exists():
            merge(*twins)

    duplicates.search(hagen, "institution", at=NOW, tell=somebody_merges)
    assert not InstitutionPair.objects.exists()


def test_housekeeping_searches_after_big_imports(hagen: Region) -> None:
    for number in range(tasks.MANY_NEW - 1):
        make_person(hagen, f"Person {number}")
    keep_house(at=NOW)
    assert not Job.objects.exists()
    make_person(hagen, "Eine mehr")
    for _ in range(2):
        keep_house(at=NOW)
        assert [job.arguments["args"] for job in Job.objects.all()] == [[hagen.pk, "person"]]
    Person.objects.update(created_at=NOW + timedelta(days=2))
    keep_house(at=NOW + timedelta(days=3))
    assert Job.objects.count() == 2


def test_after_thirty_days_nothing_is_left_of_the_gone_record(hagen: Region) -> None:
    one, other = (make_person(hagen, "Vergessmeinnicht", given_name=name) for name in "AB")
    merge(one, other)
    keep_house(at=NOW + timedelta(days=29))
    assert Merge.objects.get().snapshot["name"] == "B Vergessmeinnicht"
    keep_house(at=NOW + timedelta(days=30))
    assert Merge.objects.get().snapshot is None
    assert queries.merged_into(hagen, "person", other.pk) == one.pk


def test_addresses_lead_over_several_mergers(hagen: Region) -> None:
    one, two, three = (make_person(hagen, f"Person {n}") for n in "123")
    merge(two, one)
    last = merge(three, two)
    assert queries.merged_into(hagen, "person", one.pk) == three.pk
    trail = [row.pk for row in queries.forerunners(three)]
    assert trail == [two.pk, one.pk]
    undo(last)
    assert queries.merged_into(hagen, "person", one.pk) == two.pk
    assert queries.merged_into(hagen, "person", three.pk) is None


def test_an_older_export_finds_the_kept_person(hagen: Region) -> None:
    """Its rows bear the marks of records that are no more."""
    one, two, three = (make_person(hagen, "Albers", given_name=name) for name in "ABC")
    merge(two, one)
    merge(three, two)
    assert merged_keys(hagen, "person") == {three.pk: [two.pk, one.pk]}
    people = People(known_people(hagen))
    assert {people.by_key[row.pk].key for row in (one, two, three)} == {three.pk}


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        ("institution", {"name": "Goetheschule", "city": "Hagen", "phone": "02331 12345",
                         "street": "Hauptstraße 1", "postcode": "58095"}, 2),
        ("institution", {"name": "Beratungsstelle", "city": "Hagen"}, 0),
        ("person", {"family_name": "Albers", "given_name": "Anna"}, 0),
    ],
)  # fmt: skip
def test_a_new_entry_is_compared_with_few(  # noqa: PLR0917
    hagen: Region, twins, kind, facts, expected, django_assert_num_queries
) -> None:
    kind_of = twins[0].kind
    given = {**facts, "kind": kind_of} if kind == "institution" else facts
    with django_assert_num_queries(1):
        assert len(duplicates.lookalikes(hagen, kind, given)) == expected


def test_a_new_person_with_a_known_address(hagen: Region) -> None:
    known = make_person(hagen, "Albers", given_name="Anna", email="anna@schule.example")
    make_person(hagen, "Albers", given_name="Bernd")
    facts = {"family_name": "Albers-Voß", "given_name": "Anna", "email": "Anna@schule.example"}
    assert duplicates.lookalikes(hagen, "person", facts) == [known]

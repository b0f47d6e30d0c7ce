"""Lists and audiences by mandates: which institutions and persons fit, and why."""

from datetime import date

import pytest

from bildungsnetz.directory import actions, queries
from bildungsnetz.directory.models import Person
from bildungsnetz.directory.queries import InstitutionFilter
from bildungsnetz.organs.models import Mandate
from tests.cast import NOW, TODAY, make_institution
from tests.directory.makers import OFFICE, make_affiliation, make_person


@pytest.fixture
def seated(hagen, steering, ben, clara, plenary):
    """Ben speaks for a school, Clara for none; a club is a member of the Lenkungskreis itself;
    a former member's school and one of another organ's do not count."""
    school, club = make_institution(hagen, "Schule"), make_institution(hagen, "Verein")
    make_affiliation(Person.objects.get(user=ben), school)
    make_institution(hagen, "Unbeteiligt")
    Mandate.objects.create(
        organ=steering, institution=club, role=Mandate.Role.GUEST, active_from=date(2026, 1, 1)
    )
    former = make_person(hagen, "Former")
    make_affiliation(former, make_institution(hagen, "Frühere Schule"))
    Mandate.objects.create(
        organ=steering, person=former, role=Mandate.Role.GUEST,
        active_from=date(2025, 1, 1), active_to=TODAY,
    )  # fmt: skip
    gone = make_institution(hagen, "Verlassene Schule")
    make_affiliation(Person.objects.get(user=clara), gone, to=TODAY)
    return hagen


def found(region, **groups) -> list[str]:
    rows = queries.find_institutions(region, InstitutionFilter(groups=groups), TODAY)
    return [row.name for row in rows]


def people(region, **groups) -> list[str]:
    rows = queries.find_persons(
        region, search="", institution=None, sort="", today=TODAY, groups=groups
    )
    return [row.family_name for row in rows]


def audience(region, **query):
    return actions.save_audience(region=region, name="V", query=query, by=OFFICE, at=NOW)


def test_institutions_fit_by_their_own_mandates_and_by_those_of_their_people(seated):
    assert found(seated, organs=["lenkungskreis"]) == ["Schule", "Verein"]
    assert found(seated, organs=["bildungskonferenz"]) == []
    assert found(seated, parties=["Stadt"]) == ["Schule"]
    assert found(seated, parties=["Land"]) == []
    assert found(seated, organs=["lenkungskreis"], kinds=["gymnasium"]) == []


def test_persons_fit_by_their_mandates(seated):
    assert people(seated, organs=["lenkungskreis"]) == ["Becker", "Celik"]
    assert people(seated, parties=["Land"]) == ["Celik"]


def test_an_audience_says_why_and_shows_the_holders(seated, django_assert_num_queries):
    made = audience(seated, organs=["lenkungskreis"])
    with django_assert_num_queries(2):
        rows = queries.audience_rows(made, TODAY)
    assert {row.institution.name: row.reasons for row in rows} == {
        "Schule": ("Gremium: Lenkungskreis",), "Verein": ("Gremium: Lenkungskreis",),
    }  # fmt: skip
    with django_assert_num_queries(2):
        shown = queries.audience_person_rows(
            made, TODAY, queries.audience_people(made, today=TODAY)
        )
    assert [(row.person.family_name, row.reasons, row.is_reached) for row in shown] == [
        ("Becker", ("vertritt: Schule", "Gremium: Lenkungskreis"), True),
        ("Celik", ("Gremium: Lenkungskreis",), False),
    ]


def test_holders_elsewhere_are_left_out_where_more_is_asked_for(seated):
    made = audience(seated, organs=["lenkungskreis"], cities=["Hagen"])
    names = [row.family_name for row in queries.audience_people(made, today=TODAY)]
    assert names == ["Becker"]


def test_without_organs_the_people_are_the_representatives(seated):
    made = audience(seated, kinds=["grundschule"])
    names = [row.family_name for row in queries.audience_people(made, today=TODAY)]
    assert names == ["Becker", "Former"]


def test_choices_name_open_organs_and_parties(seated, steering, django_assert_num_queries):
    with django_assert_num_queries(1):
        choices = queries.filter_choices(seated, TODAY)
    assert choices["organs"] == [
        ("bildungskonferenz", "Bildungskonferenz"), ("lenkungskreis", "Lenkungskreis"),
    ]  # fmt: skip
    assert choices["parties"] == [("Land", "Land"), ("Stadt", "Stadt")]
    steering.closed_on = TODAY
    steering.save()
    assert len(queries.filter_choices(seated, TODAY)["organs"]) == 1

"""The question what is held of somebody: composed once, right for everybody."""

import pytest
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.kit import marks
from bildungsnetz.kit.privacy import Subject
from bildungsnetz.privacy import overview, subjects
from bildungsnetz.regions.models import Region
from tests.privacy.full import make_full

ODD = Subject(
    region=1,
    persons=frozenset({7}),
    users=frozenset({8}),
    addresses=frozenset({"b_n%@hagen.example"}),
    names=frozenset({r"Be_cker\100%"}),
)


@pytest.mark.django_db
@pytest.mark.parametrize("trail", [True, False])
def test_the_question_with_marks_is_the_one_about_herself(
    trail: bool, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Also where signs of hers mean something to the database; composing asks nothing."""
    with django_assert_num_queries(0):
        for _again in range(2):
            assert overview.asked(ODD, trail=trail) == overview.compose(ODD, trail=trail)


def test_everything_is_counted_alike_however_it_is_asked(hagen: Region) -> None:
    """Several names and addresses change places among the marks; the answer stays."""
    subject = subjects.of_person(make_full(hagen, "kanarie1").person)
    wider = Subject(
        region=subject.region,
        persons=subject.persons | {subject.region + 100},
        users=subject.users,
        addresses=subject.addresses | {"zweite@hagen.example", "dritte@hagen.example"},
        names=subject.names | {"Anders Heißend", "Noch Anders"},
    )
    for one in (subject, wider):
        found = sorted(marks.ask(overview.asked(one, trail=True)))
        assert found == sorted(marks.ask(overview.compose(one, trail=True)))
        assert sum(number for _place, number in found) > 10

"""Who is open, who may succeed whom, who may be named, what an audience asks for."""

from datetime import date

import pytest

from bildungsnetz.directory import rules

DAY = date(2026, 9, 14)


@pytest.mark.parametrize(
    ("closed_on", "is_open"),
    [(None, True), (date(2026, 9, 13), False), (DAY, False), (date(2026, 9, 15), True)],
)
def test_an_institution_is_closed_from_the_day_of_its_closing_on(closed_on, is_open):
    assert rules.is_open(closed_on, DAY) is is_open


@pytest.mark.parametrize(
    ("active_from", "active_to", "is_active"),
    [
        (None, None, True),
        (DAY, None, True),
        (date(2026, 9, 15), None, False),
        (None, DAY, False),
        (None, date(2026, 9, 15), True),
    ],
)
def test_periods_are_half_open(active_from, active_to, is_active):
    assert rules.is_active(active_from, active_to, DAY) is is_active


def test_a_period_ends_after_it_begins():
    rules.check_period(DAY, None)
    rules.check_period(None, DAY)
    rules.check_period(DAY, date(2026, 9, 15))
    with pytest.raises(rules.PeriodReversed):
        rules.check_period(DAY, DAY)


def test_nothing_closes_before_it_opens():
    rules.check_closing(opened_on=DAY, closed_on=DAY)
    with pytest.raises(rules.ClosedBeforeOpened):
        rules.check_closing(opened_on=DAY, closed_on=date(2026, 9, 13))


def successor(pk: int, followed_by: dict[int, int], *, is_open: bool = True) -> None:
    rules.check_successor(
        institution=1, successor=pk, followed_by=followed_by, is_open=is_open, name="Neue Schule"
    )


def test_a_successor_is_another_open_institution_that_leads_nowhere_back():
    successor(2, {})
    successor(2, {3: 1})
    for pk, followed_by, is_open in [(1, {}, True), (2, {2: 1}, True), (2, {2: 3, 3: 1}, True)]:
        with pytest.raises(rules.UnfitSuccessor):
            successor(pk, followed_by, is_open=is_open)
    with pytest.raises(rules.UnfitSuccessor) as refused:
        successor(2, {}, is_open=False)
    assert str(refused.value) == (
        "„Neue Schule“ kann nicht Nachfolgerin sein. Bitte wählen Sie eine andere."
    )


def test_a_circle_among_the_closed_ends_the_search():
    with pytest.raises(rules.UnfitSuccessor):
        successor(2, {2: 3, 3: 2})


@pytest.mark.parametrize("flags", [(False, True, True), (True, False, True), (True, True, False)])
def test_a_name_is_public_only_with_consent_for_a_representative_in_office(flags):
    is_public, represents, is_active = flags
    named = rules.may_be_named_publicly(
        is_public=is_public, represents=represents, is_active=is_active
    )
    assert named is False
    assert rules.may_be_named_publicly(is_public=True, represents=True, is_active=True) is True


def test_only_the_office_edits_and_representatives_see():
    assert rules.may_edit_institution(is_clerk=True) is True
    assert rules.may_edit_institution(is_clerk=False) is False
    assert rules.may_see_institution(is_clerk=False, represents=True) is True
    assert rules.may_see_institution(is_clerk=False, represents=False) is False


def test_a_query_has_its_groups_and_nothing_else():
    given = {"kinds": ["b", "a", "a", ""], "cities": "Hagen", "x": [1], "search": " am  wall "}
    assert rules.clean_query(given) == {
        "kinds": ["a", "b"],
        "stages": [],
        "fields": [],
        "topics": [],
        "cities": [],
        "search": "am wall",
        "by_hand": False,
    }
    assert rules.clean_query(given, ["x"]) == {"x": ["1"], "search": "am wall", "by_hand": False}

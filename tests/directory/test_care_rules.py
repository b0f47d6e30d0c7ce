"""The traffic light, the comparing of forms, and what may stand in public; pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildungsnetz.directory import care, publication
from bildungsnetz.directory.care import Light

TODAY = date(2026, 9, 14)


@pytest.mark.parametrize(
    ("confirmed", "expected"),
    [
        (None, Light.NEVER),
        (TODAY, Light.GREEN),
        (date(2025, 9, 15), Light.GREEN),
        (date(2025, 9, 14), Light.YELLOW),
        (date(2024, 9, 15), Light.YELLOW),
        (date(2024, 9, 14), Light.RED),
        (date(2000, 1, 1), Light.RED),
    ],
)
def test_the_light_turns_after_twelve_and_24_months(confirmed, expected):
    assert care.light(confirmed, TODAY) is expected


def test_months_end_on_the_last_day_there_is():
    assert care.months_before(date(2028, 2, 29), 12) == date(2027, 2, 28)
    assert care.months_before(date(2026, 1, 31), 2) == date(2025, 11, 30)
    assert care.months_before(date(2026, 12, 15), 12) == date(2025, 12, 15)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 1200))
def test_the_light_never_turns_back(confirmed, days):
    order = [Light.GREEN, Light.YELLOW, Light.RED]
    first = care.light(confirmed, confirmed + timedelta(days=days))
    later = care.light(confirmed, confirmed + timedelta(days=days + 1))
    assert order.index(first) <= order.index(later)


def test_untouched_fields_propose_nothing_whatever_happened_meanwhile():
    found = care.merge(seen={"a": 1, "b": 2}, typed={"a": 1, "b": 3}, now={"a": 9, "b": 2})
    assert found == care.Merge(changes={"b": 3}, conflicts={})


def test_two_who_touch_the_same_field_are_told():
    found = care.merge(seen={"a": 1}, typed={"a": 2}, now={"a": 3})
    assert found == care.Merge(changes={}, conflicts={"a": 3})
    assert care.merge(seen={"a": 1}, typed={"a": 3}, now={"a": 3}) == care.Merge({}, {})


VALUES = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), min_size=3)


@given(VALUES, VALUES, VALUES)
def test_a_merge_never_overwrites_what_was_not_seen(seen, typed, now):
    found = care.merge(seen=seen, typed=typed, now=now)
    assert all(now[key] == seen[key] and typed[key] == new for key, new in found.changes.items())
    assert all(now[key] != seen[key] for key in found.conflicts)
    assert {k for k in typed if typed[k] not in (seen[k], now[k])} == {
        *found.changes,
        *found.conflicts,
    }


def test_what_leaves_the_public_leaves_at_once():
    assert care.is_at_once(key="public:phone", new=False, is_trusted=False)
    assert not care.is_at_once(key="public:phone", new=True, is_trusted=False)
    assert not care.is_at_once(key="phone", new="", is_trusted=False)
    assert care.is_at_once(key="phone", new="", is_trusted=True)


def test_only_declared_fields_are_released():
    fields = publication.INSTITUTION_FIELDS
    assert publication.cleaned(["phone", "address", "phone"], fields) == ["address", "phone"]
    with pytest.raises(ValueError, match="number"):
        publication.cleaned(["number"], fields)
    assert publication.register_fields(publish=False) == []
    assert publication.register_fields(publish=True) == ["address", "phone", "email", "website"]


def test_persons_are_public_for_a_reason_only():
    check = publication.check_person
    check(is_public=False, fields=[], basis="")
    check(is_public=True, fields=["function"], basis="office")
    check(is_public=True, fields=["function", "email"], basis="consent")
    with pytest.raises(publication.NameWanting):
        check(is_public=False, fields=["function"], basis="consent")
    with pytest.raises(publication.BasisWanting):
        check(is_public=True, fields=[], basis="")
    with pytest.raises(publication.ConsentWanting):
        check(is_public=True, fields=["phone"], basis="office")

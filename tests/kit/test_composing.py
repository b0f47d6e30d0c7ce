"""Questions that are composed once: the same answers as ever, about the values of today."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Value

from bildungsnetz.accounts.models import Role
from bildungsnetz.directory.models import Institution
from bildungsnetz.kit.composing import composed_once, first
from bildungsnetz.regions.models import Region, Stage
from tests.cast import NOW, TODAY, make_clerk, make_institution

pytestmark = pytest.mark.django_db

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def schools(hagen: Region) -> list[Institution]:
    """Two schools; the second is closed since today."""
    found = [make_institution(hagen, f"Schule {number}", number=number) for number in "12"]
    Institution.objects.filter(pk=found[1].pk).update(closed_on=TODAY)
    return found


def by_key(region: int) -> QuerySet[Any, Any]:
    return Institution.objects.filter(region=region).order_by("name")


def by_own_key(region: int) -> QuerySet[Any, Any]:
    return Region.objects.filter(pk=region)


def by_day(day: date) -> QuerySet[Any, Any]:
    return Institution.objects.filter(closed_on__lte=day)


def by_time(at: datetime) -> QuerySet[Any, Any]:
    return Institution.objects.filter(created_at__lt=at).order_by("-name")


def by_text(text: str) -> QuerySet[Any, Any]:
    return Institution.objects.filter(name=text)


def by_shape(region: int, is_closed: bool, at: datetime | None) -> QuerySet[Any, Any]:
    rows = Institution.objects.filter(region=region, closed_on__isnull=not is_closed)
    return rows if at is None else rows.filter(created_at__lt=at)


def as_values(region: int, day: date) -> QuerySet[Any, Any]:
    return (
        Institution.objects.filter(region=region).values("name", here=Value(day)).order_by("name")
    )


def as_tuples(region: int) -> QuerySet[Any, Any]:
    return Institution.objects.filter(region=region).values_list("name", "kind__name")


def as_flat(region: int) -> QuerySet[Any, Any]:
    return Institution.objects.filter(region=region).values_list("name", flat=True)


def as_union(region: int, text: str) -> QuerySet[Any, Any]:
    each = Institution.objects.filter(region=region).values_list("name", Value(text))
    return each.union(Stage.objects.filter(region=region).values_list("name", Value("Stufe")))


def as_related(region: int, day: date) -> QuerySet[Any, Any]:
    clerks = Role.objects.filter(region=OuterRef("region"))
    stages = Prefetch("stages", Stage.objects.order_by("order"))
    rows = Institution.objects.filter(region=region).annotate(has_office=Exists(clerks))
    return rows.select_related("kind").prefetch_related(stages).exclude(closed_on__lt=day)[:5]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (by_key, [("region",), ("nobody",)]),
        (by_own_key, [("region",), (2**31,), (10**30,), (-(10**30),)]),
        (by_day, [(YESTERDAY,), (TODAY,), (TOMORROW,)]),
        (by_time, [(NOW,), (NOW + timedelta(seconds=1),)]),
        (by_text, [("Schule 1",), ("",), ("a' OR 1=1 --%s",)]),
        (by_shape, [("region", True, None), ("region", False, NOW), ("nobody", False, None)]),
        (as_values, [("region", TODAY), ("nobody", TOMORROW)]),
        (as_tuples, [("region",), ("nobody",)]),
        (as_flat, [("region",)]),
        (as_union, [("region", "Schule"), ("nobody", "Ämter")]),
        (as_related, [("region", TODAY), ("region", TOMORROW)]),
    ],
)
def test_each_time_it_answers_as_the_plain_question_does(
    question: Callable[..., QuerySet[Any, Any]],
    asked: list[tuple[Any, ...]],
    hagen: Region,
    schools: list[Institution],
):
    once = composed_once(question)
    keys = {"region": hagen.pk, "nobody": 0}
    for values in asked * 2:
        real = [keys.get(value, value) if isinstance(value, str) else value for value in values]
        assert once(*real) == list(question(*real)), real


def test_related_rows_and_figures_come_with_it(hagen: Region, schools: list[Institution]):
    make_clerk(hagen, "anna@hagen.example", "Anna")
    once = composed_once(as_related)
    once(0, TODAY)
    found = once(hagen.pk, TODAY)
    connection.force_debug_cursor, before = True, len(connection.queries)
    assert [
        (one.kind.name, [stage.name for stage in one.stages.all()], one.has_office) for one in found
    ] == [("Grundschule", ["Primarstufe"], True)] * 2
    assert len(connection.queries) == before


def test_it_is_composed_once_for_each_shape(hagen: Region):
    composed: list[Any] = []

    def question(region: int, day: date | None) -> QuerySet[Any, Any]:
        composed.append(day)
        rows = Institution.objects.filter(region=region)
        return rows if day is None else rows.filter(closed_on=day)

    once = composed_once(question)
    for region, day in ((1, None), (2, None), (1, TODAY), (2, TOMORROW), (3, None)):
        once(region, day)
    assert [day is None for day in composed] == [True, False]


def test_what_was_found_is_asked_anew_each_time(hagen: Region, schools: list[Institution]):
    once = composed_once(by_text)
    assert once("Schule 3") == []
    third = make_institution(hagen, "Schule 3", number="3")
    assert once("Schule 3") == [third]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (lambda day: Institution.objects.filter(closed_on=day + timedelta(days=1)), TODAY),
        (lambda day: Institution.objects.filter(closed_on__year=day.year), TODAY),
        (lambda day: Institution.objects.filter(created_at__gt=NOW), TODAY),
        (
            lambda at: Institution.objects.filter(
                created_at__gt=at, changed_at__gt=at - timedelta(days=1)
            ),
            NOW,
        ),
        (lambda key: Institution.objects.filter(pk=key, region=key + 1), 1),
        (lambda text: Institution.objects.filter(name__contains=text), "Schule"),
        (lambda text: Institution.objects.filter(name=text, city=text + "!"), "Schule"),
        (lambda text: Institution.objects.all(), "Schule"),
        (
            lambda key: Region.objects.filter(pk=key).prefetch_related(
                Prefetch("stages", Stage.objects.filter(pk=key))
            ),
            1,
        ),
    ],
)
def test_a_value_that_is_reckoned_with_is_refused(
    question: Callable[[Any], QuerySet[Any, Any]], value: Any
):
    """Else the first answer's reckoning would stand in all later ones."""
    with pytest.raises(ImproperlyConfigured):
        composed_once(question)(value)


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_over_its_own_connection(hagen: Region, schools: list[Institution]):
    once = composed_once(by_key)
    asked: list[models.Model] = list(once(hagen.pk))
    there: list[Any] = []

    def ask() -> None:
        there.extend(once(hagen.pk))
        there.append(connection.connection)
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    *found, theirs = there
    assert (found, theirs is not None, theirs is not connection.connection) == (asked, True, True)


def test_the_first_of_the_rows():
    assert (first([3, 2]), first([])) == (3, None)

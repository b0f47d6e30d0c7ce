"""Reads of decisions: clocks, tasks, the passport, what is public."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.accounts.models import User
from bildungsnetz.decisions import actions, queries
from bildungsnetz.decisions.models import Recommendation
from bildungsnetz.meetings.models import Meeting, Workshop
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.regions.models import Region
from tests.cast import NOW, TODAY, make_region
from tests.decisions.cast import (
    OFFICE,
    REASON,
    accept,
    cast,
    forward,
    make_adopted,
    make_recommendation,
    make_registration,
    new_order,
    open_round,
    people_of,
    the_order,
)

pytest_plugins = ["tests.decisions.fixtures"]
LATER = NOW + timedelta(days=43)
IN_43_DAYS = TODAY + timedelta(days=43)


@pytest.fixture
def adopted(held_conference: Meeting, held_workshop: Workshop) -> Recommendation:
    """Agreed in consensus, public."""
    return make_adopted(held_conference, held_workshop)


def loaded(recommendation: Recommendation) -> Recommendation:
    """With all that belongs to it."""
    found = queries.recommendation_page(recommendation.region, recommendation.pk)
    assert found is not None
    return found


def passport(recommendation: Recommendation, *, inside: bool) -> list[tuple[str, str, str]]:
    """The timeline in 43 days as (when, title, badge)."""
    entries = queries.timeline(loaded(recommendation), today=IN_43_DAYS, inside=inside)
    return [(entry.when, entry.title, entry.badge) for entry in entries]


def test_what_waits_is_listed_with_its_clock(
    adopted: Recommendation, steering: Organ, plenary: Organ, hagen: Region
) -> None:
    """The longest first; an interim answer does not stop it, a final one does."""
    first = forward(adopted, steering)
    second = forward(adopted, plenary, at=NOW + timedelta(days=3))
    actions.note_evaluation(consultation=first, reason="Wird geprüft.", publish=True, by=OFFICE,
                            at=NOW)  # fmt: skip
    waiting = queries.waiting_consultations(hagen, IN_43_DAYS)
    assert [(row.consultation, row.days) for row in waiting] == [(first, 43), (second, 40)]
    accept(second, [])
    left = queries.waiting_consultations(hagen, IN_43_DAYS)
    assert [(row.consultation, row.days) for row in left] == [(first, 43)]
    assert queries.waiting_consultations(make_region("herne", "Herne"), IN_43_DAYS) == []


def test_days_are_counted_in_local_time(
    adopted: Recommendation, steering: Organ, hagen: Region
) -> None:
    """22:30 UTC on the 13th is the 14th in Hagen."""
    forward(adopted, steering, at=NOW - timedelta(hours=9, minutes=30))
    assert [row.days for row in queries.waiting_consultations(hagen, TODAY)] == [0]


def test_orders_are_overdue_the_day_after(
    adopted: Recommendation, steering: Organ, hagen: Region
) -> None:
    """Not on the day itself, and not when done."""
    order = the_order(accept(forward(adopted, steering), [new_order(steering, due_on=TODAY)]))
    days = [TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=8)]
    late = [[row.days for row in queries.overdue_orders(hagen, day)] for day in days]
    assert late == [[], [1], [8]]
    actions.report_status(order=order, percent=100, text="Erledigt.", by=OFFICE, at=NOW,
                          today=TODAY)  # fmt: skip
    assert queries.overdue_orders(hagen, days[2]) == []


def test_the_passport_tells_the_whole_way(
    held_conference: Meeting, held_workshop: Workshop, steering: Organ
) -> None:
    """From the workshop over two rounds to the report, in order; what is to come last."""
    draft = make_recommendation(held_conference, held_workshop)
    first = open_round(draft)
    cast(people_of(first)["Eva"], "objection", REASON)
    actions.close_round(round=first, minority_statement="Eva bleibt dabei.", by=OFFICE,
                        at=NOW + timedelta(days=1))  # fmt: skip
    actions.revise_recommendation(recommendation=draft, revision=0, title=draft.title,
                                  text="Kleine Schulen teilen sich eine.",
                                  fields=list(draft.fields.all()), answers={}, by=OFFICE,
                                  at=NOW + timedelta(days=2))  # fmt: skip
    second = open_round(draft, at=NOW + timedelta(days=3))
    cast(people_of(second)["Eva"], "consent", at=NOW + timedelta(days=3))
    actions.close_round(round=second, minority_statement="", by=OFFICE, at=NOW + timedelta(days=4))
    consultation = forward(draft, steering, at=NOW + timedelta(days=5))
    order = the_order(accept(consultation, [new_order(steering)], at=NOW + timedelta(days=6)))
    actions.report_status(order=order, percent=30, text="Liste begonnen.", by=OFFICE,
                          at=NOW + timedelta(days=20), today=TODAY)  # fmt: skip
    assert passport(draft, inside=False) == [
        ("25.08.2026", "Erarbeitet im Workshop „Vom Kind aus“: Bildungskonferenz 2026", ""),
        ("14.09.2026", "Konsensrunde 1 eröffnet: 3 Personen gefragt", ""),
        ("15.09.2026", "Ergebnis der Konsensrunde 1", "kein Konsens"),
        ("16.09.2026", "Wortlaut geändert: Fassung 2", ""),
        ("17.09.2026", "Konsensrunde 2 eröffnet: 3 Personen gefragt", ""),
        ("18.09.2026", "Ergebnis der Konsensrunde 2", "Konsens erreicht"),
        ("19.09.2026", "Zur Entscheidung weitergegeben: Lenkungskreis", ""),
        ("20.09.2026", "Antwort: Lenkungskreis", "angenommen"),
        ("20.09.2026", "Auftrag an: Lenkungskreis", ""),
        ("04.10.2026", "Bericht zum Auftrag: Lenkungskreis", "30 %"),
        ("23.12.2026", "Frist des Auftrags: Lenkungskreis", ""),
    ]


def test_the_result_carries_objections_without_names(draft: Recommendation) -> None:
    """Reason, how it was settled, the answer, the minority statement; nobody's name."""
    opened = open_round(draft)
    cast(people_of(opened)["Eva"], "objection", REASON)
    objection = queries.objections(opened)[0]
    actions.answer_objection(objection=objection, seen=REASON, answer="Dafür gibt es Stunden.",
                             is_valid=False, by=OFFICE, at=NOW)  # fmt: skip
    actions.close_round(round=opened, minority_statement="Wir warnen.\nAusdrücklich.", by=OFFICE,
                        at=NOW)  # fmt: skip
    result = queries.timeline(loaded(draft), today=TODAY, inside=False)[-1]
    assert result.body == (
        "Konsens erreicht: kein Einwand besteht mehr (0 zurückgezogen, 1 nicht stichhaltig); "
        "1 von 3 hat geantwortet.\n\n"
        "**Einwand (nicht stichhaltig):**\n\n"
        f"> {REASON}\n\n"
        "Antwort der Moderation:\n\n"
        "> Dafür gibt es Stunden.\n\n"
        "**Minderheitsvotum**\n\n"
        "> Wir warnen.\n> Ausdrücklich."
    )


def test_an_unpublished_answer_is_in_the_inner_passport_only(
    adopted: Recommendation, steering: Organ
) -> None:
    """Outside the clock goes on; inside the answer and its order stand."""
    consultation = forward(adopted, steering)
    accept(consultation, [new_order(steering)], publish=False)
    inside, outside = passport(adopted, inside=True), passport(adopted, inside=False)
    assert inside[4:] == [
        ("14.09.2026", "Antwort: Lenkungskreis", "angenommen, noch intern"),
        ("14.09.2026", "Auftrag an: Lenkungskreis", ""),
        ("23.12.2026", "Frist des Auftrags: Lenkungskreis", ""),
    ]
    assert outside[4:] == [
        ("offen", "Wartet auf Antwort: Lenkungskreis", "seit 43 Tagen ohne Antwort")
    ]
    assert outside[:4] == inside[:4]


def test_an_overdue_order_is_marked(adopted: Recommendation, steering: Organ) -> None:
    """On the day after its date."""
    accept(forward(adopted, steering), [new_order(steering, due_on=TODAY)])
    assert passport(adopted, inside=False)[-1] == (
        "14.09.2026", "Frist des Auftrags: Lenkungskreis", "überfällig",
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_a_recommendation_with_all_that_belongs_to_it_takes_a_constant_number_of_queries(
    adopted: Recommendation, steering: Organ, django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:  # fmt: skip
    """Itself with fields, answers, versions; people with rounds; consultations, orders, reports."""
    for _ in range(count):
        accept(forward(adopted, steering), [new_order(steering)] * count)
    assert adopted.region.slug == "hagen"  # loaded before the queries are counted
    with django_assert_num_queries(3):
        entries = queries.timeline(loaded(adopted), today=TODAY, inside=True)
    assert len(entries) == 3 + 2 * count + 2 * count * count


@pytest.mark.parametrize("count", [1, 3])
def test_the_recommendations_of_a_meeting_are_the_published_ones(
    held_conference: Meeting, held_workshop: Workshop, count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    """Two queries, in the order of their numbers."""
    published = [make_adopted(held_conference, held_workshop) for _ in range(count)]
    make_adopted(held_conference, held_workshop, is_public=False)
    with django_assert_num_queries(2):
        assert queries.recommendations_of_meeting(held_conference) == published


def tasks(user: User, region: Region) -> list[tuple[str, str, str]]:
    """What is open, as (title, what, URL name)."""
    return [(t.title, t.what, t.url_name) for t in queries.open_for(user, region, TODAY)]


def test_rounds_wait_for_users_until_they_answered(
    draft: Recommendation, steering: Organ, clara: User, ben: User, hagen: Region
) -> None:
    """Both are asked; who answered has nothing left to do, but still finds the round."""
    opened = open_round(draft, f"organ-{steering.pk}")
    line = ("2026/1 Feste Ansprechpersonen", "Sagen Sie, ob Sie die Empfehlung mittragen.",
            "members_round")  # fmt: skip
    assert (tasks(clara, hagen), tasks(ben, hagen)) == ([line], [line])
    assert queries.open_for(clara, hagen, TODAY)[0].until == opened.closes_at
    cast(people_of(opened)["Clara"], "consent")
    assert (tasks(clara, hagen), tasks(ben, hagen)) == ([], [line])
    assert [row.round for row in queries.entitled_of_user(hagen, clara)] == [opened]
    actions.close_round(round=opened, minority_statement="", by=OFFICE, at=NOW)
    assert tasks(ben, hagen) == []


def test_a_round_is_open_through_its_last_day(
    draft: Recommendation, steering: Organ, clara: User, hagen: Region
) -> None:
    """The next day it is nobody's task, even if nothing closed it yet."""
    opened = open_round(draft, f"organ-{steering.pk}")
    last = timezone.localdate(opened.closes_at)
    found = [len(queries.open_for(clara, hagen, last + timedelta(days=d))) for d in (0, 1)]
    assert found == [1, 0]


def test_consultations_wait_for_all_members_and_ask_the_chair(
    adopted: Recommendation, steering: Organ, ben: User, clara: User, hagen: Region
) -> None:
    """Ben writes the answer down, Clara knows of it; nobody else sees it."""
    forward(adopted, steering)
    title = "2026/1 Feste Ansprechpersonen"
    assert tasks(ben, hagen) == [
        (title, "Halten Sie die Antwort fest: Lenkungskreis, seit 0 Tagen ohne Antwort.",
         "members_consultation")
    ]  # fmt: skip
    assert tasks(clara, hagen) == [
        (title, "Liegt zur Beratung vor: Lenkungskreis, seit 0 Tagen ohne Antwort.",
         "members_consultation")
    ]  # fmt: skip
    assert tasks(User.objects.create(email="x@y.example", created_at=NOW), hagen) == []


def test_an_ended_or_future_mandate_opens_nothing(
    adopted: Recommendation, steering: Organ, clara: User, hagen: Region
) -> None:
    """Only who is a member today."""
    consultation = forward(adopted, steering)
    seen = [queries.roles_in(clara, steering, TODAY)]
    Mandate.objects.update(active_to=TODAY)
    seen.append(queries.roles_in(clara, steering, TODAY))
    Mandate.objects.update(active_to=None, active_from=TODAY + timedelta(days=1))
    seen.append(queries.roles_in(clara, consultation.organ, TODAY))
    assert seen == [{"member"}, set(), set()]
    assert tasks(clara, hagen) == []


def test_orders_wait_for_those_who_lead_the_organ(
    adopted: Recommendation, steering: Organ, ben: User, clara: User, hagen: Region
) -> None:
    """With the date by which they are due; done ones do not."""
    order = the_order(accept(forward(adopted, steering), [new_order(steering)]))
    line = ("Eine Liste der Ansprechpersonen führen.",
            "Berichten Sie, wie weit der Auftrag ist: Lenkungskreis.", "members_order")  # fmt: skip
    assert (tasks(ben, hagen), tasks(clara, hagen)) == ([line], [])
    actions.report_status(order=order, percent=100, text="Fertig.", by=OFFICE, at=NOW, today=TODAY)
    assert tasks(ben, hagen) == []


@pytest.mark.parametrize("count", [1, 3])
def test_open_tasks_take_a_constant_number_of_queries(
    held_workshop: Workshop, steering: Organ, ben: User,
    django_assert_num_queries: DjangoAssertNumQueries, count: int,
) -> None:  # fmt: skip
    """Mandates, rounds, consultations, orders."""
    for _ in range(count):
        one = make_adopted(held_workshop.meeting, held_workshop)
        accept(forward(one, steering), [new_order(steering)])
        forward(one, steering)
        open_round(make_recommendation(held_workshop.meeting), f"organ-{steering.pk}")
    with django_assert_num_queries(4):
        assert len(queries.open_for(ben, steering.region, TODAY)) == 3 * count


def test_a_meeting_without_workshop_offers_no_workshop_circle(
    held_conference: Meeting, steering: Organ, plenary: Organ
) -> None:
    """The conference and the organs of the region; closed organs are left out."""
    Organ.objects.filter(pk=plenary.pk).update(closed_on=TODAY)
    make_registration(held_conference, "Eva Ernst")
    draft = make_recommendation(held_conference)
    assert queries.circle_choices(draft) == [
        ("meeting", "Alle Angemeldeten: Bildungskonferenz 2026"),
        (f"organ-{steering.pk}", "Alle Mitglieder: Lenkungskreis"),
    ]
    with pytest.raises(KeyError):
        queries.circle(draft, "workshop", today=TODAY)

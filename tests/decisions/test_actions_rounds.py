"""Consensus rounds: opening, answering, objections, closing."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import AuditEntry, User
from bildungsnetz.decisions import actions, queries
from bildungsnetz.decisions.models import Ballot, Entitled, Objection, Recommendation, Round
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.models import Message
from tests.cast import NOW, TODAY
from tests.decisions.cast import (
    OFFICE,
    REASON,
    TEXT,
    cast,
    make_recommendation,
    make_registration,
    open_round,
    people_of,
)

pytest_plugins = ["tests.decisions.fixtures"]
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def opened(draft: Recommendation) -> Round:
    """A round among Eva, Fritz and Gerda."""
    return open_round(draft)


def close(opened: Round, *, minority: str = "") -> Round:
    """Close by hand."""
    return actions.close_round(round=opened, minority_statement=minority, by=OFFICE, at=LATER)


def object_to(opened: Round, name: str = "Fritz", reason: str = REASON) -> Objection:
    """An objection by one of the entitled."""
    cast(people_of(opened)[name], "objection", reason)
    return Objection.objects.get(ballot__entitled__name__startswith=name)


def answer(objection: Objection, text: str, *, is_valid: bool, seen: str = REASON) -> None:
    """The moderation's answer."""
    actions.answer_objection(
        objection=objection, seen=seen, answer=text, is_valid=is_valid, by=OFFICE, at=LATER
    )


def test_opening_freezes_text_rule_and_entitled(opened: Round) -> None:
    """Version with hash, rule, circle in words, everybody with a place in the workshop."""
    assert (opened.number, opened.version.text) == (1, TEXT)
    assert opened.text_hash == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (opened.rule["procedure"], opened.rule["passed_when"], opened.rule["round"]) == (
        "consent", "no_standing_objection", 1,
    )  # fmt: skip
    assert opened.circle == "Alle im Workshop 1. Vom Kind aus"
    people = opened.entitled.order_by("name").values_list("name", "institution", "email")
    assert list(people) == [
        ("Eva Ernst", "Schule von Eva Ernst", "eva@schule.example"),
        ("Fritz Fuchs", "Schule von Fritz Fuchs", "fritz@schule.example"),
        ("Gerda Groß", "Schule von Gerda Groß", ""),
    ]
    opened.recommendation.refresh_from_db()
    assert opened.recommendation.state == "in_round"
    assert AuditEntry.objects.order_by("number").last().action == "round.opened"  # type: ignore[union-attr]


def test_everybody_with_an_address_gets_one_letter_with_their_link(opened: Round) -> None:
    """Without an address there is neither letter nor link."""
    letters = Message.objects.order_by("to_name")
    assert [m.to_address for m in letters] == ["eva@schule.example", "fritz@schule.example"]
    assert {m.batch for m in letters} == {f"round:{opened.pk}:opened"}
    people = people_of(opened)
    link = people["Eva"].link
    assert link is not None
    assert (link.purpose, link.subject, link.region) == (
        "round", str(people["Eva"].pk), opened.recommendation.region,
    )  # fmt: skip
    assert links.is_good(link, at=opened.closes_at) is True
    assert (people["Gerda"].link, people["Gerda"].message) == (None, None)
    body = letters[0].body
    assert body.startswith("Guten Tag Eva Ernst,\n")
    assert (body.count("{link}"), body.count(TEXT), body.count("&")) == (1, 1, 0)


def test_names_are_not_escaped_in_letters(draft: Recommendation) -> None:
    """A letter is plain text."""
    draft.meeting.title = 'Tag der "Übergänge" & Wege'
    draft.meeting.save()
    open_round(draft)
    assert 'aus „Tag der "Übergänge" & Wege“' in Message.objects.all()[0].body


def test_only_placed_and_registered_people_are_in_the_circle(draft: Recommendation) -> None:
    """The meeting's circle holds everybody registered, the workshop's those placed in it."""
    make_registration(draft.meeting, "Hanna Hahn", email="hanna@schule.example")
    gone = make_registration(draft.meeting, "Ida Igel", workshop=draft.workshop)
    gone.state = "cancelled"
    gone.save()
    names = {
        key: [p.name for p in queries.circle(draft, key, today=TODAY).people]
        for key in ("workshop", "meeting")
    }
    assert names == {
        "workshop": ["Eva Ernst", "Fritz Fuchs", "Gerda Groß"],
        "meeting": ["Eva Ernst", "Fritz Fuchs", "Gerda Groß", "Hanna Hahn"],
    }


def test_voting_members_of_an_organ_are_asked_once_each(
    draft: Recommendation, steering: Organ, ben: User, clara: User
) -> None:
    """Ben has a seat and the chair but one voice; they are tied to their users."""
    circle = queries.circle(draft, f"organ-{steering.pk}", today=TODAY)
    assert [(p.name, p.institution, p.user_id) for p in circle.people] == [
        ("Ben Becker", "Stadt", ben.pk),
        ("Clara Celik", "Land", clara.pk),
    ]


def test_an_address_used_by_two_people_ties_to_no_user(draft: Recommendation, clara: User) -> None:
    """The school's office reads both letters; who signs in cannot be told apart."""
    for name in ("Hanna Hahn", "Ida Igel"):
        make_registration(draft.meeting, name, email=clara.email, workshop=draft.workshop)
    shared = [p for p in queries.circle(draft, "workshop", today=TODAY).people
              if p.email == clara.email]  # fmt: skip
    assert [(p.name, p.user_id) for p in shared] == [("Hanna Hahn", None), ("Ida Igel", None)]


def test_an_address_of_ones_own_ties_to_the_user(draft: Recommendation, clara: User) -> None:
    """Whatever its capitals."""
    make_registration(draft.meeting, "Clara Celik", email="Clara@Land.example",
                      workshop=draft.workshop)  # fmt: skip
    people = queries.circle(draft, "workshop", today=TODAY).people
    assert [p.user_id for p in people if p.name == "Clara Celik"] == [clara.pk]


def test_a_changed_circle_is_not_asked_unseen(draft: Recommendation) -> None:
    """Somebody joined after the preview: nothing is opened, nothing sent."""
    seen = queries.circle(draft, "workshop", today=TODAY).stamp
    make_registration(draft.meeting, "Hanna Hahn", workshop=draft.workshop)
    with pytest.raises(actions.CircleChanged):
        actions.open_round(
            recommendation=draft, circle_key="workshop", seen=seen, moderated_by="Anna",
            closes_at=NOW + timedelta(days=1), by=OFFICE, at=NOW, today=TODAY,
        )  # fmt: skip
    assert (Round.objects.count(), Message.objects.count()) == (0, 0)


def test_a_round_needs_people_and_time(draft: Recommendation) -> None:
    """Nobody to ask, or closing in the past: refused."""
    with pytest.raises(actions.ClosesTooEarly):
        open_round(draft, closes_at=NOW)
    draft.meeting.registrations.update(state="cancelled")
    with pytest.raises(actions.CircleEmpty):
        open_round(draft)
    assert Round.objects.count() == 0


def test_one_open_round_per_recommendation(opened: Round) -> None:
    """The rule refuses a second one, and the database would as well."""
    with pytest.raises(actions.NotOpenable):
        open_round(opened.recommendation)
    copy = Round(
        recommendation=opened.recommendation, version=opened.version, number=2,
        procedure="consent", text_hash="", opened_at=NOW, closes_at=NOW,
    )  # fmt: skip
    with (
        pytest.raises(IntegrityError, match=r"recommendation_id|one_open_round"),
        transaction.atomic(),
    ):
        copy.save()


def test_an_answer_may_be_changed_until_the_end(opened: Round) -> None:
    """One ballot stays one ballot; the last answer counts."""
    eva = people_of(opened)["Eva"]
    cast(eva, "aside")
    cast(eva, "consent", at=LATER)
    assert list(Ballot.objects.values_list("choice", "cast_at")) == [("consent", LATER)]
    cast_rows = AuditEntry.objects.filter(record_type="ballot").order_by("number")
    assert [row.action for row in cast_rows] == ["ballot.cast", "ballot.changed"]


def test_a_double_click_is_one_answer(opened: Round) -> None:
    """The same once more changes nothing at all."""
    eva = people_of(opened)["Eva"]
    for moment in (NOW, LATER):
        cast(eva, "objection", REASON, at=moment)
    assert list(Ballot.objects.values_list("cast_at", flat=True)) == [NOW]
    assert AuditEntry.objects.filter(record_type="ballot").count() == 1


@pytest.mark.parametrize("reason", ["", "     ", "nein!", "\u200b" * 30])
def test_an_objection_needs_a_reason(opened: Round, reason: str) -> None:
    """More than five visible characters, or nothing is counted."""
    with pytest.raises(actions.ReasonMissing):
        cast(people_of(opened)["Eva"], "objection", reason)
    assert (Ballot.objects.count(), Objection.objects.count()) == (0, 0)


def test_an_unknown_choice_is_refused(opened: Round) -> None:
    """There are exactly three."""
    with pytest.raises(ValueError, match="veto"):
        cast(people_of(opened)["Eva"], "veto")


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1)])
def test_nothing_is_accepted_when_the_time_is_up(opened: Round, late: timedelta) -> None:
    """Even before the worker closes it; the time is half-open."""
    with pytest.raises(actions.RoundClosed):
        cast(people_of(opened)["Eva"], "consent", at=opened.closes_at + late)
    assert Ballot.objects.count() == 0


def test_nothing_is_accepted_after_closing(opened: Round) -> None:
    """Answers, withdrawals and the moderation's answers alike."""
    objection = object_to(opened)
    close(opened)
    for write in (
        lambda: cast(people_of(opened)["Eva"], "consent", at=LATER),
        lambda: actions.withdraw_objection(
            entitled=people_of(opened)["Fritz"], by=OFFICE, at=LATER
        ),
        lambda: answer(objection, "Das gehört nicht hierher.", is_valid=False),
    ):
        with pytest.raises(actions.RoundClosed):
            write()
    objection.refresh_from_db()
    assert (objection.state, objection.answer) == ("open", "")


def test_all_consent_is_consensus(opened: Round) -> None:
    """Verdict with sentence and figures; the recommendation is adopted."""
    for person in people_of(opened).values():
        cast(person, "consent")
    done = close(opened)
    assert (done.result, done.closed_at) == ("passed", LATER)
    assert done.verdict == "Konsens erreicht: kein Einwand; 3 von 3 haben geantwortet."
    assert done.counts == {
        "entitled": 3, "answered": 3, "silent": 0, "consent": 3, "aside": 0, "objection": 0,
        "objections_open": 0, "objections_withdrawn": 0, "objections_not_valid": 0,
    }  # fmt: skip
    opened.recommendation.refresh_from_db()
    assert opened.recommendation.state == "adopted"


def test_one_standing_objection_is_no_consensus(opened: Round) -> None:
    """However many consent; the minority statement is kept with the result."""
    cast(people_of(opened)["Eva"], "consent")
    object_to(opened)
    done = close(opened, minority=" Zwei Schulen sehen es anders. ")
    assert (done.result, done.minority_statement) == ("not_passed", "Zwei Schulen sehen es anders.")
    assert (done.counts["objection"], done.counts["objections_open"]) == (1, 1)
    opened.recommendation.refresh_from_db()
    assert opened.recommendation.state == "no_consensus"


def test_silence_decides_nothing(opened: Round) -> None:
    """Nobody answered: undecided, the recommendation is a draft again."""
    assert close(opened).result == "undecided"
    opened.recommendation.refresh_from_db()
    assert opened.recommendation.state == "draft"


def test_a_withdrawn_objection_stands_no_more_but_stays_readable(opened: Round) -> None:
    """By the objector alone; the answer to it stays as well."""
    objection = object_to(opened)
    answer(objection, "Wir haben die Frist verlängert.", is_valid=True)
    actions.withdraw_objection(entitled=people_of(opened)["Fritz"], by=OFFICE, at=LATER)
    objection.refresh_from_db()
    assert (objection.state, objection.reason, objection.answer, objection.settled_at) == (
        "withdrawn", REASON, "Wir haben die Frist verlängert.", LATER,
    )  # fmt: skip
    assert close(opened).result == "passed"


def test_another_choice_withdraws_the_objection(opened: Round) -> None:
    """Who now consents has no objection any more."""
    objection = object_to(opened)
    cast(people_of(opened)["Fritz"], "consent", at=LATER)
    objection.refresh_from_db()
    assert (objection.state, objection.settled_at) == ("withdrawn", LATER)
    assert close(opened).counts["consent"] == 1


def test_a_new_reason_opens_the_objection_anew(opened: Round) -> None:
    """What was found not valid was the old reason; repeating the old one changes nothing."""
    objection = object_to(opened)
    answer(objection, "Dafür gibt es Stunden.", is_valid=False)
    cast(people_of(opened)["Fritz"], "objection", REASON, at=LATER)
    objection.refresh_from_db()
    assert objection.state == "not_valid"
    cast(people_of(opened)["Fritz"], "objection", "Ein ganz anderer Grund.", at=LATER)
    objection.refresh_from_db()
    assert (objection.state, objection.answer, objection.settled_at) == ("open", "", None)


def test_an_objection_found_not_valid_needs_a_reason(opened: Round) -> None:
    """With one, consensus is reached; without, nothing changes."""
    cast(people_of(opened)["Eva"], "consent")
    objection = object_to(opened)
    with pytest.raises(actions.ReasonMissing):
        answer(objection, "nein", is_valid=False)
    answer(objection, "Das betrifft eine andere Empfehlung.", is_valid=False)
    done = close(opened)
    assert (done.result, done.counts["objections_not_valid"]) == ("passed", 1)


def test_an_objection_changed_meanwhile_is_not_judged_unseen(opened: Round) -> None:
    """The moderation judged a reason that is no longer there."""
    objection = object_to(opened)
    cast(people_of(opened)["Fritz"], "objection", "Jetzt aus anderem Grund.")
    with pytest.raises(actions.ObjectionChanged):
        answer(objection, "Das betrifft etwas anderes.", is_valid=False)
    objection.refresh_from_db()
    assert objection.state == "open"


def test_what_is_settled_is_not_settled_again(opened: Round) -> None:
    """Neither withdrawn nor answered once more; nor where there was no objection."""
    objection = object_to(opened)
    people = people_of(opened)
    actions.withdraw_objection(entitled=people["Fritz"], by=OFFICE, at=LATER)
    with pytest.raises(actions.NothingToSettle):
        answer(objection, "Das betrifft etwas anderes.", is_valid=False)
    for name in ("Fritz", "Eva"):
        with pytest.raises(actions.NothingToSettle):
            actions.withdraw_objection(entitled=people[name], by=OFFICE, at=LATER)


def test_the_office_records_only_for_people_without_address(opened: Round) -> None:
    """Gerda raised her hand; Eva has a link of her own."""
    people = people_of(opened)
    with pytest.raises(actions.AnswersThemselves):
        actions.record_ballot(entitled=people["Eva"], choice="consent", by=OFFICE, at=NOW)
    actions.record_ballot(entitled=people["Gerda"], choice="consent", by=OFFICE, at=NOW)
    assert list(Ballot.objects.values_list("entitled__name", "recorded_by")) == [
        ("Gerda Groß", "Anna Albers")
    ]
    entry = AuditEntry.objects.get(record_type="ballot")
    assert (entry.action, entry.actor, entry.detail) == (
        "ballot.recorded",
        "Anna Albers",
        {"round": opened.pk, "entitled": people["Gerda"].pk, "choice": "consent"},
    )


def test_a_round_is_closed_once(opened: Round) -> None:
    """The second hand is told so; the verdict stays."""
    cast(people_of(opened)["Eva"], "consent")
    first = close(opened)
    with pytest.raises(actions.RoundClosed):
        close(opened, minority="zu spät")
    opened.refresh_from_db()
    assert (opened.verdict, opened.minority_statement) == (first.verdict, "")


def test_rounds_whose_time_is_up_are_closed_by_the_worker(opened: Round) -> None:
    """At the very moment and not before; called again it does nothing."""
    other = make_recommendation(opened.recommendation.meeting, opened.recommendation.workshop)
    longer = open_round(other, closes_at=NOW + timedelta(days=9))
    cast(people_of(opened)["Eva"], "consent")
    just_before = opened.closes_at - timedelta(microseconds=1)
    done = [
        actions.close_due_rounds(at) for at in (just_before, opened.closes_at, opened.closes_at)
    ]
    assert done == [0, 1, 0]
    opened.refresh_from_db()
    longer.refresh_from_db()
    assert (opened.closed_at, opened.result) == (opened.closes_at, "passed")
    assert longer.closed_at is None
    entry = AuditEntry.objects.get(action="round.closed")
    assert (entry.actor, entry.actor_id) == ("Ablauf der Frist", None)


def test_a_further_round_runs_on_the_amended_text(opened: Round) -> None:
    """Both rounds keep their own wording, entitled and objections."""
    object_to(opened)
    close(opened)
    draft = opened.recommendation
    actions.revise_recommendation(
        recommendation=draft, revision=0, title=draft.title,
        text=f"{TEXT} Kleine teilen sich eine.",
        fields=list(draft.fields.all()), answers={}, by=OFFICE, at=LATER,
    )  # fmt: skip
    second = open_round(draft, at=LATER)
    cast(people_of(second)["Fritz"], "consent", at=LATER)
    close(second)
    rows = Round.objects.order_by("number").values_list("number", "version__number", "result")
    assert list(rows) == [(1, 1, "not_passed"), (2, 2, "passed")]
    assert Entitled.objects.count() == 6
    draft.refresh_from_db()
    assert draft.state == "adopted"


def test_the_minority_statement_may_follow_a_closing_by_time(opened: Round) -> None:
    """Not while the round is open."""
    with pytest.raises(actions.NotOpenable):
        actions.record_minority_statement(round=opened, text="Zu früh.", by=OFFICE, at=NOW)
    close(opened)
    actions.record_minority_statement(round=opened, text="Wir bleiben dabei.", by=OFFICE, at=LATER)
    opened.refresh_from_db()
    assert opened.minority_statement == "Wir bleiben dabei."

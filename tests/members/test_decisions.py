"""What members of organs see of decisions, and what they may do."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bildungsnetz.accounts.models import AuditEntry, User
from bildungsnetz.decisions.models import Ballot, Consultation, Objection, Order, Recommendation
from bildungsnetz.meetings.models import Meeting, Workshop
from bildungsnetz.organs.models import Mandate, Organ
from tests.cast import NOW, TODAY, make_user, signed_in
from tests.decisions.cast import (
    REASON,
    accept,
    forward,
    make_adopted,
    new_order,
    open_round,
    the_order,
)

pytest_plugins = ["tests.decisions.fixtures"]
pytestmark = pytest.mark.usefixtures("at_nine")


@pytest.fixture
def at_nine() -> object:
    """The clock of the cast."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def consultation(
    held_conference: Meeting, held_workshop: Workshop, steering: Organ, ben: User, clara: User
) -> Consultation:
    """A recommendation before the Lenkungskreis of Ben and Clara."""
    return forward(make_adopted(held_conference, held_workshop), steering, note="Nur für Sie.")


@pytest.fixture
def order(consultation: Consultation, steering: Organ) -> Order:
    """An order to the Lenkungskreis."""
    return the_order(accept(consultation, [new_order(steering)]))


def at(name: str, pk: int) -> str:
    """A members' address in Hagen."""
    return reverse(name, kwargs={"region": "hagen", "pk": pk})


def test_members_read_only_the_chair_answers(
    consultation: Consultation, ben: User, clara: User
) -> None:
    """Clara reads, Ben writes the answer down."""
    address = at("members_consultation", consultation.pk)
    clara_sees = signed_in(clara).get(address).content.decode()
    ben_sees = signed_in(ben).get(address).content.decode()
    assert ("Nur für Sie." in clara_sees, 'name="answer"' in clara_sees) == (True, False)
    assert ("Nur für Sie." in ben_sees, 'name="answer"' in ben_sees) == (True, True)


@pytest.mark.parametrize("name", ["members_consultation", "members_order"])
def test_nobody_outside_the_organ_sees_it(
    order: Order, consultation: Consultation, anna: User, deniz: User, name: str
) -> None:
    """Strangers, another region's office, and the office without a seat: 403. The desk has its own
    page."""
    pk = order.pk if name == "members_order" else consultation.pk
    stranger = make_user("eva@anderswo.example", "Eva Ernst")
    seen = [signed_in(user).get(at(name, pk)).status_code for user in (stranger, deniz, anna)]
    assert seen == [403, 403, 403]
    assert Client().get(at(name, pk)).status_code == 302


def test_a_former_member_sees_it_no_more(consultation: Consultation, clara: User) -> None:
    """The mandate ended today."""
    Mandate.objects.filter(person__user=clara).update(active_to=TODAY)
    assert signed_in(clara).get(at("members_consultation", consultation.pk)).status_code == 403


def test_what_lies_in_another_region_is_not_found(
    consultation: Consultation, ben: User, deniz: User
) -> None:
    """By the address of Herne."""
    address = reverse("members_consultation", kwargs={"region": "herne", "pk": consultation.pk})
    assert signed_in(ben).get(address).status_code == 404


def sheet(steering: Organ, publish: str) -> dict[str, object]:
    """An acceptance with one order."""
    return {
        "answer": "accepted", "reason": "Gut für alle.", "publish": publish,
        "resolution": "Wird umgesetzt.", "decided_on": "2026-09-14",
        "auftrag-TOTAL_FORMS": "1", "auftrag-INITIAL_FORMS": "0",
        "auftrag-0-text": "Liste führen.", "auftrag-0-assignee": str(steering.pk),
        "auftrag-0-due_on": "2026-12-01",
    }  # fmt: skip


def test_the_chair_writes_the_answer_down(
    consultation: Consultation, steering: Organ, ben: User
) -> None:
    """With Beschluss and order, published at once, under his name in the audit."""
    address = at("members_consultation", consultation.pk)
    assert signed_in(ben).post(address, sheet(steering, "jetzt"))["Location"] == address
    consultation.refresh_from_db()
    assert (consultation.answer, consultation.published_at) == ("accepted", NOW)
    assert (consultation.resolution.text, Order.objects.get().text) == (
        "Wird umgesetzt.", "Liste führen.",
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="consultation.answered")
    assert (entry.actor, entry.actor_id) == ("Ben Becker", ben.pk)


def test_the_deputy_chair_may_as_well(
    consultation: Consultation, steering: Organ, clara: User
) -> None:
    """Clara became deputy chair."""
    person = clara.persons.get()
    Mandate.objects.create(organ=steering, person=person, role="deputy_chair", active_from=TODAY)
    address = at("members_consultation", consultation.pk)
    assert signed_in(clara).post(address, sheet(steering, "jetzt")).status_code == 302


def test_a_plain_member_may_not(consultation: Consultation, steering: Organ, clara: User) -> None:
    """Neither answer, nor publish, whatever is sent."""
    browser = signed_in(clara)
    statuses = [
        browser.post(at("members_consultation", consultation.pk), sheet(steering, "jetzt")),
        browser.post(at("members_consultation_publish", consultation.pk)),
    ]
    assert [response.status_code for response in statuses] == [403, 403]
    consultation.refresh_from_db()
    assert (consultation.answer, consultation.published_at) == ("", None)


def test_the_chair_publishes_later(consultation: Consultation, steering: Organ, ben: User) -> None:
    """First internal, then for everybody; too early there is nothing."""
    browser = signed_in(ben)
    publish = at("members_consultation_publish", consultation.pk)
    early = browser.post(publish, follow=True).content.decode()
    assert "Es gibt noch keine Antwort." in early
    browser.post(at("members_consultation", consultation.pk), sheet(steering, "spaeter"))
    state = Recommendation.objects.get().state
    browser.post(publish)
    assert (state, Recommendation.objects.get().state) == ("forwarded", "accepted")


def test_the_chair_reports_on_an_order(order: Order, ben: User, clara: User) -> None:
    """Clara reads only."""
    address = at("members_order", order.pk)
    sent = {"percent": "40", "text": "Angefangen."}
    assert signed_in(clara).post(address, sent).status_code == 403
    assert signed_in(ben).post(address, sent)["Location"] == address
    assert list(order.reports.values_list("percent", "by")) == [(40, "Ben Becker")]
    assert "Angefangen." in signed_in(clara).get(address).content.decode()


def test_a_member_answers_in_a_round(
    draft: Recommendation, steering: Organ, ben: User, clara: User, anna: User
) -> None:
    """Only who is entitled finds it; objection and its withdrawal as behind a link."""
    opened = open_round(draft, f"organ-{steering.pk}")
    address = at("members_round", opened.pk)
    browser = signed_in(clara)
    assert signed_in(anna).get(address).status_code == 404
    assert browser.post(address, {"choice": "objection", "reason": "nö"}).status_code == 200
    assert Ballot.objects.count() == 0
    browser.post(address, {"choice": "objection", "reason": REASON})
    assert signed_in(ben).get(address).content.decode().count(REASON) == 1
    browser.post(at("members_round_withdraw", opened.pk))
    assert list(Objection.objects.values_list("ballot__entitled__name", "state")) == [
        ("Clara Celik", "withdrawn")
    ]
    entry = AuditEntry.objects.get(action="ballot.cast")
    assert entry.actor_id == clara.pk

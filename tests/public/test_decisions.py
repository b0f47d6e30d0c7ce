"""The public pages of recommendations, and answering through a personal link."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import AuditEntry, PersonalLink
from bildungsnetz.decisions import actions
from bildungsnetz.decisions.models import Ballot, Entitled, Objection, Recommendation, Round
from bildungsnetz.meetings.models import Meeting, Workshop
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, TODAY
from tests.decisions.cast import (
    OFFICE,
    REASON,
    TEXT,
    accept,
    cast,
    forward,
    make_adopted,
    make_recommendation,
    new_order,
    open_round,
    people_of,
    the_order,
)

pytest_plugins = ["tests.decisions.fixtures"]
pytestmark = pytest.mark.usefixtures("at_nine")
CANARY = "Kanarienvogel-4711"


@pytest.fixture
def at_nine() -> object:
    """The clock of the cast."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def adopted(held_conference: Meeting, held_workshop: Workshop) -> Recommendation:
    """Agreed in consensus, public."""
    return make_adopted(held_conference, held_workshop)


def list_page(query: str = "") -> str:
    """The public list of Hagen."""
    response = Client().get(reverse("recommendations", kwargs={"region": "hagen"}) + query)
    assert response.status_code == 200
    return response.content.decode()


def address(recommendation: Recommendation) -> str:
    """The public page of a recommendation."""
    kwargs = {"region": "hagen", "year": recommendation.year, "number": recommendation.number}
    return reverse("recommendation", kwargs=kwargs)


def record_page(recommendation: Recommendation) -> str:
    """The public page, which must answer."""
    response = Client().get(address(recommendation))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_at_most_five_queries(
    held_conference: Meeting, held_workshop: Workshop, count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    """Region, the data's date, recommendations, fields of action."""
    for _ in range(count):
        make_adopted(held_conference, held_workshop)
    with django_assert_num_queries(3):
        text = list_page()
    assert text.count('<th scope="row">') == count


def test_only_published_recommendations_of_this_region_are_shown(
    adopted: Recommendation, held_conference: Meeting
) -> None:
    """A hidden one is neither listed nor found by its address."""
    hidden = make_recommendation(held_conference, title=CANARY)
    assert ("Feste Ansprechpersonen" in list_page(), CANARY in list_page()) == (True, False)
    assert Client().get(address(hidden)).status_code == 404
    assert f"/stand={hidden.state}" not in list_page()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["2026/2", "2026/1"]),
        ("?jahr=2026", ["2026/2", "2026/1"]),
        ("?handlungsfeld=inklusion", ["2026/2"]),
        ("?stand=no_consensus", ["2026/2"]),
        ("?stand=adopted&handlungsfeld=uebergaenge", ["2026/1"]),
        ("?suche=ANSPRECH", ["2026/1"]),
        ("?suche=2026/2", ["2026/2"]),
        ("?jahr=1999&handlungsfeld=kein", ["2026/2", "2026/1"]),
        ("?suche=gibt+es+nicht", []),
    ],
)
def test_the_list_is_narrowed(adopted: Recommendation, query: str, found: list[str]) -> None:
    """By field, year, state and words; what is not offered narrows nothing."""
    second = make_recommendation(adopted.meeting, adopted.workshop, title="Für alle")
    second.fields.set(FieldOfAction.objects.filter(slug="inklusion"))
    opened = open_round(second)
    cast(people_of(opened)["Eva"], "objection", REASON)
    actions.close_round(round=opened, minority_statement="", by=OFFICE, at=NOW)
    actions.show_publicly(recommendation=second, is_public=True, by=OFFICE, at=NOW)
    rows = list_page(query).split('<th scope="row">')[1:]
    assert [row.split('">')[1].split(" ")[0] for row in rows] == found


def test_empty_lists_say_why(hagen: Region) -> None:
    """Nothing there yet."""
    assert "Noch keine Empfehlungen" in list_page()


def test_a_narrowed_list_offers_to_widen(adopted: Recommendation) -> None:
    """Nothing found."""
    assert "Keine Empfehlung passt dazu" in list_page("?suche=xyz")


def test_the_page_shows_wording_answers_and_the_way(
    adopted: Recommendation, steering: Organ
) -> None:
    """Up to the report."""
    theme = FieldOfAction.objects.get(slug="inklusion")
    adopted.cross_cutting_answers.create(field=theme, text="In einfacher Sprache.")
    order = the_order(accept(forward(adopted, steering), [new_order(steering)]))
    actions.report_status(order=order, percent=30, text="Die Liste beginnt.", by=OFFICE, at=NOW,
                          today=TODAY)  # fmt: skip
    text = record_page(adopted)
    for part in (
        TEXT, "Was heißt das für Inklusion?", "In einfacher Sprache.", "in Umsetzung",
        "Erarbeitet im Workshop „Vom Kind aus“: Bildungskonferenz 2026",
        "Konsens erreicht: kein Einwand; 3 von 3 haben geantwortet.",
        "Zur Entscheidung weitergegeben: Lenkungskreis", "Das hilft allen.",
        "Beschluss Nr. 1 vom 14.09.2026", "Eine Liste der Ansprechpersonen führen.",
        "Zu erledigen bis 23.12.2026", "Die Liste beginnt.", "30 %",
    ):  # fmt: skip
        assert (part, part in text) == (part, True)
    for name in ("Anna Albers", "Eva Ernst", "Fritz Fuchs", "Gerda Groß"):
        assert (name, name in text) == (name, False)


def test_nothing_unpublished_leaks(
    adopted: Recommendation, steering: Organ, held_conference: Meeting
) -> None:
    """A canary in everything internal: note, interim and final answer, resolution, order, report,
    the reporter's name, an open round's reasons and moderation, every name asked."""
    consultation = forward(adopted, steering, note=f"Note {CANARY}")
    actions.note_evaluation(consultation=consultation, reason=f"Zwischenstand {CANARY}",
                            publish=False, by=OFFICE, at=NOW)  # fmt: skip
    order = new_order(steering, f"Auftrag {CANARY}")
    resolution = accept(consultation, [order], publish=False, reason=f"Grund {CANARY}")
    resolution.text = f"Beschluss {CANARY}"
    resolution.save()
    actions.report_status(order=the_order(resolution), percent=50, text=f"Bericht {CANARY}",
                          by=OFFICE, at=NOW, today=TODAY)  # fmt: skip
    running = make_recommendation(held_conference, adopted.workshop, title="Läuft noch")
    opened = open_round(running)
    cast(people_of(opened)["Eva"], "objection", f"Einwand {CANARY}")
    actions.show_publicly(recommendation=running, is_public=True, by=OFFICE, at=NOW)
    pages = list_page() + record_page(adopted) + record_page(running)
    assert (CANARY in pages, "angenommen" in pages, "50 %" in pages) == (False, False, False)
    assert ("Eva Ernst" in pages, "Ben Becker" in pages) == (False, False)
    actions.publish_answer(consultation=consultation, by=OFFICE, at=NOW)
    assert record_page(adopted).count(CANARY) == 4  # reason, resolution, order, report


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_a_constant_number_of_queries(
    adopted: Recommendation, steering: Organ, count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    """Region, the data's date, the recommendation, and eight kinds of what belongs to it."""
    for _ in range(count):
        accept(forward(adopted, steering), [new_order(steering)] * count)
    with django_assert_num_queries(4):
        record_page(adopted)


def test_an_unchanged_page_is_not_sent_again(adopted: Recommendation, steering: Organ) -> None:
    """Until anything is written."""
    browser = Client()
    tag = browser.get(address(adopted))["ETag"]
    again = browser.get(address(adopted), headers={"if-none-match": tag})
    forward(adopted, steering)
    afterwards = browser.get(address(adopted), headers={"if-none-match": tag})
    assert (again.status_code, afterwards.status_code) == (304, 200)


@pytest.fixture
def opened(draft: Recommendation) -> Round:
    """A round among Eva, Fritz and Gerda."""
    return open_round(draft)


def own_page(entitled: Entitled) -> str:
    """The address behind somebody's personal link."""
    assert entitled.link is not None
    return reverse("round_answer", kwargs={"token": links.token(entitled.link)})


@pytest.fixture
def eva(opened: Round) -> str:
    """Eva's page."""
    return own_page(people_of(opened)["Eva"])


def choices() -> list[tuple[str, str]]:
    """All ballots by name."""
    return list(Ballot.objects.order_by("pk").values_list("entitled__name", "choice"))


def test_looking_at_the_link_changes_nothing(eva: str) -> None:
    """GET and HEAD, as mail scanners do."""
    before = AuditEntry.objects.count()
    statuses = [Client().get(eva).status_code, Client().head(eva).status_code]
    assert statuses == [200, 200]
    assert (choices(), AuditEntry.objects.count()) == ([], before)
    assert PersonalLink.objects.filter(used_at__isnull=False).count() == 0


def test_the_page_says_who_what_and_until_when(eva: str, opened: Round) -> None:
    """The frozen wording, three answers, the closing time."""
    text = Client().get(eva).content.decode()
    for part in (
        "Sie antworten als <strong>Eva Ernst</strong>, Schule von Eva Ernst.", TEXT,
        "Ich trage das mit", "Ich enthalte mich", "Ich habe einen Einwand",
        "Rückmeldung bis Montag, 21. September 2026, 10:00 Uhr.",
    ):  # fmt: skip
        assert (part, part in text) == (part, True)


def test_an_answer_counts_and_may_be_changed(eva: str) -> None:
    """One ballot; the page says what was answered."""
    browser = Client()
    assert browser.post(eva, {"choice": "aside", "reason": ""})["Location"] == eva
    response = browser.post(eva, {"choice": "consent", "reason": ""}, follow=True)
    text = response.content.decode()
    assert "Ihre Antwort ist gezählt. Vielen Dank." in text
    assert "<strong>Ich trage das mit</strong>" in text
    assert choices() == [("Eva Ernst", "consent")]


@pytest.mark.parametrize("reason", ["", "nein!", " \u00a0\u200b " * 9])
def test_an_objection_without_reason_is_said_at_the_field(eva: str, reason: str) -> None:
    """The choice stays, what was typed stays, nothing is counted."""
    response = Client().post(eva, {"choice": "objection", "reason": reason})
    text = response.content.decode()
    assert response.status_code == 200
    assert text.count("Bitte begründen Sie den Einwand mit mehr als fünf Zeichen.") == 2
    assert 'value="objection"' in text.split("checked")[0].rsplit("<input", 1)[1]
    assert reason.strip() in text
    assert choices() == []


def test_no_choice_is_asked_for(eva: str) -> None:
    """A reason alone is no answer."""
    text = Client().post(eva, {"reason": REASON}).content.decode()
    assert "Bitte wählen Sie eine der drei Antworten." in text
    assert choices() == []


def test_objections_are_shown_to_all_without_names(eva: str, opened: Round) -> None:
    """With the moderation's answer."""
    cast(people_of(opened)["Fritz"], "objection", REASON)
    raised = Objection.objects.get()
    actions.answer_objection(objection=raised, seen=REASON, answer="Dafür gibt es Stunden.",
                             is_valid=True, by=OFFICE, at=NOW)  # fmt: skip
    text = Client().get(eva).content.decode()
    assert (REASON in text, "Dafür gibt es Stunden." in text, "Fritz" in text) == (
        True, True, False,
    )  # fmt: skip


def test_ones_own_objection_is_withdrawn(eva: str) -> None:
    """By a button of its own; a second press is harmless."""
    browser = Client()
    browser.post(eva, {"choice": "objection", "reason": REASON})
    assert "Einwand zurückziehen" in browser.get(eva).content.decode()
    first = browser.post(f"{eva}zurueckziehen/", follow=True).content.decode()
    second = browser.post(f"{eva}zurueckziehen/", follow=True).content.decode()
    assert ("Ihr Einwand ist zurückgezogen." in first, "schon erledigt" in second) == (True, True)
    assert Objection.objects.get().state == "withdrawn"


def test_after_the_end_nothing_counts_and_the_result_stands(eva: str, opened: Round) -> None:
    """Answering and withdrawing are refused in words."""
    browser = Client()
    browser.post(eva, {"choice": "objection", "reason": REASON})
    actions.close_round(round=opened, minority_statement="Eva sieht es anders.", by=OFFICE,
                        at=NOW)  # fmt: skip
    late = browser.post(eva, {"choice": "consent", "reason": ""}, follow=True).content.decode()
    assert "Die Runde ist beendet, Ihre Antwort zählt nicht." in late
    back = browser.post(f"{eva}zurueckziehen/", follow=True).content.decode()
    assert "daran ändert sich nichts mehr" in back
    assert "Kein Konsens: 1 Einwand besteht; 1 von 3 hat geantwortet." in back
    assert ("Eva sieht es anders." in back, "Antwort ändern" in back) == (True, False)
    assert (choices(), Objection.objects.get().state) == ([("Eva Ernst", "objection")], "open")


def test_a_second_round_shows_what_changed(opened: Round, draft: Recommendation) -> None:
    """Word by word against the round before."""
    cast(people_of(opened)["Eva"], "objection", REASON)
    actions.close_round(round=opened, minority_statement="", by=OFFICE, at=NOW)
    actions.revise_recommendation(recommendation=draft, revision=0, title=draft.title,
                                  text=TEXT.replace("Ostern", "Pfingsten"),
                                  fields=list(draft.fields.all()), answers={}, by=OFFICE,
                                  at=NOW)  # fmt: skip
    page = own_page(people_of(open_round(draft))["Eva"])
    text = Client().get(page).content.decode()
    assert "Was sich seit der letzten Runde geändert hat" in text
    assert '<del><span class="kern-sr-only">Gestrichen: </span>Ostern<' in text


def test_links_open_only_what_they_are_for(eva: str, opened: Round) -> None:
    """Neither after they ran out, nor once revoked, nor with another token."""
    assert Client().get("/runde/gibt-es-nicht/").status_code == 404
    with time_machine.travel(opened.closes_at + timedelta(days=61), tick=False):
        assert Client().get(eva).status_code == 410
    PersonalLink.objects.update(revoked_at=NOW)
    assert Client().post(eva, {"choice": "consent"}).status_code == 410
    assert choices() == []

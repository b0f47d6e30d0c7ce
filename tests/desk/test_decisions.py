"""Recommendations, rounds, answers and orders at the desk."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from bildungsnetz.accounts.models import AuditEntry, User
from bildungsnetz.decisions import actions
from bildungsnetz.decisions.models import (
    Ballot,
    Consultation,
    Objection,
    Order,
    Recommendation,
    Round,
)
from bildungsnetz.meetings.models import Meeting, Workshop
from bildungsnetz.organs.models import Organ
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, TODAY, signed_in
from tests.decisions.cast import (
    OFFICE,
    REASON,
    TEXT,
    accept,
    cast,
    forward,
    make_adopted,
    make_meeting,
    make_recommendation,
    make_registration,
    new_order,
    open_round,
    people_of,
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
def desk(anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


def at(name: str, **kwargs: object) -> str:
    """An address at the desk of Hagen."""
    return reverse(name, kwargs={"region": "hagen", **kwargs})


def page(client: Client, address: str) -> str:
    """The page at an address, which must answer."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def filled(draft: Recommendation, **changes: object) -> dict[str, object]:
    """The form of a recommendation as it was opened, with changes."""
    field = FieldOfAction.objects.get(region=draft.region, slug="uebergaenge")
    return {
        "title": draft.title,
        "text": TEXT,
        "fields_of_action": [field.pk],
        "revision": "0",
        **changes,
    }


def test_another_office_sees_none_of_it(draft: Recommendation, deniz: User) -> None:
    """Deniz is refused in Hagen, and finds none of Hagen's rows at home."""
    opened = open_round(draft)
    browser = signed_in(deniz)
    assert browser.get(at("desk_recommendation", pk=draft.pk)).status_code == 403
    for name, pk in (("desk_recommendation", draft.pk), ("desk_round", opened.pk)):
        home = reverse(name, kwargs={"region": "herne", "pk": pk})
        assert browser.get(home).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_a_constant_number_of_queries(
    desk: Client, held_workshop: Workshop, steering: Organ,
    django_assert_num_queries: DjangoAssertNumQueries, count: int,
) -> None:  # fmt: skip
    """Session, user, region, role; fields, years and conferences to narrow by; count, rows."""
    for _ in range(count):
        forward(make_adopted(held_workshop.meeting, held_workshop), steering)
    with django_assert_num_queries(8):
        text = page(desk, at("desk_recommendations"))
    assert text.count("im Konsens empfohlen") == 1  # only as something to narrow by
    assert text.count("zur Entscheidung weitergegeben") == count + 1
    assert text.count("seit 14.09.2026") == count


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("", ["2026/3", "2026/2", "2026/1"]),
        ("?sortieren=nummer", ["2026/1", "2026/2", "2026/3"]),
        ("?sortieren=titel", ["2026/3", "2026/1", "2026/2"]),
        ("?sortieren=-titel", ["2026/2", "2026/1", "2026/3"]),
        ("?suche=übergänge", ["2026/2"]),
        ("?suche=UBERGANGE", ["2026/2"]),
        ("?suche=2026/3", ["2026/3"]),
        ("?suche=dritter+text", ["2026/3"]),
        ("?handlungsfeld=inklusion", ["2026/3"]),
        ("?handlungsfeld=-", ["2026/2"]),
        ("?jahr=2026&stand=in_round", ["2026/1"]),
        ("?stand=gibt-es-nicht&jahr=zwei", ["2026/3", "2026/2", "2026/1"]),
        ("?konferenz=987654", ["2026/3", "2026/2", "2026/1"]),
    ],
)
def test_the_list_is_searched_narrowed_and_sorted(
    desk: Client, draft: Recommendation, query: str, labels: list[str]
) -> None:
    """Umlauts and capitals do not matter; what is not offered narrows nothing."""
    make_recommendation(draft.meeting, title="Übergänge sichtbar machen")
    third = make_recommendation(draft.meeting, title="Angebote für alle", text="Ein dritter Text.")
    third.fields.set(FieldOfAction.objects.filter(slug="inklusion"))
    draft.fields.set(FieldOfAction.objects.filter(slug="uebergaenge"))
    Recommendation.objects.get(number=2).fields.clear()
    open_round(draft)
    text = page(desk, at("desk_recommendations") + query)
    found = [line.split(">")[1].split("<")[0] for line in text.split('data-label="Nummer"')[1:]]
    assert found == labels


def test_an_empty_list_says_what_fills_it(desk: Client) -> None:
    """And a narrowed one how to widen it."""
    assert "Noch keine Empfehlungen" in page(desk, at("desk_recommendations"))
    assert "Keine Empfehlung passt dazu" in page(desk, at("desk_recommendations") + "?suche=xyz")


def test_a_recommendation_is_taken_down(
    desk: Client, held_conference: Meeting, held_workshop: Workshop
) -> None:
    """From a workshop, with the region's own cross-cutting question."""
    theme = FieldOfAction.objects.get(slug="inklusion")
    field = FieldOfAction.objects.get(slug="uebergaenge")
    address = at("desk_recommendation_new") + f"?aus=w{held_workshop.pk}"
    empty = page(desk, address)
    assert "Was heißt das für Inklusion?" in empty
    assert f'value="w{held_workshop.pk}" selected' in empty
    sent = {
        "origin": f"w{held_workshop.pk}", "title": "Lotsen", "text": "Jede Kita hat eine Lotsin.",
        "fields_of_action": [field.pk], f"answer_{theme.pk}": "In einfacher Sprache.",
    }  # fmt: skip
    response = desk.post(address, sent)
    written = Recommendation.objects.get()
    assert response["Location"] == at("desk_recommendation", pk=written.pk)
    assert (written.title, written.workshop, written.label) == ("Lotsen", held_workshop, "2026/1")
    assert written.cross_cutting_answers.get().text == "In einfacher Sprache."
    assert AuditEntry.objects.get().actor == "Anna Albers"


def test_a_recommendation_without_a_field_is_not_taken_down(
    desk: Client, held_conference: Meeting
) -> None:
    """The message stands at the field; what was typed is still there."""
    sent = {"origin": f"m{held_conference.pk}", "title": "Lotsen", "text": "Ein <Text> & mehr."}
    response = desk.post(at("desk_recommendation_new"), sent)
    text = response.content.decode()
    assert "Bitte wählen Sie mindestens ein Handlungsfeld." in text
    assert "Ein &lt;Text&gt; &amp; mehr." in text
    assert Recommendation.objects.count() == 0


def test_who_has_no_fields_writes_nevertheless(
    desk: Client, hagen: Region, held_conference: Meeting
) -> None:
    hagen.fields.all().delete()
    sent = {"origin": f"m{held_conference.pk}", "title": "Lotsen", "text": "Ein Text."}
    assert desk.post(at("desk_recommendation_new"), sent).status_code == 302
    assert Recommendation.objects.get().fields.count() == 0


def test_editing_makes_a_version_that_is_shown_word_by_word(
    desk: Client, draft: Recommendation
) -> None:
    """Inserted and removed words are marked and said."""
    sent = filled(draft, text=TEXT.replace("Ostern", "Pfingsten"))
    response = desk.post(at("desk_recommendation_edit", pk=draft.pk), sent)
    assert response["Location"] == at("desk_recommendation", pk=draft.pk)
    text = page(desk, at("desk_recommendation_versions", pk=draft.pk))
    assert (
        '<del><span class="kern-sr-only">Gestrichen: </span>Ostern'
        '<span class="kern-sr-only"> Ende gestrichen. </span></del>'
        '<ins><span class="kern-sr-only">Neu: </span>Pfingsten'
    ) in text


def test_a_second_editor_sees_both_texts(desk: Client, draft: Recommendation) -> None:
    """Nothing is overwritten; saving once more is then a decision."""
    address = at("desk_recommendation_edit", pk=draft.pk)
    desk.post(address, filled(draft, text="Der Wortlaut von Anna."))
    response = desk.post(address, filled(draft, text="Der Wortlaut von Arno."))
    text = response.content.decode()
    assert response.status_code == 200
    assert "Inzwischen hat jemand anderes gespeichert" in text
    assert "Der Wortlaut von Anna." in text
    assert "Der Wortlaut von Arno." in text
    assert 'name="revision" value="1"' in text
    texts = draft.versions.order_by("number").values_list("text", flat=True)
    assert list(texts) == [TEXT, "Der Wortlaut von Anna."]
    desk.post(address, filled(draft, text="Der Wortlaut beider.", revision="1"))
    assert draft.versions.count() == 3


def test_a_fixed_text_is_not_opened_for_editing(desk: Client, draft: Recommendation) -> None:
    """Back to the recommendation, with the reason."""
    open_round(draft)
    response = desk.get(at("desk_recommendation_edit", pk=draft.pk), follow=True)
    assert response.redirect_chain == [(at("desk_recommendation", pk=draft.pk), 302)]
    assert "Der Wortlaut steht fest" in response.content.decode()


def test_a_recommendation_is_put_on_the_public_pages_and_taken_off(
    desk: Client, draft: Recommendation
) -> None:
    """Two buttons, one address."""
    seen = []
    for wish in ("ja", "nein"):
        desk.post(at("desk_recommendation_show", pk=draft.pk), {"zeigen": wish})
        draft.refresh_from_db()
        seen.append(draft.is_public)
    assert seen == [True, False]


ROUND = {"circle": "workshop", "closes_at": "2026-09-21T18:00", "moderated_by": "Anna und Ben"}


def test_a_round_is_previewed_with_its_numbers_and_then_opened(
    desk: Client, draft: Recommendation
) -> None:
    """Three asked, two by mail; nothing happens before the release."""
    preview = desk.post(at("desk_round_open", pk=draft.pk), ROUND).content.decode()
    assert ("<dd>3</dd>" in preview, "<dd>2</dd>" in preview, "<dd>1</dd>" in preview) == (
        True, True, True,
    )  # fmt: skip
    assert "Einige haben keine E-Mail-Adresse." in preview
    assert (Round.objects.count(), Message.objects.count()) == (0, 0)
    seen = preview.split('name="seen" value="')[1].split('"')[0]
    response = desk.post(at("desk_round_release", pk=draft.pk), {**ROUND, "seen": seen})
    opened = Round.objects.get()
    assert response["Location"] == at("desk_round", pk=opened.pk)
    assert opened.closes_at == NOW + timedelta(days=7, hours=8)
    assert (opened.entitled.count(), Message.objects.count()) == (3, 2)


def test_a_circle_that_changed_is_previewed_again(desk: Client, draft: Recommendation) -> None:
    """Somebody was placed meanwhile."""
    preview = desk.post(at("desk_round_open", pk=draft.pk), ROUND).content.decode()
    seen = preview.split('name="seen" value="')[1].split('"')[0]
    make_registration(draft.meeting, "Hanna Hahn", workshop=draft.workshop)
    response = desk.post(at("desk_round_release", pk=draft.pk), {**ROUND, "seen": seen})
    text = response.content.decode()
    assert "Der Kreis hat sich seit der Vorschau geändert." in text
    assert "Hanna Hahn" in text
    assert Round.objects.count() == 0


def test_a_round_in_the_past_is_not_planned(desk: Client, draft: Recommendation) -> None:
    """Said at the field."""
    past = {**ROUND, "closes_at": "2026-09-14T09:00"}
    text = desk.post(at("desk_round_open", pk=draft.pk), past).content.decode()
    assert "Dieser Zeitpunkt liegt in der Vergangenheit." in text


def test_an_empty_circle_cannot_be_opened(desk: Client, draft: Recommendation) -> None:
    """The page says why."""
    draft.meeting.registrations.update(state="cancelled")
    text = desk.post(at("desk_round_open", pk=draft.pk), ROUND).content.decode()
    assert "Hier ist niemand zu fragen" in text
    assert 'name="seen"' not in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_round_takes_a_constant_number_of_queries(
    desk: Client, draft: Recommendation, django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:  # fmt: skip
    """However many answered or object."""
    opened = open_round(draft)
    for person in list(people_of(opened).values())[:count]:
        cast(person, "objection", REASON)
    with django_assert_num_queries(7):
        text = page(desk, at("desk_round", pk=opened.pk))
    assert text.count("Einwand beantworten") == count
    assert text.count("Antwort von Gerda Groß eintragen") == 1
    assert opened.text_hash in text


def test_the_office_enters_what_gerda_said_in_the_room(desk: Client, draft: Recommendation) -> None:
    """Not for Eva, who has a link of her own."""
    people = people_of(open_round(draft))
    assert desk.get(at("desk_ballot", pk=people["Eva"].pk)).status_code == 404
    desk.post(at("desk_ballot", pk=people["Gerda"].pk), {"choice": "aside", "reason": ""})
    assert list(Ballot.objects.values_list("entitled__name", "choice", "recorded_by")) == [
        ("Gerda Groß", "aside", "Anna Albers")
    ]


def test_an_objection_without_reason_loses_nothing(desk: Client, draft: Recommendation) -> None:
    """The choice stays, the message stands at the reason."""
    gerda = people_of(open_round(draft))["Gerda"]
    sent = {"choice": "objection", "reason": "nö"}
    text = desk.post(at("desk_ballot", pk=gerda.pk), sent).content.decode()
    assert "Bitte begründen Sie den Einwand mit mehr als fünf Zeichen." in text
    assert ">\nnö</textarea>" in text
    assert Ballot.objects.count() == 0


def test_an_objection_is_found_not_valid(desk: Client, draft: Recommendation) -> None:
    """With the answer that everybody reads."""
    opened = open_round(draft)
    cast(people_of(opened)["Eva"], "objection", REASON)
    raised = Objection.objects.get()
    address = at("desk_objection", pk=opened.pk, objection=raised.pk)
    sent = {"is_valid_objection": "nein", "answer": "Das regelt der Erlass.", "seen": REASON}
    assert desk.post(address, sent)["Location"] == at("desk_round", pk=opened.pk)
    raised.refresh_from_db()
    assert (raised.state, raised.answer) == ("not_valid", "Das regelt der Erlass.")


def test_an_objection_that_changed_is_shown_again(desk: Client, draft: Recommendation) -> None:
    """The moderation answers what stands there, not what stood there."""
    opened = open_round(draft)
    cast(people_of(opened)["Eva"], "objection", REASON)
    raised = Objection.objects.get()
    cast(people_of(opened)["Eva"], "objection", "Ein neuer Grund dafür.")
    address = at("desk_objection", pk=opened.pk, objection=raised.pk)
    sent = {"is_valid_objection": "nein", "answer": "Das regelt der Erlass.", "seen": REASON}
    text = desk.post(address, sent).content.decode()
    assert "Die Begründung hat sich inzwischen geändert." in text
    assert 'name="seen" value="Ein neuer Grund dafür."' in text
    raised.refresh_from_db()
    assert raised.state == "open"


def test_a_round_is_closed_with_its_verdict(desk: Client, draft: Recommendation) -> None:
    """Shown beforehand, then written down with the minority statement."""
    opened = open_round(draft)
    cast(people_of(opened)["Eva"], "objection", REASON)
    address = at("desk_round_close", pk=opened.pk)
    assert "Kein Konsens: 1 Einwand besteht; 1 von 3 hat geantwortet." in page(desk, address)
    text = desk.post(address, {"minority_statement": "Eva sieht es anders."}, follow=True)
    opened.refresh_from_db()
    assert (opened.result, opened.minority_statement) == ("not_passed", "Eva sieht es anders.")
    assert "Eva sieht es anders." in text.content.decode()


def test_the_minority_statement_is_added_afterwards(desk: Client, draft: Recommendation) -> None:
    """Only for a closed round."""
    opened = open_round(draft)
    address = at("desk_round_minority", pk=opened.pk)
    assert desk.get(address).status_code == 404
    actions.close_round(round=opened, minority_statement="", by=OFFICE, at=NOW)
    desk.post(address, {"minority_statement": "Doch noch."})
    opened.refresh_from_db()
    assert opened.minority_statement == "Doch noch."


@pytest.fixture
def adopted(held_conference: Meeting, held_workshop: Workshop) -> Recommendation:
    """Agreed in consensus, public."""
    return make_adopted(held_conference, held_workshop)


def test_an_agreed_recommendation_is_passed_on(
    desk: Client, adopted: Recommendation, steering: Organ
) -> None:
    """The steering organ is proposed; the same one is not offered twice."""
    address = at("desk_forward", pk=adopted.pk)
    assert f'value="{steering.pk}" selected' in page(desk, address)
    desk.post(address, {"organ": steering.pk, "note": "Bitte beraten."})
    assert Consultation.objects.get().note == "Bitte beraten."
    assert f'value="{steering.pk}"' not in page(desk, address)
    assert desk.post(address, {"organ": steering.pk, "note": ""}).status_code == 200
    assert Consultation.objects.count() == 1


def test_a_draft_is_not_passed_on(desk: Client, draft: Recommendation, steering: Organ) -> None:
    """The page says what is missing."""
    assert "Noch nicht im Konsens empfohlen" in page(desk, at("desk_forward", pk=draft.pk))


def answer_sheet(steering: Organ, **changes: object) -> dict[str, object]:
    """An acceptance with one order."""
    return {
        "answer": "accepted", "reason": "Gut für alle.", "publish": "spaeter",
        "resolution": "Wird umgesetzt.", "decided_on": "2026-09-14",
        "auftrag-TOTAL_FORMS": "2", "auftrag-INITIAL_FORMS": "0",
        "auftrag-0-text": "Liste führen.", "auftrag-0-assignee": str(steering.pk),
        "auftrag-0-due_on": "2026-12-01",
        "auftrag-1-text": "", "auftrag-1-assignee": "", "auftrag-1-due_on": "",
        **changes,
    }  # fmt: skip


def test_the_office_writes_down_the_answer_and_publishes_it(
    desk: Client, adopted: Recommendation, steering: Organ
) -> None:
    """Internal first, then public."""
    consultation = forward(adopted, steering)
    address = at("desk_consultation", pk=consultation.pk)
    assert desk.post(address, answer_sheet(steering))["Location"] == address
    adopted.refresh_from_db()
    assert (adopted.state, Order.objects.get().text) == ("forwarded", "Liste führen.")
    assert "noch nicht veröffentlicht" in page(desk, address)
    desk.post(at("desk_consultation_publish", pk=consultation.pk))
    adopted.refresh_from_db()
    assert adopted.state == "accepted"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"resolution": " "}, "Zur Annahme gehört ein Beschluss."),
        ({"decided_on": ""}, "Wann wurde das beschlossen?"),
        ({"auftrag-0-due_on": ""}, "Bitte füllen Sie dieses Feld aus."),
        (
            {"auftrag-0-text": "", "auftrag-0-assignee": "", "auftrag-0-due_on": ""},
            "Zur Annahme gehört mindestens ein Auftrag.",
        ),
        ({"reason": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"answer": "vielleicht"}, "Bitte eine gültige Auswahl treffen."),
    ],
)
def test_an_incomplete_answer_is_not_written_down(
    desk: Client, adopted: Recommendation, steering: Organ, change: dict[str, str], message: str
) -> None:
    """The message stands at the field, nothing is lost."""
    consultation = forward(adopted, steering)
    sent = answer_sheet(steering, **change)
    response = desk.post(at("desk_consultation", pk=consultation.pk), sent)
    assert response.status_code == 200
    assert message in response.content.decode()
    consultation.refresh_from_db()
    assert (consultation.answer, Order.objects.count()) == ("", 0)


def test_an_interim_answer_needs_no_order(
    desk: Client, adopted: Recommendation, steering: Organ
) -> None:
    """Half-filled orders beside it are not read."""
    consultation = forward(adopted, steering)
    sent = answer_sheet(steering, answer="evaluating", **{"auftrag-0-due_on": ""})
    assert desk.post(at("desk_consultation", pk=consultation.pk), sent).status_code == 302
    consultation.refresh_from_db()
    assert (consultation.answer, consultation.answered_at) == ("evaluating", None)


def test_orders_are_listed_given_and_reported_on(
    desk: Client, adopted: Recommendation, steering: Organ
) -> None:
    """A further order out of the Beschluss; a report with per cent."""
    resolution = accept(forward(adopted, steering), [new_order(steering)])
    address = at("desk_order_new", pk=resolution.consultation_id)
    sent = {"text": "Noch etwas.", "assignee": steering.pk, "due_on": "2026-09-01"}
    desk.post(address, sent)
    late = Order.objects.get(text="Noch etwas.")
    overdue = page(desk, at("desk_orders") + "?stand=ueberfaellig")
    assert ("Noch etwas." in overdue, "Eine Liste" in overdue) == (True, False)
    desk.post(at("desk_order", pk=late.pk), {"percent": "100", "text": "Geschafft."})
    late.refresh_from_db()
    assert late.done_on == TODAY
    done = page(desk, at("desk_orders") + "?stand=erledigt")
    assert ("Noch etwas." in done, "Eine Liste" in done) == (True, False)
    assert "Kein Auftrag passt dazu" in page(desk, at("desk_orders") + "?stand=ueberfaellig")


def test_orders_are_narrowed_by_field_of_action_and_searched(
    desk: Client, adopted: Recommendation, steering: Organ, hagen: Region
) -> None:
    """The fields are those of the recommendation; an order without one is found by "ohne"."""
    FieldOfAction.objects.create(region=hagen, name="Ganztag", slug="ganztag", order=9)
    slug = adopted.fields.get().slug
    given = accept(forward(adopted, steering), [new_order(steering), new_order(steering)])
    Order.objects.filter(pk=given.orders.last().pk).update(text="Überall fragen.")
    free = given.orders.create(assignee=steering, text="Ohne Empfehlung.", due_on=TODAY)

    def listed(query: str) -> list[str]:
        page = desk.get(at("desk_orders") + query).context["page"]
        return [order.text for order in page]

    table = {
        f"?handlungsfeld={slug}": ["Eine Liste der Ansprechpersonen führen.", "Überall fragen."],
        "?handlungsfeld=ganztag": [],
        "?handlungsfeld=-": [free.text],
        "?handlungsfeld=unbekannt&stand=offen": [
            free.text, "Eine Liste der Ansprechpersonen führen.", "Überall fragen.",
        ],
        "?suche=ueberall": ["Überall fragen."],
        f"?suche={steering.name} ohne": [free.text],
    }  # fmt: skip
    assert {query: listed(query) for query in table} == table


@pytest.mark.parametrize("percent", ["-1", "101", "viel"])
def test_a_report_is_between_0_and_100(
    desk: Client, adopted: Recommendation, steering: Organ, percent: str
) -> None:
    """Said at the field."""
    order = the_order(accept(forward(adopted, steering), [new_order(steering)]))
    response = desk.post(at("desk_order", pk=order.pk), {"percent": percent, "text": "Bericht."})
    assert (response.status_code, order.reports.count()) == (200, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_orders_takes_a_constant_number_of_queries(
    desk: Client, adopted: Recommendation, steering: Organ,
    django_assert_num_queries: DjangoAssertNumQueries, count: int,
) -> None:  # fmt: skip
    """Session, user, region with role, fields of action, count, rows."""
    accept(forward(adopted, steering), [new_order(steering)] * count)
    with django_assert_num_queries(6):
        text = page(desk, at("desk_orders"))
    assert text.count("noch kein Bericht") == count


def test_the_record_shows_the_next_step(
    desk: Client, adopted: Recommendation, hagen: Region
) -> None:
    """Draft: a round; running: to the round; agreed: pass it on."""
    draft = make_recommendation(make_meeting(hagen), title="Entwurf")
    running = make_recommendation(adopted.meeting, adopted.workshop, title="Läuft")
    open_round(running)
    steps = ("Konsensrunde eröffnen", "Zur laufenden Runde", "An ein Gremium weitergeben")
    shown = [
        [step in page(desk, at("desk_recommendation", pk=row.pk)) for step in steps]
        for row in (draft, running, adopted)
    ]
    assert shown == [[True, False, False], [False, True, False], [False, False, True]]


def test_the_history_speaks_german(desk: Client, draft: Recommendation, steering: Organ) -> None:
    """What was done, by whom; no code names."""
    actions.revise_recommendation(recommendation=draft, revision=0, title="Neuer Titel",
                                  text="Neuer Wortlaut.", fields=list(draft.fields.all()),
                                  answers={}, by=OFFICE, at=NOW)  # fmt: skip
    opened = open_round(draft)
    cast(people_of(opened)["Eva"], "consent")
    actions.close_round(round=opened, minority_statement="", by=OFFICE, at=NOW)
    order = the_order(accept(forward(draft, steering), [new_order(steering)]))
    actions.report_status(order=order, percent=30, text="Läuft.", by=OFFICE, at=NOW, today=TODAY)
    text = page(desk, at("desk_recommendation", pk=draft.pk)).split("Verlauf: wer, wann, was")[1]
    told = [part.split("</span>")[0] for part in text.split("</time><span>")[1:]]
    assert told == [
        "Bericht zum Auftrag: 30 %",
        "Antwort festgehalten",
        "an ein Gremium weitergegeben",
        "Konsensrunde geschlossen",
        "Konsensrunde eröffnet",
        "Empfehlung geändert: Titel, Wortlaut",
        "Empfehlung aufgenommen",
    ]

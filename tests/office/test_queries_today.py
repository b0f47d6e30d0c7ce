"""The desk's first page: every kind of thing that waits, and how many questions that takes."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.decisions.models import Order, Recommendation, Resolution, Round, Version
from bildungsnetz.directory import actions as directory
from bildungsnetz.directory.models import ContactBasis, ExpiringContact, ImportRun, Person
from bildungsnetz.meetings.models import Invitation, Meeting
from bildungsnetz.office.queries.today import Item, Urgency, today_page
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import CooperationAgreement, Region, SchoolHoliday
from tests.cast import NOW, TODAY, make_institution, make_region
from tests.office.makers import consultation, meeting, recommendation
from tests.organs.people import fill, person, seats
from tests.post.conftest import smtp

DAY = timedelta(days=1)


@pytest.fixture
def settled(hagen: Region, plenary: Organ, steering: Organ) -> Region:
    """A region in which nothing waits: set up, with holidays and a conference far ahead."""
    hagen.office_street = "Rathausstraße 11"
    hagen.save()
    CooperationAgreement.objects.create(
        region=hagen, title="Vertrag", signed_on=TODAY, active_from=TODAY
    )
    school = make_institution(hagen, "Schule", number="1")
    for bearer in (school, school.kind):
        bearer.fields.set(hagen.fields.all())
    for year in range(2026, 2029):
        SchoolHoliday.objects.create(
            region=hagen,
            name="Herbstferien",
            first_day=date(year, 10, 17),
            last_day=date(year, 10, 31),
        )
    meeting(plenary, 300)
    return hagen


def items(region: Region) -> list[Item]:
    """The page of Hagen on the day of the cast."""
    return today_page(region, at=NOW, today=TODAY).items


def only(region: Region) -> Item:
    """The one thing that waits."""
    (found,) = items(region)
    return found


def test_nothing_waits(settled: Region) -> None:
    assert items(settled) == []


def test_a_new_region_is_led_on(hagen: Region) -> None:
    found = [(item.kind, item.route, item.urgency) for item in items(hagen)]
    assert found == [
        ("setup", "desk_setup", Urgency.NOW),
        ("plan", "desk_conference_new", Urgency.SOON),
        ("holidays", "desk_holidays", Urgency.LATER),
    ]


@pytest.mark.parametrize(
    ("days", "kind", "waits"),
    [(300, "conference", False), (300, "meeting", True), (-30, "conference", True)],
)
def test_a_year_without_a_conference_ahead(
    settled: Region, plenary: Organ, days: int, kind: str, waits: bool
) -> None:
    Meeting.objects.all().delete()
    planned = meeting(plenary, days)
    Meeting.objects.filter(pk=planned.pk).update(kind=kind)
    assert [item.text for item in items(settled)] == (
        ["Die nächste Konferenz ist noch nicht geplant."] if waits else []
    )


def test_vacant_seats_by_organ(settled: Region, steering: Organ) -> None:
    first, _ = seats(steering, "Land", 2)
    several = only(settled)
    assert (several.text, several.route, several.key, several.action_label) == (
        "Lenkungskreis: 2 Sitze sind frei (Land).",
        "desk_organ",
        steering.pk,
        "Sitze besetzen",
    )
    fill(first, person(settled, "Anke Arendt"), date(2020, 1, 1))
    (one,) = items(settled)
    assert (one.text, one.route, one.action_label) == (
        "Lenkungskreis: 1 Sitz ist frei (Land).",
        "desk_seat_fill",
        "Sitz besetzen",
    )


@pytest.mark.parametrize(
    ("days", "text", "urgency"),
    [
        (90, "Lenkungskreis: Die Amtszeit von Anke Arendt (Mitglied) endet.", Urgency.SOON),
        (
            -1,
            "Lenkungskreis: Die Amtszeit von Anke Arendt (Mitglied) ist abgelaufen.",
            Urgency.LATE,
        ),
    ],
)
def test_ending_terms(
    settled: Region, steering: Organ, days: int, text: str, urgency: Urgency
) -> None:
    (seat,) = seats(steering, "Stadt")
    mandate = fill(seat, person(settled, "Anke Arendt"), date(2020, 1, 1))
    Mandate.objects.update(term_to=TODAY + days * DAY)
    item = only(settled)
    assert (item.text, item.urgency, item.key) == (text, urgency, mandate.pk)
    assert (item.when, item.route) == (TODAY + (days - 1) * DAY, "desk_mandate_term")


@pytest.mark.parametrize(
    ("days", "urgency", "when"),
    [
        (57, None, None),
        (56, Urgency.SOON, 28),
        (29, Urgency.SOON, 1),
        (28, Urgency.NOW, 7),
        (21, Urgency.NOW, 0),
        (20, Urgency.LATE, -1),
    ],
)
def test_the_invitation_window_counts_down(
    settled: Region, plenary: Organ, days: int, urgency: Urgency | None, when: int | None
) -> None:
    conference = meeting(plenary, days, "Konferenz")
    found = [(item.urgency, item.when, item.key, item.route) for item in items(settled)]
    expected = []
    if urgency is not None and when is not None:
        expected = [(urgency, TODAY + when * DAY, conference.pk, "desk_invitation")]
    assert found == expected


def test_the_strictest_organ_counts(settled: Region, plenary: Organ, steering: Organ) -> None:
    steering.invitation_min_days, steering.invitation_max_days = 25, 60
    steering.save()
    meeting(plenary, 26).organs.add(steering)
    assert only(settled).when == TODAY + DAY


def test_a_window_in_the_holidays_says_so(settled: Region, plenary: Organ) -> None:
    SchoolHoliday.objects.create(
        region=settled, name="Sonderferien", first_day=TODAY, last_day=TODAY + 10 * DAY
    )
    meeting(plenary, 28)
    assert only(settled).note == "Sonderferien 14.09.–24.09."


def test_a_window_that_ends_on_a_saturday_names_the_friday(settled: Region, plenary: Organ) -> None:
    meeting(plenary, 26)
    found = only(settled)
    assert (found.when, found.note) == (TODAY + 5 * DAY, "letzter Arbeitstag davor: 18.09.2026")


def invite(conference: Meeting, count: int, answered: int) -> None:
    """Invited so many institutions, of which some accepted."""
    for number in range(count):
        school = make_institution(conference.region, f"S {number}", number=f"9{number}")
        school.fields.set(conference.region.fields.all())
        Invitation.objects.create(
            meeting=conference,
            institution=school,
            state="accepted" if number < answered else "invited",
            invited_at=NOW,
        )
    conference.invited_at = NOW
    conference.save()


def test_missing_answers(settled: Region, plenary: Organ) -> None:
    conference = meeting(plenary, 20, "Konferenz")
    conference.registration_closes_at = NOW + 10 * DAY
    invite(conference, 3, 1)
    item = only(settled)
    assert (item.text, item.when, item.route, item.urgency) == (
        "Konferenz: 2 von 3 Einladungen sind ohne Antwort.",
        TODAY + 10 * DAY,
        "desk_answers",
        Urgency.SOON,
    )
    Invitation.objects.update(state="declined")
    assert items(settled) == []


@pytest.mark.parametrize(
    ("days", "urgency"), [(0, Urgency.LATER), (90, Urgency.LATER), (91, Urgency.LATE)]
)
def test_a_recommendation_waits_for_its_answer(
    settled: Region, plenary: Organ, steering: Organ, days: int, urgency: Urgency
) -> None:
    waiting = consultation(recommendation(meeting(plenary, -100), 1), steering, days)
    item = only(settled)
    assert item.text == (
        f"Empfehlung 2026/1 Feste Ansprechpersonen benennen 1 wartet seit {days} Tagen auf "
        "Antwort: Lenkungskreis."
    )
    assert (item.urgency, item.key, item.route) == (urgency, waiting.pk, "desk_consultation")


@pytest.mark.parametrize(
    ("days", "words", "urgency"),
    [(-1, "überfällig", Urgency.LATE), (14, "bald fällig", Urgency.SOON), (15, "", None)],
)
def test_orders(
    settled: Region, steering: Organ, days: int, words: str, urgency: Urgency | None
) -> None:
    resolution = Resolution.objects.create(organ=steering, number=1, text="", decided_on=TODAY)
    Order.objects.create(
        resolution=resolution, assignee=steering, text="Liste führen", due_on=TODAY + days * DAY
    )
    found = [(item.text, item.urgency, item.route) for item in items(settled)]
    text = f"Lenkungskreis: Auftrag {words} – Liste führen"
    assert found == ([(text, urgency, "desk_order")] if urgency is not None else [])
    Order.objects.update(done_on=TODAY)
    assert items(settled) == []


def make_round(of: Recommendation, days: int) -> Round:
    """An open round that ends so many days from now."""
    version = Version.objects.create(recommendation=of, number=1, text="", at=NOW, by="Büro")
    return Round.objects.create(
        recommendation=of,
        version=version,
        number=1,
        procedure="consent",
        text_hash="",
        moderated_by="",
        opened_at=NOW,
        closes_at=NOW + days * DAY,
    )


@pytest.mark.parametrize(
    ("days", "label", "urgency"),
    [(-1, "Runde auswerten", Urgency.NOW), (7, "Runde ansehen", Urgency.SOON), (8, "", None)],
)
def test_rounds(
    settled: Region, plenary: Organ, days: int, label: str, urgency: Urgency | None
) -> None:
    made = make_round(recommendation(meeting(plenary, -100), 1), days)
    found = [(item.action_label, item.urgency, item.key) for item in items(settled)]
    assert found == ([(label, urgency, made.pk)] if urgency is not None else [])


def make_message(region: Region, number: int, state: str, *, is_unclear: bool = False) -> None:
    """A message in a state."""
    Message.objects.create(
        region=region,
        batch="b",
        key=f"k{number}",
        message_id=f"m{number}",
        to_name="A",
        to_address="a@example.org",
        subject="S",
        body="B",
        state=state,
        is_unclear=is_unclear,
        created_at=NOW,
        send_after=NOW,
    )


def test_a_change_nobody_was_told_of(settled: Region, plenary: Organ) -> None:
    """Until it is over: then there is nobody to warn."""
    conference = meeting(plenary, 90, "Konferenz")
    rows = Meeting.objects.filter(pk=conference.pk)
    rows.update(invited_at=NOW, cancelled_at=NOW, untold_since=NOW - DAY)
    item = only(settled)
    assert (item.text, item.when, item.urgency) == (
        "Konferenz: Von Absage oder Verlegung wissen die Eingeladenen noch nichts.",
        TODAY - DAY,
        Urgency.NOW,
    )
    assert (item.route, item.key) == ("desk_change", conference.pk)
    rows.update(starts_at=NOW - 2 * DAY, ends_at=NOW)
    assert items(settled) == []


def test_mail_that_stays(settled: Region) -> None:
    for number, state in enumerate(["kept", "kept", "failed", "sent"]):
        make_message(settled, number, state, is_unclear=state == "sent")
    assert [(item.kind, item.text, item.urgency) for item in items(settled)] == [
        ("failed", "1 Nachricht konnte nicht zugestellt werden.", Urgency.NOW),
        ("unclear", "Bei 1 Nachricht ist unklar, ob sie angekommen ist.", Urgency.NOW),
        ("kept", "2 Nachrichten sind aufbewahrt und nicht versandt.", Urgency.LATER),
    ]


def test_kept_mail_can_leave_once_there_is_a_server(settled: Region, settings: Settings) -> None:
    """Never from the example region."""
    make_message(settled, 1, "kept")
    smtp(settings, "smtp://127.0.0.1:25")
    item = only(settled)
    assert (item.text, item.route, item.urgency) == (
        "1 Nachricht aus der Zeit ohne Mailserver ist noch aufbewahrt.",
        "desk_kept",
        Urgency.SOON,
    )
    settled.is_example = True
    assert (only(settled).route, only(settled).urgency) == ("desk_post", Urgency.LATER)


def test_an_import_waits_for_its_commit(settled: Region) -> None:
    run = ImportRun.objects.create(
        region=settled, file_name="schulen.csv", source="S", content=b"", uploaded_at=NOW
    )
    item = only(settled)
    assert (item.text, item.route, item.key) == (
        "Die Datei „schulen.csv“ wartet auf Übernahme ins Register.",
        "desk_import",
        run.pk,
    )
    ImportRun.objects.update(state=ImportRun.State.COMMITTED)
    assert items(settled) == []


def test_holidays_run_out(settled: Region) -> None:
    SchoolHoliday.objects.filter(last_day__gt=TODAY + 300 * DAY).delete()
    item = only(settled)
    assert (item.when, item.route) == (date(2026, 10, 31), "desk_holidays")


def test_contacts_that_run_out_and_people_to_be_told(settled: Region) -> None:
    """A notice is due within a month; the office hears of it a week before (Art. 14 DSGVO)."""
    entered = NOW - timedelta(days=30)
    for number, source in enumerate(("office", "self", "import")):
        directory.add_person(
            region=settled, family_name=f"P{number}", source=source, by=CONSOLE, at=entered
        )
    directory.add_person(region=settled, family_name="Neu", by=CONSOLE, at=NOW)
    item = only(settled)
    assert (item.kind, item.route, item.urgency) == ("untold", "desk_notices", Urgency.NOW)
    assert item.text == "2 Personen müssen noch erfahren, dass wir ihre Daten haben."
    ContactBasis.objects.update(notified_at=NOW)
    for number, person_ in enumerate(Person.objects.order_by("pk")[:2]):
        ExpiringContact.objects.create(
            person=person_,
            due_on=TODAY,
            listed_on=TODAY,
            kept_until=TODAY + DAY if number else None,
        )
    item = only(settled)
    assert (item.kind, item.route, item.urgency) == ("expiring", "desk_retention", Urgency.SOON)
    assert item.text == "1 Kontakt läuft ab und wird bald gelöscht."


def test_other_regions_do_not_wait_here(settled: Region) -> None:
    herne = make_region("herne", "Herne")
    organ = Organ.objects.create(region=herne, slug="lk", kind="steering", name="LK")
    seats(organ, "Stadt", 2)
    meeting(organ, 25)
    make_message(herne, 1, "failed")
    assert items(settled) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_questions_is_constant(
    settled: Region,
    plenary: Organ,
    steering: Organ,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    seats(steering, "Stadt", count)
    resolution = Resolution.objects.create(organ=steering, number=1, text="", decided_on=TODAY)
    for number in range(count):
        conference = meeting(plenary, 25 + number)
        row = recommendation(conference, number)
        consultation(row, steering, 5)
        make_round(row, 1)
        make_message(settled, number, "failed")
        Order.objects.create(resolution=resolution, assignee=steering, text="", due_on=TODAY)
        ImportRun.objects.create(
            region=settled, file_name="f", source="S", content=b"", uploaded_at=NOW
        )
    # holidays; setting up and messages; vacancies; endings; meetings; all that waits
    with django_assert_num_queries(6):
        found = items(settled)
    assert len(found) == 2 + 5 * count

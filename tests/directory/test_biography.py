"""What a person and an institution are part of, in time: every strand, one query."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bildungsnetz.accounts.models import User
from bildungsnetz.decisions.models import Ballot, Entitled, Recommendation, Round, Version
from bildungsnetz.directory import queries
from bildungsnetz.directory.models import ContactBasis, Institution, Person
from bildungsnetz.meetings.models import Invitation, Meeting, Placement, Registration, Workshop
from bildungsnetz.organs.models import Mandate
from tests.cast import NOW, TODAY, make_institution, make_region, make_user
from tests.directory.makers import make_affiliation, make_person

JUNE = datetime(2026, 6, 1, 12, tzinfo=UTC)


def told(entries) -> list[tuple[str, str, str]]:
    return sorted((one.kind, one.title, one.detail) for one in entries)


@pytest.fixture
def conference(hagen) -> Meeting:
    return Meeting.objects.create(
        region=hagen, kind="conference", title="Konferenz", starts_at=JUNE,
        ends_at=JUNE + timedelta(hours=4), created_at=NOW,
    )  # fmt: skip


@pytest.fixture
def workshop(conference) -> Workshop:
    return Workshop.objects.create(
        meeting=conference, number=1, title="Lesen", speaker="Dr. Ben Becker, Hagen",
        starts_at=JUNE, ends_at=JUNE + timedelta(hours=1), capacity=9,
    )  # fmt: skip


@pytest.fixture
def registration(conference, workshop) -> Registration:
    """Ben's own, from an institution that is not his."""
    invitation = Invitation.objects.create(
        meeting=conference, institution=make_institution(conference.region, "Volkshochschule"),
        state="accepted", invited_at=NOW,
    )  # fmt: skip
    row = Registration.objects.create(
        meeting=conference, invitation=invitation, name="Ben Becker", email="BEN@hagen.example",
        registered_at=NOW,
    )  # fmt: skip
    Placement.objects.create(registration=row, workshop=workshop, placed_at=NOW)
    return row


@pytest.fixture
def asked(conference, registration, ben) -> Entitled:
    """A round to which Ben may answer; he wrote its text and has answered."""
    made = Recommendation.objects.create(
        region=conference.region, year=2026, number=1, title="Übergaben", meeting=conference,
        created_at=NOW,
    )  # fmt: skip
    version = Version.objects.create(
        recommendation=made, number=1, text="x", at=NOW, by=ben.display_name
    )
    row = Round.objects.create(
        recommendation=made, version=version, number=1, procedure="consent", text_hash="x",
        circle="alle", moderated_by="A", opened_at=NOW, closes_at=NOW + timedelta(days=9),
    )  # fmt: skip
    entitled = Entitled.objects.create(round=row, name="Ben Becker", registration=registration)
    Ballot.objects.create(entitled=entitled, choice="objection", cast_at=NOW)
    return entitled


def test_a_person_shows_everything(hagen, ben, asked, django_assert_num_queries):
    person = Person.objects.select_related("user").get(user=ben)
    make_affiliation(person, make_institution(hagen, "Schule"))
    ContactBasis.objects.create(
        person=person, purpose="network", basis="public_task", source="office",
        recorded_at=NOW, notified_at=NOW, objected_at=NOW,
    )  # fmt: skip
    with django_assert_num_queries(1):
        entries = queries.PERSON_LIFE.of(person)
    task = str(ContactBasis.Basis.PUBLIC_TASK.label)
    network = str(ContactBasis.Purpose.NETWORK.label)
    assert told(entries) == [
        ("account", "Zugang eingerichtet", ""),
        ("basis", network, task),
        ("entry", "ins Register aufgenommen", ""),
        ("function", "Schule", "Schulleitung"),
        ("mandate", "Lenkungskreis", "Mitglied, benannt durch Stadt"),
        ("mandate", "Lenkungskreis", "Vorsitz"),
        ("notice", network, ""),
        ("objection", network, ""),
        ("registration", "Konferenz", "angemeldet, Workshop „Lesen“"),
        ("round", "Übergaben", "hat geantwortet"),
        ("version", "Übergaben", "Fassung 1 geschrieben"),
        ("workshop", "Lesen", "Konferenz"),
    ]


def test_what_somebody_answered_is_not_told(ben, asked):
    entries = queries.PERSON_LIFE.of(Person.objects.get(user=ben))
    assert [one.detail for one in entries if one.kind == "round"] == ["hat geantwortet"]


def test_days_are_those_of_the_office_and_ends_are_half_open(hagen, ben):
    person = Person.objects.get(user=ben)
    Person.objects.filter(pk=person.pk).update(created_at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    make_affiliation(person, make_institution(hagen, "Schule"), to=TODAY)
    by_kind = {one.kind: one for one in queries.PERSON_LIFE.of(person)}
    assert (by_kind["entry"].since, by_kind["entry"].is_moment) == (date(2026, 2, 1), True)
    function = by_kind["function"]
    assert (function.since, function.until) == (date(2020, 8, 1), TODAY)
    assert [function.holds(TODAY - timedelta(days=1)), function.holds(TODAY)] == [True, False]
    assert by_kind["mandate"].holds(TODAY) is True
    assert by_kind["entry"].holds(date(2026, 2, 1)) is False


def test_the_latest_comes_first_and_what_has_no_day_last(hagen):
    person = make_person(hagen, "Voß")
    school = make_institution(hagen, "Schule")
    make_affiliation(person, school)
    undated = make_affiliation(person, school)
    undated.active_from = None
    undated.save()
    assert [one.since for one in queries.PERSON_LIFE.of(person)] == [
        TODAY, date(2020, 8, 1), None,
    ]  # fmt: skip


def test_a_person_without_user_and_address_is_not_taken_for_another(hagen, ben, asked):
    stranger = make_person(hagen, "Becker")
    assert told(queries.PERSON_LIFE.of(stranger)) == [("entry", "ins Register aufgenommen", "")]


def test_other_regions_tell_nothing(hagen, ben, asked):
    twin = make_person(
        make_region("unna", "Unna"), "Becker", given_name="Ben", email="ben@hagen.example"
    )
    assert told(queries.PERSON_LIFE.of(twin)) == [("entry", "ins Register aufgenommen", "")]


def test_an_institution_shows_people_organs_meetings_rounds_and_kin(
    hagen, steering, asked, django_assert_num_queries
):
    school = asked.registration.invitation.institution
    old = make_institution(hagen, "Abendschule")
    new = make_institution(hagen, "Weiterbildung Hagen")
    Institution.objects.filter(pk=old.pk).update(closed_on=date(2020, 1, 1), successor=school)
    Institution.objects.filter(pk=school.pk).update(
        opened_on=date(2020, 1, 1), closed_on=date(2027, 1, 1), successor=new, confirmed_at=NOW
    )
    head = make_person(hagen, "Çelik", given_name="Eva")
    make_affiliation(head, school, to=date(2026, 2, 1))
    since = {"organ": steering, "active_from": date(2026, 1, 1)}
    Mandate.objects.create(institution=school, role=Mandate.Role.GUEST, **since)
    Mandate.objects.create(person=head, role=Mandate.Role.ADVISORY, **since)
    Mandate.objects.create(
        person=head, role=Mandate.Role.STAFF, organ=steering, active_from=date(2026, 2, 1)
    )
    school = Institution.objects.get(pk=school.pk)
    with django_assert_num_queries(1):
        entries = queries.INSTITUTION_LIFE.of(school)
    assert told(entries) == [
        ("closed", "Volkshochschule", ""),
        ("confirmed", "Angaben zuletzt bestätigt", ""),
        ("entry", "ins Register aufgenommen", ""),
        ("function", "Eva Çelik", "Schulleitung"),
        ("invitation", "Konferenz", "hat zugesagt"),
        ("mandate", "Lenkungskreis", "Gast"),
        ("opened", "Volkshochschule", ""),
        ("people_mandate", "Lenkungskreis", "beratend (Eva Çelik)"),
        ("predecessor", "Abendschule", ""),
        ("registration", "Konferenz", "Ben Becker: angemeldet, Workshop „Lesen“"),
        ("round", "Übergaben", "Ben Becker"),
        ("successor", "Weiterbildung Hagen", ""),
    ]


def test_the_letter_of_an_invitation_names_its_reader(hagen, ben, conference):
    from bildungsnetz.post.models import Message

    message = Message.objects.create(
        region=hagen, batch="b", key="k", to_name="Ben", to_address="Ben@hagen.example",
        subject="s", body="b", created_at=NOW, send_after=NOW,
    )  # fmt: skip
    Invitation.objects.create(
        meeting=conference, institution=make_institution(hagen, "Schule"), invited_at=NOW,
        message=message,
    )  # fmt: skip
    entries = queries.PERSON_LIFE.of(Person.objects.get(user=ben))
    assert ("invitation", "Konferenz", "Schule") in told(entries)
    assert User.objects.count() == 1


def test_the_query_with_marks_is_the_one_about_the_person_herself(hagen, ben):
    """Percent signs and the like are escaped as the database wants them, whatever is known."""
    school = make_institution(hagen, "Kita 100 %")
    odd = make_person(
        hagen,
        r"Be_cker\100%",
        given_name="Ben",
        email="b_n%@hagen.example",
        user=make_user("odd@hagen.example", "O"),
    )
    bare = make_person(hagen, "Nurname")
    lives = [(queries.PERSON_LIFE, one) for one in (odd, ben.persons.get(), bare)]
    for life, subject in [*lives, (queries.INSTITUTION_LIFE, school)]:
        for _again in range(2):
            assert life.asked(subject) == life.compose(subject)

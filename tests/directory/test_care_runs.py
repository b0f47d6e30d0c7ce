"""Runs of the yearly confirmation: released once, reminded once a day, links that die in time."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import AuditEntry, PersonalLink
from bildungsnetz.directory import actions
from bildungsnetz.directory.actions import care
from bildungsnetz.directory.care import Light, NoAddress, RemindedToday, RunOver, RunSettled
from bildungsnetz.directory.care import light as light_of
from bildungsnetz.directory.models import Affiliation, Confirmation, Institution
from bildungsnetz.directory.queries import care as queries
from bildungsnetz.directory.queries.lights import confirmed_state
from bildungsnetz.kit.berlin import BERLIN
from bildungsnetz.post.models import Message
from tests.cast import NOW, TODAY, make_institution, make_region
from tests.directory.caring import LATER, OFFICE, UNTIL, asked, make_run, propose, release
from tests.directory.makers import make_affiliation, make_person

GOLDEN = Path(__file__).parent.parent / "golden" / "care"


def remind(run, at: datetime = LATER) -> int:
    return care.remind_run(run=run, by=OFFICE, at=at)


@pytest.fixture
def school(hagen):
    return make_institution(hagen, "Schule Nord", number="191000")


def test_every_open_institution_gets_one_link_and_one_letter(hagen, school):
    make_institution(hagen, "Ohne Adresse", email="x@y.example")
    Institution.objects.filter(name="Ohne Adresse").update(email="")
    make_institution(hagen, "Zu")
    Institution.objects.filter(name="Zu").update(closed_on=date(2020, 1, 1))
    make_institution(make_region("unna", "Unna"), "Fremde")
    run = make_run(hagen)
    found = queries.run_recipients(run, today=TODAY)
    assert [one.institution.name for one in found.without_address] == ["Ohne Adresse"]
    assert (release(run), release(run)) == (1, 0)
    (row,) = Confirmation.objects.all()
    assert (row.institution, row.state, row.to_representative) == (school, "silent", False)
    assert (row.link.subject, row.link.expires_at) == (
        f"{run.pk}-{school.pk}", queries.ends_at(UNTIL),
    )  # fmt: skip
    assert Message.objects.get().to_address == "191000@schule.example"
    Institution.objects.filter(name="Ohne Adresse").update(email="neu@y.example")
    assert release(run) == 1


def test_the_letters_read_as_they_should(hagen, school):
    person = make_person(
        hagen, "Müller", given_name="Eva", title="Dr.", salutation="mrs", email="eva@s.example"
    )
    make_affiliation(person, school)
    (row,) = asked(hagen)
    remind(row.run)
    for name, message in zip(("letter", "reminder"), Message.objects.order_by("pk"), strict=True):
        assert (message.to_name, message.to_address) == ("Dr. Eva Müller", "eva@s.example")
        text = f"{message.subject}\n\n{message.body.strip()}"
        assert text == (GOLDEN / f"{name}.txt").read_text("utf-8").strip()


def test_2000_institutions_are_asked_in_few_statements(hagen, django_assert_max_num_queries):
    kind = make_institution(hagen, "Erste").kind
    Institution.objects.bulk_create(
        Institution(region=hagen, kind=kind, name=f"S {n}", email=f"s{n}@s.example",
                    created_at=NOW, changed_at=NOW)
        for n in range(1999)
    )  # fmt: skip
    run = make_run(hagen)
    with django_assert_max_num_queries(60):
        assert release(run) == 2000
    assert Message.objects.count() == Confirmation.objects.count() == 2000


def test_reminders_go_to_the_silent_once_a_day(hagen, school):
    make_institution(hagen, "Schule Süd", number="191001")
    north, south = asked(hagen)
    care.confirm_entry(institution=south.institution, by=OFFICE, at=NOW)
    assert remind(north.run) == 1
    with pytest.raises(RemindedToday):
        remind(north.run, LATER + timedelta(hours=3))
    assert remind(north.run, LATER + timedelta(days=1)) == 1
    assert Message.objects.filter(key__startswith=f"care:{north.run.pk}:{school.pk}").count() == 3
    propose(school, phone="0234")
    assert remind(north.run, LATER + timedelta(days=2)) == 0


def test_a_released_run_keeps_its_text_and_ends(hagen, school):
    (row,) = asked(hagen)
    with pytest.raises(RunSettled):
        make_run(hagen, run=row.run)
    care.close_run(run=row.run, by=OFFICE, at=LATER)
    assert not links.is_good(PersonalLink.objects.get(pk=row.link_id), at=LATER)
    for late in (release, remind):
        with pytest.raises(RunSettled):
            late(row.run)
    with pytest.raises(RunOver):
        make_run(hagen, closes_on=TODAY)


def test_a_run_is_extended_with_the_links_that_still_live(hagen, school):
    make_institution(hagen, "Schule Süd", number="191001")
    north, south = asked(hagen)
    PersonalLink.objects.filter(pk=south.link_id).update(revoked_at=NOW)
    later = UNTIL + timedelta(days=20)
    care.extend_run(run=north.run, closes_on=later, by=OFFICE, at=LATER)
    ends = [PersonalLink.objects.get(pk=row.link_id).expires_at for row in (north, south)]
    assert ends == [queries.ends_at(later), queries.ends_at(UNTIL)]
    with pytest.raises(RunOver):
        care.extend_run(run=north.run, closes_on=TODAY, by=OFFICE, at=LATER)
    care.close_run(run=north.run, by=OFFICE, at=LATER)
    with pytest.raises(RunSettled):
        care.extend_run(run=north.run, closes_on=later, by=OFFICE, at=LATER)


def test_a_letter_is_sent_again_with_a_link_of_its_own(hagen, school):
    (row,) = asked(hagen)
    old = row.link
    person = make_person(hagen, "Neu", email="neu@s.example")
    make_affiliation(person, school)
    again = care.send_again(confirmation=row, by=OFFICE, at=LATER)
    assert (again.affiliation.person, again.to_representative) == (person, True)
    assert again.link != old
    assert PersonalLink.objects.get(pk=old.pk).revoked_at == LATER
    Institution.objects.update(email="")
    Affiliation.objects.all().delete()
    with pytest.raises(NoAddress):
        care.send_again(confirmation=row, by=OFFICE, at=LATER)


def alive(row: Confirmation) -> bool:
    found = queries.confirmation_of(row.link).get()
    return queries.is_alive(found, today=TODAY)


def test_a_link_dies_with_the_mandate_it_was_sent_for(hagen, school):
    function = make_affiliation(make_person(hagen, "Kopf", email="kopf@s.example"), school)
    (row,) = asked(hagen)
    assert alive(row)
    actions.end_affiliation(affiliation=function, active_to=date(2026, 12, 1), by=OFFICE, at=NOW)
    row.link.refresh_from_db()
    assert (alive(row), row.link.revoked_at) == (True, None)
    Affiliation.objects.update(active_to=TODAY)
    assert not alive(row)
    Affiliation.objects.update(active_to=None, represents=False)
    assert not alive(row)
    Affiliation.objects.update(represents=True)
    actions.end_affiliation(affiliation=function, active_to=TODAY, by=OFFICE, at=NOW)
    row.link.refresh_from_db()
    assert row.link.revoked_at == NOW
    Affiliation.objects.all().delete()
    assert not alive(row)


def test_a_link_to_the_institutions_own_address_outlives_its_head(hagen, school):
    function = make_affiliation(make_person(hagen, "Kopf"), school)
    (row,) = asked(hagen)
    actions.end_affiliation(affiliation=function, active_to=TODAY, by=OFFICE, at=NOW)
    assert alive(row)


def test_a_link_dies_with_the_institution_and_is_not_another_ones(hagen, school):
    (row,) = asked(hagen)
    other = make_institution(hagen, "Andere")
    Confirmation.objects.update(institution=other)
    assert not alive(row)
    Confirmation.objects.update(institution=school)
    actions.close_institution(
        institution=school, closed_on=TODAY, successor=None, by=OFFICE, at=NOW
    )
    row.link.refresh_from_db()
    assert (alive(row), row.link.revoked_at) == (False, NOW)


def test_confirming_answers_the_run_and_dates_the_entry(hagen, school):
    (row,) = asked(hagen)
    care.confirm_entry(institution=school, by=OFFICE, at=LATER)
    row.refresh_from_db()
    school.refresh_from_db()
    assert (row.state, row.confirmed_at, school.confirmed_at) == ("confirmed", LATER, LATER)
    propose(school, phone="0234 1")
    care.confirm_entry(institution=school, by=OFFICE, at=LATER)
    row.refresh_from_db()
    assert row.state == "changed"
    assert AuditEntry.objects.filter(action="institution.confirmed").count() == 2


def test_figures_tell_the_undeliverable_from_the_silent(hagen):
    for name in ("A", "B", "C", "D"):
        make_institution(hagen, name, number=name)
    a, b, c, _d = asked(hagen)
    care.confirm_entry(institution=a.institution, by=OFFICE, at=LATER)
    propose(b.institution, phone="1")
    Message.objects.filter(pk=c.message_id).update(state="failed")
    found = queries.figures(a.run)
    assert (found.confirmed, found.changed, found.silent, found.undeliverable) == (1, 1, 1, 1)
    for state, names in (
        ("confirmed", ["A"]), ("changed", ["B"]), ("undeliverable", ["C"]), ("silent", ["D"]),
        ("", ["A", "B", "C", "D"]),
    ):  # fmt: skip
        rows = queries.confirmations(a.run, state)
        assert [row.institution.name for row in rows] == names


@pytest.mark.parametrize("days", [0, 1, 364, 365, 366, 729, 730, 731, 2000])
def test_the_database_counts_lights_as_the_rule_does(hagen, school, days):
    at = datetime(2026, 9, 14, 23, 59, tzinfo=BERLIN) - timedelta(days=days)
    for moment in (at, at.replace(hour=0, minute=0)):
        Institution.objects.update(confirmed_at=moment)
        wanted = light_of(timezone.localdate(moment), TODAY)
        shown = [one for one in Light if Institution.objects.filter(confirmed_state(one, TODAY))]
        assert shown == [wanted]
        assert queries.lights(hagen, TODAY)[wanted] == 1


def test_an_entry_never_confirmed_shows_so(hagen, school):
    assert queries.lights(hagen, TODAY) == {"green": 0, "yellow": 0, "red": 0, "never": 1}

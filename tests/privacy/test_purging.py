"""The clock is put forward: exactly what is due goes, and the second run finds nothing (bar G4)."""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from bildungsnetz.accounts import links
from bildungsnetz.accounts.audit import ERASED
from bildungsnetz.accounts.chain import problems
from bildungsnetz.accounts.models import AuditEntry, PersonalLink, User
from bildungsnetz.directory import actions, lawful
from bildungsnetz.directory.models import (
    Affiliation,
    ExpiringContact,
    ImportRun,
    Person,
    PersonImport,
)
from bildungsnetz.kit.privacy import FAILED_ATTEMPTS, JOB, SESSION
from bildungsnetz.management.housekeeping import Housekeeping
from bildungsnetz.meetings.models import Invitation, Registration
from bildungsnetz.organs.models import Mandate
from bildungsnetz.post.models import Delivery, Message
from bildungsnetz.post.stopping import address_hash, set_stop
from bildungsnetz.privacy import purging, retention
from bildungsnetz.privacy.registry import TABLES
from bildungsnetz.regions.models import Region
from tests.cast import NOW, TODAY, make_institution, signed_in
from tests.desk.browsing import errors, post, shown
from tests.directory.makers import OFFICE, make_affiliation
from tests.story import tell

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> None:
    """The ledger of erasures is written outside the database."""
    settings.DATA_DIR = tmp_path


def noon(day: date) -> datetime:
    """A moment of that day."""
    return NOW + (day - TODAY)


def add(region: Region, name: str = "Voss", **facts: Any) -> Person:
    """A contact entered today."""
    return actions.add_person(region=region, family_name=name, by=OFFICE, at=NOW, **facts)


def left(region: Region, ended: date, name: str = "Voss") -> Person:
    """Somebody whose only function ended on a day."""
    person = add(region, name)
    make_affiliation(person, make_institution(region, f"Schule {name}"), to=ended)
    return person


# --- pure rules -----------------------------------------------------------------------------------


def test_the_office_has_thirty_days_to_look() -> None:
    due, listed = date(2026, 6, 1), date(2026, 5, 2)
    assert lawful.is_listed(due, listed)
    assert not lawful.is_listed(due, listed - DAY)
    assert lawful.deletion_day(due, listed, None) == due
    assert lawful.deletion_day(due, date(2026, 9, 1), None) == date(2026, 10, 1)
    assert lawful.deletion_day(due, listed, date(2026, 12, 1)) == date(2026, 12, 1)


def test_whatever_has_a_period_is_deleted_by_somebody() -> None:
    """A new declaration with a limited period fails here until something deletes such rows."""
    limited = {
        table.retention for table in TABLES if table.retention and table.retention.is_limited
    }
    elsewhere = {JOB, SESSION, FAILED_ATTEMPTS}  # management.housekeeping
    assert limited == {*retention.LIMITS.values(), *elsewhere}
    assert set(retention.NAMES) == set(retention.LIMITS)


# --- contacts -------------------------------------------------------------------------------------


def test_only_those_without_function_or_mandate_run_out(
    hagen: Region, anna: User, clara: User, django_assert_num_queries: Any
) -> None:
    ended = left(hagen, TODAY)
    staying = add(hagen, "Bleibt")
    make_affiliation(staying, make_institution(hagen, "Schule Bleibt"))
    leaving = left(hagen, TODAY + DAY, "Geht")
    never = add(hagen, "Nie")
    person = Person.objects.get(user=clara)
    with django_assert_num_queries(1):
        found = {one.person: one.ended_on for one in retention.idle(hagen, today=TODAY)}
    assert found == {ended.pk: TODAY, never.pk: TODAY}
    later = {one.person for one in retention.idle(hagen, today=TODAY + DAY)}
    assert later == {ended.pk, leaving.pk, never.pk}
    Mandate.objects.filter(person=person).update(active_to=TODAY)
    assert person.pk in {one.person for one in retention.idle(hagen, today=TODAY)}


def test_a_contact_is_listed_and_then_erased(hagen: Region) -> None:
    """Listed thirty days before a year is over, erased on the day; a second run finds nothing."""
    person, staying = left(hagen, TODAY), add(hagen, "Bleibt")
    make_affiliation(staying, make_institution(hagen, "Schule Bleibt"))
    due = TODAY + timedelta(days=365)
    assert purging.purge(at=noon(due - 31 * DAY)) == Counter()
    assert not ExpiringContact.objects.exists()
    assert set(person.bases.values_list("retain_until", flat=True)) == {due}
    assert purging.purge(at=noon(due - 30 * DAY)) == Counter()
    row = ExpiringContact.objects.get()
    assert (row.person, row.due_on, row.listed_on) == (person, due, due - 30 * DAY)
    assert purging.purge(at=noon(due - DAY)) == Counter()
    assert purging.purge(at=noon(due)) == Counter({"contacts": 1})
    assert list(Person.objects.all()) == [staying]
    assert list(Affiliation.objects.values_list("person", flat=True)) == [staying.pk]
    assert purging.purge(at=noon(due)) == Counter()
    entry = AuditEntry.objects.filter(action=retention.PURGED).get()
    assert (entry.region, entry.detail) == (hagen, {"contacts": 1})


def test_who_was_overlooked_for_years_is_listed_first_all_the_same(hagen: Region) -> None:
    left(hagen, TODAY)
    late = TODAY + timedelta(days=900)
    assert purging.purge(at=noon(late)) == Counter()
    assert purging.purge(at=noon(late + 29 * DAY)) == Counter()
    assert purging.purge(at=noon(late + 30 * DAY)) == Counter({"contacts": 1})


def test_a_new_function_takes_a_contact_from_the_list(hagen: Region) -> None:
    person = left(hagen, TODAY)
    due = TODAY + timedelta(days=365)
    purging.purge(at=noon(due - 10 * DAY))
    make_affiliation(person, make_institution(hagen, "Neu"), represents=False)
    assert purging.purge(at=noon(due + 90 * DAY)) == Counter()
    assert not ExpiringContact.objects.exists()
    assert not person.bases.exclude(retain_until=None).exists()


def test_the_office_keeps_a_contact_for_a_reason_and_a_time(hagen: Region) -> None:
    left(hagen, TODAY)
    due = TODAY + timedelta(days=365)
    purging.purge(at=noon(due - 10 * DAY))
    row, until = ExpiringContact.objects.get(), due + 100 * DAY
    for wrong in (due - 10 * DAY, due + timedelta(days=400)):
        with pytest.raises(ValueError, match="no day"):
            purging.keep_contact(
                expiring=row, reason="x", until=wrong, by=OFFICE, at=noon(due - 10 * DAY)
            )
    purging.keep_contact(
        expiring=row, reason="kommt wieder", until=until, by=OFFICE, at=noon(due - 10 * DAY)
    )
    assert purging.purge(at=noon(until - DAY)) == Counter()
    assert purging.purge(at=noon(until)) == Counter({"contacts": 1})


def test_a_stop_outlives_its_person(hagen: Region) -> None:
    person = left(hagen, TODAY)
    actions.change_person(person=person, email="voss@schule.example", by=OFFICE, at=NOW)
    key = address_hash("voss@schule.example")
    set_stop(region=hagen, key=key, scope="all", source="office", by=OFFICE, at=NOW)
    purging.purge(at=noon(TODAY + timedelta(days=365)))
    purging.purge(at=noon(TODAY + timedelta(days=395)))
    assert not Person.objects.exists()
    again = add(hagen, "Voss", email="Voss@Schule.example")
    assert set_stop(
        region=hagen, key=address_hash(again.email), scope="all", source="office", by=OFFICE, at=NOW
    ).since == NOW  # fmt: skip


def test_regions_are_purged_apart(hagen: Region, deniz: User) -> None:
    herne = Region.objects.get(slug="herne")
    for region in (hagen, herne):
        left(region, TODAY)
    purging.purge(at=noon(TODAY + timedelta(days=365)))
    assert purging.purge(at=noon(TODAY + timedelta(days=395))) == Counter({"contacts": 2})
    entries = AuditEntry.objects.filter(action=retention.PURGED).order_by("number")
    assert [(entry.region, entry.detail) for entry in entries] == [
        (hagen, {"contacts": 1}),
        (herne, {"contacts": 1}),
    ]


# --- everything else ------------------------------------------------------------------------------


def test_a_told_year_is_forgotten_piece_by_piece(db: None) -> None:
    """Each kind goes at its own time, nothing else with it, nothing twice, and the chain holds."""
    start = timezone.now()
    story = tell(start)
    conference = story.conference
    over = conference.ends_at
    guests = Registration.objects.filter(meeting=conference)
    counted = (guests.count(), guests.filter(state="registered").count())
    mails = Message.objects.filter(region=story.region)
    invitations = Invitation.objects.filter(meeting=conference).count()
    sent = mails.count()
    assert sent > 20

    assert purging.purge(at=start + 19 * DAY) == Counter()
    files = ImportRun.objects.count() + PersonImport.objects.count()
    assert purging.purge(at=start + 31 * DAY) == Counter({"uploads": files})
    assert purging.purge(at=start + 89 * DAY) == Counter()
    assert purging.purge(at=start + 91 * DAY) == Counter({"messages": sent})
    assert (Message.objects.count(), Delivery.objects.count()) == (0, 0)
    assert Invitation.objects.filter(meeting=conference, message=None).count() == invitations
    assert purging.purge(at=start + 91 * DAY) == Counter()

    named = guests.count()
    done = purging.purge(at=over + timedelta(days=184))
    assert done["registrations"] == named
    assert guests.exclude(name__startswith="gelöschte Person").count() == 0
    assert guests.exclude(email="", function="", deputy_for="").count() == 0
    assert (guests.count(), guests.filter(state="registered").count()) == counted
    assert purging.purge(at=over + timedelta(days=184)) == Counter()

    later = start + timedelta(days=4 * 365)
    done = purging.purge(at=later)
    assert done["trail"] > 100
    known = AuditEntry.objects.filter(at__lt=start + DAY).exclude(action=ERASED)
    assert known.exclude(actor="gelöschte Person").count() == 0
    assert known.filter(detail__isnull=False).count() == 0
    assert list(problems()) == []
    assert purging.purge(at=later) == Counter()
    # Decisions, mandates and the people in office stay.
    assert Mandate.objects.filter(person__isnull=False).exists()


def test_links_go_ninety_days_after_they_ran_out(hagen: Region) -> None:
    for number, lifetime in enumerate((10, 20)):
        links.issue(
            purpose=PersonalLink.Purpose.ROUND,
            subject=number,
            region=hagen if number else None,
            at=NOW,
            expires_at=NOW + lifetime * DAY,
        )
    assert purging.purge(at=NOW + 100 * DAY) == Counter()
    assert purging.purge(at=NOW + 101 * DAY) == Counter({"links": 1})
    assert purging.purge(at=NOW + 111 * DAY) == Counter({"links": 1})
    assert not PersonalLink.objects.exists()


def test_files_of_imports_go_after_thirty_days(hagen: Region) -> None:
    facts: dict[str, Any] = {
        "region": hagen, "file_name": "a.csv", "source": "x", "content": b"Name",
        "uploaded_at": NOW, "preview": {"rows": 1},
    }  # fmt: skip
    taken = ImportRun.objects.create(**facts, state="committed", committed_at=NOW + 5 * DAY)
    forgotten = ImportRun.objects.create(**facts)
    assert purging.purge(at=NOW + 30 * DAY) == Counter()
    assert purging.purge(at=NOW + 31 * DAY) == Counter({"uploads": 1})
    assert purging.purge(at=NOW + 36 * DAY) == Counter({"uploads": 1})
    for run, preview in ((taken, {"rows": 1}), (forgotten, {})):
        run.refresh_from_db()
        assert (bytes(run.content), run.preview) == (b"", preview)
    assert forgotten.state == "discarded"
    assert purging.purge(at=NOW + 36 * DAY) == Counter()


def test_the_worker_purges_once_a_day(hagen: Region) -> None:
    person = left(hagen, TODAY)
    house = Housekeeping()
    moments = [TODAY + timedelta(days=days) for days in (365, 394, 395)]
    for day, there in zip(moments, (True, True, False), strict=True):
        house(lambda day=day: noon(day), lambda: False)  # type: ignore[misc]
        assert Person.objects.filter(pk=person.pk).exists() == there
    other = left(hagen, TODAY - timedelta(days=700), "Alt")
    ExpiringContact.objects.create(person=other, due_on=TODAY, listed_on=TODAY)
    house(lambda: noon(moments[2]) + timedelta(hours=23), lambda: False)
    assert Person.objects.filter(pk=other.pk).exists()


# --- the desk -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_office_sees_what_runs_out_and_keeps_it(
    hagen: Region, anna: User, django_assert_num_queries: Any, count: int
) -> None:
    today = timezone.localdate()
    for number in range(count):
        left(hagen, today - timedelta(days=340), f"Alt{number}")
    purging.purge(at=timezone.now())
    client, desk = signed_in(anna), "/hagen/buero/aufbewahrung/"
    with django_assert_num_queries(7):
        page = shown(client, desk)
    assert page.count("Weiter nötig, weil …") == count
    row = ExpiringContact.objects.order_by("pk")[0]
    far = today + timedelta(days=400)
    assert errors(client, f"{desk}{row.pk}/", reason="", until=far) == {
        "reason": ["Bitte füllen Sie dieses Feld aus."],
        "until": ["Bitte nennen Sie einen Tag innerhalb der nächsten zwölf Monate."],
    }
    post(client, f"{desk}{row.pk}/", reason="wird benannt", until=today + timedelta(days=90))
    assert "wird benannt" in shown(client, desk)


def test_the_office_sees_what_was_deleted(hagen: Region, anna: User) -> None:
    purging._record(hagen, {"messages": 12, "contacts": 1}, timezone.now())
    page = shown(signed_in(anna), "/hagen/buero/aufbewahrung/")
    assert "Nachrichten gelöscht: 12" in page
    assert "Kontakte gelöscht: 1" in page

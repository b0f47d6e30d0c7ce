"""Erasing somebody (Art. 17): everywhere, at once, and nothing of anybody else."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models, transaction

from bildungsnetz.accounts import audit, links
from bildungsnetz.accounts.chain import problems
from bildungsnetz.accounts.models import AuditEntry, PersonalLink, Role, Session, User
from bildungsnetz.decisions.models import Ballot, Entitled, Objection
from bildungsnetz.directory import queries
from bildungsnetz.directory.models import ConsentEntry, ImportRun, Institution, Person
from bildungsnetz.jobs.models import Job
from bildungsnetz.kit.privacy import Erasure, Subject
from bildungsnetz.meetings.models import Placement, Registration, Wish
from bildungsnetz.organs.models import Mandate
from bildungsnetz.post.models import Message
from bildungsnetz.privacy import actions, ledger, plan, subjects
from bildungsnetz.privacy.actions import NotYet
from bildungsnetz.privacy.models import ErasureRecord
from bildungsnetz.privacy.overview import parts
from bildungsnetz.privacy.registry import TABLES
from bildungsnetz.regions.models import Region
from tests.cast import NOW
from tests.privacy.full import Full, make_full

MARK, OTHER = "kanarie1", "spatz2"


@pytest.fixture
def full(hagen: Region) -> Full:
    """The one who is erased."""
    return make_full(hagen, MARK, 1)


@pytest.fixture
def other(hagen: Region) -> Full:
    """Somebody else, of whom as much is known."""
    return make_full(hagen, OTHER, 2)


@pytest.fixture(autouse=True)
def own_ledger(settings: Any, tmp_path: Any) -> None:
    """Each test has a ledger of its own."""
    settings.DATA_DIR = tmp_path


def erase(full: Full) -> ErasureRecord:
    """As the office does it."""
    subject = subjects.of_person(full.person)
    return actions.erase(region=full.region, subject=subject, by=audit.CONSOLE, at=NOW)


def places(mark: str) -> Iterator[str]:
    """Every field of every row of the database in which the mark stands."""
    for table in TABLES:
        for row in table.model._default_manager.all():
            for name in table.fields:
                value = getattr(row, name)
                text = bytes(value).decode("latin-1") if isinstance(value, bytes) else repr(value)
                if mark in text.lower():
                    yield f"{table.model.__name__}.{name}"


def rows() -> dict[str, int]:
    """How many rows each table has."""
    return {table.model.__name__: table.model._default_manager.count() for table in TABLES}


def test_the_full_person_fills_every_personal_text(full: Full) -> None:
    """Else the tests below would say nothing of the fields left out."""
    texts = (models.CharField, models.TextField, models.JSONField)
    wanted = {
        f"{table.model.__name__}.{name}"
        for table in TABLES
        for name, one in table.fields.items()
        if table.rows_of and one.is_personal and one.erasure is not Erasure.KEEP
        for column in [table.model._meta.get_field(name)]
        if isinstance(column, texts) and not getattr(column, "choices", None)
    }
    secrets = {"PersonalLink.subject", "PersonalLink.issued_for", "PersonalLink.nonce",
               "PersonalLink.token_hash", "ChangeProposal.field"}  # fmt: skip
    assert wanted - set(places(MARK)) == secrets


def test_nothing_is_left_in_any_field(full: Full, other: Full) -> None:
    """Not in rows of her own, nor in texts, files, jobs and the trail that named her."""
    left = sorted(set(places(OTHER)))
    erase(full)
    assert sorted(set(places(MARK))) == []
    assert sorted(set(places(OTHER))) == left


def test_figures_do_not_change(full: Full, other: Full) -> None:
    """What was counted is still counted (11.4); only what is hers alone is gone."""
    before = rows()
    erase(full)
    changed = {name: (before[name], now) for name, now in rows().items() if now != before[name]}
    assert changed == {
        "Affiliation": (2, 1),
        "AuditEntry": (8, 10),
        "ChangeProposal": (4, 3),
        "ContactBasis": (2, 1),
        "ErasureRecord": (0, 1),
        "ExpiringContact": (2, 1),
        "Job": (2, 3),
        "PersonPair": (2, 1),
        "Session": (2, 1),
    }


def test_what_stays_has_no_name(full: Full) -> None:
    """Mandates, answers, registrations, consents: without whom."""
    erase(full)
    mandate = Mandate.objects.select_related("person").get()
    assert (str(mandate.person), mandate.note) == ("gelöschte Person", "")
    registration = Registration.objects.get(pk=full.registration.pk)
    assert registration.name == f"gelöschte Person {registration.pk}"
    assert (registration.email, registration.function, registration.deputy_for) == ("", "", "")
    assert Registration.objects.get(name="Vera Vertreterin").deputy_for == "gelöschte Person"
    assert (Wish.objects.count(), Placement.objects.get().explanation) == (1, "")
    entitled = Entitled.objects.get()
    assert (entitled.name, entitled.email, entitled.user) == ("gelöschte Person", "", None)
    assert Ballot.objects.get().choice == "objection"
    assert Objection.objects.get().reason == "gelöschte Person: zu teuer"
    proof = ConsentEntry.objects.get()
    assert (proof.person, proof.evidence) == (None, "")


def test_she_can_no_longer_sign_in(full: Full) -> None:
    """User, sessions and links are dead, and the letters that waited are not sent."""
    issued = list(PersonalLink.objects.all())
    erase(full)
    user = User.objects.get(pk=full.user.pk)
    assert (user.is_active, user.display_name) == (False, "gelöschte Person")
    assert user.email == f"geloescht-user-{user.pk}@geloescht.invalid"
    assert Session.objects.count() == 0
    assert [links.find(links.token(link), purpose=link.purpose) for link in issued] == [None, None]
    assert all(link.revoked_at == NOW for link in PersonalLink.objects.all())
    states = Message.objects.order_by("key").values_list("state", flat=True)
    assert list(states) == ["discarded", "discarded", "queued"]


def test_a_file_that_names_her_is_emptied(full: Full) -> None:
    """Nobody can cut a row out of a workbook; the run can no longer be taken over."""
    erase(full)
    runs = ImportRun.objects.order_by("pk")
    assert [(bytes(run.content), run.preview, run.state) for run in runs] == [
        (b"", {}, "discarded"),
        (b"", {}, "discarded"),
    ]


def test_texts_of_others_keep_the_rest_of_their_words(full: Full) -> None:
    """Only the name goes."""
    erase(full)
    profile = Institution.objects.get(name="Grundschule 1").profile
    assert profile == "Es leitet gelöschte Person, gelöschte Person."
    letter = Message.objects.get(to_name="Grundschule")
    assert letter.body == "Angemeldet ist gelöschte Person."
    assert Job.objects.order_by("pk")[0].arguments["args"] == ["gelöschte Person"]


def test_the_trail_still_verifies(full: Full, other: Full) -> None:
    """Who wrote and what exactly is gone, with its salt; the chain says so and is whole."""
    erase(full)
    assert list(problems()) == []
    signed_in, changed, person, noted = AuditEntry.objects.order_by("number")[:4]
    assert (signed_in.actor, signed_in.actor_id) == ("gelöschte Person", None)
    assert (changed.actor, changed.detail) == ("gelöschte Person", {})
    assert (person.actor, person.detail) == ("Kommandozeile", None)
    assert (noted.actor, noted.detail) == ("Kommandozeile", None)


def test_the_wording_of_minutes_and_decisions_stays(full: Full) -> None:
    """They are permanent and offered to the archive; the proof says in how many places."""
    meeting = full.registration.meeting
    meeting.result = f"{full.name} berichtet."
    meeting.save(update_fields=["result"])
    record = erase(full)
    meeting.refresh_from_db()
    assert meeting.result == f"{full.name} berichtet."
    assert (record.counts["meeting.recorded"], record.recorded) == (1, 1)


def test_one_wipe_serves_all_erasures_that_wait(full: Full, other: Full) -> None:
    """Rewriting the whole file once for each of many would take hours."""
    erase(full)
    erase(other)
    assert Job.objects.filter(task="bildungsnetz.privacy.tasks.wipe").count() == 1


def test_who_is_gone_is_not_listed_nor_offered(full: Full) -> None:
    """The nameless row that a mandate needs stands in no list, search, choice or comparison."""
    erase(full)
    assert Person.objects.filter(family_name="gelöschte Person").exists()
    rows = queries.find_persons(full.region, search="", institution=None, sort="", today=NOW.date())
    assert [str(row) for row in rows] == ["Zwilling"]
    assert [str(row) for row in queries.known_persons(full.region)] == ["Zwilling"]
    assert queries.search(full.region, "gelöschte", today=NOW.date()).persons.rows == []


def test_a_contact_without_mandate_is_deleted(full: Full) -> None:
    """Only who must stay nameless for an office's sake leaves an empty row."""
    Mandate.objects.all().delete()
    erase(full)
    assert not Person.objects.filter(pk=full.person.pk).exists()
    assert sorted(set(places(MARK))) == []


def test_whoever_holds_an_office_is_not_erased(full: Full) -> None:
    """The office is ended first; nothing is changed until then."""
    Mandate.objects.update(active_to=None)
    with pytest.raises(NotYet) as refused:
        erase(full)
    assert refused.value.sentences == [
        "Das Mandat „Mitglied“ in Kreis 1 läuft noch. Beenden Sie es zuerst."
    ]
    assert Person.objects.get(pk=full.person.pk).family_name == f"{MARK}nach"
    assert list(ledger.read(actions.ledger_file())) == []


def test_the_last_of_the_office_is_not_erased(full: Full) -> None:
    """Nobody could let anyone in again."""
    Role.objects.create(user=full.user, region=full.region, kind="clerk")
    with pytest.raises(NotYet) as refused:
        erase(full)
    assert refused.value.sentences == [
        "Das ist die letzte Person des Büros. Benennen Sie zuerst eine weitere."
    ]


def test_a_user_of_another_region_stays_there(full: Full, deniz: User) -> None:
    """Each region answers for its own data only."""
    herne = Region.objects.get(slug="herne")
    there = Person.objects.create(
        region=herne, user=full.user, family_name=f"{MARK}nach", email=full.user.email,
        created_at=NOW,
    )  # fmt: skip
    erase(full)
    assert User.objects.get(pk=full.user.pk).is_active
    there.refresh_from_db()
    assert (there.user, there.family_name) == (full.user, f"{MARK}nach")
    assert Person.objects.get(pk=full.person.pk).user is None


def test_a_namesake_is_left_alone(full: Full) -> None:
    """A name that two bear is not taken out of texts, and neither is the other one's row."""
    namesake = Person.objects.create(
        region=full.region, given_name=f"{MARK}vor", family_name=f"{MARK}nach", created_at=NOW,
        email="andere@amt.example",
    )  # fmt: skip
    subject = subjects.of_person(full.person)
    assert full.name not in subjects.words(subject)
    erase(full)
    namesake.refresh_from_db()
    assert str(namesake) == full.name
    assert Message.objects.get(to_name="Grundschule").body == f"Angemeldet ist {full.name}."


def test_a_shared_address_is_left_alone(full: Full) -> None:
    """The school's address is the school's, even if she used it."""
    Institution.objects.filter(name="Grundschule 1").update(email=full.user.email)
    assert full.user.email not in subjects.words(subjects.of_person(full.person))
    erase(full)
    assert Institution.objects.get(name="Grundschule 1").email == full.user.email


def test_a_guest_is_erased_by_her_rows(full: Full) -> None:
    """Somebody who only registered is known by the rows that the office recognises."""
    guest = Registration.objects.create(
        meeting=full.registration.meeting, name="Gustav Gast", email="gast@x.example",
        registered_at=NOW,
    )  # fmt: skip
    rows = frozenset({("registration", str(guest.pk))})
    subject = subjects.of_rows(full.region, rows)
    assert subject == Subject(
        region=full.region.pk,
        addresses=frozenset({"gast@x.example"}),
        names=frozenset({"Gustav Gast"}),
        rows=rows,
    )
    actions.erase(region=full.region, subject=subject, by=audit.CONSOLE, at=NOW)
    assert sorted(set(places("gast@x"))) == sorted(set(places("gustav"))) == []
    assert str(Person.objects.get(pk=full.person.pk)).endswith(f"{MARK}nach")


def test_all_or_nothing(full: Full, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that cannot take the ledger's line leaves everything as it was."""
    monkeypatch.setattr("django.conf.settings.DATA_DIR", "/nowhere")
    before = sorted(places(MARK))
    with pytest.raises(FileNotFoundError):
        erase(full)
    assert sorted(places(MARK)) == before


def test_the_plan_says_what_is_done(full: Full) -> None:
    """What is shown beforehand is what happens."""
    with transaction.atomic():
        steps = {step.table.name: step for step in plan.steps(subjects.of_person(full.person))}
    assert (steps["affiliation"].deleted, steps["affiliation"].changed) != ((), ())
    assert len(steps["affiliation"].deleted) == 1
    assert steps["person"].changed == (full.person.pk,)
    held = {part.table.name: part for part in parts(subjects.of_person(full.person), trail=False)}
    assert {name: part.count for name, part in held.items()} == {
        name: len(step.deleted) + len(step.changed)
        for name, step in steps.items()
        if step.deleted or step.changed
    }
    assert [str(label) for label in held["mandate"].emptied] == ["Anmerkung"]
    (reason,) = held["mandate"].kept
    assert reason.startswith("Welche Stelle ein Amt wann besetzt hatte")


def test_an_older_backup_brings_nobody_back(full: Full, other: Full) -> None:
    """The ledger is played against a database in which she still is (G3)."""
    with transaction.atomic():
        erase(full)
        lines = list(ledger.read(actions.ledger_file()))
        transaction.set_rollback(True)
    assert MARK in str(set(places(MARK))) or set(places(MARK))
    assert len(lines) == 1
    text = actions.ledger_file().read_text().lower()
    assert MARK not in text
    assert actions.repeat_erasures(at=NOW) == 1
    assert sorted(set(places(MARK))) == []
    assert list(problems()) == []
    assert actions.repeat_erasures(at=NOW) == 0


def test_another_record_with_her_number_is_left_alone(full: Full) -> None:
    """In a database that was begun anew, number 1 is somebody else."""
    with transaction.atomic():
        erase(full)
        transaction.set_rollback(True)
    for model, column in ((Person, "created_at"), (User, "created_at"), (Message, "created_at"),
                          (Registration, "registered_at")):  # fmt: skip
        model.objects.update(**{column: NOW.replace(year=2030)})
    before = sorted(set(places(MARK)))
    assert actions.repeat_erasures(at=NOW) == 1
    assert sorted(set(places(MARK))) == before

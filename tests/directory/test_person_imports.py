"""Imports of persons: written as a whole, audited, and nothing of the file is kept."""

from datetime import date

import pytest

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory import actions, person_tasks, queries
from bildungsnetz.directory.models import Affiliation, ContactBasis, Person, PersonImport
from bildungsnetz.directory.rules import (
    ImportNotReady,
    ImportSettled,
    ImportStale,
    UnknownDecision,
    UnusableFile,
    UnusableMapping,
)
from bildungsnetz.jobs.models import Job
from bildungsnetz.kit.listing import TYPES
from bildungsnetz.regions.models import Region, Topic
from tests.cast import NOW, TODAY, make_institution
from tests.directory.makers import OFFICE, make_affiliation, make_person

HEAD = (
    "Anrede;Titel;Vorname;Nachname;E-Mail;Telefon;Themen;Schulnummer;Funktion;Vertretung;Seit;Bis"
)
IDA = "Frau;Dr.;Ida;Zorn;i@s.example;02331 1;MINT;191000;Schulleitung;ja;01.08.2024;31.07.2030"
TOM = "Herr;;Tom;Fels;;;;;;;;"


def listed(*lines: str) -> bytes:
    return "\r\n".join([HEAD, *lines]).encode()


def upload(region: Region, content: bytes, **changes: object) -> PersonImport:
    asked: dict[str, object] = {
        "region": region, "file_name": "personen.csv", "content": content, "source": "institution",
        "by": OFFICE, "at": NOW,
    }  # fmt: skip
    return actions.upload_person_import(**{**asked, **changes})


def commit(run: PersonImport) -> PersonImport:
    return actions.commit_person_import(run=run, by=OFFICE, at=NOW)


def taken(region: Region, content: bytes, **changes: object) -> dict[str, int]:
    """The figures of a list that is read in and taken over."""
    return commit(upload(region, content, **changes)).counts


@pytest.fixture
def school(hagen):
    Topic.objects.create(region=hagen, slug="mint", name="MINT")
    return make_institution(hagen, "Goethe-Gymnasium", number="191000")


def counts(**changes: int) -> dict[str, int]:
    return {
        "rows": 0, "new": 0, "changed": 0, "unchanged": 0, "undecided": 0, "refused": 0,
        "persons": 0, "functions": 0, **changes,
    }  # fmt: skip


def test_a_list_is_previewed_and_then_written(hagen, school):
    run = upload(hagen, listed(IDA, TOM))
    assert run.counts == counts(rows=2, new=2, persons=2, functions=1)
    assert Person.objects.count() == 0
    done = commit(run)
    ida = Person.objects.get(family_name="Zorn")
    assert (str(ida), ida.salutation, ida.email, ida.phone, ida.is_public) == (
        "Dr. Ida Zorn", "mrs", "i@s.example", "02331 1", False,
    )  # fmt: skip
    assert [topic.name for topic in ida.topics.all()] == ["MINT"]
    function = Affiliation.objects.get()
    assert (function.institution, function.function, function.represents) == (
        school, "Schulleitung", True,
    )  # fmt: skip
    assert (function.active_from, function.active_to) == (date(2024, 8, 1), date(2030, 8, 1))
    assert (done.state, bytes(done.content), done.preview) == ("committed", b"", {"refused": []})


def test_new_contacts_have_a_basis_that_names_the_source(hagen, school):
    taken(hagen, listed(IDA), source_note="Liste der Schulleitungen")
    rows = ContactBasis.objects.order_by("purpose").values_list(
        "purpose", "basis", "source", "source_note", "notified_at"
    )
    assert list(rows) == [
        ("network", "public_task", "institution", "Liste der Schulleitungen", None),
        ("official", "public_task", "institution", "Liste der Schulleitungen", None),
    ]


def test_the_same_list_twice_changes_nothing(hagen, school):
    assert taken(hagen, listed(IDA)) == counts(rows=1, new=1, persons=1, functions=1)
    before = list(Affiliation.objects.values())
    assert taken(hagen, listed(IDA)) == counts(rows=1, unchanged=1)
    assert list(Affiliation.objects.values()) == before
    assert (Person.objects.count(), ContactBasis.objects.count()) == (1, 2)


def test_what_changed_is_written_cell_by_cell(hagen, school):
    taken(hagen, listed(IDA))
    run = upload(hagen, listed(IDA.replace("02331 1", "02331 2").replace(";ja;", ";nein;")))
    [row] = run.preview["changed"]
    assert row["changes"] == [["phone", "02331 1", "02331 2"], ["represents", "ja", "nein"]]
    commit(run)
    assert Person.objects.get().phone == "02331 2"
    assert Affiliation.objects.get().represents is False


def test_the_trail_names_keys_and_numbers_but_nobodys_data(hagen, school):
    taken(hagen, listed(IDA, TOM))
    told = AuditEntry.objects.order_by("number")
    assert [entry.action for entry in told] == ["person_import.uploaded", "person_import.committed"]
    keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    assert (told[1].detail["new"], told[1].detail["changed"]) == (keys, [])
    whole = str([entry.detail for entry in told])
    assert [name in whole for name in ("Zorn", "Fels", "i@s.example", "personen.csv")] == [
        False
    ] * 4


@pytest.mark.parametrize("form", sorted(TYPES))
def test_an_export_read_in_again_changes_nothing(hagen, school, form):
    taken(hagen, listed(IDA, TOM))
    ida = Person.objects.get(family_name="Zorn")
    make_affiliation(ida, make_institution(hagen, "Zweite Schule"), represents=False)
    odd = make_person(hagen, "=1+1", given_name="- Eva -", email="a@b.example")
    make_affiliation(odd, make_institution(hagen, "Dritte"), to=date(2030, 1, 1))
    make_person(hagen, "Null", given_name="Ida", phone="+49 2331 1")
    make_person(hagen, "Null", given_name="Ida", phone="+49 2331 1")
    make_person(hagen, "😀", given_name="\u202everdreht", title=" Dr.\u200b ")
    listing = queries.person_listing(queries.persons(hagen), TODAY)
    run = upload(hagen, listing.content(form), file_name=f"personen.{form}")
    rows = {"csv": 7, "xlsx": 7, "vcf": 6}[form]
    assert run.counts == counts(rows=rows, unchanged=rows), run.preview


def test_rows_nobody_decided_on_stay_out(hagen, school):
    make_person(hagen, "Zorn", given_name="Ida")
    done = taken(hagen, listed(IDA, TOM))
    assert done == counts(rows=2, new=1, undecided=1, persons=1)
    assert Person.objects.count() == 2


def test_what_is_decided_is_written(hagen, school):
    ida = make_person(hagen, "Zorn", given_name="Ida")
    tom = make_person(hagen, "Fels", given_name="Tom")
    run = upload(hagen, listed(IDA, TOM))
    decided = actions.decide_person_import(
        run=run, decisions={2: str(ida.pk), 3: "new"}, by=OFFICE, at=NOW
    )
    assert commit(decided).counts == counts(rows=2, new=1, changed=1, persons=1, functions=1)
    ida.refresh_from_db()
    assert (ida.title, ida.email) == ("Dr.", "i@s.example")
    assert Person.objects.filter(family_name="Fels").exclude(pk=tom.pk).count() == 1


def test_a_decision_can_be_taken_back(hagen, school):
    make_person(hagen, "Zorn", given_name="Ida")
    run = upload(hagen, listed(IDA))
    for wish in ("new", ""):
        run = actions.decide_person_import(run=run, decisions={2: wish}, by=OFFICE, at=NOW)
    assert commit(run).counts == counts(rows=1, undecided=1)


def test_only_what_is_asked_can_be_decided(hagen, school):
    make_person(hagen, "Zorn", given_name="Ida")
    other = make_person(hagen, "Berg")
    run = upload(hagen, listed(IDA, TOM))
    for decisions in ({2: str(other.pk)}, {3: "new"}, {2: "irgendwer"}):
        with pytest.raises(UnknownDecision):
            actions.decide_person_import(run=run, decisions=decisions, by=OFFICE, at=NOW)


def test_a_register_that_changed_meanwhile_is_previewed_again(hagen, school):
    run = upload(hagen, listed(IDA))
    make_person(hagen, "Zorn", given_name="Ida", email="i@s.example")
    with pytest.raises(ImportStale):
        commit(run)
    assert Person.objects.count() == 1
    renewed = actions.renew_person_import(run=run, by=OFFICE, at=NOW)
    assert renewed.counts == counts(rows=1, changed=1, functions=1)
    commit(renewed)
    assert str(Person.objects.get()) == "Dr. Ida Zorn"


def test_a_commit_that_fails_writes_nothing(hagen, school, monkeypatch):
    run = upload(hagen, listed(IDA, TOM))
    monkeypatch.setattr(ContactBasis.objects.__class__, "bulk_create", _broken)
    with pytest.raises(OSError, match="voll"):
        commit(run)
    assert (Person.objects.count(), Affiliation.objects.count()) == (0, 0)
    run.refresh_from_db()
    assert run.state == "preview"


def _broken(*_args: object, **_kwargs: object) -> None:
    raise OSError("Die Platte ist voll.")


def test_a_run_is_settled_once(hagen, school):
    run = upload(hagen, listed(TOM))
    done = commit(run)
    assert commit(done).counts == commit(run).counts
    assert Person.objects.count() == 1
    for settle in (actions.discard_person_import, actions.renew_person_import):
        with pytest.raises(ImportSettled):
            settle(run=done, by=OFFICE, at=NOW)


def test_a_discarded_run_keeps_nothing_of_the_file(hagen, school):
    run = actions.discard_person_import(run=upload(hagen, listed(IDA)), by=OFFICE, at=NOW)
    assert (run.state, bytes(run.content), run.preview) == ("discarded", b"", {})
    with pytest.raises(ImportSettled):
        commit(run)


def test_columns_are_corrected_and_kept_for_the_next_time(hagen, school):
    content = b"Wer;Ruft man;Schule\r\nZorn;Ida;Fremd\r\n"
    run = upload(hagen, content)
    assert (run.planned_at, run.columns) == (None, {"institution": ["Schule"]})
    with pytest.raises(ImportNotReady):
        commit(run)
    wanted = {"family_name": ["Wer"], "given_name": ["Ruft man"], "institution": ["Schule"]}
    with pytest.raises(UnusableMapping):
        actions.change_person_import(
            run=run, columns={"email": ["Wer"]}, unknown="refuse", by=OFFICE, at=NOW
        )
    run = actions.change_person_import(run=run, columns=wanted, unknown="refuse", by=OFFICE, at=NOW)
    assert run.counts == counts(rows=1, refused=1)
    run = actions.change_person_import(
        run=run, columns=wanted, unknown="without", by=OFFICE, at=NOW
    )
    assert run.counts == counts(rows=1, new=1, persons=1)
    commit(run)
    assert upload(hagen, content.replace(b"Zorn", b"Fels")).columns == {
        "family_name": ["Wer"], "given_name": ["Ruft man"], "institution": ["Schule"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.vcf", b"", "Die Datei enthält keine Kontakte (vCard)."),
        ("a.json", b'["vcard"', "Die Datei sieht wie ein jCard aus, ist aber nicht lesbar."),
        ("a.csv", b"", "Die Datei ist leer. Bitte wählen Sie eine andere."),
        ("a.vcf", b"BEGIN:VCARD\nEND:VCARD\n",
         "Die Fassung (VERSION) fehlt; gelesen wie Fassung 3.0."),
    ],
)  # fmt: skip
def test_files_nothing_can_be_read_from_say_why(hagen, name, content, said):
    with pytest.raises(UnusableFile) as refused:
        upload(hagen, content, file_name=name)
    assert str(refused.value) == said


def test_a_long_list_is_previewed_in_the_background(hagen, school, monkeypatch):
    monkeypatch.setattr("bildungsnetz.directory.actions.person_imports.SMALL_IMPORT", 1)
    run = upload(hagen, listed(IDA, TOM))
    assert (run.planned_at, queries.preview_progress(run).total) == (None, 2)
    job = Job.objects.get()
    assert (job.task, job.arguments["args"]) == (
        person_tasks.preview_person_import.module_path,
        [run.pk],
    )
    person_tasks.preview_person_import.call(run.pk)
    run.refresh_from_db()
    assert run.counts["new"] == 2
    assert commit(run).counts["new"] == 2


def test_rows_of_another_region_are_neither_found_nor_changed(hagen, school, deniz):
    herne = Region.objects.exclude(pk=hagen.pk).get()
    make_person(herne, "Zorn", given_name="Ida", email="i@s.example")
    assert taken(hagen, listed(IDA)) == counts(rows=1, new=1, persons=1, functions=1)
    assert taken(herne, listed(IDA)) == counts(rows=1, refused=1)

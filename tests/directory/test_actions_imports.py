"""A register is previewed, taken over as a whole, once, and nothing is lost or deleted."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory import actions, planning, rules, tasks
from bildungsnetz.directory.models import ContactBasis, ImportRun, Institution, InstitutionKind
from bildungsnetz.jobs.models import Job
from tests.cast import NOW, make_institution
from tests.directory.makers import (
    DATA,
    GOETHE,
    HERNE,
    OFFICE,
    VOSS,
    make_person,
    register,
    upload,
)  # fmt: skip


def commit(run: ImportRun) -> ImportRun:
    return actions.commit_import(run=run, by=OFFICE, at=NOW + timedelta(minutes=1))


def counted(run: ImportRun) -> dict[str, int]:
    return {key: value for key, value in run.counts.items() if value}


def test_an_upload_is_previewed_and_writes_nothing_to_the_register(hagen):
    run = upload(hagen, register(GOETHE, VOSS, "191003;Grundschule;;Str. 1;58095;Hagen;\r\n"))
    assert counted(run) == {"rows": 3, "new": 2, "refused": 1}
    assert run.preview["refused"] == [
        {"row": 4, "reason": "Die Zeile hat keinen Namen.", "name": ""}
    ]
    assert [row["name"] for row in run.preview["new"]] == ["Goethe-Gymnasium", "Voßhofschule"]
    assert run.mapping["email"] == ["E-Mail"]
    assert (Institution.objects.count(), InstitutionKind.objects.count()) == (0, 0)
    assert AuditEntry.objects.get().action == "import.uploaded"


def test_a_commit_writes_all_of_the_preview_and_one_entry(hagen):
    run = commit(upload(hagen, register(GOETHE, VOSS), licence_note="© IT.NRW", publish=True))
    school = Institution.objects.get(number="191001")
    assert (school.name, school.kind.slug, school.city, school.email, school.source) == (
        "Voßhofschule", "grundschule", "Hagen", "191001@schule.example", "Schulverzeichnis",
    )  # fmt: skip
    assert [stage.slug for stage in school.stages.all()] == ["primarstufe"]
    assert school.is_public is True
    assert run.state == ImportRun.State.COMMITTED
    hagen.refresh_from_db()
    assert hagen.data_source_note == "© IT.NRW"
    entry = AuditEntry.objects.get(action="import.committed")
    assert entry.detail == {
        "source": "Schulverzeichnis",
        "counts": {
            "rows": 2, "new": 2, "changed": 0, "unchanged": 0, "refused": 0, "gone": 0,
            "elsewhere": 0, "left": 0, "taken": 2, "closed": 0,
        },
        "new": ["191000", "191001"],
        "changed": [],
    }  # fmt: skip


def test_a_second_commit_and_the_same_file_again_write_nothing(hagen):
    run = upload(hagen, register(GOETHE, VOSS))
    commit(run)
    before = list(Institution.objects.order_by("pk").values())
    commit(run)
    again = upload(hagen, register(GOETHE, VOSS))
    assert counted(again) == {"rows": 2, "unchanged": 2}
    commit(again)
    assert list(Institution.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.filter(action="import.committed").count() == 2


def test_changes_are_shown_cell_by_cell_and_written(hagen):
    commit(upload(hagen, register(GOETHE, VOSS)))
    school = Institution.objects.get(number="191001")
    run = upload(hagen, register(GOETHE, VOSS.replace("Am Hof 2", "Am Hof 3").replace("97", "99")))
    assert [row["changes"] for row in run.preview["changed"]] == [
        [["street", "Am Hof 2", "Am Hof 3"], ["postcode", "58097", "58099"]]
    ]
    commit(run)
    school.refresh_from_db()
    assert (school.street, school.postcode) == ("Am Hof 3", "58099")
    assert (school.created_at, school.changed_at) == (NOW + timedelta(minutes=1),) * 2


def test_what_is_replaced_stands_before_what_is_filled(hagen):
    commit(upload(hagen, register(GOETHE.replace("Hauptstr. 1", ""), VOSS)))
    run = upload(hagen, register(GOETHE, VOSS.replace("Am Hof 2", "Am Hof 3")))
    assert [row["name"] for row in run.preview["changed"]] == ["Voßhofschule", "Goethe-Gymnasium"]


def test_what_the_file_does_not_know_stays(hagen):
    school = make_institution(hagen, "Voßhofschule", number="191001", email="alt@schule.example")
    Institution.objects.update(profile="Unser Steckbrief", is_public=True, phone="02331 1")
    ContactBasis.objects.create(
        person=make_person(hagen, "Voss"), purpose="network", basis="public_task", source="office",
        recorded_at=NOW,
    )  # fmt: skip
    commit(upload(hagen, register(VOSS.replace("191001@schule.example", ""))))
    school.refresh_from_db()
    assert (school.profile, school.is_public, school.phone, school.email) == (
        "Unser Steckbrief", True, "02331 1", "alt@schule.example",
    )  # fmt: skip
    assert (school.source, ContactBasis.objects.count()) == ("Schulverzeichnis", 1)


def test_a_new_kind_brings_its_stages_and_leaves_picked_ones(hagen):
    commit(upload(hagen, register(VOSS)))
    run = upload(hagen, register(VOSS.replace("Grundschule", "Hauptschule")))
    assert run.preview["changed"][0]["changes"] == [["kind", "Grundschule", "Hauptschule"]]
    commit(run)
    school = Institution.objects.get()
    assert school.kind.name == "Hauptschule"
    assert [stage.slug for stage in school.stages.all()] == ["sekundarstufe-1"]


def test_what_is_gone_is_listed_and_stays(hagen):
    commit(upload(hagen, register(GOETHE, VOSS, HERNE)))
    make_institution(hagen, "Von Hand")
    Institution.objects.filter(number="191002").update(closed_on=NOW.date())
    run = upload(hagen, register(GOETHE))
    assert [row["name"] for row in run.preview["gone"]] == ["Voßhofschule"]
    commit(run)
    assert Institution.objects.count() == 4


def test_what_is_closed_here_and_listed_there_is_worth_a_look(hagen):
    commit(upload(hagen, register(GOETHE, VOSS)))
    Institution.objects.filter(number="191001").update(closed_on=NOW.date())
    run = upload(hagen, register(GOETHE, VOSS))
    assert (run.counts["unchanged"], run.preview["gone"]) == (2, [])
    assert [(row["name"], row["warnings"]) for row in run.preview["doubtful"]] == [
        (
            "Voßhofschule",
            ["Im Register als geschlossen eingetragen; die Datei führt sie weiter."],
        )
    ]
    commit(run)
    assert Institution.objects.get(number="191001").closed_on == NOW.date()


def test_only_one_place_is_taken_and_only_there_something_is_gone(hagen):
    first = upload(hagen, register(GOETHE, VOSS, HERNE), only_city="Hagen")
    assert counted(first) == {"rows": 3, "new": 2, "elsewhere": 1}
    commit(first)
    commit(upload(hagen, register(HERNE)))
    second = upload(hagen, register(GOETHE), only_city="Hagen")
    assert [row["name"] for row in second.preview["gone"]] == ["Voßhofschule"]


def test_columns_can_be_assigned_anew(hagen):
    run = upload(hagen, register(GOETHE).replace(b"Name;", b"Xyz;"))
    assert ("name" in run.mapping, run.planned_at, run.preview) == (False, None, {})
    with pytest.raises(rules.ImportNotReady):
        commit(run)
    changed = actions.change_import_mapping(
        run=run,
        mapping={**run.mapping, "name": ["Xyz"], "email": []},
        only_city="Hagen",
        publish=True,
        by=OFFICE,
        at=NOW,
    )
    assert (changed.counts["new"], changed.only_city, changed.publish) == (1, "Hagen", True)
    assert "email" not in changed.mapping
    commit(changed)
    assert Institution.objects.get().email == ""


def test_an_unfit_mapping_is_refused_with_the_missing_field(hagen):
    run = upload(hagen, register(GOETHE))
    with pytest.raises(rules.UnusableMapping) as refused:
        actions.change_import_mapping(
            run=run, mapping={"number": ["Schulnummer"]}, only_city="", publish=False,
            by=OFFICE, at=NOW,
        )  # fmt: skip
    assert str(refused.value) == (
        "Es fehlt eine Spalte für: Name der Einrichtung. Bitte ordnen Sie sie zu."
    )
    run.refresh_from_db()
    assert run.counts["new"] == 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\x89PNG\r\n", b"Name;Ort\r\n"])
def test_an_unusable_file_leaves_no_run(hagen, content):
    with pytest.raises(rules.UnusableFile):
        upload(hagen, content)
    assert (ImportRun.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_a_register_changed_after_the_preview_is_not_overwritten_unseen(hagen):
    run = upload(hagen, register(GOETHE, VOSS))
    make_institution(hagen, "Voßhofschule", number="191001")
    with pytest.raises(rules.ImportStale):
        commit(run)
    assert Institution.objects.count() == 1
    renewed = actions.renew_import_preview(run=run, by=OFFICE, at=NOW)
    assert counted(renewed) == {"rows": 2, "new": 1, "changed": 1}
    commit(renewed)
    assert Institution.objects.count() == 2


def test_a_discarded_run_cannot_be_committed_or_changed(hagen):
    run = upload(hagen, register(GOETHE))
    gone = actions.discard_import(run=run, by=OFFICE, at=NOW)
    actions.discard_import(run=run, by=OFFICE, at=NOW)
    assert (gone.state, bytes(gone.content), gone.preview) == (ImportRun.State.DISCARDED, b"", {})
    with pytest.raises(rules.ImportSettled):
        commit(run)
    with pytest.raises(rules.ImportSettled):
        actions.renew_import_preview(run=run, by=OFFICE, at=NOW)
    other = upload(hagen, register(GOETHE))
    commit(other)
    with pytest.raises(rules.ImportSettled):
        actions.discard_import(run=other, by=OFFICE, at=NOW)
    with pytest.raises(rules.ImportSettled):
        actions.change_import_mapping(
            run=other, mapping={"name": ["Name"]}, only_city="", publish=False, by=OFFICE, at=NOW
        )


def many(count: int) -> bytes:
    rows = (f"{100000 + n};Grundschule;Schule {n};Str. 1;58095;Hagen;\r\n" for n in range(count))
    return register(*rows)


def test_a_long_register_is_previewed_in_the_background(hagen):
    run = upload(hagen, many(rules.SMALL_IMPORT + 1))
    assert (run.planned_at, run.counts) == (None, {"rows": 2001})
    job = Job.objects.get()
    assert (job.task, job.arguments["args"]) == (
        "bildungsnetz.directory.tasks.preview_import", [run.pk],
    )  # fmt: skip
    tasks.preview_import.call(run.pk)
    tasks.preview_import.call(run.pk)
    run.refresh_from_db()
    assert counted(run) == {"rows": 2001, "new": 2001}
    commit(run)
    assert Institution.objects.count() == 2001
    tasks.preview_import.call(run.pk)
    tasks.preview_import.call(run.pk + 1)
    run.refresh_from_db()
    assert run.counts["new"] == 2001


def test_a_preview_of_an_older_mapping_does_not_win(hagen):
    run = upload(hagen, register(GOETHE))
    stale = ImportRun.objects.get(pk=run.pk)
    actions.change_import_mapping(
        run=run, mapping=run.mapping, only_city="Herne", publish=False, by=OFFICE, at=NOW
    )
    planning.preview(stale, at=NOW, tell=lambda _done, _total: None)
    run.refresh_from_db()
    assert counted(run) == {"rows": 1, "elsewhere": 1}


def test_two_years_of_the_real_register(hagen):
    old = (DATA / "schuldaten_2021_auszug.csv").read_bytes()
    new = (DATA / "schulen_2024_auszug.csv").read_bytes()
    first = upload(hagen, old, file_name="schuldaten.csv")
    assert (first.counts["new"], first.counts["refused"]) == (30, 0)
    commit(first)
    second = upload(hagen, new, file_name="schulen.csv")
    figures = second.counts
    assert figures["new"] + figures["changed"] + figures["unchanged"] == 30
    assert figures["gone"] == 30 - figures["changed"] - figures["unchanged"]
    commit(second)
    assert Institution.objects.count() == 30 + figures["new"]
    assert upload(hagen, new, file_name="schulen.csv").counts["unchanged"] == 30


def test_the_export_imports_again_without_a_change(hagen):
    from bildungsnetz.directory import queries
    from bildungsnetz.kit.tables import write_csv, write_xlsx

    commit(upload(hagen, (DATA / "schulen_2024_auszug.csv").read_bytes()))
    headers = list(queries.EXPORT_HEADERS.values())
    rows = queries.export_rows(queries.institutions(hagen))
    for name, content in [
        ("liste.csv", write_csv(headers, rows)),
        ("liste.xlsx", write_xlsx(headers, rows, "Einrichtungen")),
    ]:
        again = upload(hagen, content, file_name=name)
        assert counted(again) == {"rows": 30, "unchanged": 30}


@pytest.mark.django_db(transaction=True)
def test_of_parallel_commits_one_writes(hagen):
    run = upload(hagen, register(GOETHE, VOSS))
    gate = threading.Barrier(4)
    outcomes: list[str] = []

    def click() -> None:
        try:
            gate.wait(10)
            outcomes.append(commit(run).state)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert outcomes == [ImportRun.State.COMMITTED] * 4
    assert Institution.objects.count() == 2
    assert AuditEntry.objects.filter(action="import.committed").count() == 1
    connection.close()

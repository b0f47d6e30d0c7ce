"""The office decides an import row by row; what it chose outlives pages, previews and years."""

import pytest
from django.test import Client

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.directory.models import ImportRun, Institution
from tests.cast import make_institution, signed_in
from tests.desk.browsing import post, shown
from tests.directory.makers import GOETHE, HERNE, VOSS, register, upload

BASE = "/hagen/buero/register/import/"
MOVED = VOSS.replace("Am Hof 2", "Am Hof 3").replace("58097", "58099")
FOLLOWS = "191009;Grundschule;Voßhof-Schule;Am Hof 2;58097;Hagen;191009@schule.example\r\n"


@pytest.fixture
def office(anna) -> Client:
    return signed_in(anna)


def address(run: ImportRun) -> str:
    return f"{BASE}{run.pk}/"


def uploaded(region, *rows: str) -> ImportRun:
    return upload(region, register(*rows))


def taken(office: Client, run: ImportRun, **data: object) -> ImportRun:
    """The run after a commit that posts these choices along."""
    post(office, f"{address(run)}uebernehmen/", **data)
    return ImportRun.objects.get(pk=run.pk)


def test_a_new_row_can_be_left_and_stays_left_the_next_year(office, hagen):
    run = uploaded(hagen, GOETHE, VOSS)
    page = shown(office, address(run))
    assert "2 Einrichtungen übernehmen" in page
    assert page.count('name="nehmen"') == page.count(" checked>") == 2
    post(office, f"{address(run)}entscheiden/", gruppe="neu", zeile=["191000", "191001"],
         nehmen=["191000"])  # fmt: skip
    page = shown(office, address(run))
    assert "1 Einrichtung übernehmen" in page
    assert page.count(" checked>") == 1
    done = taken(office, run)
    assert (done.counts["taken"], [row.number for row in Institution.objects.all()]) == (
        1, ["191000"],
    )  # fmt: skip
    again = uploaded(hagen, GOETHE, VOSS)
    assert (again.counts["new"], again.counts["unchanged"], again.counts["left"]) == (0, 1, 1)
    page = shown(office, address(again))
    assert "letztes Mal so belassen" in page
    assert "Nichts zu übernehmen" in page
    taken(office, again, gruppe="neu", zeile=["191001"], nehmen=["191001"])
    assert Institution.objects.count() == 2


def test_a_changed_row_is_decided_cell_by_cell(office, hagen):
    taken(office, uploaded(hagen, VOSS))
    school = Institution.objects.get()
    run = uploaded(hagen, MOVED)
    taken(office, run, gruppe="geaendert", zeile=[str(school.pk)], nehmen=[f"{school.pk}:street"])
    school.refresh_from_db()
    assert (school.street, school.postcode) == ("Am Hof 3", "58097")
    again = uploaded(hagen, MOVED)
    assert (again.counts["changed"], again.counts["left"]) == (0, 1)
    assert taken(office, again).counts["taken"] == 0
    third = uploaded(hagen, MOVED.replace("58099", "58095"))
    assert (third.counts["changed"], third.counts["left"]) == (1, 0)
    school.refresh_from_db()
    assert school.postcode == "58097"


def test_what_is_gone_is_closed_with_its_successor_when_the_office_says_so(office, hagen):
    taken(office, uploaded(hagen, GOETHE, VOSS))
    old = Institution.objects.get(number="191001")
    run = uploaded(hagen, GOETHE, FOLLOWS)
    page = shown(office, f"{address(run)}?gruppe=fehlend")
    assert "Die Nummer 191001 steht nicht mehr in der Datei." in page
    assert (
        '<option value="new:191009" selected>Voßhof-Schule (gleiche Anschrift, gemeinsamer Name, '
        "neu in der Datei)</option>"
    ) in page
    assert '<option value="later" selected>' in page
    post(office, f"{address(run)}entscheiden/", gruppe="fehlend", zeile=[str(old.pk)],
         **{f"was-{old.pk}": "close", f"am-{old.pk}": "2026-08-01",
            f"nach-{old.pk}": "new:191009"})  # fmt: skip
    assert "1 schließen" in shown(office, address(run))
    taken(office, run)
    old.refresh_from_db()
    assert (str(old.closed_on), old.successor.number) == ("2026-08-01", "191009")
    assert AuditEntry.objects.filter(action="institution.closed", record_id=str(old.pk)).exists()
    assert uploaded(hagen, GOETHE, FOLLOWS).counts["gone"] == 0


def test_what_is_kept_is_not_proposed_again(office, hagen):
    taken(office, uploaded(hagen, GOETHE, VOSS))
    run = uploaded(hagen, GOETHE)
    post(office, f"{address(run)}entscheiden/", gruppe="fehlend", alle="keep")
    taken(office, run)
    assert Institution.objects.filter(closed_on=None).count() == 2
    again = uploaded(hagen, GOETHE)
    assert (again.counts["gone"], again.counts["left"]) == (0, 1)
    page = shown(office, f"{address(again)}?gruppe=fehlend")
    assert "letztes Mal so belassen" in page
    assert '<option value="keep" selected>' in page


def test_in_a_lump_only_what_is_not_doubtful_is_closed(office, hagen):
    taken(office, uploaded(hagen, GOETHE, VOSS, HERNE))
    run = uploaded(hagen, VOSS)
    post(office, f"{address(run)}entscheiden/", gruppe="fehlend", alle="close")
    taken(office, run)
    # No Gymnasium at all is in the file: perhaps the register no longer lists them.
    assert [row.number for row in Institution.objects.filter(closed_on=None)] == [
        "191000", "191001",
    ]  # fmt: skip


@pytest.mark.parametrize(("group", "rows"), [("neu", "2"), ("geaendert", "1")])
def test_all_of_a_group_or_none(office, hagen, group, rows):
    make_institution(hagen, "Grundschule Börnig", number="191002")
    run = uploaded(hagen, GOETHE, VOSS, HERNE)
    post(office, f"{address(run)}entscheiden/", gruppe=group, alle="nein")
    assert f"<dt>belassen</dt><dd>{rows}</dd>" in shown(office, address(run))
    post(office, f"{address(run)}entscheiden/", gruppe=group, alle="ja")
    assert "3 Einrichtungen übernehmen" in shown(office, address(run))
    entries = AuditEntry.objects.filter(action="import.decided")
    assert entries.count() == 2
    post(office, f"{address(run)}entscheiden/", gruppe=group, alle="ja")
    assert entries.count() == 2


def test_a_successor_is_found_by_number_or_name_and_a_slip_loses_nothing(office, hagen):
    taken(office, uploaded(hagen, GOETHE, VOSS))
    old = Institution.objects.get(number="191001")
    run = uploaded(hagen, GOETHE)
    data = {"gruppe": "fehlend", "zeile": [str(old.pk)], f"was-{old.pk}": "close",
            f"am-{old.pk}": "2026-08-01", f"nach-{old.pk}": ""}  # fmt: skip
    for action in ("entscheiden/", "uebernehmen/"):
        answer = office.post(
            f"{address(run)}{action}", {**data, f"andere-{old.pk}": "Gibt es nicht"}
        )
        page = answer.content.decode()
        assert "Dazu wurde nichts gefunden." in page
        assert 'value="Gibt es nicht"' in page
        assert '<option value="close" selected>' in page
    old.refresh_from_db()
    assert old.closed_on is None
    wrong = office.post(f"{address(run)}entscheiden/", {**data, f"am-{old.pk}": "31.02.2026"})
    assert "Bitte geben Sie ein Datum an" in wrong.content.decode()
    post(office, f"{address(run)}entscheiden/", **data, **{f"andere-{old.pk}": "191000"})
    page = shown(office, f"{address(run)}?gruppe=fehlend")
    assert "selected>Goethe-Gymnasium</option>" in page
    taken(office, run)
    old.refresh_from_db()
    assert old.successor.number == "191000"


def test_a_successor_that_is_left_stops_the_whole_commit(office, hagen):
    taken(office, uploaded(hagen, GOETHE, VOSS))
    run = uploaded(hagen, GOETHE, FOLLOWS)
    post(office, f"{address(run)}entscheiden/", gruppe="fehlend", alle="close")
    post(office, f"{address(run)}entscheiden/", gruppe="neu", alle="nein")
    assert taken(office, run).state == "preview"
    said = "„Voßhofschule“ lässt sich so nicht schließen: Die gewählte Nachfolgerin wird nicht"
    assert said in shown(office, address(run))
    assert Institution.objects.filter(closed_on=None).count() == 2


def test_a_new_look_keeps_what_was_decided(office, hagen):
    run = uploaded(hagen, GOETHE, VOSS)
    post(office, f"{address(run)}entscheiden/", gruppe="neu", zeile=["191001"])
    make_institution(hagen, "Goethe-Gymnasium", number="191000")
    taken(office, run)
    run.refresh_from_db()
    assert (run.state, run.counts["new"], run.counts["changed"]) == ("preview", 1, 1)
    taken(office, run)
    assert [row.number for row in Institution.objects.all()] == ["191000"]


def test_each_choice_is_kept_at_once_with_scripts(office, hagen):
    run = uploaded(hagen, GOETHE, VOSS)
    answer = office.post(
        f"{address(run)}entscheiden/", {"gruppe": "neu", "zeile": ["191001"]},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    page = answer.content.decode()
    assert (answer.status_code, "1 Einrichtung übernehmen" in page) == (200, True)
    assert "<html" not in page
    assert taken(office, run).counts["taken"] == 1
    late = office.post(f"{address(run)}entscheiden/", {"gruppe": "neu", "alle": "ja"})
    assert (late.status_code, late.headers["Location"]) == (302, address(run))


def test_saving_leads_on_page_by_page(office, hagen):
    rows = (f"{100000 + n};Grundschule;Schule {n};Str. 1;58095;Hagen;\r\n" for n in range(120))
    run = uploaded(hagen, *rows)
    where = post(office, f"{address(run)}entscheiden/", gruppe="neu", seite="1", weiter="2",
                 zeile=[str(100000 + n) for n in range(50)])  # fmt: skip
    assert where == f"{address(run)}?gruppe=neu&seite=2#zeilen"
    page = office.get(where)
    assert [row["taken"] for row in page.context["rows"]] == [True] * 50
    assert "70 Einrichtungen übernehmen" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_takes_nine_queries(office, hagen, count, django_assert_num_queries):
    rows = [f"{100000 + n};Grundschule;Schule {n};Str. 1;58095;Hagen;\r\n" for n in range(count)]
    taken(office, uploaded(hagen, GOETHE, *rows))
    run = uploaded(hagen, GOETHE)
    with django_assert_num_queries(9):
        shown(office, f"{address(run)}?gruppe=fehlend")

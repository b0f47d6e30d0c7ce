"""The next file with the same headers is read as the last one was; long previews move on."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bildungsnetz.directory import actions, layouts, planning, rules
from bildungsnetz.directory.models import ImportLayout, ImportRun, Institution
from tests.cast import NOW, make_region, signed_in
from tests.desk.browsing import post, shown
from tests.directory.makers import DATA, GOETHE, HERNE, OFFICE, VOSS, register, upload

ODD = "SNR;Xyz;Wo\r\n191000;Goethe-Gymnasium;Hagen\r\n191002;Grundschule Börnig;Herne\r\n"


def corrected(region, **changes: object) -> ImportRun:
    """A file whose name's column the clerk had to name, for one place, shown in public."""
    run = upload(region, ODD.encode())
    mapping = {"number": ["SNR"], "name": ["Xyz"], "city": ["Wo"]}
    field = region.fields.get(slug="uebergaenge")
    asked = {"mapping": mapping, "only_city": "Hagen", "publish": True, "fields": [field]}
    return actions.change_import_mapping(run=run, by=OFFICE, at=NOW, **{**asked, **changes})


def test_a_corrected_mapping_is_kept_with_all_that_belongs_to_it(hagen):
    corrected(hagen)
    headers = ODD.replace("SNR;Xyz;Wo", "snr ; XYZ;Wo.")
    run = upload(hagen, headers.encode(), source="")
    assert (run.mapping, run.source, run.only_city, run.publish) == (
        {"number": ["snr"], "name": ["XYZ"], "city": ["Wo."]}, "Schulverzeichnis", "Hagen", True,
    )  # fmt: skip
    assert [field.slug for field in run.fields.all()] == ["uebergaenge"]
    assert (run.counts["new"], run.counts["elsewhere"], run.layout.used_at) == (1, 1, NOW)


def test_with_a_source_only_the_columns_are_proposed(hagen):
    corrected(hagen)
    run = upload(hagen, ODD.encode())
    assert (run.mapping["name"], run.only_city, run.publish) == (["Xyz"], "", False)
    other = upload(hagen, ODD.encode(), source="Anderes Register")
    assert (other.mapping["name"], other.source) == (["Xyz"], "Anderes Register")


def test_other_headers_and_other_regions_know_nothing_of_it(hagen):
    corrected(hagen)
    for region, content in (
        (hagen, ODD.replace("SNR;Xyz", "Xyz;SNR")),
        (make_region("unna", "Unna"), ODD),
    ):
        run = upload(region, content.encode())
        assert (run.layout, "name" in run.mapping) == (None, False)
        with pytest.raises(rules.SourceWanting):
            upload(region, content.encode(), source="")


def test_a_commit_keeps_the_layout_once_for_each_source(hagen):
    for source in ("A", "A", "B"):
        run = upload(hagen, register(GOETHE), source=source, only_city="Hagen")
        actions.commit_import(run=run, by=OFFICE, at=NOW + timedelta(days=1))
    kept = ImportLayout.objects.order_by("source")
    assert [(one.source, one.only_city) for one in kept] == [("A", "Hagen"), ("B", "Hagen")]
    same = layouts.find(hagen, planning.read(register(VOSS), "b.csv").headers, "A")
    assert (same.source, same.mapping["phone" if "phone" in same.mapping else "name"]) == ("A", [2])


def test_the_page_says_so_and_lets_the_source_be_left_out(hagen, anna):
    office = signed_in(anna)
    corrected(hagen)

    def sent(content: str) -> dict[str, object]:
        return {"file": SimpleUploadedFile("a.csv", content.encode()), "source": ""}

    where = post(office, "/hagen/buero/register/import/", **sent(ODD))
    page = shown(office, where)
    assert "Die Spalten sind zugeordnet wie bei der letzten Datei mit dieser Kopfzeile" in page
    assert "Übergänge gestalten" in page
    refused = office.post("/hagen/buero/register/import/", sent(register(HERNE).decode()))
    assert refused.context["form"].errors["source"] == [
        "Bitte nennen Sie das Register: Eine Datei mit diesen Spalten wurde noch nicht eingelesen."
    ]


def test_a_preview_tells_how_far_it_is(hagen):
    rows = (f"{100000 + n};Grundschule;Schule {n};Str. 1;58095;Hagen;\r\n" for n in range(1_000))
    run = upload(hagen, register(*rows))
    heard: list[tuple[int, int]] = []
    planning.preview(run, at=NOW, tell=lambda done, total: heard.append((done, total)))
    done = [one for one, _total in heard]
    assert (done, {total for _done, total in heard}) == (sorted(done), {1_000})
    assert len({one for one in done if 0 < one < 1_000}) >= 6


def test_coordinates_are_kept_and_compared(hagen):
    content = (DATA / "kreis_2021.csv").read_bytes()
    actions.commit_import(run=upload(hagen, content), by=OFFICE, at=NOW)
    school = Institution.objects.get(number="131970")
    assert (school.easting, school.northing) == (421150, 5687071)
    school.full_clean(exclude=["created_at", "changed_at"])
    assert upload(hagen, content).counts["unchanged"] == 14

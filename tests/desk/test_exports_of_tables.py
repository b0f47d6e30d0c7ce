"""Every other list of the office as a table: meetings, organs, circulars, queues and runs."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from bildungsnetz.accounts.models import AuditEntry, User
from bildungsnetz.directory import actions
from bildungsnetz.directory.models import ChangeProposal, ExpiringContact, InstitutionKind, Merge
from bildungsnetz.directory.models.merges import InstitutionPair
from bildungsnetz.kit.tables import Table, read_table
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.office.models import Circular
from bildungsnetz.organs.models import NominatingParty, Organ, Seat
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, TODAY, make_institution, make_region, signed_in
from tests.directory.caring import make_run
from tests.directory.makers import GOETHE, OFFICE, make_person, register, upload
from tests.directory.test_person_imports import listed
from tests.directory.test_person_imports import upload as upload_persons

KEYS: dict[str, dict[str, object]] = {
    "desk_conferences": {},
    "desk_organs": {},
    "desk_circulars": {},
    "desk_duplicates": {"pk": "einrichtungen"},
    "desk_changes": {},
    "desk_audiences": {},
    "desk_merges": {},
    "desk_kinds": {},
    "desk_care": {},
    "desk_imports": {},
    "desk_person_imports": {},
    "desk_retention": {},
}


def address(name: str, form: str = "csv") -> str:
    return reverse(f"{name}_{form}", kwargs={"region": "hagen", **KEYS[name]})


def table(client: Client, name: str, form: str = "csv", **query: str) -> Table:
    return read_table(client.get(address(name, form), query).content, name=f"liste.{form}")


@pytest.fixture
def office(anna: User) -> Client:
    """Anna's browser."""
    return signed_in(anna)


def make_rows(region: Region, count: int) -> None:
    """`count` rows for every list."""
    for number in range(count):
        one, two = (make_institution(region, f"=1+{number}{side}") for side in "ab")
        Meeting.objects.create(
            region=region, kind="conference", title=f"=1+{number}", starts_at=NOW, created_at=NOW,
            ends_at=NOW.replace(year=2030),
        )  # fmt: skip
        Organ.objects.create(region=region, slug=f"o{number}", name=f"=1+{number}", kind="steering")
        Circular.objects.create(
            region=region, subject=f"=1+{number}", dated_on=TODAY, body="Text", signed_by="Leitung"
        )
        InstitutionPair.objects.create(
            region=region, left=one, right=two, score=0.9, reasons=["gleicher Name"],
            found_at=NOW,
        )  # fmt: skip
        ChangeProposal.objects.create(
            region=region, institution=one, kind="fact", field="phone", old="1", new=f"=1+{number}",
            proposed_by="Eva Voß", proposed_at=NOW,
        )  # fmt: skip
        actions.save_audience(region=region, name=f"=1+{number}", query={}, by=OFFICE, at=NOW)
        Merge.objects.create(
            region=region, kind="institution", kept=one.pk, gone=10_000 + one.pk, made_at=NOW,
            made_by="Anna", undo_until=NOW, snapshot={"name": f"=1+{number}"},
        )  # fmt: skip
        make_run(region, title=f"=1+{number}")
        ExpiringContact.objects.create(
            person=make_person(region, f"=1+{number}"), due_on=TODAY, listed_on=TODAY
        )
        upload(region, register(GOETHE), file_name=f"=1+{number}")
        upload_persons(region, listed("Herr;;Tom;Fels;;;;;;;;"), file_name=f"=1+{number}")


@pytest.mark.parametrize("name", sorted(KEYS))
def test_lists_are_for_the_office_alone(ben, name):
    for form in ("csv", "xlsx"):
        assert signed_in(ben).get(address(name, form)).status_code == 403
        assert Client().get(address(name, form)).status_code == 302
    with pytest.raises(NoReverseMatch):
        address(name, "vcf")


@pytest.mark.parametrize("name", sorted(KEYS))
def test_lists_are_tables_and_reading_them_writes_nothing(office, hagen, name):
    make_rows(hagen, 1)
    before = AuditEntry.objects.count()
    for form in ("csv", "xlsx"):
        answer = office.get(address(name, form))
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
        assert len(read_table(answer.content, name=f"liste.{form}").rows) == 1
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", sorted(KEYS))
def test_lists_lead_to_their_files_and_hold_nothing_of_another_region(office, hagen, name):
    make_rows(make_region("unna", "Unna"), 1)
    assert office.get(address(name)).content.count(b"\r\n") == 1
    make_rows(hagen, 1)
    kwargs: dict[str, object] = {"region": "hagen"}
    if name == "desk_duplicates":
        kwargs["kind"] = "einrichtungen"
    page = office.get(reverse(name, kwargs=kwargs)).content.decode()
    assert f'href="{address(name, "csv")}?"' in page
    assert f'href="{address(name, "xlsx")}?"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_files_ask_the_database_as_often_for_one_row_as_for_three(
    office, hagen, count, django_assert_num_queries
):
    make_rows(hagen, count)
    asked = {
        "desk_conferences": 8, "desk_organs": 7, "desk_circulars": 4, "desk_duplicates": 4,
        "desk_changes": 5, "desk_audiences": 5, "desk_merges": 5, "desk_kinds": 4, "desk_care": 4,
        "desk_imports": 4, "desk_person_imports": 4, "desk_retention": 4,
    }  # fmt: skip
    for name, number in asked.items():
        with django_assert_num_queries(number):
            assert len(table(office, name).rows) == (1 if name == "desk_kinds" else count), name


def test_formulas_are_defused_in_all_of_them(office, hagen):
    make_rows(hagen, 1)
    for name in KEYS.keys() - {"desk_kinds"}:
        content = office.get(address(name)).content.decode()
        assert "'=1+0" in content, name
        assert "\n=1+0" not in content, name
        assert ";=1+0" not in content, name


def test_meetings_are_given_as_they_are_narrowed(office, hagen):
    field = FieldOfAction.objects.create(region=hagen, slug="ganztag", name="Ganztag")
    make_rows(hagen, 2)
    meeting = Meeting.objects.order_by("pk")[0]
    meeting.fields.add(field)
    found = table(office, "desk_conferences", handlungsfeld="ganztag")
    assert (found.column("Titel"), found.column("Handlungsfelder")) == (("=1+0",), ("Ganztag",))
    assert found.column("Beginn") == ("14.09.2026 10:00",)
    assert office.get(address("desk_conferences"), {"zeit": "vergangen"}).content.count(b"\n") == 1


def test_organs_stand_in_the_order_of_the_tree_with_their_vacant_seats(office, hagen):
    above = Organ.objects.create(region=hagen, slug="a", name="Z-Kreis", kind="steering")
    Organ.objects.create(region=hagen, slug="b", name="A-Gruppe", kind="group", parent=above)
    party = NominatingParty.objects.create(region=hagen, name="Stadt", order=1)
    Seat.objects.create(organ=above, party=party, number=1)
    found = table(office, "desk_organs")
    assert found.column("Gremium") == ("Z-Kreis", "A-Gruppe")
    assert found.column("Gehört zu") == ("", "Z-Kreis")
    assert [found.column(name)[0] for name in ("Sitze", "Besetzt", "Frei")] == ["1", "0", "1"]
    narrowed = table(office, "desk_organs", art="steering")
    assert narrowed.column("Gremium") == ("Z-Kreis",)


def test_pairs_and_changes_are_given_in_the_state_looked_at(office, hagen):
    make_rows(hagen, 1)
    [pair] = table(office, "desk_duplicates").rows
    assert (pair.cells[0], pair.cells[2], pair.cells[4]) == (
        "=1+0a",
        "=1+0b",
        "wahrscheinlich (90 %)",
    )
    nearly = office.get(address("desk_duplicates"), {"stand": "sehr"}).content
    assert nearly.count(b"\r\n") == 1
    [change] = table(office, "desk_changes").rows
    assert change.cells[:5] == ("=1+0a", "Telefon", "1", "=1+0", "Eva Voß")
    assert office.get(address("desk_changes"), {"stand": "refused"}).content.count(b"\r\n") == 1


def test_the_kinds_name_their_stages_and_fields(office, hagen):
    make_institution(hagen, "Schule")
    assert InstitutionKind.objects.count() == 1
    found = table(office, "desk_kinds")
    assert (found.column("Art"), found.column("Einrichtungen")) == (("Grundschule",), ("1",))


def test_who_is_merged_is_named(office, hagen):
    make_person(hagen, "Voss")
    make_rows(hagen, 1)
    found = table(office, "desk_merges")
    assert (found.column("Bleibt"), found.column("Ging darin auf")) == (("=1+0a",), ("=1+0",))

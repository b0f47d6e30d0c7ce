"""Row by row: what is taken, what is left, who follows what is gone. Pure."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bildungsnetz.directory.importing import (
    SCHOOL_KINDS,
    Change,
    Decisions,
    Departure,
    Existing,
    Fate,
    Leaving,
    Left,
    Plan,
    Proposal,
    Reading,
    Record,
    State,
    decide,
    departures,
    name_of,
    plan,
    propose_mapping,
    to_records,
)
from bildungsnetz.directory.importing.pace import part, silent, told
from bildungsnetz.kit.tables import read_table

DATA = Path(__file__).parent.parent / "data" / "tabellen"
KEPT = (
    "name", "number", "kind", "street", "postcode", "city", "ags", "district", "phone", "fax",
    "email", "website", "legal_form", "opened_on", "easting", "northing",
)  # fmt: skip
TODAY = date(2025, 3, 1)


def read(name: str) -> Reading:
    table = read_table(DATA / name, name=name)
    return to_records(table, propose_mapping(table))


def kept(reading: Reading) -> list[Existing]:
    return [
        Existing(place, {name: record.values.get(name, "") for name in KEPT}, "NRW")
        for place, record in enumerate(reading.records, start=1)
    ]


def record(row: int, **values: str) -> Record:
    return Record(row, values)


def leave(existing: list[Existing], *incoming: Record) -> list[Departure]:
    drawn = plan(existing, incoming, source="X")
    schools = {kind.slug for kind in SCHOOL_KINDS}
    kinds = {record.values.get("kind", "") for record in incoming}
    return departures(drawn, existing, closed={99}, schools=schools, kinds=kinds, today=TODAY)


class TestTwoYears:
    """Balve, Herscheid and Meinerzhagen in 2021 and 2024: what really happened there."""

    def drawn(self) -> tuple[list[Existing], Plan]:
        old = kept(read("kreis_2021.csv"))
        return old, plan(old, read("kreis_2024.csv").records, source="NRW")

    def test_what_is_new_changed_and_gone(self) -> None:
        _old, drawn = self.drawn()
        assert drawn.counts == (1, 10, 0, 0, 4)
        assert [row.record.values["number"] for row in drawn.in_state(State.NEW) if row.record] == [
            "100154"
        ]

    def test_only_what_means_something_else_has_changed(self) -> None:
        _old, drawn = self.drawn()
        fields = {change.field for row in drawn.rows for change in row.changes}
        assert fields == {"name", "district", "street", "phone"}
        changed = [
            (change.old, change.new)
            for row in drawn.rows
            for change in row.changes
            if change.field in {"street", "phone"}
        ]
        assert changed == [
            ("Bergstr. 5", "Bergstr. 7"),
            ("02357 2356", "02357 6007010"),
            ("Christoph-Friedrich-Baehrens-Str. 5A", "Christoph-Friedrich-Baehrens-Str. 7"),
        ]

    def test_reasons_successors_and_days(self) -> None:
        old, drawn = self.drawn()
        schools = {kind.slug for kind in SCHOOL_KINDS}
        kinds = read("kreis_2024.csv").kinds
        found = departures(drawn, old, closed=(), schools=schools, kinds=kinds, today=TODAY)
        assert [
            (
                one.item.values["name"],
                [successor.name for successor in one.successors],
                one.proposal.successor != "",
                one.proposal.on.isoformat(),
                one.proposal.is_doubtful,
            )
            for one in found
        ] == [
            ("Gem. Grundschule Hüinghausen", [], False, "2024-08-01", False),
            ("Gem. Grundschule Herscheid", ["Grundschule Rahlenberg"], True, "2021-08-01", False),
            ("Städt. Gem. Hauptschule Balve - Sekundarstufe I -", [], False, "2024-08-01", True),
            ("Schulamt für den Märkischen Kreis", [], False, "2025-03-01", True),
        ]

    def test_a_kind_that_stands_elsewhere_in_the_file_is_no_doubt(self) -> None:
        table = read_table(DATA / "kreis_2024.csv", name="a.csv")
        reading = to_records(table, propose_mapping(table), only_city="Herscheid")
        assert {record.values["kind"] for record in reading.records} == {"grundschule"}
        assert {"gymnasium", "realschule"} < reading.kinds


class TestSuccessors:
    OLD = {"name": "Hauptschule Am Markt", "number": "149160", "kind": "hauptschule",
           "street": "Am Markt 6", "postcode": "58802", "city": "Balve",
           "phone": "02375 4711"}  # fmt: skip

    @pytest.mark.parametrize(
        ("follower", "why", "is_likely"),
        [
            ({"street": "Am Markt 6"}, ["gleiche Anschrift", "neu in der Datei"], True),
            ({"phone": "02375/4711"}, ["gleiche Telefonnummer", "neu in der Datei"], True),
            ({"name": "Gesamtschule (früher 149160)"}, ["nennt ihre Nummer", "neu in der Datei"],
             True),
            ({"name": "Marktschule"}, ["gemeinsamer Name", "neu in der Datei"], False),
            ({"name": "Bergschule"}, [], False),
        ],
    )  # fmt: skip
    def test_what_speaks_for_a_new_one(
        self, follower: dict[str, str], why: list[str], is_likely: bool
    ) -> None:
        row = {"name": "Gesamtschule", "number": "190001", "kind": "hauptschule",
               "postcode": "58802", "city": "Balve", **follower}  # fmt: skip
        (found,) = leave([Existing(1, self.OLD, "X")], record(2, **row))
        assert [str(word) for one in found.successors for word in one.why] == why
        assert found.proposal.successor == ("new:190001" if is_likely else "")

    def test_a_neighbour_in_the_same_house_is_offered_but_not_proposed(self) -> None:
        near = {**self.OLD, "name": "Realschule", "number": "163000", "phone": "02375 1"}
        (found,) = leave([Existing(1, self.OLD, "X"), Existing(2, near, "X")], record(2, **near))
        assert [one.reference for one in found.successors] == ["old:2"]
        assert found.proposal.successor == ""

    def test_closed_ones_do_not_follow(self) -> None:
        closed = {**self.OLD, "number": "163000"}
        other = {"name": "Grundschule", "number": "1", "kind": "hauptschule"}
        (found,) = leave([Existing(1, self.OLD, "X"), Existing(99, closed, "")], record(2, **other))
        assert found.successors == ()

    def test_the_day_is_never_before_it_opened(self) -> None:
        young = {**self.OLD, "opened_on": "2024-12-01"}
        (found,) = leave([Existing(1, young, "X")], record(2, name="A", kind="hauptschule"))
        assert found.proposal == Proposal(date(2024, 12, 1))
        office = {"name": "Amt", "kind": "behoerde"}
        (found,) = leave([Existing(1, office, "X")], record(2, name="B", kind="behoerde"))
        assert found.proposal == Proposal(TODAY)


def drawn() -> tuple[Plan, dict[object, Proposal]]:
    """A new row, one changed in two cells, one gone."""
    existing = [
        Existing(7, {"name": "Süd", "number": "1", "phone": "02331 111", "city": "Hagen"}, "X"),
        Existing(8, {"name": "Alt", "number": "2"}, "X"),
    ]
    incoming = [
        record(2, name="Süd", number="1", phone="02331 222", city="Herne"),
        record(3, name="Neu", number="3"),
    ]
    found = plan(existing, incoming, source="X")
    return found, {8: Proposal(date(2024, 8, 1), "new:3")}


def taken(decisions: Decisions, before: Left = Left()) -> tuple[list[str], list[str], list[int]]:  # noqa: B008
    """New numbers, changed fields and closings that remain, in that order."""
    found, proposals = drawn()
    outcome = decide(found, decisions, before, proposals)
    new = [row.record.values["number"] for row in outcome.plan.in_state(State.NEW) if row.record]
    fields = [change.field for row in outcome.plan.rows for change in row.changes]
    return new, fields, list(outcome.closings)


class TestDecisions:
    def test_without_a_word_all_is_taken_and_nothing_closed(self) -> None:
        assert taken(Decisions()) == (["3"], ["phone", "city"], [])

    def test_row_by_row(self) -> None:
        leaving = Leaving(Fate.CLOSE, date(2024, 8, 1), "new:3")
        decisions = (
            Decisions()
            .with_new({"3": False})
            .with_changed({"7": ["city"]})
            .with_gone({"8": leaving})
        )
        assert taken(decisions) == ([], ["phone"], [8])

    def test_all_at_once_overrules_and_can_be_refined(self) -> None:
        decisions = Decisions().with_new({"3": False}).with_all_new(True).with_all_changed(False)
        assert taken(decisions) == (["3"], [], [])
        assert taken(decisions.with_changed({"7": ["city"]})) == (["3"], ["phone"], [])
        assert taken(Decisions().with_all_gone(Fate.CLOSE))[2] == [8]
        assert taken(Decisions().with_all_gone(Fate.CLOSE).with_gone({"8": Leaving()}))[2] == []

    def test_what_was_left_before_stays_left_unless_it_is_new(self) -> None:
        found, proposals = drawn()
        decisions = Decisions().with_new({"3": False}).with_changed({"7": ["city"]})
        left = decide(found, decisions, Left(), proposals).left
        assert (left.new, left.changed, left.gone) == ({"3"}, {"7": {"city": "Herne"}}, set())
        assert taken(Decisions(), left) == ([], ["phone"], [])
        other = Left(changed={"7": {"city": "Unna"}})
        assert taken(Decisions(), other) == (["3"], ["phone", "city"], [])
        assert taken(Decisions().with_all_changed(True), left)[1] == ["phone", "city"]

    def test_what_is_kept_is_remembered_until_it_is_decided_otherwise(self) -> None:
        found, proposals = drawn()
        left = decide(found, Decisions().with_all_gone(Fate.KEEP), Left(), proposals).left
        assert left.gone == {"8"}
        assert decide(found, Decisions(), left, proposals).left.gone == {"8"}
        later = Decisions().with_all_gone(Fate.LATER)
        assert decide(found, later, left, proposals).left.gone == set()

    def test_a_doubtful_proposal_is_not_followed_in_a_lump(self) -> None:
        doubtful = Proposal(date(2024, 8, 1), is_doubtful=True)
        lump = Decisions().with_all_gone(Fate.CLOSE)
        assert lump.leaving("8", doubtful, left_before=False) == Leaving()
        chosen = Leaving(Fate.CLOSE, date(2024, 8, 1))
        assert lump.with_gone({"8": chosen}).leaving("8", doubtful, left_before=False) == chosen

    def test_names_outlive_a_new_preview(self) -> None:
        assert name_of({"number": "195005", "name": "A"}) == "195005"
        assert name_of({"name": "Grüne Straße", "postcode": "58095"}) == "gruenestrasse|58095"

    @settings(max_examples=50)
    @given(
        st.dictionaries(st.text(max_size=5), st.booleans(), max_size=3),
        st.dictionaries(st.text(max_size=5), st.lists(st.text(max_size=5), max_size=3), max_size=3),
        st.sampled_from([None, *Fate]),
        st.sampled_from([None, True, False]),
    )
    def test_both_ways(
        self,
        new: dict[str, bool],
        changed: dict[str, list[str]],
        fate: Fate | None,
        lump: bool | None,
    ) -> None:
        leaving = Leaving(Fate.CLOSE, date(2024, 8, 1), "old:3")
        decisions = Decisions(
            new=new,
            changed={name: tuple(fields) for name, fields in changed.items()},
            gone={"8": leaving, "9": Leaving(Fate.KEEP)},
            all_new=lump,
            all_changed=lump,
            all_gone=fate,
        )
        assert Decisions.from_json(decisions.as_json()) == decisions
        assert Decisions.from_json({}) == Decisions()
        left = Left(frozenset(new), {"7": {"city": "Herne"}}, frozenset(changed))
        assert Left.from_json(left.as_json()) == left

    def test_cells_left_before_are_those_of_the_same_value(self) -> None:
        left = Left(changed={"7": {"city": "Herne", "phone": "1"}})
        changes = [Change("city", "Hagen", "Herne"), Change("phone", "3", "2")]
        assert left.cells("7", changes) == {"city"}


class TestPace:
    def test_progress_moves_in_steps(self) -> None:
        heard: list[tuple[int, int]] = []
        rows = list(told(range(600), lambda done, total: heard.append((done, total))))
        assert (len(rows), heard) == (600, [(0, 600), (250, 600), (500, 600)])
        assert list(told([], silent)) == []

    def test_a_part_of_the_work_moves_within_its_share(self) -> None:
        heard: list[tuple[int, int]] = []
        within = part(lambda done, total: heard.append((done, total)), 60, 80)
        for done in (0, 50, 100):
            within(done, 100)
        assert heard == [(60, 100), (70, 100), (80, 100)]

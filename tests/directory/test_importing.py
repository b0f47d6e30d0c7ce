"""Planning an import: rows read, refused, matched."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bildungsnetz.directory.importing import (
    FIELDS,
    Existing,
    Mapping,
    MappingError,
    Plan,
    Reading,
    Record,
    Refusal,
    State,
    plan,
    propose_mapping,
    to_records,
)
from bildungsnetz.kit.tables import Remark, Table, read_table, write_csv

DATA = Path(__file__).parent.parent / "data" / "tabellen"
ROOT = Path(__file__).parent.parent.parent
HAGEN = ROOT / "src" / "bildungsnetz" / "example" / "data" / "schulen_hagen_2024_25.csv"


def table(text: str) -> Table:
    return read_table(text.encode(), name="liste.csv")


def read(text: str) -> Reading:
    return to_records(table(text), propose_mapping(table(text)))


def warnings(reading: Reading) -> list[tuple[int, str, str]]:
    return [(r.row, w.field, str(w.remark)) for r in reading.records for w in r.warnings]


def register(reading: Reading, source: str = "IT.NRW") -> list[Existing]:
    return [
        Existing(f"E{place}", record.values, source) for place, record in enumerate(reading.records)
    ]


class TestRecords:
    def test_register_row(self) -> None:
        source = read_table(DATA / "schuldaten_2021_auszug.csv", name="a.csv")
        reading = to_records(source, propose_mapping(source))
        assert (len(reading.records), reading.refusals) == (30, ())
        assert reading.records[0] == Record(
            row=2,
            values={
                "name": "Studienkolleg des Ökumenischen Studienwerks e.V. für ausländische "
                "Studierende",
                "number": "100000", "short_name": "Bochum, WBK KOL Studienkolleg",
                "street": "Girondelle 80", "postcode": "44799", "city": "Bochum",
                "ags": "05911000", "phone": "0234 9388231", "fax": "0234 9388260",
                "email": "100000@schule.example",
                "website": "https://www.studienkolleg-bochum.de", "legal_form": "Privat",
                "operating_state": "6", "opened_on": "1974-01-01",
                "kind": "weiterbildungskolleg", "easting": "378180", "northing": "5701853",
                "epsg": "",
            },
            warnings=reading.records[0].warnings,
        )  # fmt: skip
        assert Counter(record.values["kind"] for record in reading.records)["schulaufsicht"] == 1
        assert warnings(reading)[0] == (
            2,
            "operating_state",
            "Betriebszustand 6: vermutlich nicht oder nicht mehr in Betrieb.",
        )

    def test_every_kind_of_both_registers_is_known(self) -> None:
        for name in ("schulen_2024_auszug.csv", "schuldaten_2021_auszug_cp1252.csv"):
            source = read_table(DATA / name, name=name)
            records = to_records(source, propose_mapping(source)).records
            assert {"sonstige"} & {record.values["kind"] for record in records} == set()

    def test_refusals(self) -> None:
        too_long = (
            "Die Zeile hat 5 Zellen, die Kopfzeile nur 4. Vermutlich steht ein Trennzeichen "
            "mitten in einem Text."
        )
        reading = read(
            "Schule;Schulnummer;PLZ;Ort\n"
            "Süd;195005;58095;Hagen\n"
            ";195006;58095;Hagen\n"
            "West;195005;58095;Hagen\n"
            "Ost;195008;Hagen;Hagen\n"
            "Nord;195009;58095;Hagen;zu viel\n"
            "Mitte;123456789012345678901;58095;Hagen\n"
            "Quelle: IT.NRW\n"
            "Emst;;58095;Hagen\n"
            "EMST;;58095;Hagen\n"
        )
        assert [record.row for record in reading.records] == [2, 8, 9]
        assert [(item.row, item.field, str(item.reason)) for item in reading.refusals] == [
            (3, "name", "Die Zeile hat keinen Namen."),
            (4, "number", "Die Nummer 195005 steht schon in Zeile 2."),
            (5, "postcode",
             "Die Postleitzahl „Hagen“ ist nicht lesbar; erwartet werden fünf Ziffern."),
            (6, "", too_long),
            (7, "number", "Der Text ist zu lang: „123456789012345678901 …“."),
            (10, "name", "„EMST“ steht mit derselben Postleitzahl schon in Zeile 9."),
        ]  # fmt: skip

    def test_unknown_and_missing_kinds_are_taken_over_with_a_warning(self) -> None:
        reading = read("Einrichtung;Art;Ort\nHaus;Baumschule;Hagen\nVHS Hagen;;Hagen\nHof;k.A.;x\n")
        assert [record.values["kind"] for record in reading.records] == [
            "sonstige", "volkshochschule", "sonstige",
        ]  # fmt: skip
        assert warnings(reading) == [
            (2, "kind",
             "Die Art „Baumschule“ ist nicht bekannt; übernommen als „Sonstige Einrichtung“."),
            (3, "kind", "Die Art wurde aus dem Namen geschlossen: Volkshochschule."),
            (4, "kind", "Eine Art ist nicht angegeben; übernommen als „Sonstige Einrichtung“."),
        ]  # fmt: skip

    def test_unfit_coordinates_are_left_out(self) -> None:
        reading = read(
            "Schule;EPSG;Rechtswert;Hochwert\n"
            "A;EPSG:25832;378180;5701853\n"
            "B;null;378180;5701853\n"
            "C;EPSG:25833;378180;5701853\n"
            "D;;2598765;5701853\n"
            "E;;378180;\n"
            "F;;;\n"
        )
        places = [(r.values.get("easting"), r.values.get("northing")) for r in reading.records]
        both, none = ("378180", "5701853"), (None, None)
        assert places == [both, both, none, none, none, ("", "")]
        assert [row for row, field, _text in warnings(reading) if field == "easting"] == [4, 5, 6]

    def test_only_one_city(self) -> None:
        text = "Schule;PLZ Ort\nA;58095 Hagen\nB;49170 Hagen am Teutoburger Wald\nC;krumm Herne\n"
        reading = to_records(table(text), propose_mapping(table(text)), only_city="Hagen")
        assert [record.values["name"] for record in reading.records] == ["A"]
        assert (reading.refusals, reading.elsewhere) == ((), 2)

    def test_only_one_city_needs_the_column(self) -> None:
        source = table("Schule;PLZ\nA;58095\n")
        with pytest.raises(MappingError, match="Es fehlt eine Spalte für: Ort"):
            to_records(source, propose_mapping(source), only_city="Hagen")

    def test_the_example_region(self) -> None:
        source = read_table(HAGEN, name=HAGEN.name)
        reading = to_records(source, propose_mapping(source), only_city="Hagen")
        assert (len(reading.records), reading.refusals, warnings(reading)) == (64, (), [])
        assert Counter(record.values["kind"] for record in reading.records) == {
            "grundschule": 31, "gymnasium": 7, "berufskolleg": 6, "gesamtschule": 5,
            "foerderschule-grund-hauptschule": 5, "realschule": 4, "hauptschule": 2,
            "sekundarschule": 2, "freie-waldorfschule": 1, "weiterbildungskolleg": 1,
        }  # fmt: skip
        assert {record.values["email"] for record in reading.records} == {
            f"{record.values['number']}@schule.example" for record in reading.records
        }


def record(row: int, **values: str) -> Record:
    return Record(row, values)


def outcome(found: Plan) -> list[tuple[int, State, object]]:
    return [(row.row, row.state, row.existing) for row in found.rows]


class TestPlan:
    @pytest.mark.parametrize("name", ["schulen_2024_auszug.csv", "schuldaten_2021_auszug.csv"])
    def test_the_same_file_twice(self, name: str) -> None:
        source = read_table(DATA / name, name=name)
        reading = to_records(source, propose_mapping(source))
        assert plan([], reading.records, source="IT.NRW").counts == (30, 0, 0, 0, 0)
        again = plan(register(reading), reading.records, source="IT.NRW")
        assert again.counts == (0, 0, 30, 0, 0)

    def test_changes_cell_by_cell(self) -> None:
        existing = [Existing(7, {"name": "Schule Süd", "number": "1", "phone": "02331 1"}, "X")]
        found = plan(existing, [record(2, name="Schule Süd", number="1", phone="02331 2")])
        assert outcome(found) == [(2, State.CHANGED, 7)]
        assert found.rows[0].changes == (("phone", "02331 1", "02331 2"),)

    def test_what_the_table_lacks_stays(self) -> None:
        values = {"name": "Süd", "number": "1", "phone": "02331 1", "email": "a@x.example"}
        found = plan([Existing(7, values)], [record(2, name="Süd", number="1", email="")])
        assert outcome(found) == [(2, State.UNCHANGED, 7)]
        found = plan(
            [Existing(7, values)], [record(2, name="Süd", number="1", email="")], clear_empty=True
        )
        assert found.rows[0].changes == (("email", "a@x.example", ""),)

    def test_fields_the_register_lacks_are_no_change(self) -> None:
        found = plan([Existing(7, {"name": "Süd"})], [record(2, name="Süd", short_name="S")])
        assert outcome(found) == [(2, State.UNCHANGED, 7)]

    def test_a_guessed_kind_does_not_overrule(self) -> None:
        existing = [Existing(7, {"name": "Haus", "kind": "verein"})]
        guessed = Record(2, {"name": "Haus", "kind": "sonstige"}, guessed=frozenset({"kind"}))
        assert outcome(plan(existing, [guessed])) == [(2, State.UNCHANGED, 7)]

    def test_number_wins_over_name_whatever_the_order(self) -> None:
        existing = [Existing(7, {"name": "Schule", "number": "1", "postcode": "58095"})]
        incoming = [
            record(2, name="Schule", postcode="58095"),
            record(3, name="Anders", number="1", postcode="58095"),
        ]
        assert outcome(plan(existing, incoming)) == [(2, State.NEW, None), (3, State.CHANGED, 7)]

    def test_folded_name_and_postcode(self) -> None:
        existing = [
            Existing(7, {"name": "Grüne Straßen-Schule", "postcode": "58095", "number": ""})
        ]
        same = record(2, name="GRUENE STRASSENSCHULE", postcode="58095", number="1")
        other = record(2, name="Grüne Straßen-Schule", postcode="58097", number="1")
        assert outcome(plan(existing, [same])) == [(2, State.CHANGED, 7)]
        assert outcome(plan(existing, [other])) == [(2, State.NEW, None)]

    def test_different_numbers_are_different_institutions(self) -> None:
        existing = [Existing(7, {"name": "Schule", "number": "1", "postcode": "58095"})]
        found = plan(existing, [record(2, name="Schule", number="2", postcode="58095")])
        assert outcome(found) == [(2, State.NEW, None)]

    def test_without_postcode_the_name_must_be_unique(self) -> None:
        existing = [Existing(n, {"name": "VHS", "postcode": str(58095 + n)}) for n in (1, 2)]
        assert outcome(plan(existing[:1], [record(2, name="VHS")])) == [(2, State.UNCHANGED, 1)]
        found = plan(existing, [record(2, name="VHS")], source="X")
        assert outcome(found) == [(2, State.REFUSED, None)]
        refusal = found.rows[0].refusal
        assert refusal is not None
        assert str(refusal.reason) == (
            "Im Verzeichnis gibt es 2 Einrichtungen dieses Namens. Bitte ergänzen Sie in der "
            "Tabelle die Nummer oder führen Sie die Einrichtungen zusammen."
        )

    def test_never_two_rows_to_one_institution(self) -> None:
        existing = [Existing(7, {"name": "Schule", "postcode": "58095", "number": ""})]
        rows = [record(n, name="Schule", postcode="58095", number=str(n)) for n in (2, 3)]
        assert outcome(plan(existing, rows)) == [(2, State.CHANGED, 7), (3, State.NEW, None)]

    def test_gone(self) -> None:
        existing = [
            Existing(1, {"name": "A", "number": "1"}, "IT.NRW"),
            Existing(2, {"name": "B", "number": "2"}, "IT.NRW"),
            Existing(3, {"name": "C", "number": "3"}, "Amt"),
            Existing(4, {"name": "D", "number": "4"}),
            Existing(5, {"name": "E", "number": "5"}, "IT.NRW"),
        ]
        refused = Refusal(3, "postcode", Remark("unlesbar."), number="5", name="E")
        found = plan(
            existing, [record(2, name="A", number="1")], refusals=[refused], source="IT.NRW"
        )
        assert [item.key for item in found.gone] == [2]
        assert found.counts == (0, 0, 1, 1, 1)
        assert plan(existing, [], source="").gone == ()

    def test_rows_stand_in_the_order_of_the_table(self) -> None:
        refused = Refusal(3, "name", Remark("Die Zeile hat keinen Namen."))
        incoming = [record(2, name="A"), record(4, name="B")]
        found = plan([], incoming, refusals=[refused])
        assert [row.row for row in found.rows] == [2, 3, 4]
        assert [row.row for row in found.in_state(State.NEW)] == [2, 4]


_CELL = st.text(
    st.sampled_from("aäB1259- .@;'=") | st.characters(exclude_categories=["Cs"]), max_size=9
)
_KEYS = [field.key for field in FIELDS]


class TestAnything:
    @settings(max_examples=300)
    @given(
        st.lists(st.tuples(*[_CELL] * 4), min_size=1, max_size=8),
        st.lists(st.sampled_from(_KEYS[1:]), min_size=3, max_size=3, unique=True),
    )
    def test_every_row_is_accounted_for_and_twice_changes_nothing(
        self, rows: list[tuple[str, ...]], fields: list[str]
    ) -> None:
        headers = ("Einrichtung", "Spalte X", "Spalte Y", "Spalte Z")
        source = read_table(write_csv(headers, [("Name", *row[1:]) for row in rows]), name="a.csv")
        source = Table("a", source.headers, source.rows)
        mapping = Mapping({"name": (headers[0],)})
        for field, header in zip(fields, headers[1:], strict=True):
            mapping = mapping.with_columns(field, header)
        reading = to_records(source, mapping)
        assert len(reading.records) + len(reading.refusals) == len(source.rows)
        again = plan(register(reading), reading.records, refusals=reading.refusals, source="IT.NRW")
        assert again.counts == (0, 0, len(reading.records), len(reading.refusals), 0)

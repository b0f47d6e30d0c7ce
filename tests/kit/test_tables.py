"""Reading and writing people's tables: files as offices have them, and files as attackers do."""

import datetime
import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from bildungsnetz.kit.tables import (
    Limits,
    Row,
    Table,
    TableError,
    read_table,
)

DATA = Path(__file__).parent.parent / "data" / "tabellen"
SMALL = Limits(file_bytes=2_000, rows=3, columns=3, cell=20)


def notes(table: Table) -> list[str]:
    return [str(note) for note in table.notes]


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def refusal(data: bytes, name: str = "liste.csv", limits: Limits = Limits()) -> str:  # noqa: B008
    with pytest.raises(TableError) as caught:
        read_table(data, name=name, limits=limits)
    assert str(caught.value).endswith(".")
    return caught.value.code


def workbook(
    *rows: Sequence[object], first: int = 0, sheets: tuple[str, ...] = ("Liste",)
) -> bytes:
    """A workbook as a spreadsheet program saves it: numbers as numbers, rows from `first`."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}) as book:
        for sheet in [book.add_worksheet(name) for name in sheets]:
            for number, row in enumerate(rows, start=first):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in members.items():
            zipped.writestr(name.replace("__", "/"), content)
    return out.getvalue()


class TestRegisters:
    def test_2024_layout(self) -> None:
        table = read_table(DATA / "schulen_2024_auszug.csv", name="schulen.csv")
        assert (len(table.headers), len(table.rows), table.refused) == (19, 30, ())
        assert (table.encoding, table.delimiter, table.header_row) == ("utf-8", ",", 1)
        assert notes(table) == []
        assert table.rows[0] == Row(2, table.rows[0].cells)
        assert table.rows[0].cells[2] == "05111000"

    def test_2021_layout_with_sep_line_and_trailing_semicolon(self) -> None:
        table = read_table(DATA / "schuldaten_2021_auszug.csv", name="schuldaten.csv")
        assert (len(table.headers), len(table.rows), table.refused) == (23, 30, ())
        assert table.headers[-1] == "UTMHochwert"
        assert notes(table) == ["Die Zeile „sep=;“ wurde übersprungen."]

    def test_windows_1252_with_crlf_reads_the_same(self) -> None:
        plain = read_table(DATA / "schuldaten_2021_auszug.csv", name="a.csv")
        excel = read_table(DATA / "schuldaten_2021_auszug_cp1252.csv", name="b.csv")
        assert (excel.headers, excel.rows) == (plain.headers, plain.rows)
        assert excel.encoding == "cp1252"
        assert notes(excel) == ["Als Windows-1252 gelesen; bitte prüfen Sie die Umlaute."]


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
    def test_encodings_delimiters_line_ends(
        self, encoding: str, delimiter: str, line_end: str
    ) -> None:
        rows = [["Name", "Straße", "PLZ"], ["Schule Süd", "Grüne Str. 1", "01067"]]
        text = line_end.join(delimiter.join(row) for row in rows)
        table = read_table(text.encode(encoding), name="a.csv")
        assert table.headers == ("Name", "Straße", "PLZ")
        assert cells(table) == [("Schule Süd", "Grüne Str. 1", "01067")]

    def test_commas_in_every_address_do_not_win(self) -> None:
        text = "Name;Adresse;Ort\nA;Str. 1, Hof;Hagen\nB;Str. 2, Hof;Hagen\n"
        assert read_table(text.encode(), name="a.csv").delimiter == ";"

    def test_sep_line_overrules(self) -> None:
        table = read_table(b"sep=|\r\na;b|c\r\n1;2|3\r\n", name="a.csv")
        assert (table.headers, cells(table)) == (("a;b", "c"), [("1;2", "3")])
        assert table.rows[0].number == 2

    def test_quotes_and_line_breaks_in_cells(self) -> None:
        text = 'Name;Notiz\n"Schule ""Süd""";"zwei\r\nZeilen"\nB;c\n'
        table = read_table(text.encode(), name="a.csv")
        assert cells(table) == [('Schule "Süd"', "zwei\nZeilen"), ("B", "c")]
        assert [row.number for row in table.rows] == [2, 3]

    def test_short_rows_are_padded_long_ones_refused(self) -> None:
        table = read_table(b"Name;Ort;PLZ\nA\nB;Hagen;58095;zu viel\nC;Hagen;58095;;\n", name="a")
        assert cells(table) == [("A", "", ""), ("C", "Hagen", "58095")]
        assert [(row.number, str(row.reason)) for row in table.refused] == [
            (
                3,
                (
                    "Die Zeile hat 4 Zellen, die Kopfzeile nur 3. Vermutlich steht ein "
                    "Trennzeichen mitten in einem Text."
                ),
            )
        ]

    def test_blank_lines_count_as_rows_and_are_skipped(self) -> None:
        table = read_table(b"Name;Ort\n\n;\nA;Hagen\n", name="a.csv")
        assert [row.number for row in table.rows] == [4]

    def test_headers_become_distinct(self) -> None:
        table = read_table(b"Name;Telefon;Telefon;\nA;1;2;x\n", name="a.csv")
        assert table.headers == ("Name", "Telefon", "Telefon (2)", "Spalte D")
        assert notes(table) == [
            "Mehrere Spalten heißen gleich und wurden nummeriert: Telefon.",
        ]

    def test_titles_above_the_headers(self) -> None:
        text = (
            "Schulen in Hagen;;;\nStand;01.09.2024;;\n;;;\nName;Straße;PLZ;Ort\nA;B 1;58095;Hagen\n"
        )
        table = read_table(text.encode(), name="a.csv")
        assert (table.header_row, table.headers) == (4, ("Name", "Straße", "PLZ", "Ort"))
        assert notes(table) == ["Die Kopfzeile steht in Zeile 4."]

    def test_doubly_encoded_umlauts_are_mentioned(self) -> None:
        table = read_table("Name;Ort\nGrÃ¼n;Hagen\n".encode(), name="a.csv")
        assert notes(table) == [
            "Umlaute sind in der Datei bereits falsch gespeichert; bitte prüfen Sie sie."
        ]


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "empty"),
            (b"\r\n \r\n", "empty"),
            (b"Name;Ort\r\n", "no_rows"),
            (b"1;58095\n2;58097\n3;58099\n", "no_header"),
            (b"Name;Ort\nA\0;Hagen\n", "not_text"),
            (bytes(range(256)) * 4, "not_text"),
            (b'Name;Ort\n"offen;Hagen\nB;Hagen\n', "open_quote"),
            (b"%PDF-1.7\n", "wrong_kind"),
            (b"\x89PNG\r\n\x1a\n", "wrong_kind"),
            (b"{\\rtf1 }", "wrong_kind"),
            (b"<html><table>", "wrong_kind"),
            (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "wrong_kind"),
            (archive(word__document_xml=b"<w/>"), "wrong_kind"),
            (archive(bild_png=b"x"), "wrong_kind"),
            (b"PK\x03\x04 kein Archiv", "damaged"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
                "encrypted",
            ),
        ],
    )
    def test_no_table(self, data: bytes, code: str) -> None:
        assert refusal(data) == code

    def test_sentence_says_what_to_do(self) -> None:
        with pytest.raises(TableError) as caught:
            read_table(b"%PDF-1.7\n", name="liste.csv")
        assert str(caught.value) == (
            "Die Datei ist ein PDF-Dokument und keine Tabelle. Bitte wählen Sie eine CSV-Datei "
            "oder eine Excel-Arbeitsmappe (.xlsx)."
        )

    def test_limits(self) -> None:
        assert refusal(b"Name;Ort\n" + b"x;y\n" * 600, limits=SMALL) == "too_large"
        assert refusal(b"Name;Ort\n" + b"x;y\n" * 4, limits=SMALL) == "too_many_rows"
        assert refusal(b"a;b;c;d\n1;2;3;4\n", limits=SMALL) == "too_many_columns"
        assert refusal(b"Name;Ort\n" + b"x" * 21 + b";y\n", limits=SMALL) == "cell_too_long"
        assert refusal(b"Name;Ort\n" + b"x" * 1_100_000 + b";y\n") == "cell_too_long"
        assert len(read_table(b"Name;Ort\n" + b"x;y\n" * 3, name="a", limits=SMALL).rows) == 3

    def test_size_is_looked_at_before_the_file_is_read(self, tmp_path: Path) -> None:
        large = tmp_path / "gross.csv"
        with large.open("wb") as file:
            file.truncate(10_000_000_000)
        with pytest.raises(TableError, match="größer als 20 MB"):
            read_table(large, name="gross.csv")


class TestWorkbooks:
    def test_cells_as_text(self) -> None:
        rows: list[list[object]] = [
            ["Name", "AGS", "Anteil", "Seit", "Offen"],
            ["A", 5111000, 12.5, datetime.date(2024, 8, 1), True],
        ]
        table = read_table(workbook(*rows), name="a.xlsx")
        assert cells(table) == [("A", "5111000", "12,5", "2024-08-01", "WAHR")]
        assert notes(table) == [
            "In diesen Spalten stehen Zahlen statt Text, führende Nullen können verloren sein: AGS."
        ]

    def test_header_in_row_five_and_further_sheets(self) -> None:
        rows: list[list[str]] = [["Name", "", "Ort"], ["A", "", "Hagen"], [], ["B", "", "Herdecke"]]
        table = read_table(workbook(*rows, first=4, sheets=("Schulen", "Kitas")), name="a.xlsx")
        assert (table.sheet, table.header_row, table.headers) == ("Schulen", 5, ("Name", "Ort"))
        assert table.rows == (Row(6, ("A", "Hagen")), Row(8, ("B", "Herdecke")))
        assert notes(table) == [
            "Gelesen wurde das Blatt „Schulen“. Nicht gelesen: Kitas.",
            "Die Kopfzeile steht in Zeile 5.",
        ]

    def test_a_cover_sheet_is_no_table(self) -> None:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            book.add_worksheet("Deckblatt").write_string(0, 0, "Verzeichnis")
            book.add_worksheet("Schulen").write_row(0, 0, ["Name", "Ort"])
            book.get_worksheet_by_name("Schulen").write_row(1, 0, ["A", "Hagen"])
        table = read_table(out.getvalue(), name="a.xlsx")
        assert (table.sheet, table.headers) == ("Schulen", ("Name", "Ort"))
        assert notes(table) == ["Gelesen wurde das Blatt „Schulen“. Nicht gelesen: Deckblatt."]

    def test_the_content_decides_not_the_name(self) -> None:
        table = read_table(workbook(["Name", "Ort"], ["A", "Hagen"]), name="liste.csv")
        assert notes(table) == [
            "Trotz ihres Namens ist die Datei eine Arbeitsmappe; sie wurde so gelesen."
        ]
        table = read_table(b"Name;Ort\nA;Hagen\n", name="liste.xlsx")
        assert notes(table) == [
            "Trotz ihres Namens ist die Datei eine CSV-Datei; sie wurde so gelesen."
        ]

    def test_truncated(self) -> None:
        whole = workbook(["Name", "Ort"], ["A", "Hagen"])
        assert refusal(whole[: len(whole) // 2], "a.xlsx") == "damaged"

    def test_limits_within(self) -> None:
        limits = Limits(rows=1)
        assert refusal(workbook(["Name"], ["A"], ["B"]), "a.xlsx", limits) == "too_many_rows"
        assert refusal(workbook(["Name"], ["A" * 21]), "a.xlsx", Limits(cell=20)) == "cell_too_long"
        assert refusal(workbook(["Name"], ["A" * 99]), "a.xlsx", Limits(text=50)) == "too_costly"

    def test_bomb_is_refused_fast_and_small(self) -> None:
        bomb = archive(xl__workbook_xml=b"<x/>", xl__worksheets__sheet1_xml=bytes(200_000_000))
        tracemalloc.start()
        started = time.perf_counter()
        code = refusal(bomb, "bombe.xlsx")
        seconds, (_now, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert code == "bomb"
        assert seconds < 1
        assert peak < 5_000_000

    def test_bomb_that_lies_about_its_size(self) -> None:
        bomb = bytearray(archive(xl__workbook_xml=b"<x/>", xl__sheet_xml=bytes(20_000_000)))
        entry = bomb.rfind(b"PK\x01\x02")
        bomb[entry + 24 : entry + 28] = struct.pack("<I", 1_000)
        assert refusal(bytes(bomb), "bombe.xlsx") == "bomb"

    @pytest.mark.parametrize("last_row", [500, 2_000, 1_048_575])
    def test_far_last_cell_costs_no_memory(self, last_row: int) -> None:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write(0, 0, "Name")
            sheet.write(last_row, 16_383, "weit weg")
        assert refusal(out.getvalue(), "a.xlsx") == "too_costly"

    def test_entities_are_not_expanded(self) -> None:
        whole = workbook(["Name", "Ort"], ["A", "Hagen"])
        out = io.BytesIO()
        declared = (
            b'<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
            b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
            b'<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        )
        with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name == "xl/sharedStrings.xml":
                    content = content.replace(b"<sst", declared + b"<sst", 1)
                    content = content.replace(b"Hagen", b"&c;&x;")
                new.writestr(name, content)
        assert refusal(out.getvalue(), "a.xlsx") == "damaged"

"""Tables for people: formulas defused, everything read back, and no bytes crash the reader."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bildungsnetz.kit.tables import (
    TableError,
    defuse,
    read_table,
    undefuse,
    write_csv,
    write_xlsx,
)
from tests.kit.test_tables import cells, notes, workbook


class TestDefuse:
    @pytest.mark.parametrize(
        ("cell", "exported"),
        [
            ("=1+1", "'=1+1"),
            ("+49 2331 207", "'+49 2331 207"),
            ("-1+1|cmd", "'-1+1|cmd"),
            ("-Primarstufe", "'-Primarstufe"),
            ("@SUM(1+9)*cmd|' /C calc'!A0", "'@SUM(1+9)*cmd|' /C calc'!A0"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("＝1+1", "'＝1+1"),
            ("'=1", "''=1"),
            ("-2+3-", "'-2+3-"),
            ("- Primarstufe -", "- Primarstufe -"),
            ("-Primarstufe-", "-Primarstufe-"),
            ("- Sekundarstufen I und II -", "- Sekundarstufen I und II -"),
            ("-", "-"),
            ("'s-Heerenberg", "'s-Heerenberg"),
            ("Grund- und Hauptschule", "Grund- und Hauptschule"),
            ("", ""),
        ],
    )
    def test_examples(self, cell: str, exported: str) -> None:
        assert defuse(cell) == exported
        assert undefuse(exported) == cell

    @settings(max_examples=2_000)
    @given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n ＝ a1.,|\"") | st.characters()))
    def test_exact_inverse_and_never_a_formula(self, cell: str) -> None:
        exported = defuse(cell)
        assert undefuse(exported) == cell
        assert not exported.startswith(("=", "+", "@", "\t", "\r", "\n"))
        if exported.startswith("-"):
            assert exported.endswith("-")


_TEXT = st.text(
    st.sampled_from("'=+-@;,\"\n aäß0") | st.characters(exclude_categories=["Cc", "Cs", "Cn"]),
    max_size=12,
)
_ROWS = st.lists(
    st.tuples(_TEXT.filter(lambda text: bool(text.strip())), _TEXT, _TEXT), min_size=1, max_size=6
)
_HEADERS = ("Name der Einrichtung", "Straße", "Notiz")


class TestWriting:
    @settings(max_examples=500)
    @given(_ROWS)
    def test_csv_round_trip(self, rows: list[tuple[str, str, str]]) -> None:
        table = read_table(write_csv(_HEADERS, rows), name="a.csv")
        assert (table.headers, cells(table), table.refused) == (_HEADERS, rows, ())

    @pytest.mark.parametrize(
        "cell", ["<r>fett</r>", "<r><t>x</t></r>", "A & B <C>", "_x0041_", "_x005F_", " a ", "a\nb"]
    )
    def test_xlsx_keeps_what_looks_like_xml(self, cell: str) -> None:
        """The library takes some texts for its own and would break the file with them."""
        table = read_table(write_xlsx(["Name", "Notiz"], [["Ada", cell]], "T"), name="a.xlsx")
        assert cells(table) == [("Ada", cell)]

    @settings(max_examples=25)
    @given(_ROWS)
    @example([("Ada", "", " ")])
    def test_xlsx_round_trip(self, rows: list[tuple[str, str, str]]) -> None:
        table = read_table(write_xlsx(_HEADERS, rows, "Schulen: [alle]"), name="a.xlsx")
        assert (table.headers, cells(table), table.refused) == (_HEADERS, rows, ())
        assert (table.sheet, notes(table)) == ("Schulen   alle", [])

    def test_csv_as_german_excel_opens_it(self) -> None:
        assert write_csv(["Name", "Ort"], [["Grün; Süd", "=1"]]) == (
            b"\xef\xbb\xbfName;Ort\r\n" + '"Grün; Süd";\'=1\r\n'.encode()
        )

    def test_xlsx_holds_no_formula_and_no_link(self) -> None:
        data = write_xlsx(["Name", "Seite"], [["=1+1", "http://schule.example"]], "Liste")
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml")
            styles = book.read("xl/styles.xml")
        assert (sheet.count(b"<f>"), sheet.count(b"<hyperlink")) == (0, 0)
        assert sheet.count(b'ySplit="1"') == 1
        assert sheet.count(b'<autoFilter ref="A1:B2"/>') == 1
        assert styles.count(b'quotePrefix="1"') == 2

    @pytest.mark.parametrize(
        ("title", "sheet"),
        [("History", "Tabelle"), ("''", "Tabelle"), ("x" * 40, "x" * 31), ("a/b\nc", "a b c")],
    )
    def test_sheet_names_excel_accepts(self, title: str, sheet: str) -> None:
        assert read_table(write_xlsx(["Name"], [["A"]], title), name="a.xlsx").sheet == sheet

    def test_what_no_format_keeps_is_dropped(self) -> None:
        table = read_table(write_csv(["Name"], [["a\0b\x01c\r\nd\ud800" + "x" * 40_000]]), name="a")
        assert table.rows[0].cells[0][:5] == "abc\nd"
        assert len(table.rows[0].cells[0]) == 32_767 - 1


class TestNeverCrashes:
    @settings(max_examples=1_000, suppress_health_check=[HealthCheck.too_slow])
    @given(st.binary(max_size=400))
    def test_any_bytes(self, data: bytes) -> None:
        assert outcome(data) in {"table", "refused"}

    @settings(max_examples=500)
    @given(st.text(st.sampled_from(";,\t|\"'\r\n\0aä1=- ") | st.characters(), max_size=200))
    def test_any_text(self, text: str) -> None:
        assert outcome(text.encode("utf-8", "surrogatepass")) in {"table", "refused"}

    @settings(max_examples=60)
    @given(st.data())
    def test_damaged_workbooks(self, data: st.DataObject) -> None:
        whole = bytearray(WHOLE)
        for _flip in range(data.draw(st.integers(1, 4))):
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
        assert outcome(bytes(whole)) in {"table", "refused"}


# Made once: a workbook names the moment of its making, so that two differ in length.
WHOLE = workbook(["Name", "Ort"], ["A", "Hagen"])


def outcome(data: bytes) -> str:
    """What became of the bytes; tables must be rectangular with distinct headers."""
    try:
        table = read_table(data, name="zufall.csv")
    except TableError as error:
        return "refused" if str(error).endswith(".") else "without a sentence"
    assert len(set(table.headers)) == len(table.headers)
    assert all(len(row.cells) == len(table.headers) for row in table.rows)
    assert all(table.headers)
    return "table"

"""CSV: bytes to text to cells."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator

from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.tables.model import Grid, Limits, Remark, Row, TableError

DELIMITERS = ";,\t|"
_FALLBACK = ";"
_SAMPLE = 64_000
_SAMPLE_ROWS = 60
_END = "\ue000\ue001end\ue001\ue000"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DOUBLY_ENCODED = ("Ã¤", "Ã¶", "Ã¼", "ÃŸ", "Ã„", "Ã–", "Ãœ")
csv.field_size_limit(1_000_000)


def _not_text() -> TableError:
    return TableError(
        "not_text",
        Remark(
            _(
                "Diese Datei enthält keinen lesbaren Text. Bitte speichern Sie die Tabelle als "
                "„CSV UTF-8“ oder als Excel-Arbeitsmappe (.xlsx) und wählen Sie diese Datei."
            )
        ),
    )


def decode(data: bytes) -> tuple[str, str]:
    """Text and encoding: byte order mark, else strict UTF-8, else Windows-1252.

    Guessing by statistics called German Windows-1252 files "mac_iceland"; this rule does not guess.
    """
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text or _is_noise(text):
            raise _not_text()
        return text, encoding
    raise _not_text()


def _is_noise(text: str) -> bool:
    """More than one control character in a hundred: no text, whatever it decodes to."""
    sample = text[:_SAMPLE]
    controls = sum(1 for char in sample if char < " " and char not in "\t\r\n\f\v")
    return controls > max(8, len(sample) // 100)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def sniff(text: str) -> str:
    """The delimiter under which most of the first rows have the same, largest width."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> float:
    widths: Counter[int] = Counter()
    try:
        for record in _records(sample, delimiter):
            if any(record):
                widths[len(record)] += 1
            if widths.total() >= _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0.0
    scores = (width * count for width, count in widths.items() if width > 1)
    return max(scores, default=0) / max(widths.total(), 1)


def _without_sep_line(text: str) -> tuple[str, str]:
    """The text after a first line `sep=X` and X, which Excel reads and does not show."""
    first, _line_end, rest = text.partition("\n")
    line = first.rstrip("\r").strip('"')
    if line[:4].lower() == "sep=" and len(line) == 5:
        return rest, line[4]
    return text, ""


def parse(data: bytes, limits: Limits, delimiter_of: Callable[[str], str] | None = None) -> Grid:
    """The cells of a CSV file, parted by what `delimiter_of` finds, else `sniff`.

    TableError for what is no text or costs too much.
    """
    text, encoding = decode(data)
    notes = _encoding_notes(text, encoding)
    body, delimiter = _without_sep_line(text)
    if delimiter:
        notes.append(Remark(_("Die Zeile „sep=%(sign)s“ wurde übersprungen."), sign=delimiter))
    delimiter = delimiter or (delimiter_of or sniff)(body)
    rows = tuple(_numbered(body, delimiter, limits))
    return Grid(rows=rows, encoding=encoding, delimiter=delimiter or _FALLBACK, notes=tuple(notes))


def _encoding_notes(text: str, encoding: str) -> list[Remark]:
    notes = []
    if encoding == "cp1252":
        notes.append(Remark(_("Als Windows-1252 gelesen; bitte prüfen Sie die Umlaute.")))
    if encoding == "utf-16":
        notes.append(Remark(_("Als UTF-16 gelesen.")))
    if "\ufffd" in text or any(pair in text for pair in _DOUBLY_ENCODED):
        notes.append(
            Remark(_("Umlaute sind in der Datei bereits falsch gespeichert; bitte prüfen Sie sie."))
        )
    return notes


def _open_quote(number: int) -> TableError:
    return TableError(
        "open_quote",
        Remark(
            _(
                "In Zeile %(row)s beginnt ein Text mit einem Anführungszeichen, das nicht wieder "
                "geschlossen wird. Bitte berichtigen Sie diese Zeile in der Tabelle."
            ),
            row=number,
        ),
    )


def _numbered(text: str, delimiter: str, limits: Limits) -> Iterator[Row]:
    """Rows with the number a spreadsheet program shows. Open quotes swallow the end mark."""
    number = 0
    try:
        for number, record in enumerate(_records(f"{text}\n{_END}", delimiter), start=1):
            if record == [_END]:
                return
            _check(number, record, limits)
            if any(cell.strip() for cell in record):
                yield Row(number, tuple(record))
    except csv.Error as error:  # one cell is longer than the reader takes
        raise cell_too_long(number + 1, limits) from error
    raise _open_quote(number)


def _check(number: int, record: list[str], limits: Limits) -> None:
    if record and record[-1].endswith(_END):
        raise _open_quote(number)
    if number > limits.rows + 1000:
        raise too_many_rows(limits)
    if any(len(cell) > limits.cell for cell in record):
        raise cell_too_long(number, limits)


def too_many_rows(limits: Limits) -> TableError:
    """The error for more rows than allowed."""
    return TableError(
        "too_many_rows",
        Remark(
            _(
                "Die Tabelle hat mehr als %(limit)s Zeilen. Bitte teilen Sie sie auf mehrere "
                "Dateien auf."
            ),
            limit=f"{limits.rows:,}".replace(",", "."),
        ),
    )


def cell_too_long(number: int, limits: Limits) -> TableError:
    """The error for a cell longer than allowed."""
    return TableError(
        "cell_too_long",
        Remark(
            _(
                "In Zeile %(row)s steht eine Zelle mit mehr als %(limit)s Zeichen. Häufig fehlt "
                "davor ein schließendes Anführungszeichen; bitte berichtigen Sie die Zeile."
            ),
            row=number,
            limit=f"{limits.cell:,}".replace(",", "."),
        ),
    )

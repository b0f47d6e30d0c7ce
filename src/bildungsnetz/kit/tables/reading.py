"""`read_table`: what a file is, who reads it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.tables import text, workbook
from bildungsnetz.kit.tables.header import to_table
from bildungsnetz.kit.tables.model import DEFAULT, Grid, Limits, Remark, Table, TableError

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURE = _("ein Bild")
_ARCHIVE = _("ein Archiv")
_KINDS = (
    (b"%PDF", _("ein PDF-Dokument")),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"{\\rtf", _("ein Textdokument")),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"PK\x05\x06", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
)
_WORKBOOK_NAMES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})


def read_table(source: Path | bytes, *, name: str, limits: Limits = DEFAULT) -> Table:
    """The table in a CSV file or workbook, as `Table` describes it.

    The content decides what the file is, not its name; `name` is the one people know it by. Sizes
    are checked before anything is opened. TableError for everything that is no usable table, with
    a sentence that says what to do; OSError if the file cannot be read at all.
    """
    data = _bytes(source, limits)
    grid = _grid(data, limits)
    named_workbook = PurePath(name).suffix.lower() in _WORKBOOK_NAMES
    table = to_table(grid, name=name, limits=limits)
    if named_workbook == bool(grid.sheet):
        return table
    note = (
        Remark(_("Trotz ihres Namens ist die Datei eine Arbeitsmappe; sie wurde so gelesen."))
        if grid.sheet
        else Remark(_("Trotz ihres Namens ist die Datei eine CSV-Datei; sie wurde so gelesen."))
    )
    return replace(table, notes=(note, *table.notes))


def read_cells(data: bytes, *, limits: Limits, delimiter_of: Callable[[str], str]) -> Grid:
    """The cells in a CSV file or workbook that may do without headers. TableError as above."""
    return _grid(_bytes(data, limits), limits, delimiter_of)


def _bytes(source: Path | bytes, limits: Limits) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.file_bytes:
        raise TableError(
            "too_large",
            Remark(
                _(
                    "Die Datei ist größer als %(limit)s MB. Bitte teilen Sie sie auf oder löschen "
                    "Sie Bilder und Blätter, die nicht gebraucht werden."
                ),
                limit=limits.file_bytes // 1_000_000,
            ),
        )
    return source if isinstance(source, bytes) else source.read_bytes()


def _grid(data: bytes, limits: Limits, delimiter_of: Callable[[str], str] | None = None) -> Grid:
    if data.startswith(_ZIP):
        _check_archive(workbook.members(data, limits))
        return workbook.parse(data, limits)
    if data.startswith(_OLE):
        _check_ole(data)
        return workbook.parse(data, limits)
    for mark, what in _KINDS:
        if data.startswith(mark):
            raise _wrong_kind(what)
    if (
        data.lstrip(b"\xef\xbb\xbf \t\r\n")[:14]
        .lower()
        .startswith((b"<!doctype", b"<html", b"<?xml"))
    ):
        raise _wrong_kind(_("eine Webseite"))
    return text.parse(data, limits, delimiter_of)


def _wrong_kind(what: object) -> TableError:
    return TableError(
        "wrong_kind",
        Remark(
            _(
                "Die Datei ist %(what)s und keine Tabelle. Bitte wählen Sie eine CSV-Datei oder "
                "eine Excel-Arbeitsmappe (.xlsx)."
            ),
            what=what,
        ),
    )


def _check_archive(names: tuple[str, ...]) -> None:
    """A workbook has a workbook part (Office) or a content part (OpenDocument)."""
    if any(name.startswith("word/") for name in names):
        raise _wrong_kind(_("ein Word-Dokument"))
    if any(name.startswith("ppt/") for name in names):
        raise _wrong_kind(_("eine Präsentation"))
    if not any(name.startswith("xl/") or name == "content.xml" for name in names):
        raise _wrong_kind(_ARCHIVE)


def _check_ole(data: bytes) -> None:
    """Office keeps encrypted workbooks in the container of the old formats."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise workbook.encrypted()
    if "WordDocument".encode("utf-16-le") in data:
        raise _wrong_kind(_("ein Word-Dokument"))

"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS): looked at from outside, then opened elsewhere."""

import dataclasses
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.tables.model import Grid, Limits, Remark, Row, TableError
from bildungsnetz.kit.tables.text import cell_too_long, too_many_rows

_OPENER = Path(__file__).with_name("opener.py")
_STEP = 64 * 1024
_LOCAL_HEADER = 30
_ENCRYPTED_FLAG = 1


def _damaged() -> TableError:
    return TableError(
        "damaged",
        Remark(
            _(
                "Die Arbeitsmappe ist beschädigt und lässt sich nicht öffnen. Bitte öffnen Sie sie "
                "in Excel und speichern Sie sie neu als „Excel-Arbeitsmappe (.xlsx)“."
            )
        ),
    )


def encrypted() -> TableError:
    """The error for a workbook with a password."""
    return TableError(
        "encrypted",
        Remark(
            _(
                "Die Arbeitsmappe ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne "
                "Kennwort und wählen Sie diese Datei."
            )
        ),
    )


def _bomb() -> TableError:
    return TableError(
        "bomb",
        Remark(
            _(
                "Die Datei wird beim Entpacken ungewöhnlich groß und wurde deshalb nicht geöffnet. "
                "Bitte speichern Sie nur das benötigte Tabellenblatt als CSV-Datei."
            )
        ),
    )


def _too_costly() -> TableError:
    return TableError(
        "too_costly",
        Remark(
            _(
                "Die Arbeitsmappe ist zu umfangreich, um sie zu öffnen. Bitte löschen Sie leere "
                "Zeilen und Spalten am Rand oder speichern Sie das Tabellenblatt als CSV-Datei."
            )
        ),
    )


def members(data: bytes, limits: Limits) -> tuple[str, ...]:
    """Names in a ZIP archive, once its sizes are proved harmless.

    The sizes the directory states are added up first, which costs nothing; then every member is
    unpacked in steps of 64 KiB and must end where the directory says.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _damaged() from error
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in infos):
        raise encrypted()
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if unpacked > limits.unpacked_bytes or len(infos) > limits.members:
        raise _bomb()
    if packed > len(data) or unpacked > limits.unpack_ratio * len(data) + 1_000_000:
        raise _bomb()
    for info in infos:
        _prove(data, info)
    return tuple(info.filename for info in infos)


def _prove(data: bytes, info: zipfile.ZipInfo) -> None:
    """Unpack one member without keeping it; TableError if it is not as long as stated."""
    header = data[info.header_offset : info.header_offset + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER:
        raise _damaged()
    start = info.header_offset + _LOCAL_HEADER + sum(struct.unpack("<HH", header[26:30]))
    packed = data[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        size = len(packed)
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        size = _unpacked_size(packed, info.file_size)
    else:
        raise _damaged()
    if size > info.file_size:
        raise _bomb()
    if size < info.file_size:
        raise _damaged()


def _unpacked_size(packed: bytes, stated: int) -> int:
    """Bytes in `packed`, counted no further than one step beyond `stated`."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    size, rest = 0, packed
    try:
        while rest and not inflater.eof and size <= stated:
            size += len(inflater.decompress(rest, _STEP))
            rest = inflater.unconsumed_tail
        return size + (len(inflater.decompress(b"", _STEP)) if not inflater.eof else 0)
    except zlib.error as error:
        raise _damaged() from error


def parse(data: bytes, limits: Limits) -> Grid:
    """The cells of the first visible sheet with content. TableError as `TableError` lists them."""
    lines = _opened(data, limits)
    if not lines or (last := lines[-1]) is None or "error" in last:
        raise _error(lines[-1] if lines else None, limits)
    first = lines[0]
    notes = []
    if first["others"]:
        text = _("Gelesen wurde das Blatt „%(sheet)s“. Nicht gelesen: %(others)s.")
        notes = [Remark(text, sheet=first["sheet"], others=", ".join(first["others"]))]
    return Grid(
        rows=tuple(Row(number, tuple(cells)) for number, cells in lines[1:-1]),
        sheet=first["sheet"],
        notes=tuple(notes),
        numeric=frozenset(last["numeric"]),
    )


def _opened(data: bytes, limits: Limits) -> list[Any]:
    """What the opener answers; TableError if it ended before it was done."""
    command = [sys.executable, "-I", str(_OPENER), json.dumps(dataclasses.asdict(limits))]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no shell, nothing of the user's in it
            command, input=data, capture_output=True, timeout=limits.seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _too_costly() from error
    if done.returncode < 0:  # no memory or no time left: the reader ends its process
        raise _too_costly()
    if done.returncode:
        raise _damaged()
    return [json.loads(line) for line in done.stdout.splitlines()]


def _error(last: Any, limits: Limits) -> TableError:
    match last:
        case {"error": "encrypted"}:
            return encrypted()
        case {"error": "too_costly"}:
            return _too_costly()
        case {"error": "too_many_rows"}:
            return too_many_rows(limits)
        case {"error": "cell_too_long", "row": int(number)}:
            return cell_too_long(number, limits)
    return _damaged()

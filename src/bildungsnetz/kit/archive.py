"""A backup as one file: a ZIP whose manifest names each part and its SHA-256.

Written beside its place first and renamed at the end, so that half a backup never looks like one.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

MANIFEST = "inhalt.json"
BLOCK = 1024 * 1024


class Damaged(Exception):
    """The file is no backup, or not what it was when it was written."""


def write(target: Path, parts: Mapping[str, Path], about: Mapping[str, Any]) -> None:
    """Write the parts (name in the archive → file) and what is said about them into `target`.

    Raises OSError; then `target` stands as it was before.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                sums = {name: _add(archive, name, file) for name, file in parts.items()}
                manifest = {**about, "parts": sums}
                archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack a whole backup into an empty folder; what its manifest says. Raises Damaged.

    Nothing is taken that the manifest does not name, and nothing outside the folder is written.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            about: dict[str, Any] = json.loads(archive.read(MANIFEST))
            sums: dict[str, str] = about["parts"]
            if {*archive.namelist()} != {*sums, MANIFEST}:
                raise Damaged
            for name, wanted in sums.items():
                _extract(archive, name, folder, wanted)
            return about
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, ValueError, TypeError,
            AttributeError, EOFError, NotImplementedError) as broken:  # fmt: skip
        raise Damaged from broken
    except Exception as broken:
        # A flipped bit may surface as an error of the compression library, which has no base class.
        if type(broken).__module__ in {"zlib", "lzma", "bz2"}:
            raise Damaged from broken
        raise


def _extract(archive: zipfile.ZipFile, name: str, folder: Path, wanted: str) -> None:
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise Damaged
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as stream, target.open("wb") as out:
        shutil.copyfileobj(stream, out, BLOCK)
    if file_sum(target) != wanted:
        raise Damaged


def _add(archive: zipfile.ZipFile, name: str, file: Path) -> str:
    """Add one file while summing up exactly the bytes that were written."""
    found = hashlib.sha256()
    with file.open("rb") as stream, archive.open(name, "w", force_zip64=True) as out:
        for block in _blocks(stream):
            found.update(block)
            out.write(block)
    return found.hexdigest()


def file_sum(file: Path) -> str:
    """SHA-256 of a file as hexadecimal text."""
    found = hashlib.sha256()
    with file.open("rb") as stream:
        for block in _blocks(stream):
            found.update(block)
    return found.hexdigest()


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(BLOCK):
        yield block


@contextmanager
def folder_beside(place: Path) -> Iterator[Path]:
    """An empty folder on the same disk as `place`, gone afterwards unless it was renamed."""
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    draft.mkdir(mode=0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)

"""The ledger of erasures beside the database, so that an older backup does not bring people back.

One JSON object a line: when, and the type, key and mark of each erased record. The mark is an
HMAC of the moment the record was made, under a key that stands in the ledger alone: it tells the
erased record from another one that bears the same number in another database, and says nothing
about anybody. A line is on the disk before the erasure commits.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NAME = "geloescht.jsonl"
Record = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure: its key, its region's address name, and the records it began with."""

    key: str
    at: datetime
    region: str
    records: tuple[Record, ...]


def mark(secret: str, name: str, key: str, born: datetime | None) -> str:
    """Tells a record from others that bear its number; nothing can be read from it."""
    text = f"{name} {key} {born.isoformat() if born else ''}"
    return hmac.new(bytes.fromhex(secret), text.encode(), hashlib.sha256).hexdigest()[:32]


def new_secret() -> str:
    """The key of one line's marks: 128 random bits as hexadecimal text."""
    return secrets.token_hex(16)


def append(file: Path, line: Line, secret: str) -> None:
    """Write one line and bring it to the disk. Raises OSError."""
    text = json.dumps(
        {
            "key": line.key,
            "at": line.at.isoformat(),
            "region": line.region,
            "secret": secret,
            "records": line.records,
        }
    )
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def read(file: Path) -> Iterator[tuple[Line, str]]:
    """The lines, each with the key of its marks. A line cut off by a crash is passed over."""
    if not file.exists():
        return
    for text in file.read_text("utf-8").splitlines():
        try:
            raw = json.loads(text)
            records = tuple((str(a), str(b), str(c)) for a, b, c in raw["records"])
            at = datetime.fromisoformat(raw["at"])
            yield Line(raw["key"], at, raw["region"], records), raw["secret"]
        except (ValueError, KeyError, TypeError):
            continue


def join(target: Path, others: Iterable[Path]) -> None:
    """Bring lines of other ledgers into this one, each once. Raises OSError."""
    present = {line.key for line, _secret in read(target)}
    for other in others:
        for line, secret in read(other):
            if line.key not in present:
                present.add(line.key)
                append(target, line, secret)

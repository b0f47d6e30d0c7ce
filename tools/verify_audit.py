"""Verifies the audit trail without any of the product's code: Python's standard library only.

    python3 tools/verify_audit.py DATENORDNER/bildungsnetz.sqlite3 [--head HASH]
    python3 tools/verify_audit.py protokoll.jsonl [--head HASH]

Reads the SQLite file (or a copy of it), or one JSON object per line as PostgreSQL writes it with
    \\copy (SELECT row_to_json(e) FROM bildungsnetz_auditentry e) TO 'protokoll.jsonl'
whose last line may be the head: {"number": 42, "hash": "..."}.

How the chain is made. Texts are UTF-8; H(a, b, ...) is the SHA-256 of the parts, each followed by
one line feed, as hexadecimal digits; J(x) is JSON with sorted keys, no spaces, no escapes beyond
those JSON demands. For each entry, numbered from 1:
    actor_hash    = H(actor_salt, J({"id": actor_id, "name": actor}))
    detail_hash   = H(detail_salt, J(detail))
    hash          = H(number, region or "", time, actor_hash, action, record_type, record_id,
                      detail_hash, previous_hash), the time as 2026-09-14T08:00:00.000000+00:00
    previous_hash = the hash of the entry before, "" for the first
Who wrote, or the detail, may have been erased by law: then the salt is empty, the detail is null,
the actor's key is null, and a later entry "audit.erased" names the entry's number in its detail,
as {"actors": [[first, last], ...], "details": [[first, last], ...]}.

Exit code 0: as it was written. 1: changed; each line says where. 2: not readable.
"""

import argparse
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Entry = dict[str, Any]
COLUMNS = [
    "number", "region_id", "at", "actor_id", "actor", "actor_salt", "actor_hash", "action",
    "record_type", "record_id", "detail", "detail_salt", "detail_hash", "previous_hash", "hash",
]  # fmt: skip
GONE = "gelöschte Person"


def combine(*parts: object) -> str:
    """H of the parts."""
    found = hashlib.sha256()
    for part in parts:
        found.update(str(part).encode())
        found.update(b"\n")
    return found.hexdigest()


def as_json(value: object) -> str:
    """J of a value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def instant(text: str) -> str:
    """A time of the database, which is in UTC or says its zone, as it was hashed."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def gaps(entries: Iterable[Entry]) -> dict[str, set[int]]:
    """The numbers whose actor or detail was erased by law, as the chain itself says."""
    found: dict[str, set[int]] = {"actors": set(), "details": set()}
    for entry in entries:
        if entry["action"] == "audit.erased" and isinstance(entry["detail"], dict):
            for kind, numbers in found.items():
                for first, last in entry["detail"].get(kind, []):
                    numbers.update(range(first, min(last, entry["number"]) + 1))
    return found


def breaks(
    entries: list[Entry], head: tuple[int, str] | None, known_head: str = ""
) -> Iterator[str]:
    """One sentence for each break of the chain; nothing if it is as it was written."""
    erased = gaps(entries)
    number, previous, seen = 0, "", not known_head
    for entry in entries:
        number += 1
        if entry["number"] != number:
            yield f"entry {number} is missing"
        if entry["previous_hash"] != previous:
            yield f"entry {entry['number']} does not follow the one before"
        yield from _breaks_of(entry, erased)
        number, previous = entry["number"], entry["hash"]
        seen = seen or previous == known_head
    if head is not None and head != (number, previous):
        yield f"the end is missing: entry {head[0]} was the last"
    if not seen:
        yield "the noted hash does not stand in the chain"


def _breaks_of(entry: Entry, erased: dict[str, set[int]]) -> Iterator[str]:
    number = entry["number"]
    region = "" if entry["region_id"] is None else entry["region_id"]
    wanted = combine(
        number, region, instant(entry["at"]), entry["actor_hash"], entry["action"],
        entry["record_type"], entry["record_id"], entry["detail_hash"], entry["previous_hash"],
    )  # fmt: skip
    if entry["hash"] != wanted:
        yield f"entry {number} was changed"
    actor = as_json({"id": entry["actor_id"], "name": entry["actor"]})
    gone = number in erased["actors"] and (entry["actor_id"], entry["actor"]) == (None, GONE)
    if not gone and entry["actor_hash"] != combine(entry["actor_salt"], actor):
        yield f"who wrote entry {number} was changed"
    gone = number in erased["details"] and entry["detail"] is None
    if not gone and entry["detail_hash"] != combine(entry["detail_salt"], as_json(entry["detail"])):
        yield f"the detail of entry {number} was changed"


def from_sqlite(file: Path) -> tuple[list[Entry], tuple[int, str] | None]:
    """The entries and the head of an SQLite file. Raises sqlite3.Error."""
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        # Older SQLite libraries cannot read the definitions of some other tables; do not mind.
        database.execute("PRAGMA writable_schema=ON")
        rows = database.execute(
            f"SELECT {', '.join(COLUMNS)} FROM bildungsnetz_auditentry ORDER BY number"  # noqa: S608
        )
        entries = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        for entry in entries:
            entry["detail"] = None if entry["detail"] is None else json.loads(entry["detail"])
        head = database.execute("SELECT number, hash FROM bildungsnetz_audithead").fetchone()
    finally:
        database.close()
    return entries, head


def from_lines(file: Path) -> tuple[list[Entry], tuple[int, str] | None]:
    """The entries and, where it is there, the head of a file of JSON lines. Raises ValueError."""
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    head = None
    if lines and "action" not in lines[-1]:
        last = lines.pop()
        head = (last["number"], last["hash"])
    return sorted(lines, key=lambda entry: int(entry["number"])), head


def main() -> int:
    """Read the arguments, verify, tell; the exit code."""
    parser = argparse.ArgumentParser(description="Verify the audit trail.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--head", default="", help="a hash noted earlier, outside")
    wanted = parser.parse_args()
    read = from_lines if wanted.file.suffix == ".jsonl" else from_sqlite
    try:
        entries, head = read(wanted.file)
        found = list(breaks(entries, head, wanted.head))
    except (sqlite3.Error, OSError, ValueError, KeyError) as unreadable:
        print(f"not readable: {unreadable}", file=sys.stderr)
        return 2
    for line in found:
        print(line)
    if not found:
        print(f"{len(entries)} entries, as they were written; head {head[1] if head else '-'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

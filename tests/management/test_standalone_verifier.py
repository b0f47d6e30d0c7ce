"""The standalone verifier finds every change of the trail, erasure keeps it valid (bar K3)."""

import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from tools import verify_audit

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import AuditEntry, AuditHead
from bildungsnetz.regions.models import Region
from tests.cast import NOW

TOOL = Path(verify_audit.__file__)
Rows = list[dict[str, Any]]
Head = tuple[int, str]


@transaction.atomic
def write(region: Region, number: int) -> None:
    """One audited write, with and without a region and a signed-in user."""
    audit.record(
        region=region if number % 3 else None,
        by=Actor(f"Übe{number}", user_id=number or None),
        at=NOW,
        action="test.written",
        on=region,
        detail={"number": number, "name": "Höhe\nStraße", "when": NOW},
    )


@pytest.fixture
def trail(hagen: Region) -> tuple[Rows, Head]:
    """Thirty entries, of which one was erased by law, as the verifier reads them."""
    for number in range(29):
        write(hagen, number)
    with transaction.atomic():
        audit.erase(actors=[7], details=[7], region=hagen, by=audit.CONSOLE, at=NOW, on=hagen)
    rows = list(AuditEntry.objects.order_by("number").values(*verify_audit.COLUMNS))
    for row in rows:
        row["at"] = row["at"].isoformat()
    head = AuditHead.objects.get()
    return rows, (head.number, head.hash)


def test_the_trail_is_valid_also_where_it_was_erased(trail: tuple[Rows, Head]) -> None:
    """An erasure named by the chain itself is no break."""
    rows, head = trail
    assert (rows[6]["actor"], rows[6]["detail"]) == ("gelöschte Person", None)
    assert list(verify_audit.breaks(rows, head, known_head=rows[3]["hash"])) == []


def edited(rows: Rows, chance: random.Random) -> Rows:
    """One value of one entry is another one."""
    row = chance.choice(rows)
    column = chance.choice(verify_audit.COLUMNS)
    fakes: dict[str, Any] = {
        "at": "2026-01-01T00:00:00+00:00",
        "number": row["number"] + 1000,
        "region_id": (row["region_id"] or 0) + 1,
        "actor_id": (row["actor_id"] or 0) + 1,
        "detail": {"fake": 1},
        "detail_salt": "00",
        "actor_salt": "00",
    }
    if column in {"detail_salt", "actor_salt"} and not row[column]:
        column = "action"  # the salt of what was erased says nothing any more
    row[column] = fakes.get(column, "fake")
    return rows


def hidden(rows: Rows, chance: random.Random) -> Rows:
    """Somebody passes a text off as erased by law."""
    row = chance.choice([row for row in rows if row["number"] != 7])
    if chance.random() < 0.5:
        row.update(detail=None, detail_salt="")
    else:
        row.update(actor="gelöschte Person", actor_id=None, actor_salt="")
    return rows


def deleted(rows: Rows, chance: random.Random) -> Rows:
    """One entry is gone."""
    rows.pop(chance.randrange(len(rows)))
    return rows


def swapped(rows: Rows, chance: random.Random) -> Rows:
    """Two entries have changed places, numbers and all, or keep their numbers."""
    one, other = chance.sample(range(len(rows)), 2)
    rows[one], rows[other] = rows[other], rows[one]
    if chance.random() < 0.5:
        rows[one]["number"], rows[other]["number"] = rows[other]["number"], rows[one]["number"]
    return rows


def truncated(rows: Rows, chance: random.Random) -> Rows:
    """The end is cut off."""
    return rows[: chance.randrange(len(rows))]


def test_a_thousand_random_changes_are_found(trail: tuple[Rows, Head]) -> None:
    """Edits, deletions, swaps, truncations, feigned erasures: each leaves at least one sentence."""
    rows, head = trail
    missed = []
    for seed in range(1000):
        chance = random.Random(seed)
        change = chance.choice([edited, hidden, deleted, swapped, truncated])
        changed = change(copy.deepcopy(rows), chance)
        if changed != rows and not list(verify_audit.breaks(changed, head)):
            missed.append((seed, change.__name__))
    assert missed == []


def test_a_chain_written_anew_is_found_by_a_noted_hash(trail: tuple[Rows, Head]) -> None:
    """Whoever can write the database can write a whole new chain, but not the noted hash."""
    rows, head = trail
    assert list(verify_audit.breaks(rows, head, known_head="0" * 64)) == [
        "the noted hash does not stand in the chain"
    ]


def run(file: Path) -> tuple[int, str]:
    """The tool as somebody outside runs it."""
    done = subprocess.run(
        [sys.executable, "-I", TOOL, file], check=False, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def test_without_its_end_it_is_found_broken(trail: tuple[Rows, Head], tmp_path: Path) -> None:
    """Run isolated from the environment, so from the product as well."""
    rows, head = trail
    file = tmp_path / "trail.jsonl"
    lines = [*rows[:-2], {"number": head[0], "hash": head[1]}]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert run(file) == (
        1,
        """who wrote entry 7 was changed
the detail of entry 7 was changed
the end is missing: entry 30 was the last
""",
    )


def exported(file: Path) -> Path:
    """The trail as an operator takes it out of the database at hand."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM INTO %s", [str(file.with_suffix(".sqlite3"))])
            return file.with_suffix(".sqlite3")
        cursor.execute("SELECT row_to_json(e)::text FROM bildungsnetz_auditentry e")
        lines = [line for (line,) in cursor.fetchall()]
        cursor.execute("SELECT row_to_json(h)::text FROM bildungsnetz_audithead h")
        lines += [line for (line,) in cursor.fetchall()]
    file.with_suffix(".jsonl").write_text("\n".join(lines))
    return file.with_suffix(".jsonl")


@pytest.mark.django_db(transaction=True)
def test_it_reads_what_the_database_gives(trail: tuple[Rows, Head], tmp_path: Path) -> None:
    """As it was written, and after somebody wrote into the table."""
    assert run(exported(tmp_path / "before")) == (
        0,
        f"30 entries, as they were written; head {trail[1][1]}\n",
    )
    AuditEntry.objects.filter(number=4).update(action="x")
    assert run(exported(tmp_path / "after")) == (1, "entry 4 was changed\n")

"""The audit chain: one row a write, in the same transaction, unforkable, erasable, verifiable."""

from datetime import timedelta

import pytest
from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.chain import problems
from bildungsnetz.accounts.models import AuditEntry, AuditHead
from bildungsnetz.regions.models import Region
from tests.cast import NOW


def write(region: Region, number: int) -> None:
    """One audited write."""
    with transaction.atomic():
        audit.record(
            region=region,
            by=Actor("Anna Albers"),
            at=NOW + timedelta(seconds=number),
            action="region.changed",
            on=region,
            detail={"schritt": number, "ort": "Höhe Straße"},
        )


def test_a_row_outside_a_transaction_is_refused(hagen: Region, transactional_db: None) -> None:
    """The row belongs to the write it tells of."""
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(region=hagen, by=audit.CONSOLE, at=NOW, action="x.y", on=hagen)
    assert AuditEntry.objects.count() == 0


def test_rows_form_a_chain(hagen: Region) -> None:
    """Each row carries its predecessor's hash; the head carries the last."""
    for number in range(3):
        write(hagen, number)
    rows = list(AuditEntry.objects.order_by("number"))
    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.previous_hash for row in rows] == ["", rows[0].hash, rows[1].hash]
    assert [audit.entry_hash(row) for row in rows] == [row.hash for row in rows]
    assert AuditHead.objects.get().hash == rows[2].hash


@transaction.atomic
def write_and_fail(region: Region) -> None:
    """A write that does not come to its end."""
    audit.record(region=region, by=audit.CONSOLE, at=NOW, action="x.y", on=region)
    raise RuntimeError


def test_a_rolled_back_write_leaves_no_row(hagen: Region) -> None:
    """Nothing is told of what did not happen."""
    with pytest.raises(RuntimeError):
        write_and_fail(hagen)
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("field", ["actor_hash", "action", "record_id", "detail_hash"])
def test_a_changed_row_no_longer_matches_its_hash(hagen: Region, field: str) -> None:
    """Whatever is altered shows."""
    write(hagen, 1)
    row = AuditEntry.objects.get()
    setattr(row, field, "gefälscht")
    assert audit.entry_hash(row) != row.hash


def test_erasing_keeps_the_chain_valid_and_says_what_was_erased(hagen: Region) -> None:
    """The chain covers hashes of salted texts, so the law's erasure does not break it."""
    for number in range(4):
        write(hagen, number)
    with transaction.atomic():
        audit.erase(
            actors=[1, 2, 3], details=[4, 2, 5], region=hagen, by=audit.CONSOLE, at=NOW, on=hagen
        )
    row = AuditEntry.objects.get(number=2)
    assert (row.actor, row.actor_id, row.actor_salt) == ("gelöschte Person", None, "")
    assert (row.detail, row.detail_salt) == (None, "")
    assert audit.entry_hash(row) == row.hash
    last = AuditEntry.objects.get(number=5)
    assert last.detail == {"actors": [[1, 3]], "details": [[2, 2], [4, 5]]}
    assert list(problems()) == []


def test_what_says_what_was_erased_is_not_erased(hagen: Region) -> None:
    """Else a gap could not be told from a forgery."""
    write(hagen, 1)
    with transaction.atomic():
        audit.erase(details=[1], region=hagen, by=audit.CONSOLE, at=NOW, on=hagen)
        audit.erase(details=[1, 2], region=hagen, by=audit.CONSOLE, at=NOW, on=hagen)
    assert AuditEntry.objects.get(number=2).detail == {"actors": [], "details": [[1, 1]]}
    assert list(problems()) == []

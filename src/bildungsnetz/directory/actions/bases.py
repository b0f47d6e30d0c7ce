"""Writes about why a person's data may be used, and of the notice that tells them."""

from datetime import datetime

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory import lawful
from bildungsnetz.directory.models import ContactBasis, Person
from bildungsnetz.directory.opening import open_bases
from bildungsnetz.directory.rules import BasisUnfit

__all__ = ["check_basis", "end_basis", "note_notice", "open_bases", "record_basis"]


@transaction.atomic
def record_basis(
    *, person: Person, purpose: str, basis: str, source: str, note: str = "", by: Actor,
    at: datetime,
) -> ContactBasis:  # fmt: skip
    """Write down why a person's data may be used for one purpose; harmless when it stands so.

    `purpose`, `basis` and `source` are values of ContactBasis. A new source asks for a new notice
    (Art. 14). Raises BasisUnfit for a purpose that only consent can carry.
    """
    check_basis(purpose, basis)
    locked = Person.objects.select_for_update().select_related("region").get(pk=person.pk)
    open_rows = ContactBasis.objects.filter(person=locked, purpose=purpose, ended_at=None)
    row = open_rows.first() or ContactBasis(person=locked, purpose=purpose, recorded_at=at)
    wanted = (basis, source, note.strip())
    if row.pk and (row.basis, row.source, row.source_note) == wanted:
        return row
    if row.pk and row.source != source:
        row.recorded_at, row.notified_at = at, None
    row.basis, row.source, row.source_note = wanted
    row.save()
    detail = {"purpose": purpose, "basis": basis, "source": source}
    audit.record(
        region=locked.region, by=by, at=at, action="basis.recorded", on=locked, detail=detail
    )
    return row


@transaction.atomic
def end_basis(*, basis: ContactBasis, by: Actor, at: datetime) -> None:
    """Note that data are no longer used for a purpose; harmless when that was noted before."""
    ended = ContactBasis.objects.filter(pk=basis.pk, ended_at=None).update(ended_at=at)
    if ended:
        person = basis.person
        audit.record(
            region=person.region, by=by, at=at, action="basis.ended", on=person,
            detail={"purpose": basis.purpose},
        )  # fmt: skip


def check_basis(purpose: str, basis: str) -> None:
    """Raise BasisUnfit when the purpose cannot rest on the basis, ValueError for unknown words."""
    ContactBasis.Purpose(purpose)
    ContactBasis.Basis(basis)
    if not lawful.basis_fits(purpose, basis):
        raise BasisUnfit(purpose=ContactBasis.Purpose(purpose).label)


@transaction.atomic
def note_notice(*, person: Person, how: str, by: Actor, at: datetime) -> int:
    """Note that a person was told of the data kept (Art. 14); how many purposes it was news for.

    `how` is one of "mail", "letter", "spoken". Harmless when all was told before.
    """
    rows = ContactBasis.objects.filter(person=person, notified_at=None, ended_at=None)
    told = rows.exclude(source=ContactBasis.Source.SELF).update(notified_at=at)
    if told:
        audit.record(
            region=person.region, by=by, at=at, action="person.notified", on=person,
            detail={"how": how},
        )  # fmt: skip
    return told

"""Writes about the Kooperationsvertrag."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from bildungsnetz.kit import changes
from bildungsnetz.regions import trail
from bildungsnetz.regions.models import AgreementParty, CooperationAgreement, Region
from bildungsnetz.regions.rules import Party

if TYPE_CHECKING:
    from bildungsnetz.accounts.audit import Actor


@transaction.atomic
def save_agreement(
    *,
    region: Region,
    agreement: CooperationAgreement | None,
    values: Mapping[str, Any],
    parties: Sequence[Party],
    by: "Actor",
    at: datetime,
) -> CooperationAgreement:
    """Write a version of the agreement with its parties in order; None begins a new version.

    A new version ends the one before on the day it comes into force, if that is still open.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    is_new = agreement is None
    record = agreement or CooperationAgreement(region=region, version=_next_version(region))
    changed = changes.apply(record, values)
    if is_new:
        _end_predecessor(record)
    record.save()
    changed |= _write_parties(record, parties)
    action = "agreement.added" if is_new else "agreement.changed"
    trail.record(region=region, by=by, at=at, action=action, on=record, detail=changed)
    return record


def _next_version(region: Region) -> int:
    versions = CooperationAgreement.objects.filter(region=region)
    return (versions.aggregate(last=Max("version"))["last"] or 0) + 1


def _end_predecessor(agreement: CooperationAgreement) -> None:
    CooperationAgreement.objects.filter(
        region=agreement.region,
        active_to__isnull=True,
        active_from__lt=agreement.active_from,
    ).update(active_to=agreement.active_from)


def _write_parties(agreement: CooperationAgreement, parties: Sequence[Party]) -> dict[str, Any]:
    known = [Party(row.name, row.signed_by) for row in agreement.parties.order_by("order", "pk")]
    if known == list(parties):
        return {}
    agreement.parties.all().delete()
    AgreementParty.objects.bulk_create(
        AgreementParty(agreement=agreement, name=party.name, signed_by=party.signed_by, order=order)
        for order, party in enumerate(parties)
    )
    return {"parties": [f"{party.name} ({party.signed_by})" for party in parties]}

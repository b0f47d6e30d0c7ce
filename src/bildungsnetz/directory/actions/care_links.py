"""Personal links of the yearly confirmation that end before their time."""

from datetime import datetime

from django.db.models import QuerySet

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.models import Affiliation, Confirmation, ConfirmationRun, Institution


def revoke_of_function(function: Affiliation, *, at: datetime) -> int:
    """Take back the links that were sent to somebody in a function that has ended; their number.

    Part of the write that ends the function, which is audited.
    """
    return _revoke(Confirmation.objects.filter(affiliation=function), at)


def revoke_of_institution(institution: Institution, *, at: datetime) -> int:
    """Take back the links of an institution that has closed; part of that write."""
    return _revoke(Confirmation.objects.filter(institution=institution), at)


def revoke_of_run(run: ConfirmationRun, *, at: datetime) -> int:
    """Take back all links of a run that has ended; part of that write."""
    return _revoke(Confirmation.objects.filter(run=run), at)


def _revoke(rows: QuerySet[Confirmation], at: datetime) -> int:
    links = PersonalLink.objects.filter(pk__in=rows.values("link"), revoked_at__isnull=True)
    return links.update(revoked_at=at)

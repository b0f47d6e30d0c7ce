"""Writes of the office itself: the register of circulars, and sending them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.models import Audience
from bildungsnetz.directory.notices import notices
from bildungsnetz.kit import changes
from bildungsnetz.office.models import Circular
from bildungsnetz.office.queries.mailing import Addressed, batch_of, key_of, letter, mailing
from bildungsnetz.post.actions import Draft, queue_many
from bildungsnetz.regions.models import Region


@transaction.atomic
def save_circular(
    *, region: Region, circular: Circular | None, values: Mapping[str, Any], by: Actor, at: datetime
) -> Circular:
    """Write a circular into the register; None enters a new one."""
    record = circular or Circular(region=region)
    changed = changes.apply(record, values)
    record.save()
    action = "circular.changed" if circular else "circular.added"
    audit.record(region=region, by=by, at=at, action=action, on=record, detail=changed)
    return record


class AudienceChanged(Exception):
    """The audience has more or fewer recipients than were shown."""

    sentence = _("Der Verteiler hat sich eben geändert. Bitte prüfen Sie die Zahlen noch einmal.")


@transaction.atomic
def release_circular(
    *, circular: Circular, audience: Audience, kind: str, seen: int, by: Actor, at: datetime
) -> int:
    """Queue the circular to everybody of the audience who did not get it before; how many.

    All or none, each address once, also when it is released twice. Messages to whoever stopped
    such mail are written down as held back. `seen` is the number that was shown. Raises
    AudienceChanged.
    """
    locked = Circular.objects.select_for_update(of=("self",)).get(pk=circular.pk)
    found = mailing(locked, audience, kind, today=timezone.localdate(at))
    if len(found.ready) + len(found.held) != seen:
        raise AudienceChanged
    told = notices(locked.region, [one.person for one in found.ready if one.person])
    drafts = [_draft(locked, one, told) for one in (*found.ready, *found.held)]
    queue_many(
        drafts,
        region=locked.region,
        batch=batch_of(locked),
        reply_to=locked.region.office_email,
        kind=kind,
        at=at,
        by=by,
    )
    if drafts:
        locked.audience, locked.kind = audience, kind
        locked.released_at = locked.released_at or at
        locked.save(update_fields=["audience", "kind", "released_at"])
        detail = {"audience": audience.pk, "kind": kind, "count": len(drafts)}
        audit.record(
            region=locked.region, by=by, at=at, action="circular.released", on=locked, detail=detail
        )
    return len(drafts)


def _draft(circular: Circular, one: Addressed, told: Mapping[int, str]) -> Draft:
    person = one.person.pk if one.person else 0
    return Draft(
        key=key_of(circular, one.address),
        to_name=one.name,
        to_address=one.address,
        subject=circular.subject,
        body=letter(circular, one),
        is_functional=one.person is None,
        notice=told.get(person, ""),
        notice_for=person if person in told else None,
    )

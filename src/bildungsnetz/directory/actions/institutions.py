"""Writes of institutions: added, changed, closed with a successor, reopened."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.actions.care_links import revoke_of_institution
from bildungsnetz.directory.models import Institution, InstitutionKind
from bildungsnetz.directory.publication import INSTITUTION_FIELDS, cleaned
from bildungsnetz.directory.rules import (
    AlreadyClosed,
    NumberTaken,
    check_closing,
    check_period,
    check_successor,
    is_open,
)
from bildungsnetz.regions.models import FieldOfAction, Region, Stage, Topic

FACTS = frozenset({
    "kind", "name", "number", "street", "postcode", "city", "district", "ags", "phone", "fax",
    "email", "website", "legal_form", "profile", "is_public", "public_fields", "is_trusted",
    "opened_on",
})  # fmt: skip
"""What the office may set on an institution; closing has actions of its own."""

_LONGEST_IN_AUDIT = 500
_BATCH = 500


@transaction.atomic
def add_institution(
    *,
    region: Region,
    facts: Mapping[str, Any],
    stages: Collection[Stage] | None = None,
    fields: Collection[FieldOfAction] | None = None,
    topics: Collection[Topic] = (),
    source: str = "",
    by: Actor,
    at: datetime,
) -> Institution:
    """Add an institution with the given FACTS ("kind" and "name" at least).

    Without `stages` or `fields` it gets those of its kind. Raises NumberTaken.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    institution = Institution(region=region, source=source, created_at=at, changed_at=at)
    _set(institution, facts)
    _check_number(institution)
    institution.save(force_insert=True)
    institution.stages.set(institution.kind.stages.all() if stages is None else stages)
    institution.fields.set(institution.kind.fields.all() if fields is None else fields)
    institution.topics.set(topics)
    detail = {name: _plain(value) for name, value in facts.items() if value not in ("", None)}
    audit.record(
        region=region, by=by, at=at, action="institution.added", on=institution, detail=detail
    )
    return institution


@transaction.atomic
def change_institution(
    *,
    institution: Institution,
    facts: Mapping[str, Any],
    stages: Collection[Stage] | None = None,
    fields: Collection[FieldOfAction] | None = None,
    topics: Collection[Topic] | None = None,
    by: Actor,
    at: datetime,
) -> Institution:
    """Set some FACTS, and the stages, fields and topics that are given; None leaves them.

    Nothing is written when nothing differs. Raises NumberTaken.
    """
    Region.objects.select_for_update().get(pk=institution.region_id)
    kept = Institution.objects.select_for_update().select_related("kind").get(pk=institution.pk)
    before = {name: _plain(getattr(kept, name)) for name in facts}
    _set(kept, facts)
    _check_number(kept)
    detail = {
        name: [before[name], _plain(getattr(kept, name))]
        for name in facts
        if before[name] != _plain(getattr(kept, name))
    }
    for name, rows in (("stages", stages), ("fields", fields), ("topics", topics)):
        if rows is not None and (change := _set_rows(kept, name, rows)):
            detail[name] = change
    if not detail:
        return kept
    kept.changed_at = at
    kept.save()
    audit.record(
        region=kept.region, by=by, at=at, action="institution.changed", on=kept, detail=detail
    )
    return kept


@transaction.atomic
def close_institution(
    *,
    institution: Institution,
    closed_on: date,
    successor: Institution | None,
    by: Actor,
    at: datetime,
) -> Institution:
    """Close an institution from a day on; its history stays and names its successor.

    Raises AlreadyClosed, ClosedBeforeOpened, UnfitSuccessor.
    """
    Region.objects.select_for_update().get(pk=institution.region_id)
    kept = Institution.objects.select_for_update().get(pk=institution.pk)
    if kept.closed_on is not None:
        raise AlreadyClosed
    check_closing(opened_on=kept.opened_on, closed_on=closed_on)
    if successor is not None:
        _check_successor(kept, successor, closed_on)
    kept.closed_on, kept.successor, kept.changed_at = closed_on, successor, at
    kept.save(update_fields=["closed_on", "successor", "changed_at"])
    if closed_on <= timezone.localdate(at):
        revoke_of_institution(kept, at=at)
    detail = {"closed_on": closed_on, "successor": successor.name if successor else ""}
    audit.record(
        region=kept.region, by=by, at=at, action="institution.closed", on=kept, detail=detail
    )
    return kept


@transaction.atomic
def reopen_institution(*, institution: Institution, by: Actor, at: datetime) -> Institution:
    """Take the closing back, for instance after a slip; harmless for an open institution."""
    kept = Institution.objects.select_for_update().get(pk=institution.pk)
    if kept.closed_on is None:
        return kept
    detail = {"closed_on": kept.closed_on}
    kept.closed_on, kept.successor, kept.changed_at = None, None, at
    kept.save(update_fields=["closed_on", "successor", "changed_at"])
    audit.record(
        region=kept.region, by=by, at=at, action="institution.reopened", on=kept, detail=detail
    )
    return kept


@transaction.atomic
def add_fields(
    *,
    region: Region,
    institutions: QuerySet[Institution],
    fields: Collection[FieldOfAction],
    by: Actor,
    at: datetime,
) -> int:
    """Add fields of action to all these institutions; how many got one they lacked.

    Takes nothing away, so that a second call writes nothing.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    through = Institution.fields.through
    found = set(institutions.filter(region=region).order_by().values_list("pk", flat=True))
    wanted = {field.pk for field in fields}
    have = set(
        through.objects.filter(institution__region=region, fieldofaction__in=wanted).values_list(
            "institution", "fieldofaction"
        )
    )
    lacking = {(one, field) for one in found for field in wanted} - have
    through.objects.bulk_create(
        [through(institution_id=one, fieldofaction_id=field) for one, field in sorted(lacking)],
        batch_size=_BATCH,
    )
    count = len({one for one, _field in lacking})
    if count:
        names = sorted(field.name for field in fields)
        detail = {"fields": names, "institutions": count}
        audit.record(
            region=region, by=by, at=at, action="institutions.fields_added", on=region,
            detail=detail,
        )  # fmt: skip
    return count


def _set(institution: Institution, facts: Mapping[str, Any]) -> None:
    if unknown := set(facts) - FACTS:
        raise TypeError(f"No facts of an institution: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(institution, name, value)
    institution.public_fields = cleaned(institution.public_fields, INSTITUTION_FIELDS)
    check_period(institution.opened_on, institution.closed_on)


def _set_rows(institution: Institution, name: str, rows: Collection[Any]) -> list[str] | None:
    """Set a many-to-many field; the new names if they differ from the old ones."""
    related = getattr(institution, name)
    wanted = {row.pk for row in rows}
    if wanted == set(related.values_list("pk", flat=True)):
        return None
    related.set(rows)
    return sorted(str(row) for row in rows)


def _check_number(institution: Institution) -> None:
    if not institution.number:
        return
    others = Institution.objects.filter(
        region_id=institution.region_id, number=institution.number
    ).exclude(pk=institution.pk)
    if other := others.first():
        raise NumberTaken(number=institution.number, name=other.name)


def _check_successor(institution: Institution, successor: Institution, closed_on: date) -> None:
    if successor.region_id != institution.region_id:
        raise ValueError("A successor belongs to the same region.")
    chain = Institution.objects.filter(
        region_id=institution.region_id, successor__isnull=False
    ).values_list("pk", "successor")
    check_successor(
        institution=institution.pk,
        successor=successor.pk,
        followed_by={pk: after for pk, after in chain if after is not None},
        is_open=is_open(successor.closed_on, closed_on),
        name=successor.name,
    )


def _plain(value: Any) -> Any:
    """A value as the trail keeps it: names instead of records, long texts cut."""
    if isinstance(value, InstitutionKind):
        return value.name
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and len(value) > _LONGEST_IN_AUDIT:
        return f"{value[: _LONGEST_IN_AUDIT - 1]}…"
    return value

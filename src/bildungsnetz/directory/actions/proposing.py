"""Writes of proposals: what a form changes, who is named, who is no longer responsible."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.actions.proposals import let_through
from bildungsnetz.directory.care import PUBLIC, WORDS, EntryChanged, merge
from bildungsnetz.directory.models import (
    Affiliation,
    ChangeProposal,
    Confirmation,
    Institution,
    Person,
)
from bildungsnetz.directory.queries.care import running_confirmation
from bildungsnetz.directory.queries.entries import Subject, current, open_proposals
from bildungsnetz.directory.rules import check_period
from bildungsnetz.regions.models import Region

Kind = ChangeProposal.Kind
State = ChangeProposal.State


def propose(
    *, subject: Subject, seen: Mapping[str, Any], typed: Mapping[str, Any], by: Actor, at: datetime
) -> list[ChangeProposal]:
    """Propose what a form changes; the proposals, none if nothing differs.

    `seen` is what the form showed, `typed` what it holds now (keys: directory.care). A proposal
    that waits for the same field is replaced; typing the register's own value takes it back.
    Trusted institutions' changes, and what leaves the public, go through at once.
    Raises EntryChanged when somebody else changed the same field meanwhile.
    """
    made = _write(subject, seen, typed, by, at)
    trusted = subject.institution is not None and subject.institution.is_trusted
    return [let_through(one, trusted, by, at) for one in made]


@transaction.atomic
def _write(
    subject: Subject, seen: Mapping[str, Any], typed: Mapping[str, Any], by: Actor, at: datetime
) -> list[ChangeProposal]:
    Region.objects.select_for_update().get(pk=subject.region.pk)
    subject = _fresh(subject)
    stored, waiting = subject.stored(), open_proposals(subject)
    merged = merge(seen=seen, typed=typed, now=current(subject, waiting))
    if merged.conflicts:
        raise EntryChanged(merged.conflicts)
    if not merged.changes:
        return []
    replaced = [waiting[key].pk for key in merged.changes if key in waiting]
    ChangeProposal.objects.filter(pk__in=replaced).update(state=State.WITHDRAWN, decided_at=at)
    asked = _answered(subject.institution, at)
    made = [
        _made(subject, asked, by, at, kind=_kind(subject, key), key=key, old=stored[key], new=value)
        for key, value in merged.changes.items()
        if value != stored[key]
    ]
    _record("proposal.made", subject, merged.changes, by, at)
    return made


@transaction.atomic
def propose_contact(
    *, institution: Institution, facts: Mapping[str, Any], by: Actor, at: datetime
) -> ChangeProposal:
    """Name somebody new: names, address, function, whether they represent the institution."""
    Region.objects.select_for_update().get(pk=institution.region_id)
    subject = Subject(institution.region, institution)
    asked = _answered(institution, at)
    made = _made(subject, asked, by, at, kind=Kind.CONTACT_NEW, new=dict(facts))
    _record("proposal.made", subject, [Kind.CONTACT_NEW.value], by, at)
    return let_through(made, institution.is_trusted, by, at)


@transaction.atomic
def propose_end(
    *, function: Affiliation, active_to: date, by: Actor, at: datetime
) -> ChangeProposal:
    """Say from which day on somebody no longer does it. Raises PeriodReversed."""
    check_period(function.active_from, active_to)
    institution = function.institution
    Region.objects.select_for_update().get(pk=institution.region_id)
    subject = _fresh(Subject(institution.region, institution, function, function.person))
    rows = ChangeProposal.objects.filter(subject.rows, kind=Kind.CONTACT_ENDED, state=State.OPEN)
    rows.update(state=State.WITHDRAWN, decided_at=at)
    old = subject.affiliation.active_to if subject.affiliation else None
    made = _made(
        subject, _answered(institution, at), by, at, kind=Kind.CONTACT_ENDED,
        old=old.isoformat() if old else None, new=active_to.isoformat(),
    )  # fmt: skip
    _record("proposal.made", subject, [Kind.CONTACT_ENDED.value], by, at)
    return let_through(made, institution.is_trusted, by, at)


def _fresh(subject: Subject) -> Subject:
    """The subject as it stands now that the region is locked."""
    institution, function, person = subject.institution, subject.affiliation, subject.person
    return Subject(
        subject.region,
        Institution.objects.get(pk=institution.pk) if institution else None,
        Affiliation.objects.get(pk=function.pk) if function else None,
        Person.objects.get(pk=person.pk) if person else None,
    )


def _answered(institution: Institution | None, at: datetime) -> Confirmation | None:
    """The institution's part in a run under way, which is no longer silent."""
    asked = running_confirmation(institution) if institution is not None else None
    if asked is not None:
        asked.state, asked.answered_at = Confirmation.State.CHANGED, asked.answered_at or at
        asked.save(update_fields=["state", "answered_at"])
    return asked


def _kind(subject: Subject, key: str) -> str:
    if key.startswith(PUBLIC):
        return Kind.PUBLICATION
    if subject.person is not None:
        return Kind.CONTACT_CHANGED
    return Kind.WORDS if key in WORDS else Kind.FACT


def _made(
    subject: Subject,
    asked: Confirmation | None,
    by: Actor,
    at: datetime,
    *,
    kind: str,
    key: str = "",
    old: Any = None,
    new: Any = None,
) -> ChangeProposal:
    return ChangeProposal.objects.create(
        region=subject.region,
        institution=subject.institution,
        affiliation=subject.affiliation,
        person=subject.person,
        confirmation=asked,
        kind=kind,
        field=key.removeprefix(PUBLIC),
        old=old,
        new=new,
        proposed_by=by.label[:160],
        proposed_at=at,
    )


def _record(action: str, subject: Subject, fields: Iterable[str], by: Actor, at: datetime) -> None:
    on = subject.institution or subject.person
    if on is None:
        raise ValueError("A subject is an institution or a person.")
    audit.record(
        region=subject.region, by=by, at=at, action=action, on=on, detail={"fields": sorted(fields)}
    )

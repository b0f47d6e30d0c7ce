"""Writes of proposed changes: made by the own people, decided by the office, taken back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.actions import proposed
from bildungsnetz.directory.care import (
    PUBLIC,
    WORDS,
    CannotUndo,
    EntryChanged,
    ProposalDecided,
    ProposalStale,
    is_at_once,
    merge,
)
from bildungsnetz.directory.models import (
    Affiliation,
    ChangeProposal,
    Confirmation,
    Institution,
    Person,
)
from bildungsnetz.directory.queries.care import running_confirmation
from bildungsnetz.directory.queries.entries import (
    Subject,
    current,
    key_of,
    open_proposals,
)
from bildungsnetz.directory.rules import DirectoryRefusal, check_period
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
    return [_let_through(one, trusted, by, at) for one in made]


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
    return _let_through(made, institution.is_trusted, by, at)


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
    return _let_through(made, institution.is_trusted, by, at)


@transaction.atomic
def withdraw(*, proposal: ChangeProposal, by: Actor, at: datetime) -> ChangeProposal:
    """Take an own proposal back before it is decided. Raises ProposalDecided."""
    kept = _open(proposal)
    kept.state, kept.decided_at = State.WITHDRAWN, at
    kept.save(update_fields=["state", "decided_at"])
    _settled("proposal.withdrawn", kept, by, at)
    return kept


@transaction.atomic
def accept(
    *, proposal: ChangeProposal, overwrite: bool = False, by: Actor, at: datetime
) -> ChangeProposal:
    """Let a change into the register, once: of any number of parallel calls one applies it.

    Raises ProposalDecided; ProposalStale when the register says something else than when it was
    proposed, unless `overwrite`; what the register's own rules refuse.
    """
    kept = _open(proposal)
    if not overwrite and proposed.is_stale(kept):
        raise ProposalStale
    return _apply(kept, State.ACCEPTED, by, at)


def accept_all(*, proposals: Iterable[ChangeProposal], by: Actor, at: datetime) -> tuple[int, int]:
    """Accept several, each for itself; how many went through, and how many are left to look at."""
    done = left = 0
    for one in proposals:
        try:
            accept(proposal=one, by=by, at=at)
        except ProposalDecided:
            continue
        except DirectoryRefusal:
            left += 1
        else:
            done += 1
    return done, left


@transaction.atomic
def refuse(
    *, proposal: ChangeProposal, reason: str = "", by: Actor, at: datetime
) -> ChangeProposal:
    """Leave the register as it is. Raises ProposalDecided."""
    kept = _open(proposal)
    _decide(kept, State.REFUSED, by, at, reason=reason.strip())
    _settled("proposal.refused", kept, by, at)
    return kept


@transaction.atomic
def undo(*, proposal: ChangeProposal, by: Actor, at: datetime) -> ChangeProposal:
    """Open a decision again; what was accepted leaves the register.

    Harmless for one that is open. Raises CannotUndo when the register has moved on, or when the
    institution took the proposal back.
    """
    kept = _locked(proposal)
    if kept.state == State.OPEN:
        return kept
    if kept.state == State.WITHDRAWN or left_the_public(kept):
        raise CannotUndo
    if kept.state != State.REFUSED:
        if not proposed.stands(kept):
            raise CannotUndo
        proposed.take_back(kept, by=by, at=at)
    kept.state, kept.decided_by_id, kept.decided_at = State.OPEN, None, None
    kept.reason, kept.made = "", {}
    kept.save()
    _settled("proposal.reopened", kept, by, at)
    return kept


def left_the_public(proposal: ChangeProposal) -> bool:
    """Tell whether something was taken out of the public at once; the office cannot put it back."""
    if proposal.state != State.APPLIED or proposal.new is not False:
        return False
    return key_of(proposal).startswith(PUBLIC)


def _let_through(made: ChangeProposal, trusted: bool, by: Actor, at: datetime) -> ChangeProposal:
    """Apply at once what needs no decision; what the register refuses waits for the office."""
    if not is_at_once(key=key_of(made), new=made.new, is_trusted=trusted):
        return made
    try:
        with transaction.atomic():
            return _apply(_open(made), State.APPLIED, by, at)
    except DirectoryRefusal:
        return made


def _apply(kept: ChangeProposal, state: str, by: Actor, at: datetime) -> ChangeProposal:
    kept.made = proposed.apply(kept, by=by, at=at)
    _decide(kept, state, by, at)
    _settled(f"proposal.{state}", kept, by, at)
    return kept


def _decide(kept: ChangeProposal, state: str, by: Actor, at: datetime, reason: str = "") -> None:
    kept.state, kept.decided_at, kept.reason = state, at, reason
    kept.decided_by_id = None if state == State.APPLIED else by.user_id
    kept.save(update_fields=["state", "decided_at", "decided_by", "reason", "made"])


def _open(proposal: ChangeProposal) -> ChangeProposal:
    kept = _locked(proposal)
    if kept.state != State.OPEN:
        raise ProposalDecided
    return kept


def _locked(proposal: ChangeProposal) -> ChangeProposal:
    """The row as it is now; the region is locked first, as the register's own writes do."""
    Region.objects.select_for_update().get(pk=proposal.region_id)
    rows = ChangeProposal.objects.select_for_update(of=("self",))
    return rows.select_related(
        "region", "institution__region", "person", "affiliation__person"
    ).get(pk=proposal.pk)


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


def _settled(action: str, kept: ChangeProposal, by: Actor, at: datetime) -> None:
    """The trail stands with the institution or person; values are the register's."""
    on = kept.institution or kept.person or kept
    detail = {"proposal": kept.pk, "fields": [key_of(kept) or kept.kind]}
    audit.record(region=kept.region, by=by, at=at, action=action, on=on, detail=detail)

"""Writes of decisions about proposed changes: withdrawn, accepted, refused, taken back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.actions import proposed
from bildungsnetz.directory.care import (
    PUBLIC,
    CannotUndo,
    ProposalDecided,
    ProposalStale,
    is_at_once,
)
from bildungsnetz.directory.models import (
    Affiliation,
    ChangeProposal,
)
from bildungsnetz.directory.queries.entries import (
    key_of,
)
from bildungsnetz.directory.rules import DirectoryRefusal
from bildungsnetz.regions.models import Region

Kind = ChangeProposal.Kind
State = ChangeProposal.State


@transaction.atomic
def withdraw(*, proposal: ChangeProposal, by: Actor, at: datetime) -> ChangeProposal:
    """Take an own proposal back before it is decided. Raises ProposalDecided."""
    kept = _open(proposal)
    kept.state, kept.decided_at = State.WITHDRAWN, at
    if kept.kind == Kind.CONTACT_NEW:
        kept.new = None  # nobody needs to know any more who was meant
    kept.save(update_fields=["state", "decided_at", "new"])
    _record("proposal.withdrawn", kept, by, at)
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
    _record("proposal.refused", kept, by, at)
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
        _tie(kept, None)
        proposed.take_back(kept, by=by, at=at)
    kept.state, kept.decided_by_id, kept.decided_at = State.OPEN, None, None
    kept.reason, kept.made = "", {}
    kept.save()
    _record("proposal.reopened", kept, by, at)
    return kept


def left_the_public(proposal: ChangeProposal) -> bool:
    """Tell whether something was taken out of the public at once; the office cannot put it back."""
    if proposal.state != State.APPLIED or proposal.new is not False:
        return False
    return key_of(proposal).startswith(PUBLIC)


def let_through(made: ChangeProposal, trusted: bool, by: Actor, at: datetime) -> ChangeProposal:
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
    if "affiliation" in kept.made:
        _tie(kept, Affiliation.objects.get(pk=kept.made["affiliation"]))
    _decide(kept, state, by, at)
    _record(f"proposal.{state}", kept, by, at)
    return kept


def _tie(kept: ChangeProposal, function: Affiliation | None) -> None:
    """Let an accepted new contact's proposal belong to the person, as long as it is accepted."""
    if kept.kind == Kind.CONTACT_NEW:
        kept.affiliation, kept.person_id = function, function.person_id if function else None
        kept.save(update_fields=["affiliation", "person"])


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


def _record(action: str, kept: ChangeProposal, by: Actor, at: datetime) -> None:
    """The trail stands with the institution or person; values are the register's."""
    on = kept.institution or kept.person or kept
    detail = {"proposal": kept.pk, "fields": [key_of(kept) or kept.kind]}
    audit.record(region=kept.region, by=by, at=at, action=action, on=on, detail=detail)

"""Answers in a round: cast, changed, withdrawn; objections answered by the moderation.

Every write locks the round's row first, as closing does: what was accepted is counted.
"""

from datetime import datetime

from django.db import transaction

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.decisions import procedures
from bildungsnetz.decisions.models import Ballot, Entitled, Objection, Round
from bildungsnetz.decisions.standing import plain_text

Choice = Ballot.Choice


class RoundClosed(Exception):
    """The round is closed, or its time is up: nothing is accepted any more."""


class ReasonMissing(Exception):
    """An objection, or finding one not valid, needs a reason of more than five characters."""


class AnswersThemselves(Exception):
    """The office records answers only for people who got no link of their own."""


class NothingToSettle(Exception):
    """There is no open objection."""


class ObjectionChanged(Exception):
    """The objection's reason changed since it was shown to the moderation."""


@transaction.atomic
def cast_ballot(
    *, entitled: Entitled, choice: str, reason: str = "", by: Actor, at: datetime
) -> Ballot:
    """Count an entitled person's own answer; a later one takes its place until the round closes.

    The same answer twice (a double-click) changes nothing. Raises RoundClosed, ReasonMissing;
    ValueError for an unknown choice.
    """
    return _cast(entitled, Choice(choice), plain_text(reason), recorded_by="", by=by, at=at)


@transaction.atomic
def record_ballot(
    *, entitled: Entitled, choice: str, reason: str = "", by: Actor, at: datetime
) -> Ballot:
    """Enter the answer somebody without an e-mail address gave in the room or on paper.

    The audit and the ballot tell who entered it. Raises AnswersThemselves for people with an
    address; otherwise like cast_ballot.
    """
    if entitled.email:
        raise AnswersThemselves
    return _cast(entitled, Choice(choice), plain_text(reason), recorded_by=by.label, by=by, at=at)


@transaction.atomic
def withdraw_objection(*, entitled: Entitled, by: Actor, at: datetime) -> None:
    """Take back one's own objection; its reason stays in the record. Raises RoundClosed,
    NothingToSettle."""
    current = open_round_of(entitled.round_id, at=at)
    objection = Objection.objects.filter(ballot__entitled=entitled).first()
    if objection is None or objection.state != Objection.State.OPEN:
        raise NothingToSettle
    objection.state, objection.settled_at = Objection.State.WITHDRAWN, at
    objection.save(update_fields=["state", "settled_at"])
    audit.record(
        region=current.recommendation.region,
        by=by,
        at=at,
        action="objection.withdrawn",
        on=objection,
        detail={"round": current.pk},
    )


@transaction.atomic
def answer_objection(
    *, objection: Objection, seen: str, answer: str, is_valid: bool, by: Actor, at: datetime
) -> None:
    """Answer an open objection: it stays open, or is found not valid, always with a reason.

    `seen` is the reason as it was shown. Raises RoundClosed, NothingToSettle, ObjectionChanged,
    ReasonMissing.
    """
    current = open_round_of(objection.ballot.entitled.round_id, at=at)
    stored = Objection.objects.get(pk=objection.pk)
    if stored.state != Objection.State.OPEN:
        raise NothingToSettle
    if plain_text(seen) != stored.reason:
        raise ObjectionChanged
    if not procedures.has_reason(answer):
        raise ReasonMissing
    stored.answer = plain_text(answer)
    if not is_valid:
        stored.state, stored.settled_at = Objection.State.NOT_VALID, at
    stored.save(update_fields=["answer", "state", "settled_at"])
    audit.record(
        region=current.recommendation.region,
        by=by,
        at=at,
        action="objection.answered",
        on=stored,
        detail={"round": current.pk, "state": stored.state},
    )


def locked_round(pk: int) -> Round:
    """The round as it stands now, locked until the end of the transaction."""
    return (
        Round.objects.select_for_update(of=["self"], no_key=True)
        .select_related("recommendation__region", "version")
        .get(pk=pk)
    )


def open_round_of(pk: int, *, at: datetime) -> Round:
    """The locked round if it still takes answers. Raises RoundClosed."""
    current = locked_round(pk)
    if current.closed_at is not None or at >= current.closes_at:
        raise RoundClosed
    return current


def _cast(
    entitled: Entitled, choice: Choice, reason: str, *, recorded_by: str, by: Actor, at: datetime
) -> Ballot:
    current = open_round_of(entitled.round_id, at=at)
    if choice == Choice.OBJECTION and not procedures.has_reason(reason):
        raise ReasonMissing
    ballot = Ballot.objects.filter(entitled=entitled).first()
    if ballot and _says_the_same(ballot, choice, reason):
        return ballot
    is_new = ballot is None
    ballot = ballot or Ballot(entitled=entitled)
    ballot.choice, ballot.cast_at, ballot.recorded_by = choice, at, recorded_by
    ballot.save()
    _write_objection(ballot, reason, at=at)
    audit.record(
        region=current.recommendation.region,
        by=by,
        at=at,
        action=f"ballot.{'recorded' if recorded_by else 'cast' if is_new else 'changed'}",
        on=ballot,
        detail={"round": current.pk, "entitled": entitled.pk, "choice": choice},
    )
    return ballot


def _says_the_same(ballot: Ballot, choice: Choice, reason: str) -> bool:
    if ballot.choice != choice:
        return False
    if choice != Choice.OBJECTION:
        return True
    stands = Objection.objects.exclude(state=Objection.State.WITHDRAWN).filter(ballot=ballot)
    return stands.filter(reason=reason).exists()


def _write_objection(ballot: Ballot, reason: str, *, at: datetime) -> None:
    """A new reason opens the objection anew; another choice withdraws an open one."""
    if ballot.choice == Choice.OBJECTION:
        anew = {
            "reason": reason,
            "state": Objection.State.OPEN,
            "answer": "",
            "settled_at": None,
        }
        Objection.objects.update_or_create(ballot=ballot, defaults=anew)
    else:
        Objection.objects.filter(ballot=ballot, state=Objection.State.OPEN).update(
            state=Objection.State.WITHDRAWN, settled_at=at
        )

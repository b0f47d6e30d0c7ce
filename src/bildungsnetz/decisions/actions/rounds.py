"""Consensus rounds: opened on a frozen text, closed with a computed verdict."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts import audit, links
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.decisions import rules
from bildungsnetz.decisions.actions.ballots import RoundClosed, locked_round
from bildungsnetz.decisions.counting import consent_of, consent_rule
from bildungsnetz.decisions.models import Entitled, Recommendation, Round
from bildungsnetz.decisions.queries.circles import Candidate, Circle, circle
from bildungsnetz.decisions.standing import latest_version, locked, plain_text, sync_state
from bildungsnetz.kit import dates
from bildungsnetz.kit.letters import german
from bildungsnetz.post import actions as post

# The link goes on showing the result for a while after the round.
LINK_OUTLIVES_ROUND = timedelta(days=60)
BY_TIME = Actor(label="Ablauf der Frist")


class CircleChanged(Exception):
    """The people differ from those that were shown in the preview."""


class CircleEmpty(Exception):
    """There is nobody who could answer."""


class NotOpenable(Exception):
    """A round runs already, or the text was agreed before."""


class ClosesTooEarly(Exception):
    """The closing time lies in the past."""


@transaction.atomic
def open_round(
    *,
    recommendation: Recommendation,
    circle_key: str,
    seen: str,
    moderated_by: str,
    closes_at: datetime,
    by: Actor,
    at: datetime,
    today: date,
) -> Round:
    """Open a consensus round on the latest wording and write to everybody entitled.

    Text, rule and the list of the entitled are frozen in one transaction; the text with its
    SHA-256. `seen` is the stamp of the circle as the preview showed it. Raises NotOpenable,
    CircleChanged, CircleEmpty, ClosesTooEarly.
    """
    current = locked(recommendation)
    people = circle(current, circle_key, today=today)
    _check_opening(current, people, seen=seen, closes_at=closes_at, at=at)
    opened = _freeze(current, people, moderated_by=moderated_by, closes_at=closes_at, at=at)
    for person in people.people:
        _entitle(opened, person, by=by, at=at)
    sync_state(current)
    audit.record(
        region=current.region,
        by=by,
        at=at,
        action="round.opened",
        on=opened,
        detail={
            "recommendation": current.pk,
            "circle": people.key,
            "entitled": len(people.people),
            "text_hash": opened.text_hash,
            "rule": opened.rule,
            "closes_at": closes_at,
        },
    )
    return opened


@transaction.atomic
def close_round(*, round: Round, minority_statement: str, by: Actor, at: datetime) -> Round:  # noqa: A002
    """Close a round and write down its verdict, computed from the ballots that stand then.

    The round's row is locked as it is by every ballot: a ballot is accepted exactly if it is
    counted. Raises RoundClosed.
    """
    current = _close_in_transaction(round, minority_statement, by=by, at=at)
    if current is None:
        raise RoundClosed
    return current


def close_due_rounds(at: datetime) -> int:
    """Close every round whose time is up; how many were closed. Called again and again."""
    due = Round.objects.filter(closed_at__isnull=True, closes_at__lte=at).order_by("closes_at")
    closed = 0
    for round_due in due:
        with transaction.atomic():
            closed += _close_in_transaction(round_due, "", by=BY_TIME, at=at) is not None
    return closed


@transaction.atomic
def record_minority_statement(*, round: Round, text: str, by: Actor, at: datetime) -> None:  # noqa: A002
    """Add or change the minority statement that stands beside a closed round's result.

    Raises NotOpenable while the round is open: it then belongs to the closing.
    """
    current = locked_round(round.pk)
    if current.closed_at is None:
        raise NotOpenable
    current.minority_statement = plain_text(text)
    current.save(update_fields=["minority_statement"])
    audit.record(
        region=current.recommendation.region,
        by=by,
        at=at,
        action="round.minority_stated",
        on=current,
        detail={"length": len(current.minority_statement)},
    )


def _check_opening(
    current: Recommendation, people: Circle, *, seen: str, closes_at: datetime, at: datetime
) -> None:
    if current.state not in rules.EDITABLE:
        raise NotOpenable
    if not people.people:
        raise CircleEmpty
    if people.stamp != seen:
        raise CircleChanged
    if closes_at <= at:
        raise ClosesTooEarly


def _freeze(
    current: Recommendation,
    people: Circle,
    *,
    moderated_by: str,
    closes_at: datetime,
    at: datetime,
) -> Round:
    number = current.rounds.count() + 1
    version = latest_version(current)
    return Round.objects.create(
        recommendation=current,
        version=version,
        number=number,
        procedure=Round.Procedure.CONSENT,
        rule=consent_rule(number),
        text_hash=rules.text_hash(version.text),
        circle=people.label,
        moderated_by=moderated_by,
        opened_at=at,
        closes_at=closes_at,
    )


def _entitle(opened: Round, person: Candidate, *, by: Actor, at: datetime) -> None:
    entitled = Entitled.objects.create(
        round=opened,
        name=person.name,
        institution=person.institution,
        email=person.email,
        registration_id=person.registration_id,
        user_id=person.user_id,
    )
    if not person.email:
        return
    region = opened.recommendation.region
    entitled.link = links.issue(
        purpose=PersonalLink.Purpose.ROUND,
        subject=entitled.pk,
        region=region,
        at=at,
        expires_at=opened.closes_at + LINK_OUTLIVES_ROUND,
    )
    with german():
        entitled.message = post.queue(
            region=region,
            batch=f"round:{opened.pk}:opened",
            key=f"round:{opened.pk}:opened:{entitled.pk}",
            to_name=entitled.name,
            to_address=entitled.email,
            reply_to=region.office_email,
            subject=gettext("Tragen Sie das mit? Empfehlung %(label)s, Antwort bis %(day)s")
            % {
                "label": opened.recommendation.label,
                "day": dates.day_short(timezone.localtime(opened.closes_at)),
            },
            body=_letter(opened, entitled),
            link=entitled.link,
            kind="official",
            at=at,
            by=by,
        )
    entitled.save(update_fields=["link", "message"])


def _letter(opened: Round, entitled: Entitled) -> str:
    context = {
        "entitled": entitled,
        "round": opened,
        "recommendation": opened.recommendation,
        "region": opened.recommendation.region,
    }
    return render_to_string("post/decisions/round_opened.txt", context)


def _close_in_transaction(
    due: Round, minority_statement: str, *, by: Actor, at: datetime
) -> Round | None:
    """Close unless somebody else did meanwhile; None then."""
    recommendation = locked(due.recommendation)
    current = locked_round(due.pk)
    if current.closed_at is not None:
        return None
    outcome = consent_of(current)
    current.closed_at = at
    current.result = outcome.result
    current.verdict = outcome.sentence
    current.counts = outcome.counts
    current.minority_statement = plain_text(minority_statement)
    current.save()
    sync_state(recommendation)
    audit.record(
        region=recommendation.region,
        by=by,
        at=at,
        action="round.closed",
        on=current,
        detail={"result": current.result, "counts": current.counts},
    )
    return current

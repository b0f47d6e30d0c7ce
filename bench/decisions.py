"""Recommendations in bulk, each in another state of its way, with rounds, answers and orders."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import PersonalLink, User
from bildungsnetz.decisions.counting import consent_rule
from bildungsnetz.decisions.models import (
    Ballot,
    Consultation,
    Entitled,
    Objection,
    Order,
    Recommendation,
    Resolution,
    Round,
    StatusReport,
    Version,
)
from bildungsnetz.meetings.models import Meeting, Registration
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.regions.models import FieldOfAction, Region

State = Recommendation.State
# Every state once, then from the beginning.
WAY = (
    State.DRAFT,
    State.IN_ROUND,
    State.ADOPTED,
    State.FORWARDED,
    State.ACCEPTED,
    State.REJECTED,
    State.IN_PROGRESS,
    State.DONE,
)
TEXT = "Die Schulen der Region vereinbaren gemeinsame Übergabegespräche.\n\nSie beginnen im Herbst."


def recommend(
    region: Region,
    conferences: Sequence[Meeting],
    fields: Sequence[FieldOfAction],
    *,
    count: int,
    voters: int,
) -> None:
    """Spread `count` recommendations over the past conferences and all states."""
    steering = Organ.objects.get(region=region, kind=Organ.Kind.STEERING)
    for number in range(count):
        meeting = conferences[number % len(conferences)]
        state = WAY[number % len(WAY)]
        made = _recommendation(region, meeting, fields, number, state)
        if state != State.DRAFT:
            _round(made, voters, is_open=state == State.IN_ROUND)
        if state not in {State.DRAFT, State.IN_ROUND, State.ADOPTED}:
            _passage(made, steering, number)


def _recommendation(
    region: Region,
    meeting: Meeting,
    fields: Sequence[FieldOfAction],
    number: int,
    state: Recommendation.State,
) -> Recommendation:
    made = Recommendation.objects.create(
        region=region,
        year=meeting.starts_at.year,
        number=number + 1,
        title=f"Übergabegespräche vereinbaren {number + 1}",
        meeting=meeting,
        workshop=meeting.workshops.order_by("number").first(),
        state=state,
        is_public=state != State.DRAFT,
        created_at=meeting.ends_at,
    )
    made.fields.set([fields[number % len(fields)]])
    Version.objects.bulk_create(
        [
            Version(
                recommendation=made,
                number=n,
                text=f"{TEXT} Fassung {n}.",
                at=meeting.ends_at + timedelta(days=n),
                by="Heike Beispiel",
            )
            for n in (1, 2)
        ]
    )
    return made


def _round(made: Recommendation, voters: int, *, is_open: bool) -> None:
    opened = made.created_at + timedelta(days=3)
    version = made.versions.get(number=2)
    closes = opened + timedelta(days=2000 if is_open else 14)
    row = Round.objects.create(
        recommendation=made,
        version=version,
        number=1,
        procedure=Round.Procedure.CONSENT,
        rule=consent_rule(1),
        text_hash=hashlib.sha256(version.text.encode()).hexdigest(),
        circle="alle angemeldeten Personen der Konferenz",
        moderated_by="Heike Beispiel",
        opened_at=opened,
        closes_at=closes,
        closed_at=None if is_open else closes,
        result="" if is_open else Round.Result.PASSED,
        verdict="" if is_open else "Konsens erreicht.",
    )
    people = Registration.objects.filter(meeting=made.meeting).select_related(
        "invitation__institution"
    )
    entitled = Entitled.objects.bulk_create(
        [
            Entitled(
                round=row,
                name=one.name,
                institution=one.invitation.institution.name if one.invitation else "",
                email=one.email,
                registration=one,
            )
            for one in people[:voters]
        ]
        + [
            Entitled(round=row, name=str(user), email=user.email, user=user)
            for user in _members(made)
        ]
    )
    _links(row, entitled)
    _ballots(row, entitled)


def _members(made: Recommendation) -> list[User]:
    """Those of the steering organ who sign in; they answer last."""
    seats = Mandate.objects.filter(
        organ__region=made.region,
        organ__kind=Organ.Kind.STEERING,
        role=Mandate.Role.MEMBER,
        person__user__isnull=False,
    ).select_related("person__user")
    return [seat.person.user for seat in seats if seat.person and seat.person.user]


def _links(row: Round, entitled: Sequence[Entitled]) -> None:
    rows = []
    for one in entitled:
        link = PersonalLink(
            region=row.recommendation.region,
            purpose=PersonalLink.Purpose.ROUND,
            subject=str(one.pk),
            nonce=secrets.token_hex(16),
            created_at=row.opened_at,
            expires_at=row.closes_at,
        )
        link.token_hash = links.token_hash(links.token(link))
        rows.append(link)
    for one, link in zip(entitled, PersonalLink.objects.bulk_create(rows), strict=True):
        one.link = link
    Entitled.objects.bulk_update(entitled, ["link"])


def _ballots(row: Round, entitled: Sequence[Entitled]) -> None:
    """Two thirds answered; each fifth of these objects, and most objections are settled."""
    answered = entitled[: len(entitled) * 2 // 3]
    choice = Ballot.Choice
    at = row.opened_at + timedelta(days=1)
    ballots = Ballot.objects.bulk_create(
        [
            Ballot(
                entitled=one,
                choice=choice.OBJECTION if number % 5 == 1 else choice.CONSENT,
                cast_at=at,
            )
            for number, one in enumerate(answered)
        ]
    )
    objecting = [ballot for ballot in ballots if ballot.choice == choice.OBJECTION]
    Objection.objects.bulk_create(
        [
            Objection(
                ballot=ballot,
                reason="Die Frist ist zu kurz.",
                state=Objection.State.WITHDRAWN if row.closed_at else Objection.State.OPEN,
                settled_at=row.closed_at,
            )
            for ballot in objecting
        ]
    )


def _passage(made: Recommendation, organ: Organ, number: int) -> None:
    """Passed on; unless it still waits there, answered, with a resolution and an order."""
    at = made.created_at + timedelta(days=30)
    before = Consultation.objects.create(recommendation=made, organ=organ, forwarded_at=at)
    if made.state == State.FORWARDED:
        return
    answer = Consultation.Answer
    before.answer = answer.REJECTED if made.state == State.REJECTED else answer.ACCEPTED
    before.reason = "Der Lenkungskreis hat darüber beraten."
    before.answered_at = before.published_at = at + timedelta(days=20)
    before.save()
    if made.state == State.REJECTED:
        return
    resolution = Resolution.objects.create(
        organ=organ,
        number=1000 + number,
        consultation=before,
        text="Der Empfehlung wird gefolgt.",
        decided_on=before.answered_at.date(),
        is_public=True,
    )
    order = Order.objects.create(
        resolution=resolution,
        recommendation=made,
        assignee=Organ.objects.get(region=made.region, kind=Organ.Kind.OFFICE),
        text="Das Bildungsbüro bereitet die Gespräche vor.",
        due_on=(at + timedelta(days=300)).date(),
        done_on=(at + timedelta(days=290)).date() if made.state == State.DONE else None,
    )
    if made.state in {State.IN_PROGRESS, State.DONE}:
        StatusReport.objects.bulk_create(
            [
                StatusReport(
                    order=order,
                    at=at + timedelta(days=30 * step),
                    percent=30 * step,
                    text="Es geht voran.",
                    by="Jonas Probe",
                )
                for step in (1, 2, 3)
            ]
        )

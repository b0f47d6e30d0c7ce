"""Writes of the yearly confirmation: runs written, released, repeated, closed; entries settled."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bildungsnetz.accounts import audit, links
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.actions.care_letters import first_letters, reminder
from bildungsnetz.directory.actions.care_links import revoke_of_run
from bildungsnetz.directory.care import NoAddress, RemindedToday, RunOver, RunSettled
from bildungsnetz.directory.models import (
    Audience,
    ChangeProposal,
    Confirmation,
    ConfirmationRun,
    Institution,
)
from bildungsnetz.directory.queries.care import (
    Asked,
    asked_of,
    ends_at,
    run_recipients,
    running_confirmation,
    silent_with_links,
)
from bildungsnetz.post.actions import queue_many
from bildungsnetz.regions.models import Region

BATCH_SIZE = 500
State = ConfirmationRun.State


def run_batch(run: ConfirmationRun) -> str:
    """The name under which post counts the first letters of a run."""
    return f"care:{run.pk}"


@transaction.atomic
def write_run(
    *,
    region: Region,
    run: ConfirmationRun | None = None,
    title: str,
    subject: str,
    body: str,
    audience: Audience | None,
    closes_on: date,
    by: Actor,
    at: datetime,
) -> ConfirmationRun:
    """Keep title, text, audience (None: all open institutions) and last day; nothing leaves.

    A new run unless `run` is given. Raises RunSettled for one that was released, RunOver.
    """
    if closes_on <= timezone.localdate(at):
        raise RunOver
    kept = ConfirmationRun(region=region, created_at=at) if run is None else _locked(run)
    if kept.state != State.DRAFT:
        raise RunSettled
    kept.title, kept.subject, kept.body = title, subject, body
    kept.audience, kept.closes_on = audience, closes_on
    kept.save()
    detail = {"title": title, "audience": audience.name if audience else "", "until": closes_on}
    audit.record(
        region=region, by=by, at=at, action="confirmation_run.written", on=kept, detail=detail
    )
    return kept


@transaction.atomic
def release_run(*, run: ConfirmationRun, by: Actor, at: datetime) -> int:
    """Ask every institution of the run that was not asked before; their number.

    Each gets one row, one personal link, one message: all or none of it. A second release finds
    nobody left and returns 0, so it may be repeated when institutions have joined or got an
    address. Raises RunSettled for a closed run, RunOver.
    """
    locked = _locked(run)
    if locked.state == State.CLOSED:
        raise RunSettled
    today = timezone.localdate(at)
    if locked.closes_on <= today:
        raise RunOver
    ready = run_recipients(locked, today=today).ready
    if not ready:
        return 0
    _ask(locked, ready, by, at)
    locked.state, locked.released_at = State.RUNNING, locked.released_at or at
    locked.save(update_fields=["state", "released_at"])
    audit.record(
        region=locked.region, by=by, at=at, action="confirmation_run.released", on=locked,
        detail={"count": len(ready)},
    )  # fmt: skip
    return len(ready)


def _ask(run: ConfirmationRun, ready: Sequence[Asked], by: Actor, at: datetime) -> None:
    issued = _issue(run, [one.recipient.institution for one in ready], at)
    drafts = first_letters(run, ready, issued)
    queued = queue_many(
        drafts, region=run.region, batch=run_batch(run), reply_to=run.region.office_email, at=at,
        by=by,
    )  # fmt: skip
    rows = [
        Confirmation(
            run=run,
            institution=one.recipient.institution,
            issued_for=one.recipient.institution.pk,
            to_representative=one.affiliation is not None,
            affiliation=one.affiliation,
            link=link,
            message=queued.get(draft.key),
        )
        for one, link, draft in zip(ready, issued, drafts, strict=True)
    ]
    Confirmation.objects.bulk_create(rows, batch_size=BATCH_SIZE)


def _issue(run: ConfirmationRun, rows: Iterable[Institution], at: datetime) -> list[PersonalLink]:
    return links.issue_many(
        purpose=PersonalLink.Purpose.CARE,
        subjects=[f"{run.pk}-{row.pk}" for row in rows],
        region=run.region,
        at=at,
        expires_at=ends_at(run.closes_on),
    )


@transaction.atomic
def remind_run(*, run: ConfirmationRun, by: Actor, at: datetime) -> int:
    """Remind those who are silent, with the link they have; the number of reminders.

    Once a day: raises RemindedToday, also for a double click; RunSettled unless the run is under
    way.
    """
    locked = _locked(run)
    today = timezone.localdate(at)
    if locked.state != State.RUNNING or locked.closes_on < today:
        raise RunSettled
    if today.isoformat() in locked.reminders:
        raise RemindedToday
    locked.reminders = [*locked.reminders, today.isoformat()]
    locked.save(update_fields=["reminders"])
    reminded = _remind(locked, today, by, at)
    for start in range(0, len(reminded), BATCH_SIZE):
        batch = reminded[start : start + BATCH_SIZE]
        Confirmation.objects.filter(pk__in=batch).update(reminded_at=at)
    audit.record(
        region=locked.region, by=by, at=at, action="confirmation_run.reminded", on=locked,
        detail={"count": len(reminded)},
    )  # fmt: skip
    return len(reminded)


def _remind(run: ConfirmationRun, today: date, by: Actor, at: datetime) -> list[int]:
    """Whom a link was sent to as a person is reminded only while still the one to write to."""
    silent = list(silent_with_links(run))
    asked = asked_of([one.institution for one in silent], today=today)
    drafts, keys = [], []
    for row, one in zip(silent, asked, strict=True):
        same = (one.affiliation.pk if one.affiliation else None) == row.affiliation_id
        if row.link is None or not one.recipient.address or not same:
            continue
        drafts.append(reminder(run, one, row.link, today))
        keys.append(row.pk)
    queue_many(
        drafts, region=run.region, batch=f"{run_batch(run)}:reminder:{today}",
        reply_to=run.region.office_email, at=at, by=by,
    )  # fmt: skip
    return keys


@transaction.atomic
def extend_run(
    *, run: ConfirmationRun, closes_on: date, by: Actor, at: datetime
) -> ConfirmationRun:
    """Let a run under way, and the links that were not taken back, last until another day.

    Raises RunSettled, RunOver unless the day lies ahead.
    """
    locked = _locked(run)
    if locked.state != State.RUNNING:
        raise RunSettled
    if closes_on <= timezone.localdate(at):
        raise RunOver
    locked.closes_on = closes_on
    locked.save(update_fields=["closes_on"])
    held = Confirmation.objects.filter(run=locked).values("link")
    PersonalLink.objects.filter(pk__in=held, revoked_at=None).update(expires_at=ends_at(closes_on))
    audit.record(
        region=locked.region, by=by, at=at, action="confirmation_run.extended", on=locked,
        detail={"until": closes_on},
    )  # fmt: skip
    return locked


@transaction.atomic
def send_again(*, confirmation: Confirmation, by: Actor, at: datetime) -> Confirmation:
    """Send an institution a new link, to whom it is to be sent now; the old one is taken back.

    For a new representative, a corrected address, a lost letter. Raises RunSettled, NoAddress.
    """
    run = _locked(confirmation.run)
    today = timezone.localdate(at)
    if run.state != State.RUNNING or run.closes_on < today:
        raise RunSettled
    kept = (
        Confirmation.objects.select_for_update(of=("self",))
        .select_related("institution__region", "link")
        .get(pk=confirmation.pk)
    )
    (one,) = asked_of([kept.institution], today=today)
    if not one.recipient.address:
        raise NoAddress(name=kept.institution.name)
    if kept.link is not None:
        PersonalLink.objects.filter(pk=kept.link.pk, revoked_at=None).update(revoked_at=at)
    (link,) = _issue(run, [kept.institution], at)
    (draft,) = first_letters(run, [one], [link], occasion=f":again:{link.pk}")
    queued = queue_many(
        [draft], region=run.region, batch=run_batch(run), reply_to=run.region.office_email, at=at,
        by=by,
    )  # fmt: skip
    kept.link, kept.message, kept.affiliation = link, queued.get(draft.key), one.affiliation
    kept.to_representative = one.affiliation is not None
    kept.issued_for = kept.institution_id
    kept.save()
    audit.record(region=run.region, by=by, at=at, action="confirmation.sent_again", on=kept)
    return kept


@transaction.atomic
def close_run(*, run: ConfirmationRun, by: Actor, at: datetime) -> ConfirmationRun:
    """End a run; its links no longer open anything. Harmless for a closed one.

    Raises RunSettled for one that was never released.
    """
    locked = _locked(run)
    if locked.state == State.CLOSED:
        return locked
    if locked.state == State.DRAFT:
        raise RunSettled
    locked.state, locked.closed_at = State.CLOSED, at
    locked.save(update_fields=["state", "closed_at"])
    revoke_of_run(locked, at=at)
    audit.record(region=locked.region, by=by, at=at, action="confirmation_run.closed", on=locked)
    return locked


@transaction.atomic
def confirm_entry(*, institution: Institution, by: Actor, at: datetime) -> Institution:
    """Note that the institution's entry is right as it stands, and answer a run under way.

    Proposals that still wait count as an answer with changes. Harmless when repeated.
    """
    Region.objects.select_for_update().get(pk=institution.region_id)
    kept = Institution.objects.select_for_update().get(pk=institution.pk)
    kept.confirmed_at = at
    kept.save(update_fields=["confirmed_at"])
    asked = running_confirmation(kept)
    if asked is not None:
        changed = ChangeProposal.objects.filter(confirmation=asked).exclude(
            state=ChangeProposal.State.WITHDRAWN
        )
        states = Confirmation.State
        asked.state = states.CHANGED if changed.exists() else states.CONFIRMED
        asked.answered_at, asked.confirmed_at = asked.answered_at or at, at
        asked.save(update_fields=["state", "answered_at", "confirmed_at"])
    audit.record(region=kept.region, by=by, at=at, action="institution.confirmed", on=kept)
    return kept


def _locked(run: ConfirmationRun) -> ConfirmationRun:
    rows = ConfirmationRun.objects.select_for_update(of=("self",))
    return rows.select_related("region", "audience").get(pk=run.pk)

"""Writes about who holds a seat or function, from when to when.

The organ's row is locked first, so that of parallel writers each sees what the one before wrote;
the database's own constraints stand behind that (one open chair, one open holder per seat).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory import actions as directory
from bildungsnetz.directory.models import Institution, Person
from bildungsnetz.kit import changes
from bildungsnetz.organs import rules
from bildungsnetz.organs.actions import trail
from bildungsnetz.organs.actions.errors import Refused, SeatTaken
from bildungsnetz.organs.models import Mandate, Organ, Seat
from bildungsnetz.organs.queries import begun


@transaction.atomic
def fill_seat(
    *,
    seat: Seat,
    person: Person | Mapping[str, Any],
    role: str = Mandate.Role.MEMBER,
    active_from: date,
    active_to: date | None = None,
    term_to: date | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Mandate:
    """Give a seat to its holder (member) or substitute; the one before ends on the same day.

    With `active_to` an ended term of the past is entered. A person who is not in the register yet
    is given by facts (directory.actions.add_person). Raises SeatTaken, Refused.
    """
    _lock(seat.organ)
    whom = _person(seat.organ, person, by, at)
    mandate = Mandate(organ=seat.organ, seat=seat, person=whom, role=role)
    _set_period(mandate, active_from, active_to, term_to, note)
    _check_seat(seat, mandate)
    return _begin(mandate, Mandate.objects.filter(seat=seat, role=role), by, at)


@transaction.atomic
def set_chair(
    *,
    organ: Organ,
    person: Person | Mapping[str, Any],
    role: str = Mandate.Role.CHAIR,
    active_from: date,
    active_to: date | None = None,
    term_to: date | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Mandate:
    """Make somebody chair or deputy chair; the one before ends on the same day.

    Of any number of parallel calls for one day exactly one wins. Raises SeatTaken, Refused.
    """
    if role not in rules.LEADING:
        raise ValueError(f"{role} does not lead an organ.")
    _lock(organ)
    mandate = Mandate(organ=organ, person=_person(organ, person, by, at), role=role)
    _set_period(mandate, active_from, active_to, term_to, note)
    return _begin(mandate, Mandate.objects.filter(organ=organ, role=role), by, at)


@transaction.atomic
def add_function(
    *,
    organ: Organ,
    person: Person | Mapping[str, Any] | None = None,
    institution: Institution | None = None,
    role: str,
    active_from: date,
    active_to: date | None = None,
    term_to: date | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Mandate:
    """Let a person or institution belong to an organ without a seat (member, advisory, guest …)."""
    _lock(organ)
    whom = None if person is None else _person(organ, person, by, at)
    mandate = Mandate(organ=organ, person=whom, institution=institution, role=role)
    _set_period(mandate, active_from, active_to, term_to, note)
    same = Mandate.objects.filter(
        organ=organ, seat__isnull=True, role=role, person=whom, institution=institution
    )
    for other in same:
        if _overlap(other, mandate):
            raise SeatTaken(_taken_sentence(other))
    return _create(mandate, ended=None, by=by, at=at)


@transaction.atomic
def change_mandate(
    *, mandate: Mandate, term_to: date | None, note: str, by: Actor, at: datetime
) -> dict[str, Any]:
    """Change the planned end and the note of a mandate, for instance when it is renewed."""
    if term_to is not None and term_to <= mandate.active_from:
        raise Refused(gettext("Die Amtszeit endet vor ihrem Beginn."))
    changed = changes.apply(mandate, {"term_to": term_to, "note": note})
    if changed:
        mandate.save(update_fields=list(changed))
        trail.record("mandate.changed", mandate, changed, by, at)
    return changed


@transaction.atomic
def end_mandate(*, mandate: Mandate, on: date, by: Actor, at: datetime) -> Mandate:
    """End a mandate: `on` is the first day without it. Raises Refused."""
    _lock(mandate.organ)
    mandate.refresh_from_db(fields=["active_to"])
    if not rules.may_end(mandate, on):
        raise Refused(
            gettext("Das Mandat besteht seit dem %(day)s und kann nicht an diesem Tag enden.")
            % {"day": f"{mandate.active_from:%d.%m.%Y}"}
        )
    mandate.active_to = on
    mandate.save(update_fields=["active_to"])
    trail.record("mandate.ended", mandate, {"active_to": on}, by, at)
    return mandate


@transaction.atomic
def reopen_mandate(*, mandate: Mandate, by: Actor, at: datetime) -> Mandate:
    """Take back the end of a mandate. Raises SeatTaken if somebody follows already."""
    _lock(mandate.organ)
    former, mandate.active_to = mandate.active_to, None
    try:
        _check_free(mandate, list(_slot(mandate).exclude(pk=mandate.pk)))
    except SeatTaken:
        mandate.active_to = former
        raise
    mandate.save(update_fields=["active_to"])
    trail.record("mandate.reopened", mandate, {"active_to": None}, by, at)
    return mandate


@transaction.atomic
def withdraw_mandate(
    *, mandate: Mandate, reopen: Mandate | None = None, by: Actor, at: datetime
) -> None:
    """Take back a mandate entered by mistake: delete it and let the one it ended go on.

    Possible for a day after it was entered. Raises Refused.
    """
    _lock(mandate.organ)
    entry = begun(mandate)
    if not rules.may_withdraw(entry.at if entry else None, at):
        raise Refused(
            gettext(
                "Der Eintrag ist älter als einen Tag und bleibt in der Geschichte. "
                "Beenden Sie stattdessen das Mandat."
            )
        )
    if reopen is not None and reopen.active_to != mandate.active_from:
        raise Refused(gettext("Das Mandat davor wurde inzwischen geändert."))
    trail.record("mandate.withdrawn", mandate, {}, by, at)
    mandate.delete()
    if reopen is not None:
        reopen_mandate(mandate=reopen, by=by, at=at)


def _lock(organ: Organ) -> None:
    Organ.objects.select_for_update().get(pk=organ.pk)


def _person(organ: Organ, person: Person | Mapping[str, Any], by: Actor, at: datetime) -> Person:
    if isinstance(person, Person):
        return person
    facts = {"source": "nomination", "source_note": organ.name, **person}
    return directory.add_person(region=organ.region, **facts, by=by, at=at)


def _set_period(
    mandate: Mandate, start: date, end: date | None, term_to: date | None, note: str
) -> None:
    if (end is not None and end <= start) or (term_to is not None and term_to <= start):
        raise Refused(gettext("Das Ende liegt vor dem Beginn."))
    organ = mandate.organ
    if not rules.holds(organ.founded_on, organ.closed_on, start):
        raise Refused(gettext("Das Gremium besteht an diesem Tag nicht."))
    mandate.active_from, mandate.active_to = start, end
    mandate.term_to, mandate.note = term_to, note


def _check_seat(seat: Seat, mandate: Mandate) -> None:
    if mandate.role not in {Mandate.Role.MEMBER, Mandate.Role.SUBSTITUTE}:
        raise ValueError(f"{mandate.role} has no seat.")
    if not rules.holds(seat.active_from, seat.active_to, mandate.active_from):
        raise Refused(gettext("Den Sitz gibt es an diesem Tag nicht."))


def _begin(mandate: Mandate, slot: QuerySet[Mandate], by: Actor, at: datetime) -> Mandate:
    """Begin a mandate in a slot that only one can have; the open one before it ends then."""
    others = list(slot.select_related("person", "institution", "organ").order_by("active_from"))
    for other in others:
        if _is_same(other, mandate):
            return other
    before = None if mandate.active_to else _open_before(others, mandate.active_from)
    _check_free(mandate, [other for other in others if other is not before])
    if before is not None:
        before.active_to = mandate.active_from
        before.save(update_fields=["active_to"])
    return _create(mandate, ended=before, by=by, at=at)


def _is_same(one: Mandate, other: Mandate) -> bool:
    """A repeated click: the same person from the same day on, still open."""
    return (one.person_id, one.active_from, one.active_to) == (
        other.person_id,
        other.active_from,
        other.active_to,
    )


def _open_before(others: Sequence[Mandate], start: date) -> Mandate | None:
    return next((one for one in others if one.active_to is None and one.active_from < start), None)


def _check_free(mandate: Mandate, others: Sequence[Mandate]) -> None:
    for other in others:
        if _overlap(other, mandate):
            raise SeatTaken(_taken_sentence(other))


def _overlap(one: Mandate, other: Mandate) -> bool:
    return rules.overlap(one.active_from, one.active_to, other.active_from, other.active_to)


def _slot(mandate: Mandate) -> QuerySet[Mandate]:
    """The mandates of which only one can hold at a time; functions without a seat know no limit."""
    if mandate.seat_id is not None:
        return Mandate.objects.filter(seat=mandate.seat_id, role=mandate.role)
    if mandate.role in rules.LEADING:
        return Mandate.objects.filter(organ=mandate.organ_id, role=mandate.role)
    return Mandate.objects.filter(
        organ=mandate.organ_id,
        seat__isnull=True,
        role=mandate.role,
        person=mandate.person_id,
        institution=mandate.institution_id,
    )


def _create(mandate: Mandate, *, ended: Mandate | None, by: Actor, at: datetime) -> Mandate:
    try:
        with transaction.atomic():
            mandate.save(force_insert=True)
    except IntegrityError as taken:
        raise SeatTaken(
            gettext(
                "Inzwischen wurde hier schon jemand eingetragen. Bitte laden Sie die Seite neu."
            )
        ) from taken
    detail: dict[str, Any] = {
        "active_from": mandate.active_from,
        "active_to": mandate.active_to,
    }
    if ended is not None:
        detail |= {"ended": str(ended.person or ended.institution), "ended_key": ended.pk}
    trail.record("mandate.begun", mandate, detail, by, at)
    return mandate


def _taken_sentence(other: Mandate) -> str:
    words = {
        "name": str(other.person or other.institution),
        "start": f"{other.active_from:%d.%m.%Y}",
        "role": other.get_role_display(),
    }
    if other.active_to is None:
        return gettext("%(role)s ist seit dem %(start)s: %(name)s.") % words
    words["end"] = f"{other.active_to:%d.%m.%Y}"
    return gettext("%(role)s war vom %(start)s bis vor dem %(end)s: %(name)s.") % words

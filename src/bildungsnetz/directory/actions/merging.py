"""Writes of mergers: two records become one, with all that refers to them; and back again.

The region's row is locked first, then both records in the order of their keys: of two clerks who
merge the same records one wins, the other gets a sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.db.models import Q

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink, Session, User
from bildungsnetz.directory.merging.engine import Merger
from bildungsnetz.directory.merging.log import Step, play_back
from bildungsnetz.directory.merging.refusals import (
    AccountNeeded,
    AlreadyMerged,
    FollowsItself,
    NumberTakenMeanwhile,
    RegisterMoved,
    SameRecord,
    UndoLaterFirst,
    UndoRefused,
)
from bildungsnetz.directory.merging.rules import objection_to_ending
from bildungsnetz.directory.merging.stops import carry_stops
from bildungsnetz.directory.merging.telling import sentences
from bildungsnetz.directory.merging.values import (
    MODELS,
    automatic,
    column_of,
    facets,
    proposals,
)
from bildungsnetz.directory.models import Institution, Merge, Person
from bildungsnetz.directory.models.merges import UNDO
from bildungsnetz.regions.models import Region

Choice = Literal["kept", "gone", "both"]


@dataclass(frozen=True, slots=True)
class Undone:
    """What came back, and sentences about what stays as it was changed meanwhile."""

    merge: Merge
    left: tuple[str, ...]


def merge_records(
    *,
    region: Region,
    kind: str,
    kept: int,
    gone: int,
    choice: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> Merge:
    """Let one record go into another of the same region; all references move along.

    `choice` says for each facet (merging.values) whose value stays, "kept" or "gone", for sets
    also "both"; what it leaves open is as proposed. All of it or nothing. Raises MergeRefused.
    """
    try:
        with transaction.atomic():
            Region.objects.select_for_update().get(pk=region.pk)
            stays, goes = locked(region, kind, kept, gone)
            merger = Merger(at=at)
            changed = _unite(merger, stays, goes, {**proposed(stays, goes), **(choice or {})})
            made = Merge.objects.create(
                region=region, kind=kind, kept=kept, gone=gone, made_at=at, made_by=by.label[:160],
                undo_until=at + UNDO, snapshot={"name": str(goes), "steps": merger.log.steps},
                absorbed={name: keys for name, keys in merger.absorbed.items() if name != kind},
            )  # fmt: skip
            if isinstance(stays, Person):
                both = {stays.email, goes.email}
                fresh = Person.objects.get(pk=kept)
                carry_stops(region=region, person=fresh, before=both, by=by, at=at)
            detail = {"gone": gone, "merge": made.pk, "fields": changed}
            action = f"{kind}.merged"
            audit.record(region=region, by=by, at=at, action=action, on=stays, detail=detail)
            return made
    except IntegrityError as clash:
        raise RegisterMoved from clash


def _unite(merger: Merger, kept: Any, gone: Any, chosen: Mapping[str, str]) -> list[str]:
    """Move everything, remove the gone record, write the values; the names of what changed."""
    values = _values(kept, gone, chosen)
    if isinstance(kept, Person):
        _end_sign_in(merger, kept, gone, values)
    _unite_sets(merger, kept, gone, chosen)
    merger.absorb(type(kept), gone.pk, kept.pk)
    fresh = type(kept)._base_manager.get(pk=kept.pk)
    return _set(merger, fresh, gone.pk, values)


def locked(region: Region, kind: str, kept: int, gone: int) -> tuple[Any, Any]:
    """Both records of the region, locked in the order of their keys. Raises MergeRefused."""
    if kept == gone:
        raise SameRecord
    rows = MODELS[kind]._base_manager.select_for_update(of=("self",))
    found = {row.pk: row for row in rows.filter(region=region, pk__in=[kept, gone]).order_by("pk")}
    if len(found) < 2:
        raise AlreadyMerged
    return found[kept], found[gone]


def proposed(kept: Any, gone: Any) -> dict[str, Choice]:
    """The proposal for each facet, as seen from the record that stays."""
    sides: dict[str, Choice] = {"left": "kept", "right": "gone", "both": "both"}
    return {key: sides[one.source] for key, one in proposals(kept, gone).items()}


def _values(kept: Any, gone: Any, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The columns of the kept record (with `_id`), as chosen."""
    values: dict[str, Any] = {}
    for facet in facets(type(kept)):
        if facet.is_many or chosen[facet.key] == "both":
            continue
        source = gone if chosen[facet.key] == "gone" else kept
        for name in facet.names:
            column = column_of(kept, name)
            values[column] = getattr(source, column)
    return {**values, **automatic(kept, gone)}


def _unite_sets(merger: Merger, kept: Any, gone: Any, chosen: Mapping[str, str]) -> None:
    """Where only one record's stages, topics … stay, take the other's away; the rest is united."""
    for facet in facets(type(kept)):
        if not facet.is_many or chosen[facet.key] == "both":
            continue
        loser = kept if chosen[facet.key] == "gone" else gone
        field = kept._meta.get_field(facet.names[0])
        through = field.remote_field.through
        for tie in through._base_manager.filter(**{field.m2m_field_name(): loser.pk}):
            merger.log.remove(tie)


def _end_sign_in(merger: Merger, kept: Person, gone: Person, values: Mapping[str, Any]) -> None:
    """One human, one sign-in: the other account is closed unless it is used elsewhere."""
    users = {one.user_id: one.user for one in (kept, gone) if one.user is not None}
    if len(users) < 2:
        return
    staying = users.pop(values["user_id"])
    (ending,) = users.values()
    if said := objection_to_ending(staying, ending):
        raise AccountNeeded(sentence=said)
    elsewhere = ending.persons.exclude(pk__in=[kept.pk, gone.pk]).exists()
    if elsewhere or ending.roles.exists():
        return
    _close(merger, ending)


def _close(merger: Merger, user: User) -> None:
    Session.objects.filter(user=user).delete()
    merger.log.change(user, {"is_active": False})
    open_links = PersonalLink.objects.filter(
        purpose=PersonalLink.Purpose.SIGN_IN,
        subject=str(user.pk),
        used_at__isnull=True,
        revoked_at__isnull=True,
    )
    for link in open_links:
        merger.log.change(link, {"revoked_at": merger.at})


def _set(merger: Merger, kept: Any, gone: int, values: dict[str, Any]) -> list[str]:
    """Write the chosen values; the names of what changed."""
    if isinstance(kept, Institution):
        following = values.get("successor_id", kept.successor_id)
        values["successor_id"] = None if following in {kept.pk, gone} else following
        _check_succession(kept, values["successor_id"])
    changed = sorted(
        name.removesuffix("_id") for name, value in values.items() if getattr(kept, name) != value
    )
    if isinstance(kept, Institution) and changed:
        values["changed_at"] = merger.at
    merger.log.change(kept, values)
    return changed


def _check_succession(kept: Institution, successor: int | None) -> None:
    chain = Institution.objects.filter(region_id=kept.region_id, successor__isnull=False)
    followed_by = dict(chain.values_list("pk", "successor"))
    seen = {kept.pk}
    while successor is not None:
        if successor in seen:
            raise FollowsItself(name=kept.name)
        seen.add(successor)
        successor = followed_by.get(successor)


@transaction.atomic
def undo_merge(*, merge: Merge, by: Actor, at: datetime) -> Undone:
    """Bring the gone record back with its old key, its values and the references it had.

    What arose or was changed since the merger stays with the kept record and is told. Raises
    UndoRefused after 30 days, when it was undone already, or when something stands in the way.
    """
    region = Region.objects.select_for_update().get(pk=merge.region_id)
    row = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    _check_undo(row, at)
    model = MODELS[row.kind]
    left = play_back(_steps(row))
    gone = model._base_manager.filter(pk=row.gone).first()
    if gone is None:
        raise UndoRefused
    row.undone_at, row.snapshot = at, None
    row.save(update_fields=["undone_at", "snapshot"])
    kept = model._base_manager.get(pk=row.kept)
    detail = {"gone": row.gone, "merge": row.pk, "left": sum(left.values())}
    audit.record(region=region, by=by, at=at, action=f"{row.kind}.parted", on=kept, detail=detail)
    detail = {"kept": row.kept, "merge": row.pk}
    audit.record(region=region, by=by, at=at, action=f"{row.kind}.restored", on=gone, detail=detail)
    return Undone(row, tuple(sentences(left)))


def _check_undo(row: Merge, at: datetime) -> None:
    if row.undone_at is not None or row.snapshot is None or at >= row.undo_until:
        raise UndoRefused
    both = [row.kept, row.gone]
    later = Merge.objects.filter(kind=row.kind, pk__gt=row.pk, undone_at__isnull=True)
    if later.filter(Q(kept__in=both) | Q(gone__in=both)).exists():
        raise UndoLaterFirst
    if not MODELS[row.kind]._base_manager.filter(pk=row.kept).exists():
        raise UndoRefused
    if number := _number_of(row):
        others = Institution.objects.filter(region_id=row.region_id, number=number)
        if other := others.exclude(pk=row.kept).first():
            raise NumberTakenMeanwhile(number=number, name=other.name)


def _steps(row: Merge) -> Sequence[Step]:
    return row.snapshot["steps"] if row.snapshot else []


def _number_of(row: Merge) -> str:
    """The number the gone institution comes back with; "" if it has none or is a person."""
    for step in _steps(row):
        if (step["do"], step["model"]) == ("remove", row.kind) and step["values"]["id"] == row.gone:
            return str(step["values"].get("number", ""))
    return ""

"""What the office takes of a plan, row by row, and what it leaves as it is.

Without a word new and changed rows are taken, what is gone waits. Rows are named so that a choice
outlives a new preview: new ones by number, else by name and postcode; others by their institution.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self

from bildungsnetz.directory.importing.planning import Change, Existing, Plan, PlannedRow, State
from bildungsnetz.directory.importing.records import identity


class Fate(StrEnum):
    """What becomes of an institution that the table no longer has."""

    LATER = "later"
    KEEP = "keep"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Leaving:
    """The choice for one that is gone. `successor`: "" for none, else a `reference`."""

    fate: Fate = Fate.LATER
    on: date | None = None
    successor: str = ""

    def as_json(self) -> dict[str, str]:
        """For keeping; `from_json` is the way back."""
        day = self.on.isoformat() if self.on else ""
        return {"fate": self.fate.value, "on": day, "successor": self.successor}

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> Self:
        """What `as_json` gave."""
        day = date.fromisoformat(kept["on"]) if kept.get("on") else None
        return cls(Fate(kept["fate"]), day, kept.get("successor", ""))


@dataclass(frozen=True, slots=True)
class Proposal:
    """How one that is gone would be closed if the office agreed. `is_doubtful`: rather not."""

    on: date
    successor: str = ""
    is_doubtful: bool = False

    @property
    def accepted(self) -> Leaving:
        """The choice that follows it."""
        return Leaving(Fate.CLOSE, self.on, self.successor)


@dataclass(frozen=True)
class Left:
    """What an earlier import of the same register left: new rows, cells, what was gone.

    `changed` holds, for each institution, the values that were not taken over, by field.
    """

    new: frozenset[str] = frozenset()
    changed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def cells(self, name: str, changes: Iterable[Change]) -> frozenset[str]:
        """Those of the fields whose very same new value was left before."""
        before = self.changed.get(name, {})
        return frozenset(one.field for one in changes if before.get(one.field) == one.new)

    def as_json(self) -> dict[str, Any]:
        """For keeping; `from_json` is the way back."""
        changed = {name: dict(cells) for name, cells in sorted(self.changed.items())}
        return {"new": sorted(self.new), "changed": changed, "gone": sorted(self.gone)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `as_json` gave; nothing of {}."""
        return cls(
            frozenset(kept.get("new", ())), kept.get("changed", {}), frozenset(kept.get("gone", ()))
        )


@dataclass(frozen=True)
class Decisions:
    """The choices of a run. `changed` holds the fields left; the `all_…` go for all other rows."""

    new: Mapping[str, bool] = field(default_factory=dict)
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gone: Mapping[str, Leaving] = field(default_factory=dict)
    all_new: bool | None = None
    all_changed: bool | None = None
    all_gone: Fate | None = None

    def takes(self, name: str, *, left_before: bool) -> bool:
        """Tell whether a new row is taken."""
        if name in self.new:
            return self.new[name]
        return not left_before if self.all_new is None else self.all_new

    def leaves(self, name: str, fields: Iterable[str], before: Iterable[str]) -> frozenset[str]:
        """The fields of a changed row that stay as they are; `before` were left before."""
        if name in self.changed:
            return frozenset(fields) & frozenset(self.changed[name])
        if self.all_changed is None:
            return frozenset(before)
        return frozenset() if self.all_changed else frozenset(fields)

    def leaving(self, name: str, proposal: Proposal, *, left_before: bool) -> Leaving:
        """What becomes of one that is gone; a doubtful proposal is never followed in a lump."""
        if name in self.gone:
            return self.gone[name]
        if self.all_gone is None:
            return Leaving(Fate.KEEP if left_before else Fate.LATER)
        if self.all_gone is Fate.CLOSE:
            return Leaving() if proposal.is_doubtful else proposal.accepted
        return Leaving(self.all_gone)

    def with_new(self, chosen: Mapping[str, bool]) -> Self:
        """The same with these new rows taken or left."""
        return replace(self, new={**self.new, **chosen})

    def with_changed(self, chosen: Mapping[str, Iterable[str]]) -> Self:
        """The same with these fields of changed rows left, all others of the rows taken."""
        left = {name: tuple(sorted(fields)) for name, fields in chosen.items()}
        return replace(self, changed={**self.changed, **left})

    def with_gone(self, chosen: Mapping[str, Leaving]) -> Self:
        """The same with these choices for what is gone."""
        return replace(self, gone={**self.gone, **chosen})

    def with_all_new(self, taken: bool) -> Self:
        """All new rows taken or left, whatever was chosen for one of them."""
        return replace(self, new={}, all_new=taken)

    def with_all_changed(self, taken: bool) -> Self:
        """All changed cells taken or left, whatever was chosen for one of them."""
        return replace(self, changed={}, all_changed=taken)

    def with_all_gone(self, fate: Fate) -> Self:
        """One fate for all that are gone; CLOSE follows the proposals that are not doubtful."""
        return replace(self, gone={}, all_gone=fate)

    def as_json(self) -> dict[str, Any]:
        """For keeping; `from_json` is the way back."""
        return {
            "new": dict(self.new),
            "changed": {name: list(fields) for name, fields in self.changed.items()},
            "gone": {name: one.as_json() for name, one in self.gone.items()},
            "all": [self.all_new, self.all_changed, self.all_gone and self.all_gone.value],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `as_json` gave; nothing decided of {}."""
        new, changed, gone = kept.get("all", (None, None, None))
        return cls(
            new=kept.get("new", {}),
            changed={name: tuple(fields) for name, fields in kept.get("changed", {}).items()},
            gone={name: Leaving.from_json(one) for name, one in kept.get("gone", {}).items()},
            all_new=new,
            all_changed=changed,
            all_gone=Fate(gone) if gone else None,
        )


@dataclass(frozen=True)
class Decided:
    """The plan with what is taken alone; whom to close how; what is left, also from before."""

    plan: Plan
    closings: Mapping[int, Leaving]
    left: Left


def name_of(values: Mapping[str, str]) -> str:
    """By what a new row is known again: its number, else its folded name and postcode."""
    return values.get("number") or "|".join(identity(values))


def reference(*, new: str = "", existing: object = None) -> str:
    """How a successor is named: a new row of the table or an institution of the register."""
    return f"new:{new}" if new else f"old:{existing}"


def decide(
    drawn: Plan, decisions: Decisions, before: Left, proposals: Mapping[object, Proposal]
) -> Decided:
    """What of the plan is to be written. Rows left whole are not among those of `plan`.

    `before` is what the preview showed as left the last time, `proposals` how it proposed to
    close what is gone, by key.
    """
    rows, new, changed = [], set(before.new), dict(before.changed)
    for row in drawn.rows:
        if row.state is State.NEW and row.record:
            name = name_of(row.record.values)
            taken = decisions.takes(name, left_before=name in before.new)
            (new.discard if taken else new.add)(name)
            rows += [row] if taken else []
        elif row.state is State.CHANGED:
            kept, cells = _decided_cells(row, decisions, before)
            changed[str(row.existing)] = cells
            rows.append(kept)
        else:
            rows.append(row)
    fates = dict(_fates(drawn.gone, decisions, before, proposals))
    return Decided(
        plan=Plan(tuple(rows), drawn.gone),
        closings={key: one for key, one in fates.items() if one.fate is Fate.CLOSE},
        left=Left(
            new=frozenset(new),
            changed={name: cells for name, cells in changed.items() if cells},
            gone=(before.gone - {str(key) for key in fates})
            | {str(key) for key, one in fates.items() if one.fate is Fate.KEEP},
        ),
    )


def _decided_cells(
    row: PlannedRow, decisions: Decisions, before: Left
) -> tuple[PlannedRow, dict[str, str]]:
    """The row with the cells that are taken, and the values of those that are left."""
    name = str(row.existing)
    fields = [change.field for change in row.changes]
    stay = decisions.leaves(name, fields, before.cells(name, row.changes))
    changes = tuple(change for change in row.changes if change.field not in stay)
    state = State.CHANGED if changes else State.UNCHANGED
    cells = {change.field: change.new for change in row.changes if change.field in stay}
    return replace(row, state=state, changes=changes), cells


def _fates(
    gone: Iterable[Existing],
    decisions: Decisions,
    before: Left,
    proposals: Mapping[object, Proposal],
) -> Iterator[tuple[int, Leaving]]:
    for item in gone:
        if not isinstance(item.key, int):
            raise TypeError("What is gone is an institution of the register.")
        name = str(item.key)
        proposal = proposals[item.key]
        yield item.key, decisions.leaving(name, proposal, left_before=name in before.gone)

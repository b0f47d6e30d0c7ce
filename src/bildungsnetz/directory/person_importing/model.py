"""What a plan of persons consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from bildungsnetz.directory.person_importing.known import Perhaps
from bildungsnetz.kit.tables import Remark


class State(StrEnum):
    """What becomes of a row; an undecided one is left out until somebody says who is meant."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNDECIDED = "undecided"
    REFUSED = "refused"


class Change(NamedTuple):
    """One cell: what the register says and what the table says."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class JobStep:
    """What is written about a job: a new one at `place`, or `changes` to the one with `key`.

    Days in ISO form, `until` the last day; `changes` holds "represents" as "ja" or "nein".
    """

    place: int
    function: str
    represents: bool
    since: str
    until: str
    key: int | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Step:
    """What becomes of one row.

    `person` is the key of the register's person it is about; `with_row` an earlier row about the
    same new person. `facts` are the values to be written: all of a new person, the changed ones of
    a known one.
    """

    row: int
    state: State
    name: str
    person: int | None = None
    with_row: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    job: JobStep | None = None
    changes: tuple[Change, ...] = ()
    perhaps: tuple[Perhaps, ...] = ()
    reason: Remark | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Plan:
    """All rows in the table's order."""

    steps: tuple[Step, ...]

    def in_state(self, state: State) -> list[Step]:
        """The rows in one state."""
        return [step for step in self.steps if step.state == state]

    @property
    def counts(self) -> dict[str, int]:
        """Rows by state, the persons they enter anew and the jobs they add."""
        found = {state.value: len(self.in_state(state)) for state in State}
        added = [step for step in self.steps if step.job and step.job.key is None]
        persons = [step for step in self.in_state(State.NEW) if step.with_row is None]
        return {**found, "persons": len(persons), "functions": len(added)}

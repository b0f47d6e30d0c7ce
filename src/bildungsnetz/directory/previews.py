"""What a preview shows, in plain form: rows by state, proposals, what was left before.

It is kept with the run, so that a commit does what was shown and nothing else.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from bildungsnetz.directory.importing import (
    Decisions,
    Departure,
    Left,
    Plan,
    PlannedRow,
    Proposal,
    State,
    name_of,
    reference,
)
from bildungsnetz.directory.models import ImportRun, Institution

CLOSED = "closed_on"
"""What a warning is about that concerns a closed institution, worth a look also if unchanged."""

type Kinds = Mapping[str, str]
"""The names of kinds by their slugs."""


def as_json(
    drawn: Plan, departed: tuple[Departure, ...], before: Left, kinds: Kinds
) -> dict[str, Any]:
    """The rows of a preview by state; refusals carry row number and reason.

    Changed rows in which something is replaced come before those that only fill what was empty.
    Kinds stand by their names, so that a preview reads the same when a kind is renamed later.
    """
    return {
        "new": [_new(row, before, kinds) for row in drawn.in_state(State.NEW)],
        "changed": sorted(
            (_changed(row, before, kinds) for row in drawn.in_state(State.CHANGED)),
            key=_only_fills,
        ),
        "refused": refusals(drawn),
        "gone": [gone_row(one, kinds, left=before.gone) for one in departed],
        "doubtful": [
            _shown(row, kinds)
            for row in drawn.rows
            if row.warnings
            and (
                row.state in {State.NEW, State.CHANGED}
                or any(warning.field == CLOSED for warning in row.warnings)
            )
        ],
        "before": before.as_json(),
    }


def refusals(drawn: Plan) -> list[dict[str, Any]]:
    """Row number, reason and name of each refused row."""
    return [
        {"row": row.row, "reason": str(row.refusal.reason), "name": row.refusal.name}
        for row in drawn.in_state(State.REFUSED)
        if row.refusal
    ]


def gone_row(one: Departure, kinds: Kinds, *, left: frozenset[str] = frozenset()) -> dict[str, Any]:
    """One that is gone: the reason, who may follow and why, how it would be closed."""
    return {
        **_named(one.item.values, kinds),
        "key": one.item.key,
        "reason": " ".join(str(reason) for reason in one.reasons),
        "successors": [
            {
                "reference": other.reference,
                "name": other.name,
                "why": ", ".join(str(word) for word in other.why),
            }
            for other in one.successors
        ],
        "on": one.proposal.on.isoformat(),
        "successor": one.proposal.successor,
        "doubtful": one.proposal.is_doubtful,
        "left": str(one.item.key) in left,
    }


def proposals(preview: Mapping[str, Any]) -> dict[object, Proposal]:
    """How the preview proposed to close what is gone, by key."""
    return {row["key"]: proposal_of(row) for row in preview["gone"]}


def proposal_of(row: Mapping[str, Any]) -> Proposal:
    """The proposal that a row of the group "gone" shows."""
    return Proposal(date.fromisoformat(row["on"]), row["successor"], is_doubtful=row["doubtful"])


def before(preview: Mapping[str, Any]) -> Left:
    """What the preview showed as left the last time."""
    return Left.from_json(preview["before"])


def names(run: ImportRun, references: Collection[str]) -> dict[str, str]:
    """The names of successors by their references; one query for those of the register."""
    found = {reference(new=row["name_of"]): row["name"] for row in run.preview.get("new", ())}
    wanted = [int(one.partition(":")[2]) for one in references if one.startswith("old:")]
    if wanted:
        rows = Institution.objects.filter(region=run.region_id, pk__in=wanted)
        found |= {reference(existing=pk): name for pk, name in rows.values_list("pk", "name")}
    return {one: found[one] for one in references if one in found}


def figures(preview: Mapping[str, Any], decisions: Decisions) -> dict[str, int]:
    """How many new rows, changed rows and closings the decisions take, and how many they leave.

    Keys: "new", "changed", "gone", "left"; a row of which some cells are taken counts as taken.
    """
    new = sum(
        decisions.takes(row["name_of"], left_before=row["left"]) for row in preview.get("new", ())
    )
    changed = sum(
        bool(fields - decisions.leaves(str(row["key"]), fields, row["left"]))
        for row in preview.get("changed", ())
        for fields in [{change[0] for change in row["changes"]}]
    )
    gone = sum(
        decisions.leaving(
            str(row["key"]), proposal_of(row), left_before=row["left"]
        ).fate
        == "close"
        for row in preview.get("gone", ())
    )  # fmt: skip
    left = len(preview.get("new", ())) + len(preview.get("changed", ())) - new - changed
    return {"new": new, "changed": changed, "gone": gone, "left": left}


def _new(row: PlannedRow, before: Left, kinds: Kinds) -> dict[str, Any]:
    name = name_of(row.record.values) if row.record else ""
    return {**_shown(row, kinds), "name_of": name, "left": name in before.new}


def _changed(row: PlannedRow, before: Left, kinds: Kinds) -> dict[str, Any]:
    left = before.cells(str(row.existing), row.changes)
    return {**_shown(row, kinds), "left": sorted(left)}


def _only_fills(row: Mapping[str, Any]) -> bool:
    return not any(old for _field, old, _new in row["changes"])


def _shown(row: PlannedRow, kinds: Kinds) -> dict[str, Any]:
    values: Mapping[str, str] = row.record.values if row.record else {}
    return {
        "row": row.row,
        **_named(values, kinds),
        "key": row.existing,
        "changes": [
            [field, *(kinds.get(text, text) if field == "kind" else text for text in cells)]
            for field, *cells in row.changes
        ],
        "warnings": [str(warning.remark) for warning in row.warnings],
    }


def _named(values: Mapping[str, str], kinds: Kinds) -> dict[str, Any]:
    slug = values.get("kind", "")
    texts = {name: values.get(name, "") for name in ("name", "number", "city")}
    return {**texts, "kind": kinds.get(slug, slug)}

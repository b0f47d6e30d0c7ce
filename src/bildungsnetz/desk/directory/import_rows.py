"""The groups of an import's preview as its page shows them, with what was decided."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from bildungsnetz.desk.directory.paging import SIZE
from bildungsnetz.directory import planning, previews
from bildungsnetz.directory.importing import Decisions, Fate

if TYPE_CHECKING:
    from bildungsnetz.directory.forms.deciding import RowChoices
    from bildungsnetz.directory.models import ImportRun

# The address's `gruppe`, the group of the preview, and what it is called.
GROUPS = (
    ("neu", "new", _("Neu")),
    ("geaendert", "changed", _("Geändert")),
    ("fehlend", "gone", _("Nicht mehr enthalten")),
    ("zurueckgewiesen", "refused", _("Zurückgewiesen")),
    ("zweifelhaft", "doubtful", _("Bitte ansehen")),
)
FATES = (
    (Fate.LATER, _("später entscheiden")),
    (Fate.KEEP, _("behalten")),
    (Fate.CLOSE, _("schließen")),
)


def groups(run: "ImportRun") -> list[dict[str, Any]]:
    """The groups that have rows, with their numbers."""
    found = [
        {"value": value, "key": key, "label": label, "count": len(run.preview.get(key, []))}
        for value, key, label in GROUPS
    ]
    return [group for group in found if group["count"]]


def shown(
    run: "ImportRun", group: str, page: int, choices: "RowChoices | None"
) -> list[dict[str, Any]]:
    """The rows of one page (from 1) with what was decided, or what was typed and is refused."""
    rows = run.preview.get(group, [])[(page - 1) * SIZE : page * SIZE]
    decisions = Decisions.from_json(run.decisions)
    if group == "new":
        return [
            {**row, "taken": decisions.takes(row["name_of"], left_before=row["left"])}
            for row in rows
        ]
    if group == "changed":
        labels = planning.labels()
        return [{**row, "cells": _cells(row, decisions, labels)} for row in rows]
    if group == "gone":
        return _gone_rows(rows, run, decisions, choices)
    return list(rows)


def _cells(
    row: Mapping[str, Any], decisions: Decisions, labels: Mapping[str, str]
) -> list[dict[str, Any]]:
    fields = [change[0] for change in row["changes"]]
    left = decisions.leaves(str(row["key"]), fields, row["left"])
    return [
        {
            "value": f"{row['key']}:{field}",
            "label": labels.get(field, field),
            "old": old,
            "new": new,
            "taken": field not in left,
            "left": field in row["left"],
        }
        for field, old, new in row["changes"]
    ]


def _gone_rows(
    rows: Sequence[Mapping[str, Any]],
    run: "ImportRun",
    decisions: Decisions,
    choices: "RowChoices | None",
) -> list[dict[str, Any]]:
    found = [_gone(row, decisions, choices) for row in rows]
    known = {ref: label for row in found for ref, label in row["offered"]}
    names = previews.names(run, {row["successor"] for row in found} - {"", *known})
    for row in found:
        if row["successor"] not in {"", *(ref for ref, _label in row["offered"])}:
            row["offered"].append((row["successor"], names.get(row["successor"], "–")))
        row["successor_name"] = dict(row["offered"]).get(row["successor"], "")
    return found


def _gone(
    row: Mapping[str, Any], decisions: Decisions, choices: "RowChoices | None"
) -> dict[str, Any]:
    """The row with the choice that stands or, where nothing was decided, the proposal."""
    name = str(row["key"])
    proposal = previews.proposal_of(row)
    stands = decisions.leaving(name, proposal, left_before=row["left"])
    decided = name in decisions.gone
    values = {
        "fate": stands.fate.value,
        "on": ((stands.on if decided else None) or proposal.on).isoformat(),
        "successor": stands.successor if decided else proposal.successor,
        "other": "",
    }
    if choices is not None and name in choices.errors:
        values |= {**choices.typed(name), "error": choices.errors[name]}
    offered = [(one["reference"], f"{one['name']} ({one['why']})") for one in row["successors"]]
    told = {"proposed": proposal.successor, "offered": offered}
    return {**row, **values, **told, "fate_label": dict(FATES)[stands.fate]}

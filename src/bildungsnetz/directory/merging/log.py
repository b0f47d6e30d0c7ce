"""What a merger did, step by step, and the way back.

A step is {"do": "change", "model", "keys", "before", "after"} or {"do": "remove", "model",
"values"}. Played backwards the steps restore every row that nobody touched meanwhile; what was
changed since then stays as it is and is told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model, QuerySet

from bildungsnetz.directory.merging.packing import (
    model_of,
    name_of,
    pack,
    pack_value,
    unpack,
    unpack_values,
)

Step = dict[str, Any]
Left = Counter[tuple[str, str]]
"""How often what was left as it is: model's name, and the column or "" for a whole row."""


class Log:
    """Writes steps down while it does them."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def change(self, row: Model, values: Mapping[str, Any]) -> None:
        """Set columns (names with `_id` for references) of one row; nothing if nothing differs."""
        before = {name: getattr(row, name) for name in values}
        after = {name: value for name, value in values.items() if before[name] != value}
        if not after:
            return
        type(row)._base_manager.filter(pk=row.pk).update(**after)
        for name, value in after.items():
            setattr(row, name, value)
        self._note(type(row), [row.pk], {name: before[name] for name in after}, after)

    def repoint(self, model: type[Model], column: str, gone: int, kept: int) -> None:
        """Let all rows that refer to `gone` refer to `kept`."""
        rows = model._base_manager.filter(**{column: gone})
        keys = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        if keys:
            model._base_manager.filter(pk__in=keys).update(**{column: kept})
            self._note(model, keys, {column: gone}, {column: kept})

    def remove(self, row: Model) -> None:
        """Take a row out. Nothing may refer to it any more: AssertionError rather than a loss."""
        values = pack(row)
        deleted, _kinds = type(row)._base_manager.filter(pk=row.pk).delete()
        if deleted != 1:
            raise AssertionError(f"{row!r} was still referred to.")
        self.steps.append({"do": "remove", "model": name_of(type(row)), "values": values})

    def _note(
        self,
        model: type[Model],
        keys: Sequence[int],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
    ) -> None:
        self.steps.append(
            {
                "do": "change",
                "model": name_of(model),
                "keys": list(keys),
                "before": {name: pack_value(value) for name, value in before.items()},
                "after": {name: pack_value(value) for name, value in after.items()},
            }
        )


def play_back(steps: Iterable[Step]) -> Left:
    """Undo the steps, the last one first; what had to be left as it is.

    Must run in one transaction. A step that the database refuses is left out as a whole.
    """
    left: Left = Counter()
    touched: dict[type[Model], set[Any]] = defaultdict(set)
    for step in reversed(list(steps)):
        model = model_of(step["model"])
        try:
            with transaction.atomic():
                touched[model] |= _restore(model, step, left)
        except IntegrityError:
            left[step["model"], ""] += len(step.get("keys", [0]))
    mended = True
    while mended:
        mended = False
        for model, keys in touched.items():
            mended |= _mend(model, keys, left)
    return left


def _restore(model: type[Model], step: Step, left: Left) -> set[Any]:
    """Undo one step; the keys of the rows that are now as they were."""
    if step["do"] == "remove":
        removed = unpack(model, step["values"])
        # Not by save(): logs refuse it.
        model._base_manager.bulk_create([removed])
        return {removed.pk}
    before, after = unpack_values(model, step["before"]), unpack_values(model, step["after"])
    restored: set[Any] = set()
    rows = {row.pk: row for row in model._base_manager.filter(pk__in=step["keys"])}
    alike: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for key in step["keys"]:
        row = rows.get(key)
        if row is None:
            left[step["model"], ""] += 1
            continue
        same = tuple(name for name, value in after.items() if getattr(row, name) == value)
        left.update((step["model"], name) for name in after if name not in same)
        alike[same].append(key)
    for names, keys in alike.items():
        if names:
            values = {name: before[name] for name in names}
            model._base_manager.filter(pk__in=keys).update(**values)
            restored.update(keys)
    return restored


def _mend(model: type[Model], keys: set[Any], left: Left) -> bool:
    """Empty restored references to rows that are no more; a row that needs one goes with it.

    True if something had to be mended.
    """
    mended = False
    for field in model._meta.concrete_fields:
        if not isinstance(field, ForeignKey):
            continue
        rows = model._base_manager.filter(pk__in=keys, **{f"{field.name}__isnull": False})
        targets = set(rows.values_list(field.attname, flat=True))
        if not targets:
            continue
        there = field.related_model._base_manager.filter(pk__in=targets)
        lost = targets - set(there.values_list("pk", flat=True))
        if lost:
            mended = True
            _let_go(model, field, rows.filter(**{f"{field.attname}__in": lost}), keys, left)
    return mended


def _let_go(
    model: type[Model],
    field: "ForeignKey[Any, Any]",
    rows: "QuerySet[Any]",
    keys: set[Any],
    left: Left,
) -> None:
    names = list(rows.values_list("pk", flat=True))
    if field.null:
        left[name_of(model), field.attname] += len(names)
        model._base_manager.filter(pk__in=names).update(**{field.attname: None})
        return
    left[name_of(model), ""] += len(names)
    model._base_manager.filter(pk__in=names)._raw_delete(rows.db)
    keys.difference_update(names)

"""Moves everything that refers to one row onto another, and takes the row out."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Model

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.merging.log import Log
from bildungsnetz.directory.merging.packing import name_of
from bildungsnetz.directory.merging.references import Relation, relations, with_twins
from bildungsnetz.directory.merging.rules import Rule, followers_of, purposes_of, rule_of


class Merger:
    """One merger. `log` holds each step, `absorbed` which row went into which."""

    def __init__(self, *, at: datetime) -> None:
        self.at = at
        self.log = Log()
        self.absorbed: dict[str, dict[str, Any]] = defaultdict(dict)

    def absorb(self, model: type[Model], gone: Any, kept: Any) -> None:
        """Move what refers to one row onto another of the same model, then remove the row."""
        for relation in relations(model):
            if before := rule_of(relation.model).before:
                before(relation, gone, kept)
        self._lead_links(model, gone, kept)
        for follow in followers_of(model):
            follow(self, gone, kept)
        for relation in relations(model):
            self.move(relation, gone, kept)
        self.log.remove(model._base_manager.get(pk=gone))
        self.absorbed[name_of(model)][str(gone)] = kept

    def move(self, relation: Relation, gone: Any, kept: Any) -> None:
        """Let the rows of one relation refer to the other row, as its rule has it."""
        rule = rule_of(relation.model)
        if rule.instead is not None:
            rule.instead(self, relation, gone, kept)
        else:
            self.unite(relation, gone, kept)

    def unite(self, relation: Relation, gone: Any, kept: Any) -> None:
        """Settle what collides, then move the rest."""
        rule = rule_of(relation.model)
        colliding = with_twins(relation, gone, kept).select_for_update(of=("self",))
        seen: set[tuple[Any, Any]] = set()
        while (row := colliding.first()) is not None:
            if (row.pk, row.twin) in seen:
                raise AssertionError(f"The rule for {relation.name} does not part {row!r}.")
            seen.add((row.pk, row.twin))
            self._settle(relation, rule, row, kept)
        self.log.repoint(relation.model, relation.column, gone, kept)

    def _settle(self, relation: Relation, rule: Rule, row: Any, kept: Any) -> None:
        """Let one of two rows win; the other goes into it, or stays with other values."""
        twin = relation.model._base_manager.select_for_update().get(pk=row.twin)
        verdict = rule.settle(self, twin, row)
        winner, loser = (twin, row) if verdict.winner == "kept" else (row, twin)
        if verdict.spare is None:
            self.absorb(relation.model, loser.pk, winner.pk)
        else:
            self.log.change(loser, {**verdict.spare, relation.column: kept})
        # A winner that still refers to the gone record may take in further rows before it moves.
        self.log.change(winner, verdict.changes)

    def _lead_links(self, model: type[Model], gone: Any, kept: Any) -> None:
        """Links to the row lead to the other one, those already mailed too; or they are dead."""
        links = PersonalLink.objects.filter(subject=str(gone)).order_by("pk")
        for link in links.filter(purpose__in=purposes_of(model, follows=True)):
            issued_for = link.issued_for or link.subject
            self.log.change(link, {"subject": str(kept), "issued_for": issued_for})
        dying = purposes_of(model, follows=False)
        for link in links.filter(purpose__in=dying, revoked_at__isnull=True):
            self.log.change(link, {"revoked_at": self.at})

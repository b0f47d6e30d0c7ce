"""What becomes of mandates when two persons or institutions of the register are merged."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.merging import rules
from bildungsnetz.directory.merging.periods import overlapping, same_or_none, whole_period
from bildungsnetz.directory.merging.rules import Rule, Verdict
from bildungsnetz.organs.models import Mandate

if TYPE_CHECKING:
    from bildungsnetz.directory.merging.engine import Merger
    from bildungsnetz.directory.merging.references import Relation


def _same_function(relation: "Relation") -> Q:
    """The same function in the same organ, on the same seat or on none, at the same time.

    A second seat stays: the organ's page says that a person has more than one.
    """
    other = "institution" if relation.field.name == "person" else "person"
    same = Q(organ=OuterRef("organ"), role=OuterRef("role")) & overlapping()
    return same & same_or_none("seat_id") & same_or_none(f"{other}_id")


def _one_mandate(_merger: "Merger", kept: Mandate, gone: Mandate) -> Verdict:
    """The moving row wins, so that it takes in every other one it overlaps with."""
    open_end = next((one for one in (kept, gone) if one.active_to is None), None)
    last = open_end or max(kept, gone, key=lambda one: one.active_to or date.max)
    note = gone.note or kept.note
    return Verdict("gone", {**whole_period(kept, gone), "term_to": last.term_to, "note": note})


rules.rule(
    Mandate,
    Rule(
        label=_("Mandate und Mitgliedschaften"),
        outcome=_("gleiche Mandate werden zu einem, über die ganze Zeit"),
        alike=_same_function,
        settle=_one_mandate,
    ),
)

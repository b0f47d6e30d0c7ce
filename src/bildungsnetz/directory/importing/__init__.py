"""Planning an import of institutions: table → mapping → records → plan. Pure: nothing is written.

table = read_table(path, name=...)          # cards_table for an address book
mapping = propose_mapping(table)            # the clerk may change it
reading = to_records(table, mapping, KINDS)
outcome = plan(existing, reading.records, refusals=reading.refusals, source=...)
"""

from bildungsnetz.directory.importing.cards import cards_table, note_of
from bildungsnetz.directory.importing.deciding import (
    Decided,
    Decisions,
    Fate,
    Leaving,
    Left,
    Proposal,
    decide,
    name_of,
    reference,
)
from bildungsnetz.directory.importing.fields import EXPORT_HEADERS, FIELDS, Field
from bildungsnetz.directory.importing.kinds import (
    KINDS,
    OTHER_KIND,
    OTHER_KINDS,
    SCHOOL_KINDS,
    Kind,
)
from bildungsnetz.directory.importing.mapping import Mapping, MappingError, propose_mapping
from bildungsnetz.directory.importing.planning import (
    Change,
    Counts,
    Existing,
    Plan,
    PlannedRow,
    State,
    plan,
)
from bildungsnetz.directory.importing.records import (
    Reading,
    Record,
    Refusal,
    RowWarning,
    to_records,
)
from bildungsnetz.directory.importing.successors import Departure, Successor, departures

__all__ = [
    "EXPORT_HEADERS",
    "FIELDS",
    "KINDS",
    "OTHER_KIND",
    "OTHER_KINDS",
    "SCHOOL_KINDS",
    "Change",
    "Counts",
    "Decided",
    "Decisions",
    "Departure",
    "Existing",
    "Fate",
    "Field",
    "Kind",
    "Leaving",
    "Left",
    "Mapping",
    "MappingError",
    "Plan",
    "PlannedRow",
    "Proposal",
    "Reading",
    "Record",
    "Refusal",
    "RowWarning",
    "State",
    "Successor",
    "cards_table",
    "decide",
    "departures",
    "name_of",
    "note_of",
    "plan",
    "propose_mapping",
    "reference",
    "to_records",
]

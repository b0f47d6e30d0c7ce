"""Planning an import of institutions: table → mapping → records → plan. Pure: nothing is written.

table = read_table(path, name=...)
mapping = propose_mapping(table)            # the clerk may change it
reading = to_records(table, mapping, KINDS)
outcome = plan(existing, reading.records, refusals=reading.refusals, source=...)
"""

from bildungsnetz.directory.importing.fields import FIELDS, Field
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

__all__ = [
    "FIELDS",
    "KINDS",
    "OTHER_KIND",
    "OTHER_KINDS",
    "SCHOOL_KINDS",
    "Change",
    "Counts",
    "Existing",
    "Field",
    "Kind",
    "Mapping",
    "MappingError",
    "Plan",
    "PlannedRow",
    "Reading",
    "Record",
    "Refusal",
    "RowWarning",
    "State",
    "plan",
    "propose_mapping",
    "to_records",
]

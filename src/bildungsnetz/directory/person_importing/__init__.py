"""Planning an import of persons: file → columns → entries → plan. Pure: nothing is written.

table = cards_table(content, name) if is_cards(content, name) else read_table(content, name=name)
columns = propose(table)                    # the clerk may change it
plan(to_entries(table, columns), people, places, topics, without_unknown=False)
"""

from bildungsnetz.directory.person_importing.cards import cards_table
from bildungsnetz.directory.person_importing.fields import FACTS, TARGETS, Columns
from bildungsnetz.directory.person_importing.jobs import YES
from bildungsnetz.directory.person_importing.known import Known, KnownJob, Perhaps, Place, Places
from bildungsnetz.directory.person_importing.mapping import UnfitColumns, check, propose
from bildungsnetz.directory.person_importing.model import Change, JobStep, Plan, State, Step
from bildungsnetz.directory.person_importing.names import Name, clean_name, split_name
from bildungsnetz.directory.person_importing.planning import NEW, plan
from bildungsnetz.directory.person_importing.records import (
    DEFAULT_FUNCTION,
    Entry,
    Job,
    Reading,
    to_entries,
)
from bildungsnetz.kit.vcard import NoCards, is_cards

__all__ = [
    "DEFAULT_FUNCTION",
    "FACTS",
    "NEW",
    "TARGETS",
    "YES",
    "Change",
    "Columns",
    "Entry",
    "Job",
    "JobStep",
    "Known",
    "KnownJob",
    "Name",
    "NoCards",
    "Perhaps",
    "Place",
    "Places",
    "Plan",
    "Reading",
    "State",
    "Step",
    "UnfitColumns",
    "cards_table",
    "check",
    "clean_name",
    "is_cards",
    "plan",
    "propose",
    "split_name",
    "to_entries",
]

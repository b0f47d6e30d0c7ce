"""Institutions, persons and what ties them; audiences; imports."""

from bildungsnetz.directory.models.audiences import Audience
from bildungsnetz.directory.models.bases import (
    ConsentEntry,
    ConsentText,
    ContactBasis,
    ExpiringContact,
)
from bildungsnetz.directory.models.care import ChangeProposal, Confirmation, ConfirmationRun
from bildungsnetz.directory.models.imports import ImportLayout, ImportRun
from bildungsnetz.directory.models.institutions import Institution, InstitutionKind
from bildungsnetz.directory.models.merges import (
    DuplicateSearch,
    InstitutionPair,
    Merge,
    PersonPair,
    RecordKind,
)
from bildungsnetz.directory.models.person_imports import PersonImport
from bildungsnetz.directory.models.persons import Affiliation, Person

__all__ = [
    "Affiliation",
    "Audience",
    "ChangeProposal",
    "Confirmation",
    "ConfirmationRun",
    "ConsentEntry",
    "ConsentText",
    "ContactBasis",
    "DuplicateSearch",
    "ExpiringContact",
    "ImportLayout",
    "ImportRun",
    "Institution",
    "InstitutionKind",
    "InstitutionPair",
    "Merge",
    "Person",
    "PersonImport",
    "PersonPair",
    "RecordKind",
]

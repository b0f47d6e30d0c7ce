"""Forms of the register."""

from bildungsnetz.directory.forms.audiences import AudienceForm
from bildungsnetz.directory.forms.imports import MappingForm, UploadForm
from bildungsnetz.directory.forms.institutions import (
    CloseForm,
    InstitutionFilterForm,
    InstitutionForm,
    PublicFilterForm,
)
from bildungsnetz.directory.forms.persons import (
    EndForm,
    FunctionInInstitutionForm,
    FunctionOfPersonForm,
    PersonForm,
    PublicationForm,
)

__all__ = [
    "AudienceForm",
    "CloseForm",
    "EndForm",
    "FunctionInInstitutionForm",
    "FunctionOfPersonForm",
    "InstitutionFilterForm",
    "InstitutionForm",
    "MappingForm",
    "PersonForm",
    "PublicFilterForm",
    "PublicationForm",
    "UploadForm",
]

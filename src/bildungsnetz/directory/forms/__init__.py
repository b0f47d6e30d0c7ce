"""Forms of the register."""

from bildungsnetz.directory.forms.audiences import AudienceForm
from bildungsnetz.directory.forms.contact import (
    BasisForm,
    ConsentAnswerForm,
    ConsentNoteForm,
    ConsentTextForm,
    KeepForm,
    NewPersonForm,
    NoticeForm,
    OfficePostForm,
    PostForm,
)
from bildungsnetz.directory.forms.filters import (
    InstitutionFilterForm,
    PersonFilterForm,
    PublicFilterForm,
)
from bildungsnetz.directory.forms.imports import MappingForm, UploadForm
from bildungsnetz.directory.forms.institutions import (
    CloseForm,
    InstitutionForm,
)
from bildungsnetz.directory.forms.person_imports import (
    PersonColumnsForm,
    PersonDecisionsForm,
    PersonUploadForm,
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
    "BasisForm",
    "CloseForm",
    "ConsentAnswerForm",
    "ConsentNoteForm",
    "ConsentTextForm",
    "EndForm",
    "FunctionInInstitutionForm",
    "FunctionOfPersonForm",
    "InstitutionFilterForm",
    "InstitutionForm",
    "KeepForm",
    "MappingForm",
    "NewPersonForm",
    "NoticeForm",
    "OfficePostForm",
    "PersonColumnsForm",
    "PersonDecisionsForm",
    "PersonFilterForm",
    "PersonForm",
    "PersonUploadForm",
    "PostForm",
    "PublicFilterForm",
    "PublicationForm",
    "UploadForm",
]

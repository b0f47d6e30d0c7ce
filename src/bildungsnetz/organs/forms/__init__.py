"""What may be entered about organs, seats and mandates. Ends are asked as last days."""

from bildungsnetz.organs.forms.mandate import (
    ChairForm,
    FillSeatForm,
    FunctionForm,
    SeatsForm,
    TermForm,
    seat_title,
)
from bildungsnetz.organs.forms.organ import (
    AsOfForm,
    CloseOrganForm,
    EndForm,
    OrganForm,
    OrgansFilter,
)

__all__ = [
    "AsOfForm",
    "ChairForm",
    "CloseOrganForm",
    "EndForm",
    "FillSeatForm",
    "FunctionForm",
    "OrganForm",
    "OrgansFilter",
    "SeatsForm",
    "TermForm",
    "seat_title",
]

"""Forms of the room meetings."""

from .allocating import GOAL_SENTENCES, AllocationForm, MoveForm
from .answering import (
    AcceptForms,
    DeclineForm,
    DeputyForm,
    GuestForm,
    GuestFormSet,
    PlaceForm,
    RevisionForm,
)
from .inviting import AudienceForm, ChangeNoteForm, InvitationForm, ReleaseForm, first_draft
from .planning import MeetingFilterForm, MeetingForm, WorkshopForm, warned

__all__ = [
    "GOAL_SENTENCES",
    "AcceptForms",
    "AllocationForm",
    "AudienceForm",
    "ChangeNoteForm",
    "DeclineForm",
    "DeputyForm",
    "GuestForm",
    "GuestFormSet",
    "InvitationForm",
    "MeetingFilterForm",
    "MeetingForm",
    "MoveForm",
    "PlaceForm",
    "ReleaseForm",
    "RevisionForm",
    "WorkshopForm",
    "first_draft",
    "warned",
]

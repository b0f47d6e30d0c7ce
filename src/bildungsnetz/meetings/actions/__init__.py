"""Writes about meetings: planning, inviting, answering, allocating."""

from .allocating import (
    compute_allocation,
    move_by_hand,
    placement_batch,
    publish_allocation,
    take_place,
)
from .changing import change_batch, release_change, tell_nobody, write_change_note
from .conference import (
    add_workshop,
    cancel_meeting,
    cancel_workshop,
    change_meeting,
    change_workshop,
    plan_meeting,
    show_meeting,
)
from .confirming import calendar_of
from .invitation import (
    invitation_batch,
    release_invitations,
    remind_silent,
    reminder_batch,
    reminder_body,
    reminder_subject,
    write_invitation,
)
from .registration import Guest, accept, cancel_person, decline, send_deputy

__all__ = [
    "Guest",
    "accept",
    "add_workshop",
    "calendar_of",
    "cancel_meeting",
    "cancel_person",
    "cancel_workshop",
    "change_batch",
    "change_meeting",
    "change_workshop",
    "compute_allocation",
    "decline",
    "invitation_batch",
    "move_by_hand",
    "placement_batch",
    "plan_meeting",
    "publish_allocation",
    "release_change",
    "release_invitations",
    "remind_silent",
    "reminder_batch",
    "reminder_body",
    "reminder_subject",
    "send_deputy",
    "show_meeting",
    "take_place",
    "tell_nobody",
    "write_change_note",
    "write_invitation",
]

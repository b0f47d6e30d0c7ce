"""Writes about organs, seats and mandates."""

from bildungsnetz.organs.actions.errors import Refused, SeatTaken
from bildungsnetz.organs.actions.mandates import (
    add_function,
    change_mandate,
    end_mandate,
    fill_seat,
    reopen_mandate,
    set_chair,
    withdraw_mandate,
)
from bildungsnetz.organs.actions.organs import (
    change_organ,
    close_organ,
    create_organ,
    reopen_organ,
)
from bildungsnetz.organs.actions.seats import add_seats, end_seat, remove_seat, reopen_seat

__all__ = [
    "Refused",
    "SeatTaken",
    "add_function",
    "add_seats",
    "change_mandate",
    "change_organ",
    "close_organ",
    "create_organ",
    "end_mandate",
    "end_seat",
    "fill_seat",
    "remove_seat",
    "reopen_mandate",
    "reopen_organ",
    "reopen_seat",
    "set_chair",
    "withdraw_mandate",
]

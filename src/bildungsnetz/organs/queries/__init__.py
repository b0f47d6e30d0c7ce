"""Reads of organs: the tree, who holds what on any day, what is vacant or ends soon."""

from bildungsnetz.organs.queries.due import Ending, Vacancy, ending_within, vacancies
from bildungsnetz.organs.queries.exports import member_listing, organ_listing
from bildungsnetz.organs.queries.on_day import (
    Function,
    OrganOnDay,
    PartySeats,
    SeatOnDay,
    changes_of,
    functions_on,
    organ_on,
    seats_on,
)
from bildungsnetz.organs.queries.plan import function_facts, holder_name, seat_groups
from bildungsnetz.organs.queries.tree import (
    Membership,
    Node,
    begun,
    below,
    ended_by,
    mandates,
    memberships_of,
    organ_by_key,
    organs,
    parties,
    possible_parents,
    seats,
    tree,
)

__all__ = [
    "Ending",
    "Function",
    "Membership",
    "Node",
    "OrganOnDay",
    "PartySeats",
    "SeatOnDay",
    "Vacancy",
    "begun",
    "below",
    "changes_of",
    "ended_by",
    "ending_within",
    "function_facts",
    "functions_on",
    "holder_name",
    "mandates",
    "member_listing",
    "memberships_of",
    "organ_by_key",
    "organ_listing",
    "organ_on",
    "organs",
    "parties",
    "possible_parents",
    "seat_groups",
    "seats",
    "seats_on",
    "tree",
    "vacancies",
]

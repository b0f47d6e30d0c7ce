"""The seat plan as pages draw it: whose names are shown depends on who looks."""

from typing import Any

from django.utils.translation import get_language, gettext

from bildungsnetz.kit import dates
from bildungsnetz.organs.models import Mandate
from bildungsnetz.organs.queries.on_day import Function, OrganOnDay, SeatOnDay

type Group = dict[str, Any]


def seat_groups(found: OrganOnDay, *, only_public: bool) -> list[Group]:
    """The seats by nominating party for the seat plan.

    With `only_public` the names of those who did not agree to it are not shown (IFG NRW § 9).
    """
    return [
        {
            "party": group.party,
            "seats": [_seat(seat, only_public=only_public) for seat in group.seats],
        }
        for group in found.parties
    ]


def function_facts(found: list[Function], *, only_public: bool) -> list[tuple[str, str]]:
    """Functions and who has them, as facts; one that nobody has says so."""
    return [
        (
            function.label,
            "\n".join(holder_name(one, only_public=only_public) for one in function.mandates)
            or gettext("nicht besetzt"),
        )
        for function in found
    ]


def holder_name(mandate: Mandate, *, only_public: bool) -> str:
    """The holder's name, or that somebody holds it."""
    if mandate.institution is not None and mandate.person is None:
        hidden = only_public and not mandate.institution.is_public
        return gettext("besetzt") if hidden else mandate.institution.name
    if mandate.person is None or (only_public and not mandate.person.is_public):
        return gettext("besetzt")
    return str(mandate.person)


def _seat(seat: SeatOnDay, *, only_public: bool) -> dict[str, Any]:
    holder, substitute = seat.holder, seat.substitute
    return {
        "number": seat.seat.number,
        "holder": holder_name(holder, only_public=only_public) if holder else "",
        "role": seat.leading,
        "substitute": holder_name(substitute, only_public=only_public) if substitute else "",
        "term": _term(holder) if holder else "",
        "is_advisory": not seat.seat.is_voting,
    }


def _term(mandate: Mandate) -> str:
    return dates.period(mandate.active_from, mandate.active_to, get_language() or dates.GERMAN)

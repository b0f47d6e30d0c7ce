"""Reads of the room decisions, scoped by region and shaped for one page each."""

from bildungsnetz.decisions.queries.circles import Candidate, Circle, circle, circle_choices
from bildungsnetz.decisions.queries.exports import order_listing, recommendation_listing
from bildungsnetz.decisions.queries.passage import (
    OverdueOrder,
    WaitingConsultation,
    WantedOrders,
    consultations,
    order_list,
    order_states,
    orders,
    overdue_orders,
    roles_in,
    target_organs,
    waiting_consultations,
)
from bildungsnetz.decisions.queries.passport import (
    public_recommendation_page,
    recommendation_page,
    with_versions,
)
from bildungsnetz.decisions.queries.recommendations import (
    Wanted,
    cross_cutting_answers,
    fields_offered,
    meetings_offered,
    origins,
    public_recommendations,
    recommendation_list,
    recommendations,
    recommendations_of_meeting,
    years,
)
from bildungsnetz.decisions.queries.rounds import (
    RoundView,
    entitled_by_key,
    entitled_of_user,
    objections,
    round_page,
    round_view,
    rounds,
)
from bildungsnetz.decisions.queries.tasks import Task, open_for
from bildungsnetz.decisions.queries.timeline import Entry, timeline

__all__ = [
    "Candidate",
    "Circle",
    "Entry",
    "OverdueOrder",
    "RoundView",
    "Task",
    "WaitingConsultation",
    "Wanted",
    "WantedOrders",
    "circle",
    "circle_choices",
    "consultations",
    "cross_cutting_answers",
    "entitled_by_key",
    "entitled_of_user",
    "fields_offered",
    "meetings_offered",
    "objections",
    "open_for",
    "order_list",
    "order_listing",
    "order_states",
    "orders",
    "origins",
    "overdue_orders",
    "public_recommendation_page",
    "public_recommendations",
    "recommendation_list",
    "recommendation_listing",
    "recommendation_page",
    "recommendations",
    "recommendations_of_meeting",
    "roles_in",
    "round_page",
    "round_view",
    "rounds",
    "target_organs",
    "timeline",
    "waiting_consultations",
    "with_versions",
    "years",
]

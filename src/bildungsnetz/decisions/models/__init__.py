"""What meetings decide: recommendations, consensus rounds, resolutions, orders, reports."""

from bildungsnetz.decisions.models.passage import Consultation, Order, Resolution, StatusReport
from bildungsnetz.decisions.models.recommendation import (
    CrossCuttingAnswer,
    Recommendation,
    Version,
)
from bildungsnetz.decisions.models.rounds import Ballot, Entitled, Objection, Round

__all__ = [
    "Ballot",
    "Consultation",
    "CrossCuttingAnswer",
    "Entitled",
    "Objection",
    "Order",
    "Recommendation",
    "Resolution",
    "Round",
    "StatusReport",
    "Version",
]

"""Wishes to placements: who takes part in which workshop. Pure: no database, no clock, no lot."""

from .explanation import explain
from .fairness import allocate
from .model import AllocationError, Goal, Result, Wishes, natural_order

__all__ = [
    "AllocationError",
    "Goal",
    "Result",
    "Wishes",
    "allocate",
    "explain",
    "natural_order",
]

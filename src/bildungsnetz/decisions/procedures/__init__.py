"""Verdicts of the decision procedures: ballots to result. Pure: no database, no clock.

A verdict follows from the rule stored when the procedure was opened and from what was cast under
it; whoever was entitled at the opening stays so (snapshot), even after leaving the body. Nothing
ever passes without a voice. Sources: Loomio (consent), OpenSlides and Antragsgrün (majorities).
"""

from .consent import Objection, Settled, check_objection_time, consent_verdict, has_reason
from .verdict import ProcedureError, State, Verdict
from .vote import Majority, Quorum, Rule, Tally, Vote, vote_verdict

__all__ = [
    "Majority",
    "Objection",
    "ProcedureError",
    "Quorum",
    "Rule",
    "Settled",
    "State",
    "Tally",
    "Verdict",
    "Vote",
    "check_objection_time",
    "consent_verdict",
    "has_reason",
    "vote_verdict",
]

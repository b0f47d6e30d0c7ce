"""Forms of the room decisions."""

from bildungsnetz.decisions.forms.again import put
from bildungsnetz.decisions.forms.passage import (
    AnswerForm,
    ForwardForm,
    OrderForm,
    OrderFormSet,
    ReportForm,
)
from bildungsnetz.decisions.forms.recommendation import (
    OrderFilter,
    RecommendationFilter,
    RecommendationForm,
)
from bildungsnetz.decisions.forms.rounds import (
    BallotForm,
    CloseForm,
    MinorityForm,
    ObjectionForm,
    ReleaseForm,
    RoundForm,
)

__all__ = [
    "AnswerForm",
    "BallotForm",
    "CloseForm",
    "ForwardForm",
    "MinorityForm",
    "ObjectionForm",
    "OrderFilter",
    "OrderForm",
    "OrderFormSet",
    "RecommendationFilter",
    "RecommendationForm",
    "ReleaseForm",
    "ReportForm",
    "RoundForm",
    "put",
]
